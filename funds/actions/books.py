"""Verbs of a purse: open its book, change what it is called, say what it held."""

from datetime import date

from django.utils import timezone

from chapters.actions import require, tell_later_tables
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.names import nfc

from ..catalogue import common_accounts
from ..models import Account, Fund, Voucher
from .common import lock, post, write


@verb
def open_fund(
    *,
    unit: Unit,
    name: str,
    opened_on: date,
    by: User,
    kind: str = Fund.Kind.GENERAL,
    purpose: str = "",
    target: int | None = None,
    ends_on: date | None = None,
) -> Fund:
    """Open a purse with its cash, bank and goods accounts; its year's figures then come from this book."""
    require(by, "write_funds", unit)
    if opened_on > timezone.localdate():
        raise Refusal("Ngày mở sổ đang ở tương lai. Xin xem lại.", "opened_on")
    _refuse_end(opened_on, ends_on)
    if not Account.objects.filter(fund=None).exists():
        Account.objects.bulk_create(common_accounts(), ignore_conflicts=True)
    fund = Fund(unit=unit, name=name, opened_on=opened_on, kind=kind, purpose=purpose, target=target, ends_on=ends_on)
    _save_named(fund)
    for position, money in enumerate(Account.MONEY, start=1):
        save_checked(Account(fund=fund, kind=money, code=money.value, name=money.label.capitalize(), position=position))
    tell_later_tables(unit)
    return fund


@verb
def change_fund(
    *, fund: Fund, name: str, by: User, purpose: str = "", target: int | None = None, ends_on: date | None = None
) -> Fund:
    """What a purse is called, and what a campaign is for, how much it looks for and until when."""
    require(by, "write_funds", fund.unit)
    fund = Fund.objects.select_for_update(of=("self",)).select_related("unit").get(pk=fund.pk)
    _refuse_end(fund.opened_on, ends_on)
    fund.name, fund.purpose, fund.target, fund.ends_on = name, purpose, target, ends_on
    _save_named(fund)
    return fund


def _save_named(fund: Fund) -> None:
    """The constraint refuses a second purse of that name too, but cannot say it beside the box."""
    if Fund.objects.filter(unit=fund.unit, name=nfc(fund.name)).exclude(pk=fund.pk).exists():
        raise Refusal("Đơn vị này đã có quỹ mang tên đó. Xin đặt tên khác.", "name")
    save_checked(fund)


def _refuse_end(opened_on: date, ends_on: date | None) -> None:
    if ends_on and ends_on < opened_on:
        raise Refusal("Ngày kết thúc không thể trước ngày mở sổ. Xin xem lại.", "ends_on")


@verb
def record_opening(*, fund: Fund, amount: int, dated_on: date, by: User, account: Account | None = None) -> Voucher:
    """What the purse held when its book was opened; once per account."""
    require(by, "write_funds", fund.unit)
    lock(fund)
    money = account or fund.accounts.get(kind=Account.Kind.CASH)
    opening = Account.objects.get(fund=None, kind=Account.Kind.OPENING)
    if fund.vouchers.filter(from_account=opening, to_account=money, reversed_by=None).exists():
        raise Refusal("Số dư đầu kỳ đã ghi rồi. Nếu sai, hãy hủy phiếu đó rồi ghi lại.", "amount")
    facts = {"amount": amount, "dated_on": dated_on, "party": fund.name, "reason": "Số dư khi mở sổ"}
    return post(write(fund, Voucher.Series.ADJUSTMENT, opening, money, by=by, **facts), by)
