"""What the level above looks at: every figure of a return beside last year's, who said it, and what is odd about it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from awards.models import AwardForm
from khuyenhoc.numbers import format_change, format_money, format_number

from ..checks import NO_FIGURE, Figure, Figures, Finding, figures_of, findings_in, used_last_year
from ..indicators import CATALOGUE, GROUPS, Indicator, award_indicators
from ..models import UNKNOWN, OnBehalf, Remark, Return, ReturnText, ReturnValue, Row
from ..tables import is_added

UNFOLDED = 3  # that many rows are read at a glance; of more, only what is odd lies open
RECORDS = {
    "roster": "theo danh sách hội viên",
    "book": "theo sổ quỹ",
    "grants": "theo danh sách trao đã chi",
    "awards": "theo quyết định khen thưởng",
    "learning": "theo danh sách đăng ký",
    "inspection": "theo sổ kiểm tra",
    "plan": "theo phương hướng đã soạn",
}


@dataclass(frozen=True)
class Cell:
    """One figure of one row. `then` is what it was when the level above looked last."""

    row: Row
    made: Indicator
    figure: Figure = NO_FIGURE
    value: ReturnValue | None = None
    findings: list[Finding] = field(default_factory=list)
    question: Remark | None = None

    @property
    def key(self) -> str:
        return f"{self.row.pk}:{self.made.code}"

    @property
    def text(self) -> str:
        return "chưa có số liệu" if self.figure.said == UNKNOWN else write(self.made, self.figure.used)

    @property
    def last_year(self) -> str:
        return write(self.made, self.figure.last_year)

    @property
    def change(self) -> str:
        found = format_change(self.figure.used, self.figure.last_year)
        return found.text if found else ""

    @property
    def then(self) -> str:
        return write(self.made, self.value.looked_at_value if self.value else None)

    @property
    def has_changed(self) -> bool:
        """Since the level above looked last."""
        then = self.value.looked_at_value if self.value else None
        return then != self.figure.used

    @property
    def hands(self) -> str:
        """Who said it: herself, somebody for her, or the holder of a link; or which records."""
        if self.figure.recorded is not None and self.figure.used == self.figure.recorded:
            return "đã chốt năm trước" if self.made.opens_from else RECORDS.get(self.made.source, "theo sổ sách")
        value = self.value
        if value is None or value.entered_at is None:
            return ""
        if value.link:
            return f"{value.link.holder}, qua liên kết"
        who = value.entered_by.name if value.entered_by else ""
        return f"{who}, {on_behalf_words(value.on_behalf)}" if value.on_behalf else who

    @property
    def strikes(self) -> bool:
        """Asked about, or odd by what it says; cells left empty are many, and are counted at the head of the row."""
        return self.question is not None or any(not one.is_of_empty_cell for one in self.findings)

    @property
    def suggestion(self) -> str:
        """What to ask about it, until the reviewer writes something better."""
        sentence = next((one.sentence for one in self.findings), "")
        return sentence[:1].upper() + sentence[1:]


def on_behalf_words(entered: OnBehalf) -> str:
    confirmed = "đơn vị đã xác nhận" if entered.confirmed_at else "đơn vị chưa xác nhận"
    return f"nhập thay theo {entered.get_way_display()} của {entered.from_whom}, {confirmed}"


def write(made: Indicator, number: int | None) -> str:
    if number is None:
        return "–"
    return format_money(number) if made.unit == "money" else format_number(number)


@dataclass(frozen=True)
class Sheet:
    """One row's cells by group; `odd` of them ask to be looked at; `is_open` when it lies open at once."""

    row: Row
    groups: list[tuple[str, list[Cell]]]
    is_added: bool
    odd: int
    is_open: bool


@dataclass(frozen=True)
class Total:
    label: str
    now: str
    last_year: str
    change: str


@dataclass
class Review:
    unit_return: Return
    cells: list[Cell]
    shown: list[Cell]
    texts: list[ReturnText]

    @property
    def sheets(self) -> list[Sheet]:
        by_row: dict[Row, list[Cell]] = defaultdict(list)
        for cell in self.shown:
            by_row[cell.row].append(cell)
        few = len(by_row) <= UNFOLDED
        return [
            Sheet(
                row,
                _grouped(own),
                is_added(row),
                sum(bool(one.findings) for one in own),
                few or any(one.strikes for one in own),
            )
            for row, own in by_row.items()
        ]

    @property
    def odd(self) -> int:
        return sum(bool(cell.findings) for cell in self.cells)

    @property
    def totals(self) -> list[Total]:
        """The sum over the rows that are added, in the catalogue's order."""
        now: dict[Indicator, int] = {}
        before: dict[Indicator, int] = {}
        for cell in self.cells:
            if is_added(cell.row) and cell.made.group != "organisation":
                for sums, figure in ((now, cell.figure.used), (before, cell.figure.last_year)):
                    if figure is not None:
                        sums[cell.made] = sums.get(cell.made, 0) + figure
        return [_total(made, now[made], before.get(made)) for made in _in_order(now) if now[made] or before.get(made)]

    def cell(self, key: str) -> Cell | None:
        return next((cell for cell in self.cells if cell.key == key), None)


def _in_order(found: Iterable[Indicator]) -> list[Indicator]:
    """As the catalogue has them, awards last."""
    places = {code: place for place, code in enumerate(CATALOGUE)}
    return sorted(found, key=lambda made: places.get(made.code, len(places)))


def _total(made: Indicator, now: int, before: int | None) -> Total:
    change = format_change(now, before)
    return Total(made.label, write(made, now), write(made, before), change.text if change else "")


def _grouped(cells: Iterable[Cell]) -> list[tuple[str, list[Cell]]]:
    found: dict[str, list[Cell]] = {}
    for cell in cells:
        found.setdefault(GROUPS[cell.made.group], []).append(cell)
    return list(found.items())


def review_of(unit_return: Return, *, only_changed: bool = False) -> Review:
    """All cells that say something, or only those that have changed or were asked about since the last look."""
    cells = cells_of(unit_return)
    shown = [cell for cell in cells if cell.has_changed or cell.question] if only_changed else cells
    return Review(unit_return, cells, shown, list(ReturnText.objects.filter(unit_return=unit_return).exclude(text="")))


def cells_of(unit_return: Return) -> list[Cell]:
    """Every cell with a figure now or a year before, or about which there is something to say."""
    rows, figures = _figures(unit_return)
    known = indicators()
    order = {code: place for place, code in enumerate(known)}
    values, told, asked = _values(unit_return), _findings(unit_return, rows, figures), questions(unit_return)
    found = []
    for row in rows:
        own = figures[row.pk]
        codes = own.keys() | {code for row_id, code in (told.keys() | asked.keys()) if row_id == row.pk}
        for code in sorted(codes & known.keys(), key=order.__getitem__):
            at = (row.pk, code)
            cell = Cell(row, known[code], own.get(code, NO_FIGURE), values.get(at), told.get(at, []), asked.get(at))
            if _says_something(cell):
                found.append(cell)
    return found


def _says_something(cell: Cell) -> bool:
    figure = cell.figure
    spoken = figure.said is not None or bool(figure.used) or bool(figure.last_year)
    return spoken or bool(cell.findings) or cell.question is not None or (figure.used is None and cell.has_changed)


def indicators() -> dict[str, Indicator]:
    made = award_indicators(list(AwardForm.objects.order_by("pk")))
    return CATALOGUE | {one.code: one for one in made}


def _figures(unit_return: Return) -> tuple[list[Row], Mapping[int, Figures]]:
    """As they are; of an accepted return as they were accepted."""
    if unit_return.state != Return.State.ACCEPTED:
        return figures_of(unit_return)
    rows = list(Row.objects.filter(unit_return=unit_return).select_related("unit"))
    before = used_last_year(unit_return.period, [row.unit_id for row in rows])
    found: dict[int, dict[str, Figure]] = {row.pk: {} for row in rows}
    by_pk = {row.pk: row for row in rows}
    for value in ReturnValue.objects.filter(row__unit_return=unit_return):
        last = before.get(by_pk[value.row_id].unit_id, {}).get(value.indicator)
        found[value.row_id][value.indicator] = Figure(value.said, value.recorded, value.value, last)
    for row in rows:
        row.unit_return = unit_return
    return rows, found


def _values(unit_return: Return) -> dict[tuple[int, str], ReturnValue]:
    held = ReturnValue.objects.filter(row__unit_return=unit_return).defer("sources")
    return {(one.row_id, one.indicator): one for one in held.select_related("entered_by", "on_behalf", "link")}


def _findings(
    unit_return: Return, rows: list[Row], figures: Mapping[int, Figures]
) -> dict[tuple[int, str], list[Finding]]:
    found: dict[tuple[int, str], list[Finding]] = defaultdict(list)
    if unit_return.state != Return.State.ACCEPTED:
        for finding in findings_in(unit_return, rows, figures):
            found[finding.row.pk, finding.code].append(finding)
    return found


def questions(unit_return: Return) -> dict[tuple[int, str], Remark]:
    """What the level above asks and has not settled, by cell."""
    asked = Remark.objects.filter(row__unit_return=unit_return, kind=Remark.Kind.QUESTION, settled_at=None)
    return {(one.row_id, one.indicator): one for one in asked.select_related("made_by", "answered_by")}
