"""What the page and the print of a closed period say, read from the sums of its months. All amounts are whole đồng."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from .models import Account, Closing, Count, Fund, MonthSum

BETWEEN_PURSES = {Account.Kind.ASSOCIATION: "Hội cấp trên, cấp dưới", Account.Kind.OWN: "quỹ khác của đơn vị"}


@dataclass(frozen=True)
class Span:
    """Whole months of one purse."""

    fund: Fund
    starts_on: date
    until: date

    @cached_property
    def _sums(self) -> list[MonthSum]:
        last = Q(year__lt=self.until.year) | Q(year=self.until.year, month__lte=self.until.month)
        sums = self.fund.month_sums.filter(last).select_related("from_account", "to_account")
        return list(sums.order_by("from_account__position", "to_account__position", "pk"))

    @cached_property
    def held(self) -> list[tuple[Account, int]]:
        """Each money account and what it holds at the end."""
        balances: Counter[int] = Counter()
        for one in self._sums:
            balances[one.to_account_id] += one.amount
            balances[one.from_account_id] -= one.amount
        return [(account, balances[account.pk]) for account in self.fund.accounts.money()]

    @cached_property
    def opening(self) -> int:
        """What was carried into the span; an opening balance counts as carried."""
        return self.balance - self.received_in_all + self.paid_in_all

    @cached_property
    def balance(self) -> int:
        return sum(balance for _, balance in self.held)

    @property
    def received(self) -> list[tuple[str, int]]:
        """By source; what was reversed is taken off where it was received."""
        return self._by_other(is_receipt=True)

    @property
    def paid(self) -> list[tuple[str, int]]:
        return self._by_other(is_receipt=False)

    @property
    def received_in_all(self) -> int:
        return sum(amount for _, amount in self.received)

    @property
    def paid_in_all(self) -> int:
        return sum(amount for _, amount in self.paid)

    def _by_other(self, *, is_receipt: bool) -> list[tuple[str, int]]:
        word = "Thu" if is_receipt else "Chi"
        found: dict[Account, int] = {}
        for one in self._sums:
            if (one.year, one.month) < (self.starts_on.year, self.starts_on.month):
                continue
            comes_in, goes_out = one.to_account.is_money, one.from_account.is_money
            other = one.from_account if comes_in else one.to_account
            if (comes_in and goes_out) or other.kind == Account.Kind.OPENING:
                continue
            if (comes_in != one.is_reversal) == is_receipt:
                found[other] = found.get(other, 0) + (one.amount if comes_in == is_receipt else -one.amount)
        in_order = sorted(found.items(), key=lambda item: (item[0].position == 0, item[0].position))
        return [(_label(word, account), amount) for account, amount in in_order]

    @cached_property
    def counts(self) -> list[Count]:
        within = {"counted_on__range": (self.starts_on, self.until)}
        found = Count.objects.filter(account__fund=self.fund, **within).select_related("account")
        return list(found.order_by("counted_on", "pk"))


def _label(word: str, account: Account) -> str:
    """ "Thu: Hội phí", and "Thu khác" as it is; what moves between purses says from or to whom."""
    if account.kind in BETWEEN_PURSES:
        return f"{'Nhận từ' if word == 'Thu' else 'Chuyển cho'} {BETWEEN_PURSES[Account.Kind(account.kind)]}"
    return account.name if account.name.startswith(word) else f"{word}: {account}"


def span_of(closing: Closing) -> Span:
    return Span(closing.fund, closing.starts_on, closing.until)


def closable(fund: Fund, today: date) -> list[tuple[str, date, date]]:
    """(kind, first day, last day) of the months and years that have ended and are not closed, the earliest first."""
    closed = fund.closings.filter(reopened_at=None)
    shut = closed.order_by("-until").values_list("until", flat=True).first()
    years_shut = {one.until.year for one in closed if one.kind == Closing.Kind.YEAR}
    last_year = max(years_shut, default=fund.opened_on.year - 1)
    years = [
        (str(Closing.Kind.YEAR), date(year, 1, 1), date(year, 12, 31)) for year in range(last_year + 1, today.year)
    ]
    return sorted(
        [*_months(shut, fund.opened_on, today), *years], key=lambda one: (one[2], one[0] == Closing.Kind.YEAR)
    )


def _months(shut: date | None, opened_on: date, today: date) -> list[tuple[str, date, date]]:
    start = _next_month(shut) if shut else opened_on.replace(day=1)
    found = []
    while (end := _next_month(start)) <= today.replace(day=1):
        found.append((str(Closing.Kind.MONTH), start, date.fromordinal(end.toordinal() - 1)))
        start = end
    return found


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
