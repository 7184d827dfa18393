"""What an officer fills in about a unit or a person; every choice is one that is hers to make."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.fields import DateField, NameField
from khuyenhoc.names import search_key

from .kinds import ASSOCIATIONS, WORDS, Kind, Setting
from .models import Member, Membership, Unit, User

PICK = [("", "Xin chọn")]


def capitalised(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices]


class UnitForm(forms.Form):
    """A unit's own facts, only those that its kind has."""

    designation = forms.ChoiceField(label="Danh xưng")
    name = NameField(label="Tên", max_length=150)
    setting = forms.ChoiceField(label="Địa bàn", choices=PICK + capitalised(Setting.choices))
    code = NameField(label="Mã", max_length=40, required=False)
    opened_on = DateField(label="Thành lập ngày", required=False, help_text="Không nhớ thì để trống.")
    association_since = DateField(
        label="Có tổ chức Hội từ ngày", required=False, help_text="Nơi chưa có tổ chức Hội thì để trống."
    )
    keeps_roster = forms.BooleanField(
        label="Quản lý danh sách hội viên tại đây",
        required=False,
        help_text="Đánh dấu để ghi từng hội viên. Không đánh dấu thì mỗi năm khai báo số hội viên.",
    )

    def __init__(self, *args: Any, kind: str, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        designations = WORDS[kind].designations if kind in WORDS else ()
        self.fields["designation"].choices = [(word, capfirst(word)) for word in designations]  # type: ignore[attr-defined]
        self.fields["name"].help_text = _name_hint(kind)
        self.fields["code"].required = not is_new
        if is_new:
            self.fields["code"].help_text = _code_hint(kind)
        for name in self._needless(kind, designations):
            del self.fields[name]

    @staticmethod
    def _needless(kind: str, designations: tuple[str, ...]) -> list[str]:
        needless = [] if designations else ["designation"]
        needless += ["setting", "keeps_roster"] if kind in ASSOCIATIONS else ["association_since"]
        return needless + (["setting"] if kind in (Kind.TEAM, Kind.BRANCH) else [])


def _name_hint(kind: str) -> str:
    if kind in WORDS and WORDS[kind].designations:
        return "Chỉ ghi tên riêng, ví dụ Côn Minh; danh xưng đã chọn ở trên."
    if kind == Kind.CENTRAL:
        return "Tên đầy đủ của Hội."
    return f"Tên đầy đủ, ví dụ {EXAMPLES[Kind(kind)]}."


EXAMPLES = {
    Kind.CHAPTER: "Chi hội thôn Bản Cào",
    Kind.BOARD: "Ban khuyến học dòng họ Nguyễn",
    Kind.TEAM: "Tổ hội số 1",
    Kind.BRANCH: "Phân hội Trường Tiểu học Côn Minh",
}


def _code_hint(kind: str) -> str:
    made = "Để trống thì phần mềm tự đặt."
    return f"Mã đơn vị hành chính, ví dụ 02173. {made}" if kind in ASSOCIATIONS else made


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
    """A new person and where she belongs. Somebody of the same name in reach asks for a second look."""

    field_order = ("unit", "since", "entry", *PersonForm.base_fields)
    doubles: list[Member] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.doubles = self._namesakes(cleaned.get("name", ""))
        if self.doubles:
            self.fields["anyway"] = forms.BooleanField(label="Vẫn thêm, đây là người khác", required=False)
            if not self.data.get("anyway"):
                self.add_error(
                    "anyway",
                    "Đã có hội viên trùng tên, xem ở đầu biểu mẫu. Nếu đây là người khác, "
                    "xin đánh dấu vào ô này rồi lưu lại.",
                )
        return cleaned

    def _namesakes(self, name: str) -> list[Member]:
        if not name:
            return []
        namesakes = Member.objects.visible_to(self.user).filter(search_key=search_key(name))
        return list(namesakes.prefetch_related("memberships__unit")[:5])


class EndForm(forms.Form):
    until = DateField(label="Thôi từ ngày", help_text="Từ ngày này hội viên không còn được tính ở đây.")
    exit = forms.ChoiceField(label="Lý do", choices=capitalised(Membership.Exit.choices), widget=forms.RadioSelect)
