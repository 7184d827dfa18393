"""Two years of one association, or two associations, side by side."""

from dataclasses import dataclass
from functools import cached_property

from ..columns import Column, full_label
from ..report import Report
from ..side_by_side import OF_UNITS, OF_YEARS, change_words, groups_of, whole_value
from ..years import Year


@dataclass(frozen=True)
class Side:
    text: str
    url: str
    coverage: str = ""


@dataclass(frozen=True)
class Pair:
    """One figure of the two, and the first against the second."""

    label: str
    first: Side
    second: Side
    difference: str


class Comparison:
    def __init__(self, first: Report, second: Report) -> None:
        self.first, self.second = first, second
        self.is_of_years = first.row.unit_id == second.row.unit_id
        self.one, self.other = (Year(report.period, report.table) for report in (first, second))
        goes_on = self.is_of_years and first.period.cut_off > second.period.cut_off
        self.words = OF_YEARS if goes_on else OF_UNITS  # against a later year nothing "falls"

    @property
    def headings(self) -> tuple[str, str]:
        return self._heading(self.first), self._heading(self.second)

    def _heading(self, report: Report) -> str:
        year = f"Năm {report.period.year}"
        if self.is_of_years:
            return year
        name = report.row.full_name
        name = name[:1].upper() + name[1:]
        return name if self.first.period.pk == self.second.period.pk else f"{name}, {year.lower()}"

    @cached_property
    def groups(self) -> list[tuple[str, list[Pair]]]:
        return [
            (group.title, [self._pair(column) for column in group.columns])
            for group in groups_of("", self.first.period)
        ]

    def _pair(self, column: Column) -> Pair:
        now, then = (whole_value(column, year.figures, is_complete=year.is_complete) for year in (self.one, self.other))
        return Pair(
            full_label(column, self.first.period.year),
            _side(self.first, column),
            _side(self.second, column),
            change_words(column, now, then, self.words),
        )

    @property
    def provisional(self) -> list[str]:
        return [
            f"{heading}: {report.provisional[:1].lower()}{report.provisional[1:]}"
            for heading, report in zip(self.headings, (self.first, self.second), strict=True)
            if report.provisional
        ]


def _side(report: Report, column: Column) -> Side:
    shown = column.show(report.root_figures)
    return Side(shown.text, report.opens.figure(column.key), shown.coverage)
