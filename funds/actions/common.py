"""How a voucher gets into the book; what the verbs share. All amounts are whole đồng."""

from datetime import date
from itertools import accumulate
from typing import Any

from django.db import IntegrityError
from django.db.models import Case, F, Max, Q, Sum, When
from django.urls import reverse
from django.utils import timezone

from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money
from khuyenhoc.triggers import guard_sentence

from ..models import Account, Fund, Voucher
from ..sums import balance_on


def account_balance(account: Account) -> int:
    """Đồng in one money account, over all that is posted."""
    return balance_on(account)


def spendable(account: Account, day: date) -> int:
    """The least the account holds from the end of that day on: what a payment of that day may take."""
    comes_in = Case(When(to_account=account, then=F("amount")), default=-F("amount"))
    touching = Q(fund=account.fund_id) & (Q(to_account=account) | Q(from_account=account))
    later = Voucher.objects.filter(touching, number__isnull=False, dated_on__gt=day).order_by("dated_on")
    changes = later.values_list("dated_on").annotate(change=Sum(comes_in))
    return min(accumulate((change for _, change in changes), initial=balance_on(account, day)))


def refuse_overdraft(fund: Fund, account: Account, amount: int, day: date, *, below_zero: bool) -> bool:
    """Whether the account is overdrawn, knowingly; a campaign never spends more than it holds."""
    held = spendable(account, day)
    if amount <= held:
        return False
    told = _told_held(account, held, day)
    if fund.is_campaign:
        raise Refusal(f"{told} Đợt vận động không chi quá số tiền đã nhận.", "amount")
    if not below_zero:
        raise Refusal(f"{told} Nếu vẫn chi, xin đánh dấu “Chi vượt số dư” rồi ghi lại.", "amount")
    return True


def _told_held(account: Account, held: int, day: date) -> str:
    """Why it is less than the balance beside the form, where vouchers of later days have taken it."""
    since, on_day = format_date(day), balance_on(account, day)
    later = f"Ngày {since} {account.name.lower()} có {format_money(on_day)}, nhưng các phiếu sau đó đã chi. "
    told = f"{account.name} chỉ còn {format_money(held)} để chi từ ngày {since}."
    if held <= 0:
        told = f"{account.name} không còn tiền để chi từ ngày {since}."
    return later + told if held < on_day else told


def lock(*funds: Fund) -> None:
    """Postings to one fund queue up, so that numbers have no gap (SQLite queues all writers).

    A verb that writes two books locks both here, before anything else: always in the same order, so that two verbs
    never wait for each other. What may have changed in the queue is read afresh.
    """
    queue = Fund.objects.select_for_update(no_key=True).filter(pk__in=[fund.pk for fund in funds]).order_by("pk")
    locked = {fund.pk: fund for fund in queue}
    for fund in funds:
        fund.approval_above = locked[fund.pk].approval_above


def write(fund: Fund, series: str, from_account: Account, to_account: Account, *, by: User, **facts: Any) -> Voucher:
    """A voucher that is not in the book yet: it has no number, may be dropped, and counts nowhere. Locks the book."""
    dated_on: date = facts["dated_on"]
    lock(fund)
    if dated_on < fund.opened_on:
        raise Refusal("Ngày chứng từ trước ngày mở sổ quỹ. Xin xem lại ngày.", "dated_on")
    refuse_closed(fund, dated_on, by)
    return Voucher(
        fund=fund,
        series=series,
        year=dated_on.year,
        from_account=from_account,
        to_account=to_account,
        written_by=by,
        **facts,
    )


def post(voucher: Voucher, by: User) -> Voucher:
    """Give the voucher the next number of its book, which its verb has locked; from then on it stands.

    What only the guards see, as a list that is paid already, is refused in their words beside the form.
    """
    same_book = voucher.fund.vouchers.filter(year=voucher.year, series=voucher.series)
    voucher.number = 1 + (same_book.aggregate(last=Max("number"))["last"] or 0)
    voucher.posted_at, voucher.posted_by = timezone.now(), by
    try:
        save_checked(voucher)
    except IntegrityError as fault:
        if sentence := guard_sentence(fault):
            raise Refusal(sentence) from fault
        raise
    return voucher


def refuse_closed(fund: Fund, day: date, by: User) -> None:
    closed = fund.closings.filter(reopened_at=None, until__gte=day).order_by("until")
    last = closed.last()
    if last is None:
        return
    first = closed[0]  # to open this one opens what was closed after it too
    page = reverse("funds:closing-reopen", args=[first.pk])
    way = (page, f"Mở lại sổ đã khóa đến hết ngày {format_date(first.until)}")
    raise Refusal(
        f"Sổ đã khóa đến hết ngày {format_date(last.until)}. Xin ghi ngày sau đó, hoặc mở lại sổ có lý do.",
        "dated_on",
        way if by.can("write_funds", fund.unit) else None,
    )
