"""What moved in a span of days: whole months from their sums, the odd days at its ends from the vouchers.

So a figure costs the same however many vouchers a book has. All amounts are whole đồng.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet, Sum

from .models import Account, MonthSum, Voucher

DAY = timedelta(days=1)
FIRST, LAST = date(1, 1, 1), date(9998, 12, 31)


def moved(which: Q, *by: str, since: date = FIRST, until: date = LAST) -> Iterator[tuple[tuple[Any, ...], int]]:
    """Pairs of the values of `by` and the đồng posted under them from `since` to `until`, both days included.

    `which` and `by` name what a voucher and the sum of a month both have. Like values may come more than once.
    """
    end = until + DAY
    first = since if since.day == 1 else (since.replace(day=28) + 4 * DAY).replace(day=1)
    last = end.replace(day=1)
    odd = [(since, first), (last, end)] if first <= last else [(since, end)]
    vouchers = Voucher.objects.filter(which).posted()
    months = MonthSum.objects.filter(which).since(first).before(last)
    parts: list[QuerySet[Any]] = [
        months,
        *(vouchers.filter(dated_on__gte=begin, dated_on__lt=stop) for begin, stop in odd if begin < stop),
    ]
    for part in parts:
        for *values, amount in part.order_by().values(*by).annotate(moved=Sum("amount")).values_list(*by, "moved"):
            yield tuple(values), amount


def balance_on(account: Account, day: date = LAST) -> int:
    """Đồng in one money account at the end of a day, or with all that is posted."""
    touching = Q(fund=account.fund_id) & (Q(from_account=account) | Q(to_account=account))
    return sum(
        amount if into == account.pk else -amount for (into,), amount in moved(touching, "to_account", until=day)
    )
