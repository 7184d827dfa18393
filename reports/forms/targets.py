"""Targets as they are typed: one cell, or a whole column filled at once."""

from decimal import Decimal
from typing import Any

from django import forms

from khuyenhoc.numbers import NumberFault, parse_number

from ..columns import COLUMNS
from ..pages.targets import TargetCell, TargetTable, plain
from ..targets import is_share

RESULT, TARGET, NUMBER = "result", "target", "number"


def read_target(key: str, text: str) -> Decimal | None:
    """A share may have two decimals after a comma, "23,5" or "23,5%"; NumberFault says what is wrong."""
    written = text.strip()
    if not written:
        return None
    if not is_share(COLUMNS[key]):
        return Decimal(parse_number(written))
    whole, comma, part = written.removesuffix("%").strip().partition(",")
    if comma and not (part.isascii() and part.isdigit() and len(part) <= 2):
        raise NumberFault(f"“{written}” không phải là tỷ lệ. Xin viết như 23,5 hoặc 23,52.")
    value = Decimal(f"{parse_number(whole)}.{part or 0}")
    if value > 100:
        raise NumberFault("Tỷ lệ không quá 100%. Xin xem lại.")
    return value


class FillForm(forms.Form):
    """One column of the table filled for all units: as last year, or with the same number."""

    figure = forms.ChoiceField(label="Cột")
    way = forms.ChoiceField(label="Điền", widget=forms.RadioSelect)
    number = forms.CharField(
        label="Số để điền",
        required=False,
        max_length=40,
        help_text="Chỉ dùng khi chọn cùng một số cho tất cả. Tỷ lệ ghi như 23,5.",
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    replaces = forms.BooleanField(
        label="Thay cả những ô đã có số", required=False, help_text="Không đánh dấu thì chỉ điền ô còn trống."
    )

    prefix = "fill"

    def __init__(self, *args: Any, table: TargetTable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.table = table
        ways = [(NUMBER, "cùng một số cho tất cả")]
        if previous := table.period.previous:
            year = previous.name.lower()
            ways = [(RESULT, f"như kết quả {year}"), (TARGET, f"như chỉ tiêu {year}"), *ways]
        self.fields["figure"].choices = table.columns  # type: ignore[attr-defined]
        self.fields["way"].choices = ways  # type: ignore[attr-defined]
        self.initial = {"way": ways[0][0]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("way") != NUMBER or "figure" not in cleaned or "number" not in cleaned:
            return cleaned
        try:
            cleaned["number"] = read_target(cleaned["figure"], cleaned["number"])
        except NumberFault as fault:
            self.add_error("number", str(fault))
        else:
            if cleaned["number"] is None:
                self.add_error("number", "Xin ghi số để điền cho tất cả.")
        return cleaned

    @property
    def heading(self) -> str:
        return dict(self.table.columns)[self.cleaned_data["figure"]]

    @property
    def source(self) -> dict[str, str]:
        """Cell → what the chosen way says for it, "" where it knows nothing."""
        return {cell.name: plain(self._says(cell)) for cell in self.table.column(self.cleaned_data["figure"])}

    def _says(self, cell: TargetCell) -> Decimal | None:
        known = {RESULT: cell.last_result, TARGET: cell.last_target, NUMBER: self.cleaned_data["number"]}
        return known[self.cleaned_data["way"]]

    def filled(self, texts: dict[str, str]) -> dict[str, str]:
        """Of the cells as they are typed, those that are filled, and with what."""
        takes_all = self.cleaned_data["replaces"]
        return {
            name: said
            for name, said in self.source.items()
            if name in texts and said and said != texts[name] and (takes_all or not texts[name])
        }
