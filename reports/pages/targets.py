"""The table of targets: what each unit below is to reach, beside what it reached and was to reach last year."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_count, format_decimal
from khuyenhoc.papers import dated_line, number_line

from ..columns import COLUMNS, NOTHING, Column
from ..models import Return
from ..naming import association_above, association_name, designations
from ..tables import Node, annual_table, before_of
from ..targets import Targets, figures_at, figures_of, heading, is_share, targets_of, total_of, write_target


def plain(value: Decimal | None) -> str:
    """As it is typed: a share without its sign."""
    return "" if value is None else format_decimal(value, 2)


@dataclass(frozen=True)
class TargetCell:
    """One figure of one unit, with what it was and what it was to be the year before."""

    unit_id: int
    column: Column
    heading: str
    unit_name: str
    value: Decimal | None
    last_result: Decimal | None = None
    last_target: Decimal | None = None
    typed: str | None = None
    fault: str = ""

    @property
    def name(self) -> str:
        return f"{self.unit_id}-{self.column.key}"

    @property
    def label(self) -> str:
        return f"{self.heading}, {self.unit_name}"

    @property
    def is_narrow(self) -> bool:
        return is_share(self.column)

    @property
    def text(self) -> str:
        if self.typed is not None:
            return self.typed
        return plain(self.value)

    @property
    def shown(self) -> str:
        return write_target(self.column, self.value)

    @property
    def last_year(self) -> str:
        return write_target(self.column, self.last_result)

    @property
    def was(self) -> str:
        return "" if self.value is None else str(self.value)


@dataclass(frozen=True)
class TargetLine:
    node: Node
    cells: list[TargetCell]


@dataclass(frozen=True)
class Trouble:
    """What was typed and could not be saved, and why, by cell."""

    texts: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class TargetTable:
    """One line per unit directly under the association; of a commune, its own line."""

    def __init__(self, top: Return, trouble: Trouble | None = None) -> None:
        self.top, self.period = top, top.period
        self.trouble = trouble or Trouble()
        self.keys = figures_of(top.period)
        self.root = annual_table(top).root

    @property
    def is_of_others(self) -> bool:
        """Whether these are units below, which the association gives targets to."""
        return bool(self.root.below)

    @property
    def columns(self) -> list[tuple[str, str]]:
        return [(key, heading(key, self.period.year)) for key in self.keys]

    @cached_property
    def lines(self) -> list[TargetLine]:
        nodes = self.root.below or [self.root]
        unit_ids = [node.row.unit_id for node in nodes]
        now, last, before = targets_of(self.period, unit_ids), self._last_year(), self._last_targets(unit_ids)
        return [TargetLine(node, [self._cell(node, key, now, last, before) for key in self.keys]) for node in nodes]

    def _cell(self, node: Node, key: str, now: Targets, last: Targets, before: Targets) -> TargetCell:
        at, column = (node.row.unit_id, key), COLUMNS[key]
        name = f"{node.row.unit_id}-{key}"
        return TargetCell(
            node.row.unit_id,
            column,
            heading(key, self.period.year),
            node.row.full_name,
            now.get(at),
            last.get(at),
            before.get(at),
            self.trouble.texts.get(name),
            self.trouble.faults.get(name, ""),
        )

    def _last_targets(self, unit_ids: list[int]) -> Targets:
        return targets_of(self.period.previous, unit_ids) if self.period.previous else {}

    def _last_year(self) -> Targets:
        before = before_of(self.top)
        if before is None:
            return {}
        root = annual_table(before).root
        return {
            (node.row.unit_id, key): Decimal(value)
            for node in root.below or [root]
            for key in self.keys
            if (value := COLUMNS[key].value(figures_at(node))) is not None
        }

    @property
    def cells(self) -> list[TargetCell]:
        return [cell for line in self.lines for cell in line.cells]

    def column(self, key: str) -> list[TargetCell]:
        return [cell for cell in self.cells if cell.column.key == key]

    @property
    def totals(self) -> list[str]:
        found = [(key, total_of(key, [cell.value for cell in self.column(key)])) for key in self.keys]
        return [write_target(COLUMNS[key], total) for key, total in found]

    @property
    def totals_named(self) -> list[tuple[str, str]]:
        return [(label, total) for (_, label), total in zip(self.columns, self.totals, strict=True)]

    @property
    def shown_text(self) -> str:
        """What the form was shown, by cell."""
        return json.dumps({cell.name: cell.was for cell in self.cells})

    @property
    def has_totals(self) -> bool:
        """Whether some of what was given adds up; shares do not."""
        return self.is_of_others and any(self.totals)

    @property
    def has_any(self) -> bool:
        return any(cell.value is not None for cell in self.cells)


class TargetsPaper:
    """The notice by which the targets of a year go out, with its table; only figures that somebody was given."""

    def __init__(self, top: Return) -> None:
        self.table = TargetTable(top)
        self.period = top.period
        self.row = self.table.root.row
        self.association = association_name(self.row)
        self.association_above = association_above(top)
        self.number_line = number_line("", "TB-HKH")
        self.dated_line = dated_line(self.row.name, None, top.period.year)

    @property
    def is_ready(self) -> bool:
        return self.table.is_of_others and self.table.has_any

    @property
    def about(self) -> str:
        return f"Giao chỉ tiêu công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm {self.period.year}"

    @property
    def sentences(self) -> list[str]:
        units = [line.node.row for line in self.table.lines]
        due = max(self.period.due_on(unit.kind) for unit in units)
        return [
            f"{self.association} giao chỉ tiêu công tác khuyến học, khuyến tài, xây dựng xã hội học tập "
            f"năm {self.period.year} cho {format_count(len(units))} {designations(units)} theo bảng kèm theo.",
            "Các đơn vị căn cứ chỉ tiêu được giao để xây dựng kế hoạch và tổ chức thực hiện; kết quả tính đến "
            f"ngày {format_date(self.period.cut_off)}, báo cáo về Hội cấp trên chậm nhất ngày {format_date(due)}.",
        ]

    @cached_property
    def keys(self) -> list[str]:
        return [key for key in self.table.keys if any(cell.value is not None for cell in self.table.column(key))]

    @property
    def headings(self) -> list[str]:
        return [heading(key, self.period.year) for key in self.keys]

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        return [
            (line.node.row.full_name, [cell.shown or NOTHING for cell in line.cells if cell.column.key in self.keys])
            for line in self.table.lines
        ]

    @property
    def totals(self) -> list[str]:
        found = zip(self.table.keys, self.table.totals, strict=True)
        return [total or NOTHING for key, total in found if key in self.keys]
