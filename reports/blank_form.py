"""The return as a form to fill in by hand: what the entry page of a row asks, in its order and its words."""

from dataclasses import dataclass

from khuyenhoc.numbers import format_number

from .checks import used_last_year
from .indicators import GROUPS, Indicator, in_use
from .models import Return, Row
from .records import recorded, stands


@dataclass(frozen=True)
class Box:
    """One figure to write: what it was last year, and what the records already say."""

    made: Indicator
    last_year: str = ""
    counted: str = ""

    @property
    def label(self) -> str:
        return f"{self.made.label} (đồng)" if self.made.unit == "money" else self.made.label


@dataclass(frozen=True)
class Sheet:
    """One row's paper."""

    row: Row
    groups: list[tuple[str, list[Box]]]

    @property
    def title(self) -> str:
        return f"Hội Khuyến học {self.row.full_name}" if self.row.is_own else self.row.full_name

    @property
    def has_counted(self) -> bool:
        return any(box.counted for _, boxes in self.groups for box in boxes)

    @property
    def signer(self) -> str:
        if self.row.is_own:
            return "TM. BAN THƯỜNG VỤ"
        return "CHI HỘI TRƯỞNG" if self.row.kind == "chapter" else "TRƯỞNG BAN"


def sheets(unit_return: Return, rows: list[Row]) -> list[Sheet]:
    """A sheet for each of these rows of one return that stood in the year; a fixed number of queries."""
    period = unit_return.period
    for row in rows:
        row.unit_return = unit_return
    rows = [row for row in rows if row.is_own or stands(row, period)]
    chosen = Row.objects.filter(pk__in=[row.pk for row in rows])
    counted, before = recorded(period, rows, chosen), used_last_year(period, [row.unit_id for row in rows])
    return [Sheet(row, _groups(row, counted.get(row.pk, {}), before[row.unit_id])) for row in rows]


def _groups(row: Row, counted: dict[str, int], before: dict[str, int]) -> list[tuple[str, list[Box]]]:
    in_totals = row.is_own and row.unit_return.basis == Return.Basis.TOTALS
    found: dict[str, list[Box]] = {}
    for made in in_use(row.unit_return.period):
        if not (in_totals or row.kind in made.entered_at):
            continue
        known = "" if in_totals or made.code not in counted else format_number(counted[made.code])
        last = format_number(before[made.code]) if made.code in before else ""
        found.setdefault(GROUPS[made.group], []).append(Box(made, last, known))
    return list(found.items())
