from datetime import date

from chapters.models import User
from funds.actions import (
    add_donor,
    close_book,
    open_fund,
    record_contribution,
    record_count,
    record_expense,
    record_opening,
    reverse_voucher,
)
from funds.actions.control import balance_on
from funds.models import Account, Donor, Fund, Voucher
from khuyenhoc.actor import acting

from .books import IN, Entry
from .money import Purse
from .scene import Scene

OPENED_ON = date(2022, 1, 1)


def load_books(scene: Scene) -> None:
    with acting(scene.users["thuquy"]):
        for purse in scene.plan.purses:
            _load_purse(scene, purse, scene.users["thuquy"])


def _load_purse(scene: Scene, purse: Purse, by: User) -> None:
    fund = open_fund(unit=scene.units[purse.unit], name=purse.name, opened_on=OPENED_ON, by=by)
    accounts = {account.code: account for account in fund.accounts.all()}
    accounts |= {account.code: account for account in Account.objects.filter(fund=None)}
    for code, amount in purse.opening.items():
        record_opening(fund=fund, account=accounts[code], amount=amount, dated_on=OPENED_ON, by=by)
    donors: dict[str, Donor] = {}
    for entry in purse.entries:
        if entry.is_donor and entry.party not in donors:
            donors[entry.party] = add_donor(unit=fund.unit, name=entry.party, by=by)
        voucher = _post(fund, accounts, donors.get(entry.party), entry, by)
        if entry.reversed_on:
            reverse_voucher(voucher=voucher, reason="ghi trùng lần hai", dated_on=entry.reversed_on, by=by)
    _close_first_year(fund, accounts["cash"], by)


def _close_first_year(fund: Fund, cash: Account, by: User) -> None:
    """The cash was counted on the last day and agreed; then the book was closed."""
    last_day = OPENED_ON.replace(month=12, day=31)
    witnesses = "Thường trực Hội, Ban Kiểm tra"
    found = balance_on(cash, last_day)
    record_count(account=cash, counted_on=last_day, found=found, witnesses=witnesses, by=by)
    close_book(fund=fund, kind="year", year=OPENED_ON.year, month=12, by=by)


def _post(fund: Fund, accounts: dict[str, Account], donor: Donor | None, entry: Entry, by: User) -> Voucher:
    other, money = accounts[entry.account], accounts[entry.money]
    if entry.way == IN:
        return record_contribution(
            fund=fund,
            source=other,
            account=money,
            amount=entry.amount,
            dated_on=entry.dated_on,
            party=entry.party,
            reason=entry.reason,
            donor=donor,
            by=by,
        )
    return record_expense(
        fund=fund,
        purpose=other,
        account=money,
        amount=entry.amount,
        dated_on=entry.dated_on,
        party=entry.party,
        reason=entry.reason,
        by=by,
    )
