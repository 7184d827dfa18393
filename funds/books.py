"""What the pages of the fund book show, read from posted vouchers. All amounts are whole đồng."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from khuyenhoc.numbers import percent

from .models import MONTH_EFFECT, Account, Fund, Voucher

LINES_PER_PAGE = 50

# A reversal stands in the column of the voucher it undoes, with a minus: a column sums to what is valid.
RECEIPTS = Q(effect__gt=0, reverses=None) | Q(effect__lt=0, reverses__isnull=False)
PAYMENTS = Q(effect__lt=0, reverses=None) | Q(effect__gt=0, reverses__isnull=False)


def _with(kind: Account.Kind) -> Q:
    """Vouchers whose other side is an account of that kind."""
    return Q(from_account__kind=kind) | Q(to_account__kind=kind)


OPENINGS = _with(Account.Kind.OPENING)
RAISED = _with(Account.Kind.SOURCE)
SPENT = _with(Account.Kind.PURPOSE)


@dataclass(frozen=True)
class Line:
    """One voucher in the book: in which column it stands, and what the purse holds after it."""

    voucher: Voucher
    receipt: int | None
    payment: int | None
    effect: int
    balance: int


@dataclass(frozen=True)
class Campaign:
    """What a campaign has raised so far, in đồng and in percent of its target."""

    raised: int
    reached: Decimal | None


@dataclass(frozen=True)
class Held:
    """An account of the purse, its balance of today and whether its opening is recorded."""

    account: Account
    balance: int
    is_opened: bool


@dataclass(frozen=True)
class BookPage:
    """One page of a year's book; `carried` is what the purse held before its first line."""

    page: Page
    lines: list[Line]

    @property
    def carried(self) -> int:
        return self.lines[0].balance - self.lines[0].effect if self.lines else 0


def figures_by_fund(funds: Iterable[Fund], year: int) -> dict[int, dict[str, int]]:
    """{fund id: balance of today, raised and spent in the year}, without money of other associations."""
    lines = Voucher.objects.filter(fund__in=funds).posted().order_by().values("fund_id")
    return {line.pop("fund_id"): line for line in lines.annotate(**_sums(year))}


def totals(funds: QuerySet[Fund], year: int) -> dict[str, int]:
    """The same over all these funds."""
    return Voucher.objects.filter(fund__in=funds.order_by()).posted().aggregate(**_sums(year))


def _sums(year: int) -> dict[str, Combinable]:
    return {
        "balance": Sum("effect", default=0),
        "raised": Sum("effect", filter=RAISED & Q(year=year), default=0),
        "spent": -Sum("effect", filter=SPENT & Q(year=year), default=0),
    }


def year_figures(fund: Fund, year: int) -> dict[str, int]:
    """opening + receipts − payments = closing; `raised` and `spent` are the parts that reports count."""
    in_year = Q(year=year) & ~OPENINGS
    sums = fund.vouchers.posted().filter(year__lte=year)
    return sums.aggregate(
        opening=Sum("effect", filter=Q(year__lt=year) | OPENINGS, default=0),
        receipts=Sum("effect", filter=in_year & RECEIPTS, default=0),
        payments=-Sum("effect", filter=in_year & PAYMENTS, default=0),
        raised=Sum("effect", filter=in_year & RAISED, default=0),
        spent=-Sum("effect", filter=in_year & SPENT, default=0),
        closing=Sum("effect", default=0),
    )


def campaign_figures(fund: Fund) -> Campaign | None:
    """How far a campaign is, over all its years; None for other purses."""
    if not fund.is_campaign:
        return None
    source = Account.Kind.SOURCE
    given = Q(month_sums__from_account__kind=source) | Q(month_sums__to_account__kind=source)
    raised = Fund.objects.filter(given, pk=fund.pk).aggregate(raised=Sum(MONTH_EFFECT, default=0))["raised"]
    return Campaign(raised, percent(raised, fund.target))


def span_figures(fund: Fund, starts_on: date, until: date) -> dict[str, int]:
    """opening + receipts − payments = balance, from one day to another; an opening balance counts as opening."""
    in_span = Q(dated_on__gte=starts_on) & ~OPENINGS
    return (
        fund.vouchers.posted()
        .filter(dated_on__lte=until)
        .aggregate(
            opening=Sum("effect", filter=Q(dated_on__lt=starts_on) | OPENINGS, default=0),
            receipts=Sum("effect", filter=in_span & RECEIPTS, default=0),
            payments=-Sum("effect", filter=in_span & PAYMENTS, default=0),
            balance=Sum("effect", default=0),
        )
    )


def money_accounts(fund: Fund) -> list[Held]:
    """The purse's own accounts and what they hold."""
    posted = fund.vouchers.filter(number__isnull=False).order_by()
    into = dict(posted.values_list("to_account").annotate(Sum("amount")))
    out = dict(posted.values_list("from_account").annotate(Sum("amount")))
    openings = posted.filter(from_account__kind=Account.Kind.OPENING, reversed_by=None)
    opened = set(openings.values_list("to_account", flat=True))
    return [
        Held(account, into.get(account.pk, 0) - out.get(account.pk, 0), account.pk in opened)
        for account in fund.accounts.money()
    ]


def years_of(vouchers: QuerySet[Voucher]) -> list[int]:
    """The years that have posted vouchers, latest first."""
    return list(vouchers.filter(number__isnull=False).order_by("-year").values_list("year", flat=True).distinct())


def book_page(fund: Fund, year: int, asked: str | None) -> BookPage:
    """A page of the year, the latest unless another is asked for; in it the oldest voucher stands first.

    The balance runs over the whole book, so the year is cut out by position: a filter would cut the sum too.
    """
    book = fund.vouchers.with_running_balance().select_related("from_account", "to_account", "reversed_by", "reverses")
    posted = fund.vouchers.filter(number__isnull=False)
    before, until = posted.filter(year__lt=year).count(), posted.filter(year__lte=year).count()
    places = Paginator(range(before, until), LINES_PER_PAGE)
    page = places.get_page(asked or places.num_pages)
    first = before + (page.number - 1) * LINES_PER_PAGE
    return BookPage(page, [line(voucher) for voucher in book[first : first + len(page)]])


def line(voucher: Voucher) -> Line:
    """Of a voucher that carries `effect` and `balance`."""
    effect: int = voucher.effect  # type: ignore[attr-defined]
    receipt = payment = None
    if voucher.other_account.kind != Account.Kind.OPENING:
        if (effect > 0) != (voucher.reverses_id is not None):
            receipt = effect
        else:
            payment = -effect
    return Line(voucher, receipt, payment, effect, voucher.balance)  # type: ignore[attr-defined]
