from collections.abc import Mapping
from typing import Any

from django import forms

from khuyenhoc.numbers import NumberFault, format_number

from ..cells import pack, read_said, unpack, write_said
from ..indicators import GROUPS, Indicator
from ..models import UNKNOWN, Period, Row, Said

WAS = "was-"
# What a button beside a field says instead of what stands in the field; then the code follows.
SAME, NONE_KNOWN = "nhu-nam-truoc", "chua-co"


class FigureField(forms.CharField):
    """A figure as an officer says it: a number, "chưa có", or nothing."""

    def __init__(self, made: Indicator, last_year: int | None, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=40, **kwargs)
        self.made, self.last_year = made, last_year

    def prepare_value(self, value: Any) -> Any:
        return write_said(value) if value is None or value == UNKNOWN or isinstance(value, int) else value

    def clean(self, value: Any) -> Said:
        try:
            return read_said(self.made, super().clean(value), self.last_year)
        except NumberFault as fault:
            raise forms.ValidationError(str(fault)) from fault


class RowForm(forms.Form):
    """Declared figures of one row: a field per indicator, and beside it, hidden, what the cell was when it was shown.

    `said` maps codes to what is stored, `last_year` to the figure used a year before.
    """

    def __init__(
        self,
        *args: Any,
        row: Row,
        indicators: list[Indicator],
        said: Mapping[str, Said],
        last_year: Mapping[str, int],
        previous: Period | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.indicators = indicators
        for made in indicators:
            now, before = said.get(made.code), last_year.get(made.code)
            field = FigureField(made, before, label=_label(made), initial=now, help_text=_help(made, before, previous))
            field.widget.attrs |= {"data-was": pack(now), "data-key": f"{row.pk}-{made.code}"}
            field.widget.attrs |= {"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}
            if before is not None:
                field.widget.attrs["data-last"] = format_number(before)
            self.fields[made.code] = field
            hidden = forms.CharField(required=False, widget=forms.HiddenInput, initial=pack(now))
            self.fields[f"{WAS}{made.code}"] = hidden

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        press, _, code = str(self.data.get("press", "")).partition(":")
        field = self.fields.get(code)
        if press in (SAME, NONE_KNOWN) and isinstance(field, FigureField):
            self.errors.pop(code, None)
            cleaned[code] = UNKNOWN if press == NONE_KNOWN else field.last_year
        return cleaned

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields under the headings of the catalogue."""
        found: dict[str, list[forms.BoundField]] = {}
        for made in self.indicators:
            found.setdefault(GROUPS[made.group], []).append(self[made.code])
        return list(found.items())

    def was_fields(self) -> list[forms.BoundField]:
        return [self[f"{WAS}{made.code}"] for made in self.indicators]

    def cells(self) -> dict[str, tuple[Said, Said]]:
        """What set_values takes: {code: (was, now)}, for the cells that the officer changed."""
        pairs = {
            made.code: (unpack(self.cleaned_data[f"{WAS}{made.code}"]), self.cleaned_data[made.code])
            for made in self.indicators
        }
        return {code: (was, now) for code, (was, now) in pairs.items() if was != now}

    def show_clash(self, cells: Mapping[str, Said]) -> None:
        """Tell what the cells are now; saving once more then replaces them knowingly."""
        data = dict(self.data.items())
        self.data = data
        for code, now in cells.items():
            data[f"{WAS}{code}"] = pack(now)
            said = write_said(now) if isinstance(now, int) else "chưa có số liệu"
            self.add_error(code, f"Có người vừa sửa ô này thành {said}. Nếu vẫn muốn thay, xin lưu lần nữa.")


def _label(made: Indicator) -> str:
    return f"{made.label} (đồng)" if made.unit == "money" else made.label


def _help(made: Indicator, before: int | None, previous: Period | None) -> str:
    parts = [made.help] if made.help else []
    if previous and before is not None:
        parts.append(f"{previous.name}: {format_number(before)}.")
    return " ".join(parts)
