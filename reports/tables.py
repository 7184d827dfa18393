"""The roll-up: one table for every medium, made with a number of queries that does not grow (DESIGN 3.3)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from awards.models import AwardForm
from khuyenhoc.numbers import percent

from .indicators import CATALOGUE, CHAPTERS
from .models import Period, Return, ReturnValue, Row
from .records import recorded, stands, used
from .settled import digest, remembered


class Cell(NamedTuple):
    """A figure and how far it can be trusted: the sum, how many rows reported, how many were expected to."""

    total: int = 0
    reported: int = 0
    expected: int = 0

    def plus(self, other: "Cell") -> "Cell":
        return Cell(self[0] + other[0], self[1] + other[1], self[2] + other[2])

    @property
    def is_missing(self) -> bool:
        return self.expected > 0 and self.reported == 0

    @property
    def is_partial(self) -> bool:
        return 0 < self.reported < self.expected

    @property
    def is_whole(self) -> bool:
        return self.reported == self.expected


EMPTY, MISSING = Cell(), Cell(expected=1)


class Cells(dict[str, Cell]):
    """Cells by indicator code; a code is absent when nobody reported it and nobody was expected to."""

    def add(self, code: str, cell: Cell) -> None:
        self[code] = self.get(code, EMPTY).plus(cell)

    def add_all(self, others: "Cells") -> None:
        for code, cell in others.items():
            self[code] = self[code].plus(cell) if code in self else cell

    def sum(self, codes: list[str]) -> Cell:
        """Several indicators together; their coverage is that of the whole set."""
        found = [self[code] for code in codes if code in self]
        if len(found) == 1:
            return found[0]
        return Cell(*map(sum, zip(*found, strict=True))) if found else EMPTY


class Share(NamedTuple):
    """A numerator over a denominator, taken over the units that have both."""

    numerator: int = 0
    denominator: int = 0
    covered: int = 0
    expected: int = 0

    def plus(self, other: "Share") -> "Share":
        return Share(self[0] + other[0], self[1] + other[1], self[2] + other[2], self[3] + other[3])

    @property
    def percent(self) -> Decimal | None:
        return percent(self.numerator, self.denominator)

    @property
    def average(self) -> int | None:
        """Per head of the denominator, in whole đồng, half-up."""
        if not self.denominator:
            return None
        return int((Decimal(self.numerator) / self.denominator).quantize(Decimal(1), ROUND_HALF_UP))

    @property
    def is_partial(self) -> bool:
        return self.covered < self.expected


Denominator = str | tuple[str, ...]  # one indicator, or several taken together


@dataclass
class Node:
    """One return of the year's tree with its figures: of its own rows, and with everything below it."""

    row: Row
    own: Cells = field(default_factory=Cells)
    total: Cells = field(default_factory=Cells)
    below: list["Node"] = field(default_factory=list)
    _shares: dict[tuple[tuple[str, ...], Denominator], Share] = field(default_factory=dict, repr=False, compare=False)

    @property
    def added(self) -> list["Node"]:
        """What is below and added: nothing under a return in totals."""
        return [] if self.row.unit_return.basis == Return.Basis.TOTALS else self.below

    def share(self, numerator: list[str], denominator: Denominator) -> Share:
        """Over this return and all below; one whose parts are not both whole is left out and lowers the coverage.

        Taken once, when the tree has grown: the whole asks for it, and so does the line of each one below.
        """
        key = (tuple(numerator), denominator)
        if key not in self._shares:
            parts = self.own_share(numerator, denominator)
            for node in self.added:
                parts = parts.plus(node.share(numerator, denominator))
            self._shares[key] = parts
        return self._shares[key]

    def own_share(self, numerator: list[str], denominator: Denominator) -> Share:
        per = [denominator] if isinstance(denominator, str) else list(denominator)
        above, under = self.own.sum(numerator), self.own.sum(per)
        if all(is_voluntary(code) for code in numerator):
            return self._voluntary_share(numerator, per)
        if not under.expected:
            return Share(above.total, under.total, 0, int(not above.is_whole))
        if not (under.is_whole and above.is_whole):
            return Share(expected=1)
        return Share(above.total, under.total, 1, 1)

    def _voluntary_share(self, numerator: list[str], per: list[str]) -> Share:
        """Of what nobody has to report: who has only one of the two is left out and lowers the coverage."""
        under = self.own.sum(per)
        has_above, has_under = (any(code in self.own for code in codes) for codes in (numerator, per))
        if not (has_above or has_under):
            return Share()
        if not (has_above and has_under and under.is_whole):
            return Share(expected=1)
        return Share(self.own.sum(numerator).total, under.total, 1, 1)


def is_voluntary(code: str) -> bool:
    made = CATALOGUE.get(code)
    return made is not None and not made.expected_at and made.source != "organisation"


@dataclass
class AnnualTable:
    """The year of one association: its node of the tree, and the cells of each of its own rows."""

    period: Period
    top: Return
    root: Node
    rows: list[Row]
    by_row: dict[int, Cells]
    forms: list[AwardForm]
    rows_below: dict[int, list[Row]] = field(default_factory=dict)  # by return, where the whole tree was asked for
    settled: str = ""  # the digest of figures that can change no more

    @property
    def accepted(self) -> tuple[int, int]:
        """How many of the communes under the association are accepted, of how many."""
        states = [node.row.unit_return.state for node in self.nodes() if node.row.kind == "commune"]
        return sum(state == Return.State.ACCEPTED for state in states), len(states)

    @property
    def is_final(self) -> bool:
        return all(node.row.unit_return.state == Return.State.ACCEPTED for node in self.nodes())

    def nodes(self) -> list[Node]:
        """All returns of the tree, this one first, each before those below it."""
        found, waiting = [], [self.root]
        while waiting:
            node = waiting.pop()
            found.append(node)
            waiting.extend(reversed(node.below))
        return found


def annual_table(
    top: Return, only: Collection[str] = (), *, row_by_row: bool = False, anew: bool = False
) -> AnnualTable:
    """Roll up a return and the year's tree below it; `only` some indicators where a comparison needs no more.

    `row_by_row` keeps every row of the tree in `rows_below` and `by_row`, not only those of the top: for freezing it.
    `anew` counts as though nothing had been accepted: what the records and the officers say today.
    """
    forms = [] if only else list(AwardForm.objects.all())
    if row_by_row or anew or not (key := settled_key(top)):
        return replace(_added_up(top, only, row_by_row=row_by_row, anew=anew), forms=forms)
    key = digest(key, sorted(only))
    made = remembered(key, lambda: _added_up(top, only))
    return replace(made, period=top.period, top=top, forms=forms, settled=key)


def settled_key(top: Return) -> str:
    """Names the figures of a tree of which every return is accepted; "" while one is open. One query at most.

    An accepted return keeps its rows and values (DESIGN 3.5), so which they are and when they were accepted says all.
    """
    if top.state != Return.State.ACCEPTED:
        return ""
    states = list(Return.objects.below(top).values_list("pk", "state", "accepted_at", "basis"))
    if any(state != Return.State.ACCEPTED for _, state, *_ in states):
        return ""
    return digest(top.pk, top.period.cut_off, top.period.year, sorted(top.period.indicators_off), states)


def _added_up(top: Return, only: Collection[str], *, row_by_row: bool = False, anew: bool = False) -> AnnualTable:
    period = top.period
    values = ReturnValue.objects.exclude(indicator__in=period.indicators_off)
    if only:
        values = values.filter(indicator__in=only)
    returns = Return.objects.below(top)
    own_rows = list(Row.objects.filter(unit_return__in=returns, is_own=True).select_related("unit_return"))
    nodes = {row.unit_return_id: Node(row) for row in own_rows}
    for row in own_rows:
        row.unit_return.period = period
    if row_by_row or anew:
        chosen = Row.objects.filter(unit_return__in=returns)
    else:
        _add_accepted(nodes, top, values)
        is_open = Q(unit_return__in=Return.objects.below(top).exclude(state=Return.State.ACCEPTED))
        chosen = Row.objects.filter(is_open | Q(unit_return=top))
    if anew:
        for node in nodes.values():
            node.row.unit_return.state = Return.State.DRAFT  # of these objects only; nothing is saved
    rows, by_row = _add_rows(nodes, chosen, period, values, only)
    return AnnualTable(period, top, grow(nodes, top.pk), rows.get(top.pk, []), by_row, [], rows)


def before_of(top: Return) -> Return | None:
    """The same association's return of the period before."""
    if top.period.previous_id is None:
        return None
    found = Return.objects.current().filter(period_id=top.period.previous_id, unit_id=top.unit_id)
    return found.select_related("period", "unit").first()


def _add_accepted(nodes: dict[int, Node], top: Return, values: QuerySet[ReturnValue]) -> None:
    """Accepted returns below the top: what each was to report, and its snapshot, summed by the database."""
    accepted = Return.objects.below(top).filter(state=Return.State.ACCEPTED).exclude(pk=top.pk)
    chapters = _standing_chapters(top)
    for return_id, node in nodes.items():
        if return_id != top.pk and node.row.unit_return.state == Return.State.ACCEPTED:
            _expect(node, top.period, chapters.get(return_id, 0))
    sums = (
        values.filter(row__unit_return__in=accepted, value__isnull=False)
        .order_by()
        .values_list("row__unit_return_id", "row__is_own", "indicator")
        .annotate(total=Sum("value"), reported=Count("pk", filter=_stood(top.period, "row__")))
    )
    for return_id, is_own, code, total, reported in sums:
        node = nodes[return_id]
        counts = is_expected(node.row, code, top.period) if is_own else _of_chapters(code, top.period)
        node.own.add(code, Cell(total, reported if counts else 0))


def _expect(node: Node, period: Period, chapters: int) -> None:
    """Expect of an accepted return what its own row and its chapters were to report."""
    for made in EXPECTED:
        expected = int(is_expected(node.row, made.code, period))
        if node.row.unit_return.basis != Return.Basis.TOTALS and _of_chapters(made.code, period):
            expected += chapters
        if expected:
            node.own.add(made.code, Cell(expected=expected))


def _of_chapters(code: str, period: Period) -> bool:
    made = CATALOGUE.get(code)
    return made is not None and made.expected_at == CHAPTERS and period.uses(made)


def _stood(period: Period, row: str = "") -> Q:
    """`records.stands`, as a condition for the database."""
    opened = Q(**{f"{row}opened_on": None}) | Q(**{f"{row}opened_on__lte": period.cut_off})
    return opened & (Q(**{f"{row}closed_on": None}) | Q(**{f"{row}closed_on__gt": period.cut_off}))


def _standing_chapters(top: Return) -> dict[int, int]:
    """Return id → how many chapters and boards stood at the cut-off and were thus expected to report."""
    counts = (
        Row.objects.filter(_stood(top.period), unit_return__in=Return.objects.below(top), is_own=False)
        .order_by()
        .values_list("unit_return_id")
        .annotate(count=Count("pk"))
    )
    return dict(counts)


EXPECTED = [made for made in CATALOGUE.values() if made.expected_at]


def _add_rows(
    nodes: dict[int, Node],
    chosen: QuerySet[Row],
    period: Period,
    values: QuerySet[ReturnValue],
    only: Collection[str] = (),
) -> tuple[dict[int, list[Row]], dict[int, Cells]]:
    """Rows one by one: those of accepted returns by their snapshot, others by what is recorded and declared."""
    rows = list(chosen)
    for row in rows:
        row.unit_return = nodes[row.unit_return_id].row.unit_return
    stored = _stored(chosen, values)
    is_open = any(row.unit_return.state != Return.State.ACCEPTED for row in rows)
    counted = recorded(period, rows, chosen, only) if is_open else {}
    by_row: dict[int, Cells] = {}
    by_return: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_row[row.pk] = _row_cells(row, period, stored.get(row.pk, {}), counted.get(row.pk, {}))
        by_return[row.unit_return_id].append(row)
        if is_added(row):
            nodes[row.unit_return_id].own.add_all(by_row[row.pk])
    return dict(by_return), by_row


def is_added(row: Row) -> bool:
    """Under totals the chapters are shown but never added."""
    return row.is_own or row.unit_return.basis != Return.Basis.TOTALS


Figure = tuple[int | None, int | None, int | None]
Stored = dict[int, dict[str, Figure]]


def _stored(chosen: QuerySet[Row], values: QuerySet[ReturnValue]) -> Stored:
    """Row id → code → (declared; recorded and used at acceptance)."""
    stored: Stored = defaultdict(dict)
    figures = values.filter(row__in=chosen).values_list("row_id", "indicator", "declared", "recorded", "value")
    for row_id, code, declared, snapshot, value in figures:
        stored[row_id][code] = (declared, snapshot, value)
    return stored


def _row_cells(row: Row, period: Period, stored: dict[str, Figure], counted: dict[str, int]) -> Cells:
    cells = Cells()
    accepted = row.unit_return.state == Return.State.ACCEPTED
    expected = {made.code for made in EXPECTED if is_expected(row, made.code, period)}
    if period.indicators_off:
        counted = {code: said for code, said in counted.items() if code not in period.indicators_off}
    for code in stored if accepted else stored.keys() | counted.keys():
        declared, snapshot, value = stored.get(code, (None, None, None))
        said = snapshot if accepted else counted.get(code)
        figure = value if accepted else used(row, code, said, declared)
        if not is_added(row):
            figure = declared if said is None else said
        if figure is not None:
            reported = int(code in expected)
            cells[code] = Cell(figure, reported, reported)
    return Cells(cells | {code: MISSING for code in expected if code not in cells})


def is_expected(row: Row, code: str, period: Period) -> bool:
    """Whether silence of this row on this indicator counts as missing."""
    made = CATALOGUE.get(code)
    if made is None or not made.expected_at or not period.uses(made) or not stands(row, period):
        return False
    if row.unit_return.basis == Return.Basis.TOTALS:
        return row.is_own and bool(made.expected_at)
    return row.kind in made.expected_at


def grow(nodes: dict[int, Node], top: int) -> Node:
    """Hang the nodes together and sum from the leaves up."""
    order = sorted(nodes.values(), key=lambda node: node.row.unit_return.path, reverse=True)
    for node in order:
        node.below.sort(key=lambda child: (child.row.sort_key, child.row.pk))
        node.total.add_all(node.own)
        for child in node.added:
            node.total.add_all(child.total)
        above = nodes.get(node.row.unit_return.above_id or 0)
        if above and node.row.unit_return_id != top:
            above.below.append(node)
    return nodes[top]
