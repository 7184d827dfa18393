"""Years side by side: one line a figure, one column a year, each cell a way to the lines of its year."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from ..columns import NO_DATA, NOTHING, Column, full_label
from ..models import Period, Return
from ..side_by_side import Group, Number, change_words, groups_of, whole_value
from ..years import Year, years_of


@dataclass(frozen=True)
class TrendCell:
    """A figure of one year, and against the last year before it that has it; `since` names that year if not the one
    just before.
    """

    year: int
    text: str
    url: str = ""
    change: str = ""
    since: str = ""
    value: Number | None = None
    coverage: str = ""

    @property
    def says_something(self) -> bool:
        return bool(self.url) and self.text != NOTHING


@dataclass(frozen=True)
class TrendLine:
    column: Column
    label: str
    cells: list[TrendCell]


class Trend:
    """`word` says which figures; years that are missing between the first and the last stand empty among them."""

    def __init__(self, top: Return, word: str = "") -> None:
        self.top, self.period, self.word = top, top.period, word

    @cached_property
    def years(self) -> list[Year]:
        known = years_of(self.top.unit_id, self.period)
        while known and known[0].table is None:  # before there was an association to report
            known = known[1:]
        return with_gaps(known)

    @cached_property
    def groups(self) -> list[tuple[str, list[TrendLine]]]:
        return [(group.title, self._lines(group)) for group in groups_of(self.word, self.period)]

    def _lines(self, group: Group) -> list[TrendLine]:
        lines = [TrendLine(one, full_label(one, self.period.year), self._cells(one)) for one in group.columns]
        return [line for line in lines if any(cell.says_something for cell in line.cells)]

    def _cells(self, column: Column) -> list[TrendCell]:
        cells: list[TrendCell] = []
        last: tuple[int, Number] | None = None
        for year in self.years:
            value = whole_value(column, year.figures, is_complete=year.is_complete)
            number = year.period.year
            change = change_words(column, value, last[1]) if last else ""
            since = f"so với {last[0]}" if last and change and last[0] != number - 1 else ""
            cells.append(self._cell(column, year, value, change, since))
            last = (number, value) if value is not None else last
        return cells

    def _cell(self, column: Column, year: Year, value: Number | None, change: str, since: str) -> TrendCell:
        if year.figures is None:
            return TrendCell(year.period.year, NO_DATA)
        shown = column.show(year.figures)
        url = reverse("reports:figure", args=[year.period.code, column.key], query={"don-vi": self.top.unit.code})
        return TrendCell(year.period.year, shown.text, url, change, since, value, shown.coverage)

    @property
    def holes(self) -> list[str]:
        return [str(year.period.year) for year in self.years if year.table is None]

    @property
    def has_unopened(self) -> bool:
        return any(year.period.pk is None for year in self.years)

    @property
    def name(self) -> str:
        """As it was called in the last of these years."""
        named = [year.table.root.row for year in self.years if year.table]
        return named[-1].full_name if named else self.top.unit.full_name

    @property
    def old_names(self) -> list[str]:
        """ "2022: xã Côn Minh cũ" for every year in which it went by another name."""
        return [
            f"năm {year.period.year} tên là {year.table.root.row.full_name}"
            for year in self.years
            if year.table and year.table.root.row.full_name != self.name
        ]


def with_gaps(years: Sequence[Year]) -> list[Year]:
    found: list[Year] = []
    for year in years:
        if found:
            missing = range(found[-1].period.year + 1, year.period.year)
            found += [Year(Period(year=number, name=f"Năm {number}", code=str(number))) for number in missing]
        found.append(year)
    return found
