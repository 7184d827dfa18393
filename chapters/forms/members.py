from typing import Any

from django import forms
from django.utils import timezone

from khuyenhoc.fields import DateField, NameField

from ..doubles import Someone
from ..models import Member, Membership, Unit, User
from ..pages.doubles import Hint, hints
from .choices import capitalised


class PersonForm(forms.Form):
    """A person's facts; the telephone and the address only for those who may read them."""

    name = NameField(label="Họ và tên", help_text="Gõ đủ dấu như trong giấy tờ.")
    sex = forms.ChoiceField(
        label="Giới tính", required=False, choices=[("", "Chưa rõ"), *capitalised(Member.Sex.choices)]
    )
    birth_year = forms.IntegerField(
        label="Năm sinh",
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Năm sinh gồm bốn chữ số, ví dụ 1960."},
    )
    phone = NameField(label="Điện thoại", max_length=20, required=False)
    address = NameField(label="Địa chỉ", max_length=200, required=False)
    has_card = forms.BooleanField(label="Đã được phát thẻ hội viên", required=False)

    def __init__(self, *args: Any, shows_contact: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shows_contact:
            del self.fields["phone"], self.fields["address"]


class RosterUnitField(forms.ModelChoiceField):
    """One of the user's open units that keep a list of names."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            queryset=Unit.objects.none(), label="Chi hội, ban khuyến học", empty_label="Xin chọn", **kwargs
        )

    def label_from_instance(self, unit: Unit) -> str:
        return f"{unit.full_name}, {unit.parent.full_name}" if unit.parent else unit.full_name


def roster_units(user: User) -> Any:
    """Where this user may write members: open units that keep a roster."""
    units = user.units_reached("write_members").open_on(timezone.localdate())
    return units.filter(keeps_roster=True).select_related("parent")


class JoinForm(forms.Form):
    unit = RosterUnitField()
    since = DateField(label="Từ ngày")
    entry = forms.ChoiceField(label="Cách vào", choices=capitalised(Membership.Entry.choices), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].queryset = roster_units(user)  # type: ignore[attr-defined]
        self.fields["entry"].initial = Membership.Entry.ADMITTED


class AdmitForm(JoinForm, PersonForm):
    """A new person and where she belongs. Somebody in reach who may be the same asks for a second look."""

    field_order = ("unit", "since", "entry", *PersonForm.base_fields)
    doubles: list[Hint] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.doubles = self._doubles(cleaned)
        if self.doubles:
            self.fields["anyway"] = forms.BooleanField(label="Vẫn thêm, đây là người khác", required=False)
            if not self.data.get("anyway"):
                self.add_error(
                    "anyway",
                    "Có thể người này đã có hồ sơ, xem ở đầu biểu mẫu. Nếu đây là người khác, "
                    "xin đánh dấu vào ô này rồi lưu lại.",
                )
        return cleaned

    def _doubles(self, typed: dict[str, Any]) -> list[Hint]:
        unit = typed.get("unit")
        someone = Someone(
            typed.get("name", ""), typed.get("birth_year"), typed.get("phone", ""), unit.pk if unit else None
        )
        return hints(someone, self.user) if someone.name else []


# What an officer chooses from; what was recorded by mistake is voided by a verb of its own.
EXITS = [choice for choice in Membership.Exit.choices if choice[0] != Membership.Exit.VOIDED]


class EndForm(forms.Form):
    until = DateField(label="Thôi từ ngày", help_text="Từ ngày này hội viên không còn được tính ở đây.")
    exit = forms.ChoiceField(label="Lý do", choices=capitalised(EXITS), widget=forms.RadioSelect)
