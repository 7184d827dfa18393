"""One receipt with a list of givers: the receipt's own boxes, and rows of name, address, amount."""

from typing import Any

from django import forms
from django.http import QueryDict

from khuyenhoc.fields import MoneyField, NameField
from khuyenhoc.numbers import format_number
from khuyenhoc.sheets.footing import TOTAL

from ..actions import GiverLine
from .amounts import AmountField
from .vouchers import ReceiptForm

ROWS = 5  # empty ones to begin with, and at each "Thêm dòng"
MOST = 1_000
COLUMNS = ("giver_name", "giver_address", "giver_amount")


class GiverListForm(ReceiptForm):
    amount = AmountField(
        label="Số tiền đã nhận (đồng)",
        required=False,
        help_text="Để trống thì lấy số cộng của bảng kê; có ghi thì hai số phải khớp nhau.",
    )

    field_order = [
        *("dated_on", "source", "account", "goods", "party", "party_address", "reason", "enclosures", "amount"),
        "keep_donor",
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].label = "Người nộp tiền cho quỹ"
        self.fields["party"].help_text = "Người đứng ra thu và nộp, ví dụ chi hội trưởng."
        self.fields["keep_donor"].label = "Lưu mọi người trong bảng kê vào sổ người ủng hộ"


class GiverForm(forms.Form):
    """One row; an empty one says nothing. All rows carry the same names, so that a row more is a copy."""

    giver_name = NameField(label="Họ tên, đơn vị", max_length=150, required=False)
    giver_address = NameField(label="Địa chỉ", max_length=200, required=False)
    giver_amount = MoneyField(label="Số tiền", required=False)

    def __init__(self, data: dict[str, str] | None = None, initial: dict[str, str] | None = None) -> None:
        super().__init__(data, initial=initial, auto_id=False)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control", "aria-label": field.label}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name, amount = values.get("giver_name"), values.get("giver_amount")
        if name and TOTAL.fullmatch(name.lower()):
            self.add_error("giver_name", "Đây là dòng cộng, không phải người nộp. Xin xóa trắng dòng này.")
        elif amount is None and (name or values.get("giver_address")) and "giver_amount" not in self.errors:
            self.add_error("giver_amount", "Xin ghi số tiền.")
        elif amount == 0:
            self.add_error("giver_amount", "Số tiền phải lớn hơn 0.")
        elif amount and not name and "giver_name" not in self.errors:
            self.add_error("giver_name", "Xin ghi tên.")
        return values


class GiverRows:
    """The rows as they were sent, or empty ones; `more` are added below."""

    def __init__(self, data: QueryDict | None = None, *, more: int = 0, is_checked: bool = True) -> None:
        sent = [] if data is None else list(zip(*(data.getlist(column) for column in COLUMNS), strict=False))
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in sent]
        self.rows = [GiverForm(row) if is_checked else GiverForm(initial=row) for row in rows]
        self.rows += [GiverForm() for _ in range(more)]

    def begin(self) -> None:
        """The cursor stands in the first row when the page opens."""
        self.rows[0].fields["giver_name"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        return not self.error and all(row.is_valid() for row in self.rows)

    @property
    def error(self) -> str:
        """What is wrong with the list as a whole."""
        if len(self.rows) > MOST:
            most = format_number(MOST)
            return f"Bảng kê dài hơn {most} dòng. Xin chia thành nhiều phiếu, hoặc nhập bằng Excel."
        if not any(text.strip() for row in self.rows for text in row.data.values()):
            return "Bảng kê chưa có ai. Xin ghi ít nhất một dòng."
        return ""

    def lines(self) -> list[GiverLine]:
        told = [row.cleaned_data for row in self.rows]
        return [
            GiverLine(row["giver_name"], row["giver_amount"], row["giver_address"]) for row in told if row["giver_name"]
        ]

    def total(self) -> int:
        return sum(line.amount for line in self.lines())
