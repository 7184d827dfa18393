"""The grid of a return: its chapters and boards in rows, the figures of one group in columns, sums below."""

import json
from dataclasses import dataclass, field

from chapters.models import User
from khuyenhoc.numbers import format_number

from ..actions.review import open_questions
from ..cells import pack, write_said
from ..checks import NO_FIGURE, Figure, Figures, Finding, figures_of, findings_in
from ..columns import show_cell
from ..indicators import CHAPTERS, GROUPS, Indicator, in_use
from ..models import UNKNOWN, Period, Return, Row, Said
from ..tables import EMPTY, Cell, is_expected
from .origins import origin_url

Key = tuple[int, str]


@dataclass(frozen=True)
class GridCell:
    """One figure of one row: to be typed, or counted and only shown."""

    row: Row
    made: Indicator
    figure: Figure
    is_writable: bool
    url: str = ""
    question: str = ""
    typed: str | None = None
    fault: str = ""

    @property
    def key(self) -> str:
        return f"{self.row.pk}-{self.made.code}"

    @property
    def is_counted(self) -> bool:
        return self.figure.recorded is not None

    @property
    def text(self) -> str:
        return write_said(self.figure.said) if self.typed is None else self.typed

    @property
    def was(self) -> str:
        return pack(self.figure.said)

    @property
    def shown(self) -> str:
        """As it reads where nobody can type."""
        if self.figure.used is not None:
            return format_number(self.figure.used)
        return write_said(self.figure.said) or "–"

    @property
    def last_year(self) -> str:
        return "" if self.figure.last_year is None else format_number(self.figure.last_year)

    @property
    def label(self) -> str:
        return f"{self.made.label}, {self.row}"

    @property
    def is_wide(self) -> bool:
        return self.made.unit == "money"


@dataclass(frozen=True)
class GridLine:
    row: Row
    cells: list[GridCell]
    findings: list[str]


@dataclass(frozen=True)
class Trouble:
    """What was typed and could not be saved, by cell; `now` is what a clashing cell has become."""

    texts: dict[Key, str] = field(default_factory=dict)
    faults: dict[Key, str] = field(default_factory=dict)
    now: dict[Key, Said] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    top: Return
    group: str
    groups: list[tuple[str, str]]
    columns: list[Indicator]
    lines: list[GridLine]
    sums: dict[str, str]
    is_writable: bool
    own: Row | None = None

    @property
    def shown(self) -> dict[str, str]:
        """What the plain form was shown, by cell."""
        return {cell.key: cell.was for line in self.lines for cell in line.cells if cell.is_writable}

    @property
    def shown_text(self) -> str:
        return json.dumps(self.shown)

    @property
    def refillable(self) -> set[str]:
        """Columns where at least one cell can be filled with what it was a year before."""
        cells = (cell for line in self.lines for cell in line.cells)
        return {cell.made.code for cell in cells if cell.is_writable and cell.last_year}

    @property
    def sum_list(self) -> list[tuple[Indicator, str]]:
        return [(made, self.sums.get(made.code, "–")) for made in self.columns]


def columns_of(period: Period) -> dict[str, list[Indicator]]:
    """Group → the figures that chapters and boards have, in the order of the catalogue."""
    found: dict[str, list[Indicator]] = {}
    for made in in_use(period):
        if made.entered_at & CHAPTERS:
            found.setdefault(made.group, []).append(made)
    return found


def grid_of(top: Return, user: User, group: str, trouble: Trouble | None = None) -> Grid | None:
    """None where there is nothing to enter by chapter: in totals, or without chapters."""
    columns = columns_of(top.period)
    all_rows, figures = figures_of(top)
    rows = [row for row in all_rows if not row.is_own]
    if not rows or not columns or top.basis == Return.Basis.TOTALS:
        return None
    group = group if group in columns else next(iter(columns))
    is_writable = top.is_writable and user.can("write_returns", top.unit)
    asked = {(one.row_id, one.indicator): one.text for one in open_questions(top)}
    marked = {row_id for row_id, _ in asked}
    told = row_sentences(findings_in(top, all_rows, figures))
    make = _Maker(top, user, asked, marked, trouble or Trouble(), is_writable)
    lines = [
        GridLine(row, [make.cell(row, made, figures[row.pk]) for made in columns[group]], told.get(row.pk, []))
        for row in rows
    ]
    return Grid(
        top,
        group,
        [(code, GROUPS[code]) for code in columns],
        columns[group],
        lines,
        sums(top, rows, figures, columns[group]),
        is_writable,
        next((row for row in all_rows if row.is_own), None),
    )


def row_sentences(findings: list[Finding]) -> dict[int, list[str]]:
    """What there is to look at, by row."""
    told: dict[int, list[str]] = {}
    for finding in findings:
        if finding.is_open and not finding.is_of_empty_cell:
            told.setdefault(finding.row.pk, []).append(finding.sentence)
    return told


def sums(top: Return, rows: list[Row], figures: dict[int, Figures], columns: list[Indicator]) -> dict[str, str]:
    """Each column added up, with how many of the rows that should have said something have."""
    found = {}
    for made in columns:
        total = EMPTY
        for row in rows:
            used = figures[row.pk].get(made.code, NO_FIGURE).used
            expected = int(is_expected(row, made.code, top.period))
            total = total.plus(Cell(used or 0, expected if used is not None else 0, expected))
        shown = show_cell(total)
        found[made.code] = f"{shown.text} ({shown.coverage})" if shown.coverage else shown.text
    return found


@dataclass(frozen=True)
class _Maker:
    top: Return
    user: User
    asked: dict[Key, str]
    marked: set[int]
    trouble: Trouble
    is_writable: bool

    def cell(self, row: Row, made: Indicator, figures: Figures) -> GridCell:
        figure, key = figures.get(made.code, NO_FIGURE), (row.pk, made.code)
        if key in self.trouble.now:
            figure = Figure(self.trouble.now[key], figure.recorded, figure.used, figure.last_year)
        takes = row.kind in made.entered_at and (self.top.state != Return.State.RETURNED or row.pk in self.marked)
        return GridCell(
            row,
            made,
            figure,
            is_writable=self.is_writable and takes and figure.recorded is None,
            url=origin_url(made, row, self.user) if figure.recorded is not None else "",
            question=self.asked.get(key, ""),
            typed=self.trouble.texts.get(key),
            fault=self.trouble.faults.get(key, "") or self._clash(key),
        )

    def _clash(self, key: Key) -> str:
        if key not in self.trouble.now:
            return ""
        held = self.trouble.now[key]
        said = "để trống" if held is None else "chưa có số liệu" if held == UNKNOWN else write_said(held)
        return f"Người khác vừa ghi: {said}. Lưu lần nữa thì ghi theo bạn."
