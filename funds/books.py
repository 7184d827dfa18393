"""What the pages of the fund book show, read from the sums of its months. All amounts are whole đồng."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, Sum
from django.db.models.expressions import Combinable

from khuyenhoc.numbers import percent

from .models import Account, Fund, MonthSum, Voucher
from .sums import DAY, moved

LINES_PER_PAGE = 50


def _with(kind: Account.Kind) -> Q:
    """Vouchers, or sums of a month, whose other side is an account of that kind."""
    return Q(from_account__kind=kind) | Q(to_account__kind=kind)


OPENINGS = _with(Account.Kind.OPENING)
RAISED = _with(Account.Kind.SOURCE)
SPENT = _with(Account.Kind.PURPOSE)
# A reversal stands in the column of the voucher it undoes, with a minus: a column sums to what is valid.
RECEIPTS = Q(effect__gt=0, is_reversal=False) | Q(effect__lt=0, is_reversal=True)
PAYMENTS = Q(effect__lt=0, is_reversal=False) | Q(effect__gt=0, is_reversal=True)


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
    carried: int


def figures_by_fund(funds: Iterable[Fund], year: int) -> dict[int, dict[str, int]]:
    """{fund id: balance of today, raised and spent in the year}, without money of other associations."""
    lines = MonthSum.objects.filter(fund__in=funds).with_effect().values("fund_id").annotate(**_sums(year))
    names = ("balance", "raised", "spent")
    return {fund_id: dict(zip(names, sums, strict=True)) for fund_id, *sums in lines.values_list("fund_id", *names)}


def totals(funds: QuerySet[Fund], year: int) -> dict[str, int]:
    """The same over all these funds."""
    return MonthSum.objects.filter(fund__in=funds.order_by()).with_effect().aggregate(**_sums(year))


def _sums(year: int) -> dict[str, Combinable]:
    return {
        "balance": Sum("effect", default=0),
        "raised": Sum("effect", filter=RAISED & Q(year=year), default=0),
        "spent": -Sum("effect", filter=SPENT & Q(year=year), default=0),
    }


def year_figures(fund: Fund, year: int) -> dict[str, int]:
    """opening + receipts − payments = closing; `raised` and `spent` are the parts that reports count."""
    in_year = Q(year=year) & ~OPENINGS
    sums = fund.month_sums.with_effect().filter(year__lte=year)
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
    raised = fund.month_sums.filter(RAISED).with_effect().aggregate(raised=Sum("effect", default=0))["raised"]
    return Campaign(raised, percent(raised, fund.target))


def span_figures(fund: Fund, starts_on: date, until: date) -> dict[str, int]:
    """opening + receipts − payments = balance, from one day to another; an opening balance counts as opening."""
    figures = {"opening": fund.balance(starts_on - DAY), "receipts": 0, "payments": 0}
    of_fund, sides = Q(fund=fund), ("from_account__kind", "to_account__kind", "is_reversal")
    for (source, target, is_reversal), amount in moved(of_fund, *sides, since=starts_on, until=until):
        comes_in = target in Account.MONEY
        if Account.Kind.OPENING in (source, target):
            figures["opening"] += amount if comes_in else -amount
        elif comes_in != (source in Account.MONEY):
            column = "receipts" if comes_in != is_reversal else "payments"
            figures[column] += -amount if is_reversal else amount
    balance = figures["opening"] + figures["receipts"] - figures["payments"]
    return figures | {"balance": balance}


def money_accounts(fund: Fund) -> list[Held]:
    """The purse's own accounts and what they hold."""
    held, opened = Counter[int](), Counter[int]()
    sides = ("from_account", "to_account", "from_account__kind", "to_account__kind")
    for (source, target, from_kind, to_kind), amount in moved(Q(fund=fund), *sides):
        held[target] += amount
        held[source] -= amount
        opened[target] += amount * (from_kind == Account.Kind.OPENING)
        opened[source] -= amount * (to_kind == Account.Kind.OPENING)
    return [Held(account, held[account.pk], opened[account.pk] > 0) for account in fund.accounts.money()]


def book_years(funds: QuerySet[Fund]) -> list[int]:
    """The years in which these have vouchers, latest first."""
    sums = MonthSum.objects.filter(fund__in=funds.order_by())
    return list(sums.order_by("-year").values_list("year", flat=True).distinct())


def years_of(fund: Fund) -> list[int]:
    """The same of one purse."""
    return book_years(Fund.objects.filter(pk=fund.pk))


def book_page(fund: Fund, year: int, asked: str | None) -> BookPage:
    """A page of the year, the latest unless another is asked for; in it the oldest voucher stands first.

    Where it begins and what was held then is read from the months, so that only one month is gone through.
    """
    months = fund.month_sums.with_effect().filter(year=year).values("month").order_by("month")
    counted = list(months.annotate(count=Sum("voucher_count"), gain=Sum("effect")))
    places = Paginator(range(sum(month["count"] for month in counted)), LINES_PER_PAGE)
    page = places.get_page(asked or places.num_pages)
    skipped, held, starts_on = max(page.start_index() - 1, 0), fund.balance(date(year - 1, 12, 31)), date(year, 1, 1)
    for month in counted:
        starts_on = date(year, month["month"], 1)
        if skipped < month["count"]:
            break
        skipped, held = skipped - month["count"], held + month["gain"]
    last = date(year, 12, 31)
    book = fund.vouchers.filter(number__isnull=False, dated_on__range=(starts_on, last)).order_by("dated_on", "id")
    # What is skipped is at most a month; it is read without the other tables.
    held += _effect_of(fund, book[:skipped])
    wanted = list(book.values_list("pk", flat=True)[skipped : skipped + len(page)])
    shown = fund.vouchers.posted().filter(pk__in=wanted).order_by("dated_on", "id")
    shown = shown.select_related("from_account", "to_account", "reversed_by", "reverses")
    return BookPage(page, list(_lines(shown, held)), held)


def _effect_of(fund: Fund, vouchers: QuerySet[Voucher]) -> int:
    money = [account.pk for account in fund.accounts.all()]
    came, went = (Sum("amount", filter=Q(**{f"{side}_account__in": money}), default=0) for side in ("to", "from"))
    sums = vouchers.aggregate(came=came, went=went)
    return sums["came"] - sums["went"]


def _lines(vouchers: Iterable[Voucher], held: int) -> Iterator[Line]:
    for voucher in vouchers:
        held += voucher.effect  # type: ignore[attr-defined]
        voucher.balance = held  # type: ignore[attr-defined]
        yield line(voucher)


def line(voucher: Voucher) -> Line:
    """Of a voucher that carries `effect` and `balance`."""
    return Line(voucher, *columns(voucher), voucher.effect, voucher.balance)  # type: ignore[attr-defined]


def columns(voucher: Voucher) -> tuple[int | None, int | None]:
    """Receipt and payment, of a voucher that carries `effect`; what only changes its place stands in neither."""
    effect: int = voucher.effect  # type: ignore[attr-defined]
    if not effect or voucher.other_account.kind == Account.Kind.OPENING:
        return None, None
    return (effect, None) if (effect > 0) != (voucher.reverses_id is not None) else (None, -effect)
