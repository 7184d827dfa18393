"""Where the members of a year belong: to hamlets, schools, agencies, clans, as the chapters and boards were then."""

from collections import Counter

from django.db.models import Sum

from .models import Return, ReturnValue, Summary
from .settled import digest, remembered
from .tables import EMPTY, AnnualTable

MEMBERS = "members_closing"


def members_by_setting(table: AnnualTable, adopted: Summary | None = None) -> Counter[str]:
    """Setting → members of its chapters and boards; what is reported in one number for all of them is not in it."""

    def count() -> Counter[str]:
        parted = _parted(table)
        return _frozen(adopted, parted) if adopted else _accepted(table, parted) + _open(table, parted)

    return remembered(digest("by setting", table.settled), count) if table.settled else count()


def _parted(table: AnnualTable) -> list[int]:
    """The returns whose chapters and boards are added: none in totals is among them, nor anything under one."""
    found, waiting = [], [table.root]
    while waiting:
        made = (node := waiting.pop()).row.unit_return
        if made.basis != Return.Basis.TOTALS:
            found.append(made.pk)
            waiting += node.below
    return found


def _accepted(table: AnnualTable, parted: list[int]) -> Counter[str]:
    """Those of accepted returns below, summed by the database: their rows were not read one by one."""
    accepted = Return.objects.filter(pk__in=parted, state=Return.State.ACCEPTED).exclude(pk=table.top.pk)
    values = ReturnValue.objects.filter(
        row__unit_return__in=accepted, row__is_own=False, indicator=MEMBERS, value__isnull=False
    )
    return Counter(dict(values.order_by().values_list("row__setting").annotate(Sum("value"))))


def _open(table: AnnualTable, parted: list[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for made in parted:
        for row in table.rows_below.get(made, []):
            if not row.is_own:
                found[row.setting] += table.by_row[row.pk].get(MEMBERS, EMPTY).total
    return found


def _frozen(adopted: Summary, parted: list[int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for rows in adopted.frozen.filter(unit_return__in=parted).values_list("rows", flat=True):
        for row in rows:
            if not row["facts"]["is_own"] and MEMBERS in row["cells"]:
                found[row["facts"]["setting"]] += row["cells"][MEMBERS][0]
    return found
