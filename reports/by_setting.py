"""Where the members of a year belong: to hamlets, schools, agencies, clans, as the chapters and boards were then."""

from collections import Counter

from django.db.models import Sum

from .models import Return, ReturnValue, Summary
from .settled import digest, remembered
from .tables import EMPTY, AnnualTable, is_added

MEMBERS = "members_closing"


def members_by_setting(table: AnnualTable, adopted: Summary | None = None) -> Counter[str]:
    """Setting → members of its chapters and boards; what is reported in one number for all of them is not in it."""

    def count() -> Counter[str]:
        return _frozen(table, adopted) if adopted else _accepted(table) + _open(table)

    return remembered(digest("by setting", table.settled), count) if table.settled else count()


def _accepted(table: AnnualTable) -> Counter[str]:
    """Those of accepted returns below, summed by the database: their rows were not read one by one."""
    accepted = Return.objects.below(table.top).filter(state=Return.State.ACCEPTED).exclude(pk=table.top.pk)
    values = ReturnValue.objects.filter(
        row__unit_return__in=accepted, row__is_own=False, indicator=MEMBERS, value__isnull=False
    )
    return Counter(dict(values.order_by().values_list("row__setting").annotate(Sum("value"))))


def _open(table: AnnualTable) -> Counter[str]:
    found: Counter[str] = Counter()
    for rows in table.rows_below.values():
        for row in rows:
            if not row.is_own and is_added(row):
                found[row.setting] += table.by_row[row.pk].get(MEMBERS, EMPTY).total
    return found


def _frozen(table: AnnualTable, adopted: Summary) -> Counter[str]:
    found: Counter[str] = Counter()
    below = adopted.frozen.filter(path__startswith=table.top.path).exclude(basis=Return.Basis.TOTALS)
    for rows in below.values_list("rows", flat=True):
        for row in rows:
            if not row["facts"]["is_own"] and MEMBERS in row["cells"]:
                found[row["facts"]["setting"]] += row["cells"][MEMBERS][0]
    return found
