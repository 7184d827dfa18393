"""Targets (chỉ tiêu kế hoạch): which figures are given as targets, and how far a unit is with those it was given."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from khuyenhoc.numbers import format_decimal, format_percent, percent

from .columns import COLUMNS, Column, Figures, full_label
from .indicators import CATALOGUE, MODELS
from .models import Period, Target
from .tables import AnnualTable, Node

# A few of the columns of the statistical tables.
FIGURES = (
    "members_closing",
    "members_share",
    "hamlets_share",
    *(f"{code}_share" for code in MODELS),
    "fund_raised",
)
WHOLE = Decimal(100)

Targets = Mapping[tuple[int, str], Decimal]  # (unit id, figure) → what was given


def figures_of(period: Period) -> list[str]:
    """Those whose indicators the period asks for."""
    return [key for key in FIGURES if any(period.uses(CATALOGUE[code]) for code in COLUMNS[key].codes)]


def heading(key: str, year: int) -> str:
    column = COLUMNS[key]
    label = full_label(column, year)
    is_money = not column.per and CATALOGUE[column.codes[0]].unit == "money"
    return f"{label[0].upper()}{label[1:]}{' (đồng)' if is_money else ''}"


def is_share(column: Column) -> bool:
    return bool(column.per) and not column.is_average


def write_target(column: Column, value: Decimal | int | None) -> str:
    if value is None:
        return ""
    return format_percent(value) if is_share(column) else format_decimal(Decimal(value), 2)


def targets_of(period: Period, unit_ids: Collection[int]) -> Targets:
    found = Target.objects.filter(period=period, unit__in=unit_ids)
    return {(unit, key): value for unit, key, value in found.values_list("unit", "figure", "value")}


def figures_at(node: Node) -> Figures:
    return Figures(node.total, node.share)


@dataclass(frozen=True)
class Reached:
    """A target beside what the unit has; `part` is how much of the target that is, in %."""

    key: str
    label: str
    target: str
    now: str
    part: Decimal | None
    is_reached: bool

    @property
    def is_given(self) -> bool:
        return bool(self.target)

    @property
    def target_words(self) -> str:
        return self.target or "chưa giao"

    @property
    def share(self) -> str:
        return "" if self.part is None else format_percent(self.part)

    @property
    def part_words(self) -> str:
        return f"đạt {self.share}" if self.share else "–"


def reached_of(figures: Figures, key: str, target: Decimal | None, year: int) -> Reached:
    column = COLUMNS[key]
    shown = column.show(figures)
    now = f"{shown.text} (mới có {shown.coverage})" if shown.coverage else shown.text
    part = None if target is None else _part(column, figures, target)
    is_reached = part >= WHOLE if part is not None else target == 0
    return Reached(key, heading(key, year), write_target(column, target), now, part, is_reached)


def _part(column: Column, figures: Figures, target: Decimal) -> Decimal | None:
    """Rounded once, from the numbers themselves and not from a rounded share."""
    if is_share(column):
        share = figures.share(list(column.codes), column.per)
        return percent(Decimal(share.numerator) * 100, share.denominator * target)
    value = column.value(figures)
    return None if value is None else percent(value, target)


@dataclass(frozen=True)
class Score:
    """How many of the units below that were given this target have reached it."""

    key: str
    label: str
    reached: int
    given: int

    @property
    def text(self) -> str:
        return f"{self.reached}/{self.given}"


class Goals:
    """The targets of an association and of those directly below it, beside what they have."""

    def __init__(self, table: AnnualTable, frozen: Targets | None = None) -> None:
        self.table, self.year, self.frozen = table, table.period.year, frozen

    @cached_property
    def given(self) -> Targets:
        if self.frozen is not None:
            return self.frozen
        nodes = (self.table.root, *self.table.root.below)
        return targets_of(self.table.period, [node.row.unit_id for node in nodes])

    @cached_property
    def reached(self) -> list[Reached]:
        """The association's own; those it was not given stand among them, unless it was given none at all."""
        found = [self._reached_at(self.table.root, key) for key in figures_of(self.table.period)]
        return found if any(one.is_given for one in found) else []

    @cached_property
    def scores(self) -> list[Score]:
        found = [(key, list(self._below(key).values())) for key in figures_of(self.table.period)]
        return [
            Score(key, heading(key, self.year), sum(one.is_reached for one in units), len(units))
            for key, units in found
            if units
        ]

    def of(self, key: str) -> dict[str, Reached]:
        """Unit code → its target of this figure, and how far it is; only of those that were given one."""
        own = self._reached_at(self.table.root, key)
        return ({self.table.root.row.code: own} if own.is_given else {}) | self._below(key)

    def _below(self, key: str) -> dict[str, Reached]:
        found = {node.row.code: self._reached_at(node, key) for node in self.table.root.below}
        return {code: one for code, one in found.items() if one.is_given}

    def _reached_at(self, node: Node, key: str) -> Reached:
        return reached_of(figures_at(node), key, self.given.get((node.row.unit_id, key)), self.year)


def total_of(key: str, values: Iterable[Decimal | None]) -> Decimal | None:
    """Numbers and money add up; a share never does (DESIGN 3.3)."""
    given = [value for value in values if value is not None]
    return sum(given, Decimal(0)) if given and not COLUMNS[key].per else None
