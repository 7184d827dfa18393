"""Statistical tables line by line: one per unit under the association, and one for its own records."""

from collections.abc import Callable
from dataclasses import dataclass

from .columns import NOTHING, Column, Figures, Shown
from .models import Return, Row
from .opening import Openings
from .tables import AnnualTable, Cells, Denominator, Node, Share, is_added


@dataclass(frozen=True)
class Line:
    """One line of a statistical table. `unit_code` leads on to the unit's own report, when it has one."""

    label: str
    figures: Figures
    unit_code: str = ""
    row_id: int | None = None
    note: str = ""
    is_own: bool = False
    is_direct: bool = False  # all chapters and boards directly under the association, taken together
    is_added: bool = True  # nothing under a return in totals is
    code: str = ""

    @property
    def is_chapter(self) -> bool:
        return self.row_id is not None and not self.is_own

    def is_shown(self, cells: list[Shown]) -> bool:
        """Whether a table has this line: a chapter that has no cell in it would only fill pages with dashes."""
        if self.is_own:
            return any(cell.says_something for cell in cells)
        return not self.is_chapter or bool(self.note) or any(cell.text != NOTHING for cell in cells)


@dataclass(frozen=True)
class StatTable:
    title: str
    columns: list[Column]
    lines: list[tuple[Line, list[Shown]]]
    total_label: str
    total: list[Shown]
    silent: int = 0  # chapters and boards that have no figure in this table and no line
    opens: Openings | None = None

    @property
    def headings(self) -> list[tuple[str, int, bool]]:
        """The upper heading row: text, how many columns it spans, whether it spans both rows."""
        spans: list[tuple[str, int, bool]] = []
        for column in self.columns:
            if column.heading and spans and spans[-1][0] == column.heading:
                spans[-1] = (column.heading, spans[-1][1] + 1, False)
            else:
                spans.append((column.heading or column.label, 1, not column.heading))
        return spans

    @property
    def has_two_heading_rows(self) -> bool:
        return any(column.heading for column in self.columns)

    @property
    def opened(self) -> list[tuple[Line, list[str]]]:
        """The lines as a page has them: each figure leads to what it is made of."""
        if self.opens is None:
            return [(line, [shown.html for shown in cells]) for line, cells in self.lines]
        return [
            (
                line,
                [self.opens.link(column.key, shown, line) for column, shown in zip(self.columns, cells, strict=True)],
            )
            for line, cells in self.lines
        ]

    @property
    def opened_total(self) -> list[str]:
        if self.opens is None:
            return [shown.html for shown in self.total]
        return [self.opens.link(column.key, shown) for column, shown in zip(self.columns, self.total, strict=True)]

    @property
    def is_partial(self) -> bool:
        return any(shown.coverage for shown in self.total)

    @property
    def letters(self) -> list[int]:
        """Of each column the longest figure, or word of its heading, that must not be broken."""
        shown = [*(cells for _, cells in self.lines), self.total]
        return [
            max(*map(len, column.label.split()), *(len(cell.text) for cell in cells))
            for column, cells in zip(self.columns, zip(*shown, strict=True), strict=True)
        ]

    @property
    def layout(self) -> "Layout":
        return layout_of(self)

    @property
    def silent_words(self) -> str:
        return f"{self.silent} chi hội, ban không có số liệu nào ở bảng này nên không ghi dòng." if self.silent else ""


@dataclass(frozen=True)
class Layout:
    """How a table stands on paper: on its side or upright, and the size of its letters in points."""

    is_lying: bool
    size: int


_ROOM = {False: 109, True: 206}  # mm for the figures, beside the units' names, upright and lying
_SIZES = (11, 10, 9, 8)


def layout_of(table: StatTable) -> Layout:
    """Upright where all columns have room there, else on its side in the largest letters that have."""
    letters = table.letters
    for is_lying in _ROOM:
        for size in _SIZES if is_lying else _SIZES[:2]:
            if sum(_width(number, size) for number in letters) <= _ROOM[is_lying]:
                return Layout(is_lying, size)
    return Layout(is_lying=True, size=_SIZES[-1])


def _width(letters: int, size: int) -> float:
    """In mm: a digit of Tinos is half as wide as the size, and a cell has 3 points on either side."""
    return (letters * size / 2 + 6.5) * 25.4 / 72


def lines_of(table: AnnualTable) -> list[Line]:
    return child_lines(table) if table.root.below else row_lines(table)


def _no_share(numerator: list[str], denominator: Denominator) -> Share:
    return Share()


def child_lines(table: AnnualTable) -> list[Line]:
    """A line per association below, one for what stands directly under this one, one for its own records."""
    word = table.root.row.designation or "Trung ương"
    in_totals = table.top.basis == Return.Basis.TOTALS
    note = f"không cộng, {word} báo cáo chỉ số tổng" if in_totals else ""
    lines = [
        Line(
            _capital(node.row.full_name),
            Figures(node.total, node.share),
            unit_code=node.row.code,
            note=note,
            is_added=not in_totals,
            code=node.row.code,
        )
        for node in table.root.below
    ]
    direct, own = Cells(), Cells()
    for row in table.rows:
        (own if row.is_own else direct).add_all(table.by_row[row.pk])
    if direct:
        said = note or "chi hội, ban trực thuộc"
        lines.append(
            Line(f"Trực thuộc {word}", Figures(direct, _no_share), note=said, is_direct=True, is_added=not in_totals)
        )
    if any(cell.total for cell in own.values()):
        share = table.root.own_share if in_totals else _no_share
        own_row = next(row.pk for row in table.rows if row.is_own)
        lines.append(
            Line(
                f"Cơ quan Hội {word}",
                Figures(own, share),
                row_id=own_row,
                note="số liệu của chính Hội",
                is_own=True,
                code=table.root.row.code,
            )
        )
    return lines


def row_lines(table: AnnualTable) -> list[Line]:
    """A line per chapter and board, and the association's own line first."""
    word = table.root.row.designation or "Trung ương"

    # Only a return in totals has members and population on one row.
    def share_of(row: Row) -> Callable[[list[str], Denominator], Share]:
        has_all = row.is_own and table.top.basis == Return.Basis.TOTALS
        return Node(row, own=table.by_row[row.pk]).own_share if has_all else _no_share

    return [
        Line(
            f"Hội {row.full_name}" if row.is_own else row.full_name,
            Figures(table.by_row[row.pk], share_of(row)),
            row_id=row.pk,
            is_own=row.is_own,
            is_added=is_added(row),
            note="" if is_added(row) else f"không cộng, {word} báo cáo chỉ số tổng",
            code=row.code,
        )
        for row in table.rows
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
