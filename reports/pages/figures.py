"""A figure opened: the lines it is the sum of, and at the end one cell with everything behind it."""

from dataclasses import dataclass

from khuyenhoc.numbers import format_money, format_number

from ..columns import COLUMNS, Column, Figures, Shown, full_label, show_share
from ..indicators import AWARD_STATUS, CATALOGUE
from ..lines import Line, row_lines
from ..models import Row
from ..opening import column_of
from ..origins import NOTHING, Origin
from ..report import Report
from ..sources import Source, differences
from ..tables import Cells, Share, is_added
from ..targets import FIGURES, Reached
from ..today import Today, name_of
from .origins import WORDS, origin_words

NO_SHARE = Share()


@dataclass(frozen=True)
class Part:
    """One line that a figure is made of. `value` is what it adds; of a share, `over` and `under` are."""

    line: Line
    shown: Shown
    url: str
    value: int | None = None
    over: str = ""
    under: str = ""
    share: Share = NO_SHARE
    today: str = ""
    goal: Reached | None = None


class OpenedFigure:
    """One column of a report by its lines. A share shows what was divided by what, over those that have both."""

    def __init__(self, report: Report, column: Column, *, direct: bool = False, today: Today | None = None) -> None:
        self.report, self.column, self.is_direct, self.today = report, column, direct, today
        self.goals = report.goals.of(column.key) if column.key in FIGURES and not direct else {}

    @property
    def label(self) -> str:
        label = full_label(self.column, self.report.period.year)
        return label[:1].upper() + label[1:]

    @property
    def is_share(self) -> bool:
        return bool(self.column.per)

    @property
    def place(self) -> str:
        return f"Trực thuộc {self._word}" if self.is_direct else self.report.association

    @property
    def total_label(self) -> str:
        return f"Cộng trực thuộc {self._word}" if self.is_direct else f"Cộng {self.report.row.whole}"

    @property
    def _word(self) -> str:
        return self.report.row.designation or "Trung ương"

    @property
    def total(self) -> Shown:
        return self.column.show(self._whole)

    @property
    def _whole(self) -> Figures:
        if not self.is_direct:
            return self.report.root_figures
        cells = Cells()
        for line in self.lines:
            cells.add_all(line.figures.cells)
        return Figures(cells, lambda *_: Share())

    @property
    def share(self) -> Share:
        return self._whole.share(list(self.column.codes), self.column.per)

    @property
    def over(self) -> tuple[str, str, str]:
        """What is divided: its name, how much, and where that is opened."""
        return self._side(self.column.codes, self.share.numerator)

    @property
    def under(self) -> tuple[str, str, str]:
        return self._side(_several(self.column.per), self.share.denominator)

    def _side(self, codes: tuple[str, ...], number: int) -> tuple[str, str, str]:
        column = _column_of_codes(codes)
        label = full_label(column, self.report.period.year)
        return label[:1].upper() + label[1:], format_number(number), self.report.opens.figure(column.key)

    @property
    def own_goal(self) -> Reached | None:
        return self.goals.get(self.report.row.code)

    @property
    def lines(self) -> list[Line]:
        if self.is_direct:
            return [line for line in row_lines(self.report.table) if not line.is_own]
        return self.report.lines

    @property
    def parts(self) -> list[Part]:
        return self._share_parts() if self.is_share else self._sum_parts()

    def _sum_parts(self) -> list[Part]:
        """Without the lines that have nothing of it; an association below always has its line."""
        parts = [self._part(line) for line in self.lines]
        return [part for part in parts if part.line.is_shown([part.shown])]

    def _part(self, line: Line) -> Part:
        shown = self.column.show(line.figures)
        known = any(code in line.figures.cells for code in (*self.column.codes, *self.column.minus))
        return Part(
            line,
            shown,
            self.report.opens.of_line(self.column.key, line) if known or line.unit_code else "",
            value=self.column.cell(line.figures.cells).total,
            today=self._today(line, shown),
            goal=self.goals.get(line.unit_code),
        )

    def _today(self, line: Line, shown: Shown) -> str:
        return self.today.beside(name_of(line, self.report.table), shown) if self.today else ""

    def _share_parts(self) -> list[Part]:
        """Below: each association's own share. Here: rows have no share; they show both sides."""
        if not self.report.table.root.below:
            return [self._sides(line) for line in self.lines]
        parts = [self._share_part(line, self.column.show(line.figures)) for line in self.lines if line.unit_code]
        own = self.report.table.root.own_share(list(self.column.codes), self.column.per)
        if own != NO_SHARE:
            figures = Figures(Cells(), lambda *_: own)
            line = Line(f"Của chính Hội {self._word} và trực thuộc", figures, is_own=True)
            parts.append(self._share_part(line, show_share(own, is_average=self.column.is_average)))
        return parts

    def _share_part(self, line: Line, shown: Shown) -> Part:
        share = line.figures.share(list(self.column.codes), self.column.per)
        return Part(
            line,
            shown,
            self.report.opens.of_line(self.column.key, line) if line.unit_code else "",
            over=format_number(share.numerator),
            under=format_number(share.denominator),
            share=share if line.is_added else NO_SHARE,
            today=self._today(line, shown),
            goal=self.goals.get(line.unit_code),
        )

    def _sides(self, line: Line) -> Part:
        """Of a row, which has no share: each side as far as it is told here."""
        asked = (self.column.codes, _several(self.column.per))
        over, under = (line.figures.cells.sum(list(codes)).total for codes in asked)
        said_over, said_under = (_column_of_codes(codes).show(line.figures).text for codes in asked)
        added = Share(over, under) if line.is_added else NO_SHARE
        url = self.report.opens.of_line(self.column.key, line) if over or under else ""
        return Part(line, Shown(""), url, over=said_over, under=said_under, share=added)


def _several(per: str | tuple[str, ...]) -> tuple[str, ...]:
    return (per,) if isinstance(per, str) else tuple(per)


def _column_of_codes(codes: tuple[str, ...]) -> Column:
    """What one side of a share is called, and opened as."""
    same = (column for column in COLUMNS.values() if column.codes == codes and not column.per)
    return column_of(codes[0], []) or next(same) if len(codes) == 1 else next(same)


@dataclass(frozen=True)
class OpenedCell:
    """One indicator on one row: what is used, recorded, declared, by whom; `now` is the same counted today."""

    code: str
    label: str
    unit: str
    origin: Origin
    where: str
    now: Origin | None = None
    is_added: bool = True

    def write(self, number: int | None) -> str:
        if number is None:
            return "–"
        return format_money(number) if self.unit == "money" else format_number(number)

    @property
    def figure(self) -> int | None:
        """What the tables show: under totals a chapter's is shown and not added."""
        origin = self.origin
        if self.is_added or origin.used is not None:
            return origin.used
        return origin.declared if origin.recorded is None else origin.recorded

    @property
    def used(self) -> str:
        return "chưa có số liệu" if self.origin.is_unknown and self.figure is None else self.write(self.figure)

    @property
    def recorded(self) -> str:
        return self.write(self.origin.recorded)

    @property
    def declared(self) -> str:
        return "chưa có số liệu" if self.origin.is_unknown else self.write(self.origin.declared)

    @property
    def rest(self) -> str:
        return self.write(self.origin.rest) if self.origin.recorded is not None and self.origin.rest else ""

    @property
    def today(self) -> str:
        """Said where it is something else than the figure."""
        if self.now is None or self.now.used == self.origin.used:
            return ""
        return self.write(self.now.used)

    @property
    def changed(self) -> list[Source]:
        """Records that count more or less today, where the snapshot knows what each of them had added."""
        if self.now is None or self.now.recorded == self.origin.recorded:
            return []
        return differences(self.origin.sources, self.now.sources)


def opened_cells(
    row: Row, column: Column, origins: dict[str, Origin], today: dict[str, Origin] | None
) -> list[OpenedCell]:
    """Those of the column's indicators that this row has anything to say about."""
    asked = [code for code in column.all_codes if code in origins or (today and code in today)]
    return [
        OpenedCell(
            code,
            label_of(code, column),
            CATALOGUE[code].unit if code in CATALOGUE else "number",
            origins.get(code, NOTHING),
            origin_words(CATALOGUE[code]) if code in CATALOGUE else WORDS["awards"],
            None if today is None else today.get(code, NOTHING),
            is_added(row),
        )
        for code in asked
    ]


def label_of(code: str, column: Column) -> str:
    if code in CATALOGUE:
        return CATALOGUE[code].label
    status = code.rpartition(".")[2]
    return f"{column.label.partition(':')[0]}: {AWARD_STATUS.get(status, status)}"
