"""Forms of control: count, close, open again, approve, leave out, and a purse's settings."""

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from khuyenhoc.fields import DateField, MoneyField, NameField, NumberField
from khuyenhoc.numbers import format_number

from ..models import Account, Fund
from ..statements import closable
from .amounts import MONEY_HELP

MOST_SLIPS = 1_000  # to a volume
NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000)  # đồng, in circulation as paper


class CountForm(forms.Form):
    """The total, or notes by value that make it."""

    counted_on = DateField(label="Kiểm kê cuối ngày", initial=timezone.localdate)
    account = forms.ModelChoiceField(label="Tài khoản", queryset=Account.objects.none(), empty_label=None)
    found = MoneyField(
        label="Số thực có (đồng)",
        required=False,
        help_text=f"{MONEY_HELP} Để trống nếu đếm từng loại tờ ở dưới; ngân hàng thì ghi số dư theo sao kê.",
    )
    explanation = NameField(
        label="Giải thích chênh lệch", max_length=300, required=False, help_text="Cần ghi khi thực có khác trên sổ."
    )
    witnesses = NameField(label="Người cùng kiểm", max_length=200, required=False)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].queryset = fund.accounts.money()  # type: ignore[attr-defined]
        for value in NOTES:
            self.fields[f"notes_{value}"] = NumberField(label=f"Tờ {format_number(value)}", required=False)

    @property
    def main(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("notes_")]

    @property
    def notes(self) -> list[forms.BoundField]:
        return [self[f"notes_{value}"] for value in NOTES]

    @property
    def has_notes(self) -> bool:
        """Whether the boxes for notes are in use, so that they are shown unfolded."""
        return self.is_bound and self._written()

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        values["pieces"] = {value: values.pop(f"notes_{value}", None) or 0 for value in NOTES}
        total = sum(value * number for value, number in values["pieces"].items())
        if values.get("found") is None and "found" not in self.errors:
            if not total and not self._written():
                self.add_error("found", "Xin ghi số thực có, hoặc đếm từng loại tờ; không có đồng nào thì ghi 0.")
            values["found"] = total
        return values

    def _written(self) -> bool:
        """Something stands in the boxes for notes, be it a nought."""
        return any(self.data.get(self.add_prefix(f"notes_{value}"), "").strip() for value in NOTES)


class ClosingForm(forms.Form):
    period = forms.ChoiceField(label="Kỳ khóa sổ", help_text="Khóa một kỳ là khóa cả những ngày trước đó.")

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.spans = {_code(kind, until): (kind, since, until) for kind, since, until in _open_spans(fund)}
        choices = [(code, _words(kind, until)) for code, (kind, _, until) in self.spans.items()]
        self.fields["period"].choices = choices  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[str, date, date] | None:
        """The period that is asked for, else the one whose turn it is."""
        asked = self.data.get("period", "") if self.is_bound else ""
        return self.spans.get(asked) or next(iter(self.spans.values()), None)

    @property
    def skipped(self) -> list[str]:
        """The months before the chosen period that stay without a statement of their own if it is closed now."""
        chosen = self.chosen
        before = [one for one in self.spans.values() if chosen and one[0] == "month" and one[2] < chosen[1]]
        return [_words(kind, until).lower() for kind, _, until in before]


def _open_spans(fund: Fund) -> list[tuple[str, date, date]]:
    return closable(fund, timezone.localdate())


def _code(kind: str, until: date) -> str:
    return f"{until:%Y}" if kind == "year" else f"{until:%Y-%m}"


def _words(kind: str, until: date) -> str:
    return f"Năm {until.year}" if kind == "year" else f"Tháng {until:%m/%Y}"


class ReasonForm(forms.Form):
    """Why; asked before what is closed is opened, or what waits is left out."""

    reason = NameField(label="Lý do", max_length=200)


class ApprovalForm(forms.Form):
    below_zero = forms.BooleanField(label="Chi vượt số dư", required=False, widget=forms.HiddenInput)

    def offer_below_zero(self) -> None:
        self.fields["below_zero"].widget = forms.CheckboxInput()


class FundSettingsForm(forms.Form):
    receipt_form = NameField(label="Mẫu phiếu thu", max_length=60)
    payment_form = NameField(label="Mẫu phiếu chi", max_length=60)
    form_basis = NameField(
        label="Văn bản ban hành mẫu",
        max_length=200,
        required=False,
        help_text="In dưới mã mẫu ở góc phiếu. Ví dụ: Ban hành theo Thông tư số 133/2016/TT-BTC.",
    )
    slips_per_book = NumberField(
        label="Số phiếu mỗi quyển",
        required=False,
        validators=[
            MinValueValidator(1, "Mỗi quyển phải có ít nhất một phiếu. Để trống nếu không đóng quyển."),
            MaxValueValidator(MOST_SLIPS, f"Mỗi quyển có nhiều nhất {format_number(MOST_SLIPS)} phiếu. Xin xem lại."),
        ],
        help_text="Quyển số trên phiếu được tính từ số phiếu. Để trống thì quyển số là dòng chấm để ghi tay.",
    )


class ApprovalLimitForm(forms.Form):
    approval_above = MoneyField(
        label="Chi từ mức này phải có người thứ hai duyệt (đồng)",
        required=False,
        help_text=f"{MONEY_HELP} Ghi 0 nếu khoản nào cũng phải duyệt; để trống nếu không cần duyệt.",
    )
