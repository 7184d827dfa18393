from collections.abc import Mapping
from typing import Any

from django import forms

from khuyenhoc.fields import MoneyField, NumberField
from khuyenhoc.numbers import format_number

from .indicators import GROUPS, Indicator
from .models import Period

WAS = "was-"


class PeriodForm(forms.Form):
    """Open a year."""

    year = NumberField(label="Năm", help_text="Ví dụ 2025. Phần mềm lập sẵn báo cáo cho mọi đơn vị của năm đó.")

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError("Năm gồm bốn chữ số, từ 2000 đến 2100.")
        return year


class RowForm(forms.Form):
    """Declared figures of one row: a field per indicator, and beside it, hidden, what the cell was when it was shown.

    `declared` maps codes to what is stored, `last_year` to the figure used a year before.
    """

    def __init__(
        self,
        *args: Any,
        indicators: list[Indicator],
        declared: Mapping[str, int | None],
        last_year: Mapping[str, int],
        previous: Period | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for made in indicators:
            now = declared.get(made.code)
            self.fields[made.code] = _field(made, initial=now, help_text=_help(made, last_year, previous))
            hidden = forms.CharField(required=False, widget=forms.HiddenInput, initial="" if now is None else str(now))
            self.fields[f"{WAS}{made.code}"] = hidden

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under the headings of the catalogue."""
        found: dict[str, list[forms.BoundField]] = {}
        for made in self.indicators:
            found.setdefault(GROUPS[made.group], []).append(self[made.code])
        return list(found.items())

    def was_fields(self) -> list[forms.BoundField]:
        return [self[f"{WAS}{made.code}"] for made in self.indicators]

    def cells(self) -> dict[str, tuple[int | None, int | None]]:
        """What set_values takes: {code: (was, now)}, for the cells that the officer changed."""
        pairs = {made.code: (self._was(made.code), self.cleaned_data[made.code]) for made in self.indicators}
        return {code: (was, now) for code, (was, now) in pairs.items() if was != now}

    def _was(self, code: str) -> int | None:
        text = self.cleaned_data[f"{WAS}{code}"]
        try:
            return int(text) if text else None
        except ValueError:
            return None

    def show_clash(self, cells: Mapping[str, int | None]) -> None:
        """Tell what the cells are now; saving once more then replaces them knowingly."""
        data = dict(self.data.items())
        self.data = data
        for code, now in cells.items():
            data[f"{WAS}{code}"] = "" if now is None else str(now)
            said = "chưa có số liệu" if now is None else format_number(now)
            self.add_error(code, f"Có người vừa sửa ô này thành {said}. Nếu vẫn muốn thay, xin lưu lần nữa.")


def _field(made: Indicator, *, initial: int | None, help_text: str) -> forms.Field:
    label = f"{made.label} (đồng)" if made.unit == "money" else made.label
    if made.unit == "money" and not made.is_signed:
        return MoneyField(label=label, required=False, initial=initial, help_text=help_text)
    return NumberField(label=label, required=False, initial=initial, help_text=help_text, allow_negative=made.is_signed)


def _help(made: Indicator, last_year: Mapping[str, int], previous: Period | None) -> str:
    parts = [made.help] if made.help else []
    if previous and made.code in last_year:
        parts.append(f"{previous.name}: {format_number(last_year[made.code])}.")
    return " ".join(parts)
