"""The rows of a year as a workbook holds them: what stands in each cell, found by a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from chapters.kinds import Kind
from chapters.models import User
from khuyenhoc.dates import format_datetime
from khuyenhoc.names import compare_key
from khuyenhoc.sheets import Column

from ..indicators import CATALOGUE, GROUPS, Indicator, in_use
from ..models import UNKNOWN, Period, Remark, Return, ReturnValue, Row, Said
from ..records import recorded

NO_FIGURE = ((UNKNOWN, "chưa có"),)


def heading(made: Indicator) -> str:
    """The label; with its group where two indicators are called alike."""
    alike = [other for other in CATALOGUE.values() if other.label == made.label]
    return made.label if len(alike) == 1 else f"{made.label} ({GROUPS[made.group].lower()})"


def column_of(made: Indicator) -> Column:
    names = {CATALOGUE[made.code].label, made.old_label} - {made.label, ""}  # a file of a year goes by either
    return Column(
        made.code,
        heading(made),
        "money" if made.unit == "money" else "number",
        help=made.help,
        example="10360" if made.unit == "number" else "12500000",
        spellings=(f"{GROUPS[made.group]} {heading(made)}", *names),
        choices=NO_FIGURE,
        width=15,
        group=GROUPS[made.group],
        is_signed=made.is_signed,
    )


@dataclass
class Lines:
    """The year's rows of an association and of all below it, as far as this user sees them."""

    user: User
    period: Period
    top: Return

    @cached_property
    def returns(self) -> dict[int, Return]:
        found = Return.objects.visible_to(self.user).below(self.top).select_related("unit", "period")
        return {one.pk: one for one in found}

    @cached_property
    def rows(self) -> list[Row]:
        """In the order of the tree; under a return in totals its own row alone, for only that one is added."""
        found = Row.objects.filter(unit_return__in=self.returns).select_related("unit")
        for row in (rows := list(found)):
            row.unit_return = self.returns[row.unit_return_id]
        rows.sort(key=lambda row: (row.unit_return.path, not row.is_own, row.sort_key, row.pk))
        return rows

    @property
    def listed(self) -> list[Row]:
        totals = {one.path for one in self.returns.values() if one.basis == Return.Basis.TOTALS}
        return [row for row in self.rows if not _is_under(row, totals)]

    @cached_property
    def counted(self) -> dict[int, dict[str, int]]:
        chosen = Row.objects.filter(unit_return__in=self.returns)
        return recorded(self.period, self.rows, chosen)

    @cached_property
    def values(self) -> dict[int, dict[str, ReturnValue]]:
        found: dict[int, dict[str, ReturnValue]] = defaultdict(dict)
        for value in ReturnValue.objects.filter(row__unit_return__in=self.returns).select_related("entered_by"):
            found[value.row_id][value.indicator] = value
        return found

    @cached_property
    def marked(self) -> set[int]:
        """Rows that the level above asks about."""
        asked = Remark.objects.filter(row__unit_return__in=self.returns, kind=Remark.Kind.QUESTION, settled_at=None)
        return set(asked.values_list("row_id", flat=True))

    @cached_property
    def by_word(self) -> dict[str, list[Row]]:
        """Rows by the code and the name of their unit."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            for word in {row.code.casefold(), compare_key(row.full_name), compare_key(line_name(row))}:
                found[word].append(row)
        return found

    def is_counted(self, row: Row, code: str) -> bool:
        """Whether the records say the figure, so that nobody types it here."""
        in_totals = row.is_own and row.unit_return.basis == Return.Basis.TOTALS
        return not in_totals and code in self.counted.get(row.pk, {})

    def standing(self, row: Row) -> dict[str, Said]:
        """What the workbook shows of a row: what an officer said, or the records where they are kept."""
        said = self.values.get(row.pk, {})
        counted = self.counted.get(row.pk, {})
        return {
            code: counted[code] if self.is_counted(row, code) else said[code].said if code in said else None
            for code in CATALOGUE
        }

    def who(self, row: Row, code: str) -> str:
        """Who entered a cell last, and when."""
        value = self.values.get(row.pk, {}).get(code)
        if value is None or value.entered_at is None:
            return "người khác"
        name = value.entered_by.name if value.entered_by else "người có liên kết"
        return f"{name} ({format_datetime(value.entered_at)})"

    def columns(self) -> list[Column]:
        """The indicators that some row of this year may declare, or its records say."""
        kinds = {row.kind for row in self.listed}
        has_totals = any(row.unit_return.basis == Return.Basis.TOTALS for row in self.listed)
        return [column_of(made) for made in in_use(self.period) if has_totals or made.entered_at & kinds]

    def records(self) -> Iterator[Mapping[str, Any]]:
        for row in self.listed:
            own = self.returns[row.unit_return_id]
            yield {
                "row": str(row.pk),
                "code": row.code,
                "within": own.unit.full_name,
                "unit": line_name(row),
                **self.standing(row),
            }


def line_name(row: Row) -> str:
    if not row.is_own or row.kind == Kind.CENTRAL:
        return row.full_name
    return f"Hội {row.full_name}"


def _is_under(row: Row, totals: set[str]) -> bool:
    path = row.unit_return.path
    return any((path == above and not row.is_own) or (path != above and path.startswith(above)) for above in totals)
