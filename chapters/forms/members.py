import secrets
from typing import Any

from django import forms
from django.utils import timezone

from khuyenhoc.fields import DateField, NameField, YearField

from ..doubles import Someone
from ..models import Member, Membership, UnitQuerySet, User
from ..pages.doubles import Hint, hints
from .choices import UnitField, capitalised
from .shown import ShownForm


class PersonForm(forms.Form):
    """A person's facts; the telephone and the address only for those who may read them."""

    name = NameField(label="Họ và tên", help_text="Gõ đủ dấu như trong giấy tờ.")
    sex = forms.ChoiceField(
        label="Giới tính", required=False, choices=[("", "Chưa rõ"), *capitalised(Member.Sex.choices)]
    )
    birth_year = YearField(label="Năm sinh", example=1960, required=False)
    phone = NameField(label="Điện thoại", max_length=20, required=False)
    address = NameField(label="Địa chỉ", max_length=200, required=False)
    ethnicity = NameField(
        label="Dân tộc",
        max_length=40,
        required=False,
        help_text="Không bắt buộc, chỉ ghi khi người ấy muốn. Không in, không có trong danh sách nào.",
    )
    has_card = forms.BooleanField(label="Đã được phát thẻ hội viên", required=False)
    dues_year = YearField(label="Đã đóng hội phí đến năm", example=2023, required=False)

    def __init__(self, *args: Any, shows_contact: bool = True, shows_sensitive: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not shows_sensitive:
            del self.fields["ethnicity"]
        if not shows_contact:
            del self.fields["phone"], self.fields["address"]


class EditForm(ShownForm, PersonForm):
    """The facts of somebody who is there."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        facts = {name: getattr(member, name) for name in PersonForm.base_fields}
        super().__init__(*args, initial=facts, **kwargs)
        self.show(member)


def roster_units(user: User) -> UnitQuerySet:
    """Where this user may write members: open units that keep a roster."""
    return user.units_reached("write_members").open_on(timezone.localdate()).filter(keeps_roster=True)


class JoinForm(forms.Form):
    unit = UnitField(label="Chi hội, ban khuyến học")
    since = DateField(label="Từ ngày")
    entry = forms.ChoiceField(label="Cách vào", choices=capitalised(Membership.Entry.choices), widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["unit"].offer(roster_units(user))  # type: ignore[attr-defined]
        self.fields["entry"].initial = Membership.Entry.ADMITTED


class AdmitForm(JoinForm, PersonForm):
    """A new person and where she belongs. Somebody in reach who may be the same asks for a second look."""

    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe)

    field_order = ("unit", "since", "entry", "name", "sex", "birth_year", "phone", "anyway")
    doubles: list[Hint] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "sex", "birth_year", "phone"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["name"].help_text = ""
        if not self.is_bound:
            self._focus("name" if self.initial.get("unit") else "unit")

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

    def focus_on_fault(self) -> None:
        """The cursor goes to the first field that was refused."""
        self._focus(next((name for name in self.fields if name in self.errors), "name"))

    def _focus(self, name: str) -> None:
        self.fields[name].widget.attrs["autofocus"] = True

    def values(self) -> dict[str, Any]:
        """What the verb is told."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("token", "anyway")}

    @property
    def belonging_fields(self) -> list[forms.BoundField]:
        """Chosen once for all who follow."""
        return [self[name] for name in ("unit", "since", "entry")]

    @property
    def person_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("name", "sex", "birth_year", "phone")]

    @property
    def seldom_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("address", "has_card", "dues_year")]

    @property
    def has_seldom(self) -> bool:
        return any(self.data.get(field.html_name) or field.errors for field in self.seldom_fields)


# What an officer chooses from; what was recorded by mistake is voided by a verb of its own.
EXITS = [choice for choice in Membership.Exit.choices if choice[0] != Membership.Exit.VOIDED]


class EndForm(forms.Form):
    until = DateField(label="Thôi từ ngày", help_text="Từ ngày này hội viên không còn được tính ở đây.")
    exit = forms.ChoiceField(label="Lý do", choices=capitalised(EXITS), widget=forms.RadioSelect)


class TransferForm(forms.Form):
    """To another unit that is hers to write; what lies beyond is for two: one records the leaving, one the coming."""

    to = UnitField(label="Chuyển đến")
    on = DateField(label="Chuyển từ ngày", help_text="Từ ngày này hội viên sinh hoạt ở chi hội mới.")

    def __init__(self, *args: Any, user: User, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].offer(roster_units(user).exclude(pk=membership.unit_id))  # type: ignore[attr-defined]


class CountForm(forms.Form):
    on = DateField(label="Tính ở đây từ ngày", help_text="Số liệu trước ngày này giữ nguyên.")


class SureForm(forms.Form):
    """Nothing to fill in: the page says what it does."""
