"""Verbs of the fund book: open a purse, take in, pay out, reverse. All amounts are whole đồng."""

from datetime import date
from itertools import accumulate

from django.db.models import Case, F, Max, Q, Sum, When
from django.utils import timezone

from chapters.actions import require, tell_later_tables
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money

from .catalogue import common_accounts
from .models import Account, Donor, Fund, Voucher


@verb
def open_fund(*, unit: Unit, name: str, opened_on: date, by: User) -> Fund:
    """Open a purse with its cash, bank and goods accounts; its year's figures then come from this book."""
    require(by, "write_funds", unit)
    if opened_on > timezone.localdate():
        raise Refusal("Ngày mở sổ đang ở tương lai. Xin xem lại.", "opened_on")
    if not Account.objects.filter(fund=None).exists():
        Account.objects.bulk_create(common_accounts(), ignore_conflicts=True)
    fund = Fund(unit=unit, name=name, opened_on=opened_on)
    save_checked(fund)
    for position, kind in enumerate(Account.MONEY, start=1):
        save_checked(Account(fund=fund, kind=kind, code=kind.value, name=kind.label.capitalize(), position=position))
    tell_later_tables(unit)
    return fund


@verb
def record_opening(*, fund: Fund, amount: int, dated_on: date, by: User, account: Account | None = None) -> Voucher:
    """What the purse held when its book was opened; once per account."""
    require(by, "write_funds", fund.unit)
    money = account or fund.accounts.get(kind=Account.Kind.CASH)
    opening = Account.objects.get(fund=None, kind=Account.Kind.OPENING)
    if fund.vouchers.filter(from_account=opening, to_account=money, reversed_by=None).exists():
        raise Refusal("Số dư đầu kỳ đã ghi rồi. Nếu sai, hãy hủy phiếu đó rồi ghi lại.", "amount")
    return _post(
        fund,
        Voucher.Series.ADJUSTMENT,
        opening,
        money,
        amount,
        dated_on,
        fund.name,
        "Số dư khi mở sổ",
        None,
        by,
    )


@verb
def record_contribution(
    *,
    fund: Fund,
    source: Account,
    account: Account,
    amount: int,
    dated_on: date,
    party: str,
    reason: str,
    by: User,
    donor: Donor | None = None,
) -> Voucher:
    """Post a receipt (phiếu thu): `amount` đồng from `source` into one of the fund's money accounts."""
    require(by, "write_funds", fund.unit)
    if source.kind not in (Account.Kind.SOURCE, Account.Kind.ASSOCIATION):
        raise Refusal("Xin chọn nguồn thu.", "source")
    return _post(fund, Voucher.Series.RECEIPT, source, account, amount, dated_on, party, reason, donor, by)


@verb
def record_expense(
    *,
    fund: Fund,
    purpose: Account,
    account: Account,
    amount: int,
    dated_on: date,
    party: str,
    reason: str,
    by: User,
    below_zero: bool = False,
) -> Voucher:
    """Post a payment (phiếu chi). More than the account can spare is refused unless `below_zero` is said."""
    require(by, "write_funds", fund.unit)
    if purpose.kind not in (Account.Kind.PURPOSE, Account.Kind.ASSOCIATION):
        raise Refusal("Xin chọn mục đích chi.", "purpose")
    _lock(fund)
    held = spendable(account, dated_on)
    if amount > held and not below_zero:
        raise Refusal(
            f"{account.name} chỉ còn {format_money(held)} để chi từ ngày {format_date(dated_on)}. "
            "Nếu vẫn chi, xin đánh dấu “Chi vượt số dư” rồi ghi lại.",
            "amount",
        )
    return _post(fund, Voucher.Series.PAYMENT, account, purpose, amount, dated_on, party, reason, None, by)


@verb
def reverse_voucher(*, voucher: Voucher, reason: str, dated_on: date, by: User) -> Voucher:
    """Undo a posted voucher by its mirror image, dated and counted on `dated_on`; both stay visible."""
    require(by, "write_funds", voucher.fund.unit)
    _lock(voucher.fund)
    voucher = Voucher.objects.select_related("fund__unit", "from_account", "to_account").get(pk=voucher.pk)
    if voucher.reverses_id:
        raise Refusal("Đây là phiếu hủy, không hủy lần nữa. Nếu cần, hãy lập phiếu mới.")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refusal(f"{voucher} đã được hủy rồi.")
    if dated_on < voucher.dated_on:
        raise Refusal("Ngày hủy không thể trước ngày của phiếu bị hủy.", "dated_on")
    if not reason.strip():
        raise Refusal("Xin ghi lý do hủy.", "reason")
    return _post(
        voucher.fund,
        Voucher.Series.ADJUSTMENT,
        voucher.to_account,
        voucher.from_account,
        voucher.amount,
        dated_on,
        voucher.party,
        f"Hủy {voucher}: {reason}",
        voucher.donor,
        by,
        reverses=voucher,
    )


@verb
def add_donor(*, unit: Unit, name: str, by: User, address: str = "", phone: str = "") -> Donor:
    require(by, "write_funds", unit)
    donor = Donor(unit=unit, name=name, address=address, phone=phone)
    save_checked(donor)
    return donor


def account_balance(account: Account) -> int:
    """Đồng in one money account, over all that is posted."""
    into = account.vouchers_in.filter(number__isnull=False).aggregate(total=Sum("amount"))["total"] or 0
    out = account.vouchers_out.filter(number__isnull=False).aggregate(total=Sum("amount"))["total"] or 0
    return into - out


def spendable(account: Account, day: date) -> int:
    """The least the account holds from the end of that day on: what a payment of that day may take."""
    comes_in = Case(When(to_account=account, then=F("amount")), default=-F("amount"))
    moved = Voucher.objects.filter(Q(to_account=account) | Q(from_account=account), number__isnull=False)
    until_then = moved.filter(dated_on__lte=day).aggregate(total=Sum(comes_in, default=0))["total"]
    later = moved.filter(dated_on__gt=day).order_by("dated_on").values_list("dated_on")
    return min(accumulate((change for _, change in later.annotate(change=Sum(comes_in))), initial=until_then))


def _lock(fund: Fund) -> None:
    """Postings to one fund queue up, so that numbers have no gap (SQLite queues all writers)."""
    Fund.objects.select_for_update().get(pk=fund.pk)


def _post(
    fund: Fund,
    series: str,
    from_account: Account,
    to_account: Account,
    amount: int,
    dated_on: date,
    party: str,
    reason: str,
    donor: Donor | None,
    by: User,
    reverses: Voucher | None = None,
) -> Voucher:
    _lock(fund)
    if dated_on < fund.opened_on:
        raise Refusal("Ngày chứng từ trước ngày mở sổ quỹ. Xin xem lại ngày.", "dated_on")
    same_book = fund.vouchers.filter(year=dated_on.year, series=series)
    voucher = Voucher(
        fund=fund,
        series=series,
        year=dated_on.year,
        number=1 + (same_book.aggregate(last=Max("number"))["last"] or 0),
        dated_on=dated_on,
        from_account=from_account,
        to_account=to_account,
        amount=amount,
        party=party,
        donor=donor,
        reason=reason,
        reverses=reverses,
        posted_at=timezone.now(),
        posted_by=by,
    )
    save_checked(voucher)
    return voucher
