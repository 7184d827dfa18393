"""Forms of lists of recipients: the list with its lines, pasted or typed; pay it; say who a recipient is."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone

from chapters.forms.excel import UploadForm
from chapters.models import Member, User
from khuyenhoc.fields import DateField, MoneyField, NameField, NumberField
from khuyenhoc.names import compare_key, search_key

from ..actions import GrantLine
from ..models import Account, Fund, Grant, GrantList
from .amounts import MONEY_HELP
from .vouchers import ExpenseForm

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 10, 10, 500
MOST_SHARES = Grant.MOST_SHARES
PURPOSES = {
    GrantList.Kind.SCHOLARSHIP: "scholarships",
    GrantList.Kind.REWARD: "student-rewards",
    GrantList.Kind.HARDSHIP: "hardship",
}
SHORT = {
    "hs": Grant.Recipient.PUPIL,
    "sv": Grant.Recipient.STUDENT,
    "gv": Grant.Recipient.TEACHER,
    "dvtn": Grant.Recipient.YOUTH,
    "doan vien": Grant.Recipient.YOUTH,
    "thanh nien": Grant.Recipient.YOUTH,
    "ho gia dinh": Grant.Recipient.FAMILY,
}  # as lists write them, by search key
PASTED = ("name", "recipient", "school", "shares", "amount", "note")


class GrantListForm(forms.Form):
    kind = forms.ChoiceField(label="Loại", choices=GrantList.Kind.choices)
    name = NameField(
        label="Dịp trao",
        max_length=200,
        help_text="Ví dụ: Học bổng đầu năm học 2023–2024. Tên này được in và công khai.",
    )
    given_on = DateField(label="Ngày trao", initial=timezone.localdate)
    usual_recipient = forms.ChoiceField(
        label="Đối tượng của các dòng để trống", choices=Grant.Recipient.choices, initial=Grant.Recipient.PUPIL
    )
    usual_amount = MoneyField(
        label="Mỗi suất, cho các dòng để trống số tiền (đồng)", required=False, help_text=MONEY_HELP
    )
    pasted = forms.CharField(
        label="Dán từ Excel",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Mỗi người một dòng, các cột theo thứ tự của bảng trên: họ tên, đối tượng, lớp hoặc trường, số suất, "
        "số tiền, ghi chú. Chỉ có cột họ tên cũng được.",
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe)

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("kind", "name", "given_on")}

    @property
    def head_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("kind", "name", "given_on", "usual_recipient", "usual_amount")]


class RecipientField(forms.ChoiceField):
    """One of the classes, as chosen or as written in a workbook ("GV"); what is none is said, never passed over."""

    def to_python(self, value: Any) -> str:
        return _recipient(super().to_python(value))

    def validate(self, value: str) -> None:
        if value and not self.valid_value(value):
            raise forms.ValidationError(f"“{value}” không có trong danh sách đối tượng. Xin chọn lại.")


class GrantRowForm(forms.Form):
    """One line; a line left empty is no line."""

    name = NameField(label="Họ tên", required=False, max_length=150)
    recipient = RecipientField(label="Đối tượng", required=False, choices=[("", "–"), *Grant.Recipient.choices])
    school = NameField(label="Lớp, trường, đơn vị", required=False, max_length=200)
    shares = NumberField(
        label="Suất",
        required=False,
        validators=[
            MinValueValidator(1, "Số suất phải từ 1 trở lên."),
            MaxValueValidator(MOST_SHARES, f"Số suất không quá {MOST_SHARES}."),
        ],
    )
    amount = MoneyField(
        label="Số tiền (đồng)", required=False, validators=[MinValueValidator(1, "Số tiền phải lớn hơn 0.")]
    )
    note = NameField(label="Ghi chú", required=False, max_length=200)
    member = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keep_what_is_written()
        for name, field in self.fields.items():
            is_choice = isinstance(field, forms.ChoiceField)
            line = int((self.prefix or "-0").rsplit("-", 1)[1]) + 1
            field.widget.attrs |= {
                "class": "form-select" if is_choice else "form-control",
                "aria-label": f"{field.label or name}, dòng {line}",
            }
            if self.is_bound and self[name].errors:
                field.widget.attrs["class"] += " is-invalid"

    def _keep_what_is_written(self) -> None:
        """A class that is none stays to be seen in its box."""
        written, widget = self["recipient"].value() or "", self.fields["recipient"].widget
        if written and written not in Grant.Recipient.values:
            widget.choices = [*widget.choices, (written, written)]

    @property
    def is_empty(self) -> bool:
        return not any(self.cleaned_data.get(name) for name in PASTED)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.is_empty and not values.get("name"):
            self.add_error("name", "Xin ghi họ tên, hoặc xóa trống cả dòng.")
        return values


class GrantRows(forms.BaseFormSet[GrantRowForm]):
    """All lines; `lines_for` reads them with what the list says for those left empty."""

    default_error_messages = {
        "missing_management_form": "Chưa nhận đủ các dòng của bảng. Xin tải lại trang rồi điền lại.",
        "too_many_forms": f"Bảng không quá {MOST_ROWS} dòng. Danh sách dài hơn xin nhập bằng Excel.",
        "too_few_forms": "Xin ghi ít nhất một người được trao.",
    }

    def lines_for(self, head: GrantListForm, members: dict[int, Member]) -> list[GrantLine] | None:
        """The lines as the verb takes them, or None with a fault beside its cell."""
        usual, amount = head.cleaned_data["usual_recipient"], head.cleaned_data["usual_amount"]
        written = [row for row in self.forms if not row.is_empty]
        for row in written:
            if row.cleaned_data["amount"] is None and amount is None:
                row.add_error("amount", "Xin ghi số tiền, hoặc ghi số tiền của mỗi suất ở trên.")
        if any(row.errors for row in written):
            return None
        return [_line(row.cleaned_data, usual, amount, members) for row in written]


def _line(values: dict[str, Any], usual: str, each: int | None, members: dict[int, Member]) -> GrantLine:
    shares = values["shares"] or 1
    member = members.get(values["member"] or 0)
    is_hers = member is not None and compare_key(member.name) == compare_key(values["name"])
    return GrantLine(
        name=values["name"],
        recipient=values["recipient"] or usual,
        amount=values["amount"] if values["amount"] is not None else shares * (each or 0),
        school=values["school"],
        shares=shares,
        note=values["note"],
        member=member if is_hers else None,
    )


def rows_of(data: Any = None, initial: Sequence[dict[str, Any]] = (), extra: int = FIRST_ROWS) -> GrantRows:
    made = forms.formset_factory(
        GrantRowForm, formset=GrantRows, extra=extra, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
    return made(data, initial=list(initial), prefix="dong")  # type: ignore[return-value]


def initial_of(grants: Sequence[Grant]) -> list[dict[str, Any]]:
    return [{**{name: getattr(one, name) for name in PASTED}, "member": one.member_id} for one in grants]


def written_rows(data: Any) -> list[dict[str, str]]:
    """What is in the boxes as it was typed, without the empty lines: to show again with more of them."""
    try:
        number = min(int(data.get("dong-TOTAL_FORMS", "0")), MOST_ROWS)
    except ValueError:
        number = 0
    rows = [{name: data.get(f"dong-{line}-{name}", "") for name in (*PASTED, "member")} for line in range(number)]
    return [row for row in rows if any(row[name] for name in PASTED)]


def pasted_rows(text: str) -> list[dict[str, str]]:
    """Lines copied from a spreadsheet, cells parted by tabs; a running number in front and headings are passed over."""
    return list(_read(text.splitlines()))


def _read(lines: Sequence[str]) -> Iterator[dict[str, str]]:
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        if cells and cells[0].rstrip(".").isdigit():
            cells = cells[1:]
        if not any(cells) or search_key(cells[0]) in ("ho va ten", "ho ten", "tt", "stt"):
            continue
        row = dict(zip(PASTED, [*cells, *[""] * len(PASTED)], strict=False))
        yield row | {"recipient": _recipient(row["recipient"]), "member": ""}


def _recipient(words: str) -> str:
    """The class that is meant, else the words as they are."""
    written = search_key(words).strip().rstrip(".")
    called = {search_key(label): value for value, label in Grant.Recipient.choices} | SHORT
    return called.get(written, words)


def _purpose(grant_list: GrantList) -> str:
    """The catalogue tells rewards of teachers from those of pupils."""
    is_teachers = not grant_list.grants.exclude(recipient=Grant.Recipient.TEACHER).exists()
    if grant_list.kind == GrantList.Kind.REWARD and is_teachers:
        return "teacher-rewards"
    return PURPOSES[GrantList.Kind(grant_list.kind)]


class GrantPaymentForm(ExpenseForm):
    """A payment whose sum and list stand; only how and to whom is asked."""

    def __init__(self, *args: Any, grant_list: GrantList, total: int, **kwargs: Any) -> None:
        fund = grant_list.fund
        initial = {
            "dated_on": min(grant_list.given_on, timezone.localdate()),
            "purpose": Account.objects.filter(fund=None, code=_purpose(grant_list)).first(),
            "party": "Theo danh sách ký nhận",
            "reason": grant_list.name,
            "amount": total,
        }
        super().__init__(*args, fund=fund, initial=initial, **kwargs)
        self.fields["amount"].disabled = True
        self.fields["amount"].help_text = "Là tổng của danh sách."


class DropForm(forms.Form):
    reason = NameField(label="Lý do bỏ", max_length=200)


class MemberForm(forms.Form):
    member = forms.ModelChoiceField(
        label="Hội viên cùng tên", queryset=Member.objects.none(), required=False, empty_label="Không phải hội viên"
    )

    def __init__(self, *args: Any, members: QuerySet[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["member"]
        field.queryset = members
        field.label_from_instance = _told_apart


def _told_apart(member: Member) -> str:
    return f"{member.name}, sinh năm {member.birth_year}" if member.birth_year else member.name


class ForgetForm(forms.Form):
    is_asked = forms.BooleanField(
        label="Người này, hoặc cha mẹ, người giám hộ, đã yêu cầu xóa và Hội giữ yêu cầu đó",
        error_messages={"required": "Chỉ xóa theo yêu cầu. Nếu đã có yêu cầu, xin đánh dấu ô này."},
    )


class GrantUploadForm(UploadForm):
    """What holds for the whole workbook: it becomes one list."""

    fund = forms.ModelChoiceField(label="Chi từ quỹ", queryset=Fund.objects.none(), empty_label="Chọn quỹ")
    kind = forms.ChoiceField(label="Loại", choices=GrantList.Kind.choices)
    name = NameField(label="Dịp trao", max_length=200, help_text="Cả tệp thành một danh sách mang tên này.")
    given_on = DateField(label="Ngày trao", initial=timezone.localdate)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        funds = Fund.objects.editable_by(user).select_related("unit")
        self.fields["fund"].queryset = funds  # type: ignore[attr-defined]
        if len(funds) == 1:
            self.fields["fund"].initial = funds[0]

    def choices(self) -> dict[str, str]:
        values = self.cleaned_data
        return {
            "fund": str(values["fund"].pk),
            "kind": values["kind"],
            "name": values["name"],
            "given_on": values["given_on"].isoformat(),
        }
