"""Targets (chỉ tiêu kế hoạch): what each unit below is to reach, what it reached last year, and how far it is now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from khuyenhoc.numbers import format_decimal, format_percent, percent

from ..columns import COLUMNS, Column, Figures, full_label
from ..models import Period, Return, Target
from ..tables import AnnualTable, Node, annual_table

# Figures that are set as targets, a few of the columns of the statistical tables.
FIGURES = ("members_closing", "members_share", "hamlets_share", "fund_raised")


def heading(key: str) -> str:
    label = full_label(COLUMNS[key])
    return label[0].upper() + label[1:]


def is_share(column: Column) -> bool:
    return bool(column.per) and not column.is_average


def shown(column: Column, value: Decimal | int | None) -> str:
    if value is None:
        return ""
    return format_percent(value) if is_share(column) else format_decimal(Decimal(value), 2)


@dataclass(frozen=True)
class TargetCell:
    unit_id: int
    unit_name: str
    column: Column
    value: Decimal | None
    last_year: str
    typed: str | None = None
    fault: str = ""

    @property
    def name(self) -> str:
        return f"{self.unit_id}-{self.column.key}"

    @property
    def text(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.value is None else format_decimal(self.value, 2)

    @property
    def shown(self) -> str:
        return shown(self.column, self.value)

    @property
    def was(self) -> str:
        return "" if self.value is None else str(self.value)

    @property
    def heading(self) -> str:
        return heading(self.column.key)

    @property
    def label(self) -> str:
        return f"{self.heading}, {self.unit_name}"


@dataclass(frozen=True)
class TargetLine:
    node: Node
    cells: list[TargetCell]


@dataclass(frozen=True)
class Trouble:
    """What was typed and could not be saved, and why, by cell."""

    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


def target_lines(top: Return, trouble: Trouble | None = None) -> list[TargetLine]:
    """One line per unit directly under the association; of a commune, its own line."""
    trouble = trouble or Trouble()
    nodes = _nodes(annual_table(top))
    values = _targets(top.period, [node.row.unit_id for node in nodes])
    last = _last_year(top)
    return [
        TargetLine(
            node,
            [
                TargetCell(
                    node.row.unit_id,
                    node.row.full_name,
                    COLUMNS[key],
                    values.get((node.row.unit_id, key)),
                    last.get((node.row.unit_id, key), ""),
                    trouble.texts.get(f"{node.row.unit_id}-{key}"),
                    trouble.faults.get(f"{node.row.unit_id}-{key}", ""),
                )
                for key in FIGURES
            ],
        )
        for node in nodes
    ]


def _nodes(table: AnnualTable) -> list[Node]:
    return table.root.below or [table.root]


def _targets(period: Period, unit_ids: list[int]) -> dict[tuple[int, str], Decimal]:
    found = Target.objects.filter(period=period, unit__in=unit_ids)
    return {(unit, key): value for unit, key, value in found.values_list("unit", "figure", "value")}


def _last_year(top: Return) -> dict[tuple[int, str], str]:
    before = Return.objects.current().filter(period=top.period.previous_id, unit=top.unit_id)
    found = before.select_related("period", "unit").first() if top.period.previous_id else None
    if found is None:
        return {}
    return {
        (node.row.unit_id, key): shown(COLUMNS[key], value)
        for node in _nodes(annual_table(found))
        for key in FIGURES
        if (value := COLUMNS[key].value(_figures(node))) is not None
    }


def _figures(node: Node) -> Figures:
    return Figures(node.total, node.share)


@dataclass(frozen=True)
class Reached:
    """A target beside what the unit has."""

    label: str
    target: str
    now: str
    share: str


def reached(table: AnnualTable) -> list[Reached]:
    """The targets of the association itself, in the order of FIGURES, with how far it is."""
    values = _targets(table.period, [table.root.row.unit_id])
    found = []
    for key in FIGURES:
        target = values.get((table.root.row.unit_id, key))
        if target is None:
            continue
        column = COLUMNS[key]
        now = column.value(_figures(table.root))
        part = None if now is None else percent(Decimal(now), target)
        done = "" if part is None or is_share(column) else format_percent(part)
        found.append(Reached(heading(key), shown(column, target), shown(column, now) or "chưa có", done))
    return found
