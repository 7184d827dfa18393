"""What a figure that was adopted or accepted would be if everything were counted again today, and why it differs."""

from dataclasses import dataclass

from .columns import Column, Shown
from .lines import Line
from .models import Return, Summary
from .report import Report
from .tables import AnnualTable, annual_table

SHOWN = 20


@dataclass(frozen=True)
class Newer:
    """A return that says something else now than the adopted paper counted: a later version, or accepted since."""

    unit_return: Return
    reason: str


@dataclass(frozen=True)
class Today:
    """A column counted again: in all, and by line."""

    total: Shown
    by_line: dict[str, Shown]
    newer: list[Newer]
    more: int = 0

    def beside(self, line: str, shown: Shown) -> str:
        """What the line says today, where that is something else."""
        now = self.by_line.get(line)
        return now.text if now and now.text != shown.text else ""


def today_of(report: Report, column: Column) -> Today | None:
    """None where the figures are those of today, because nothing is settled, or there is no such tree any more."""
    if not report.adopted and not report.table.is_final:
        return None
    current = Return.objects.current().select_related("period", "unit")
    top = current.filter(period=report.period, unit=report.row.unit_id).first()
    if top is None:
        return None
    table = annual_table(top, only=column.all_codes, anew=True)
    again = Report.over(table)
    lines = {name_of(line, table): column.show(line.figures) for line in again.lines}
    newer = _newer(report.adopted, report.table, top) if report.adopted else []
    return Today(column.show(again.root_figures), lines, newer[:SHOWN], max(len(newer) - SHOWN, 0))


def name_of(line: Line, table: AnnualTable) -> str:
    """By which a line is found again in the table of another day: its unit, or what it gathers."""
    if line.unit_code:
        return line.unit_code
    row = next((row for row in table.rows if row.pk == line.row_id), None)
    return row.code if row else line.label


def _newer(summary: Summary, table: AnnualTable, top: Return) -> list[Newer]:
    """Three things may have happened to a return since: corrected, accepted, or it joined the tree."""
    counted = {node.row.unit_return_id: node.row.unit_return.state for node in table.nodes()}
    found = []
    for one in Return.objects.below(top).select_related("unit").order_by("path"):
        if one.pk not in counted:
            reason = one.reopened_because or "đơn vị vào cây báo cáo của năm sau khi thông qua"
            found.append(Newer(one, reason))
        elif one.state != counted[one.pk]:
            found.append(Newer(one, f"khi thông qua {Return.State(counted[one.pk]).label}"))
    return found
