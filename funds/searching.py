"""Vouchers of a book as a treasurer looks for them: by number, name, reason or amount, narrowed down by kind and place.

What is found is summed apart from the book: its sums are of what is shown, never what the purse holds.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, Sum

from khuyenhoc.names import search_key
from khuyenhoc.numbers import NumberFault, parse_money

from .books import LINES_PER_PAGE, OPENINGS, PAYMENTS, RECEIPTS, columns
from .models import Account, Fund, Voucher, VoucherQuerySet

TRANSFER, EVER = "chuyen", "moi-nam"
MOST_NUMBER = 999_999  # what a voucher's number may be; a larger one that is typed is an amount
SERIES = {"thu": Voucher.Series.RECEIPT, "chi": Voucher.Series.PAYMENT, "dieu-chinh": Voucher.Series.ADJUSTMENT}
_SHORT = {search_key(short): series for series, short in Voucher.SHORT.items()}
# "PC 05", "pc05/2024", "phiếu chi 5": the series is said, so that the number is of a voucher.
_NUMBERED = re.compile(r"(?:phieu )?(pt|pc|dc|thu|chi|dieu chinh) ?(?:so )?0*(\d{1,6})(?:/(\d{4}))?")
_SAID = _SHORT | {"thu": Voucher.Series.RECEIPT, "chi": Voucher.Series.PAYMENT, "dieu chinh": Voucher.Series.ADJUSTMENT}


@dataclass(frozen=True)
class FoundLine:
    """A voucher that was found, and in which column of the book its đồng stand."""

    voucher: Voucher
    receipt: int | None
    payment: int | None


@dataclass(frozen=True)
class Found:
    """One page of what was found, with the sums in đồng of all its pages."""

    page: Page
    lines: list[FoundLine]
    receipts: int
    payments: int


def find(fund: Fund, year: int, asked: dict[str, Any], page: str | None) -> Found:
    """`asked` as forms.searching.BookSearchForm reads it; of the year, or of all years where that is asked for."""
    found = _narrowed(fund, year, asked)
    sums = found.posted().aggregate(
        count=Count("pk"),
        receipts=Sum("effect", filter=RECEIPTS & ~OPENINGS, default=0),
        payments=-Sum("effect", filter=PAYMENTS & ~OPENINGS, default=0),
    )
    places = Paginator(range(sums["count"]), LINES_PER_PAGE).get_page(page)
    start = max(places.start_index() - 1, 0)
    wanted = list(found.order_by("-dated_on", "-id").values_list("pk", flat=True)[start : start + len(places)])
    shown = Voucher.objects.posted().filter(pk__in=wanted).order_by("-dated_on", "-id")
    shown = shown.select_related("from_account", "to_account", "reversed_by", "reverses")
    lines = [FoundLine(voucher, *columns(voucher)) for voucher in shown]
    return Found(places, lines, sums["receipts"], sums["payments"])


def _narrowed(fund: Fund, year: int, asked: dict[str, Any]) -> VoucherQuerySet:
    """The year bounds the days that are gone through: the book's index is by purse and day."""
    vouchers: VoucherQuerySet = Voucher.objects.filter(fund=fund, number__isnull=False)
    if asked.get("thang") != EVER:
        vouchers = vouchers.filter(dated_on__year=year)
    if (month := asked.get("thang", "")).isdigit():
        vouchers = vouchers.filter(dated_on__month=int(month))
    if series := SERIES.get(asked.get("loai", "")):
        vouchers = vouchers.filter(series=series)
    elif asked.get("loai") == TRANSFER:
        vouchers = vouchers.filter(_either(fund=None, kind__in=(Account.Kind.ASSOCIATION, Account.Kind.OWN)))
    if kind := asked.get("noi"):
        vouchers = vouchers.filter(_either(fund=fund, kind=kind))
    if other := asked.get("viec"):
        vouchers = vouchers.filter(_either(pk=other))
    return vouchers.filter(_said(asked.get("q", "")))


def _either(**which: Any) -> Q:
    accounts = list(Account.objects.filter(**which).values_list("pk", flat=True))
    return Q(from_account__in=accounts) | Q(to_account__in=accounts)


def _said(words: str) -> Q:
    """Every word stands in the name, the reason or the goods; or it is the number, or the amount."""
    key = " ".join(search_key(words).split())
    if named := _NUMBERED.fullmatch(key):
        in_year = Q(year=int(named[3])) if named[3] else Q()
        return Q(series=_SAID[named[1]], number=int(named[2])) & in_year
    held = Q()
    for word in key.split():
        held &= Q(search_key__contains=word)
    return held | _amount(words) if key else Q()


def _amount(words: str) -> Q:
    try:
        amount = parse_money(words)
    except NumberFault:
        return Q(pk__in=[])
    return Q(amount=amount) | Q(number=amount) if amount <= MOST_NUMBER else Q(amount=amount)
