from collections.abc import Sequence
from datetime import date

from chapters.models import User
from funds.actions import (
    add_donor,
    close_book,
    make_grant_list,
    open_fund,
    record_contribution,
    record_count,
    record_expense,
    record_opening,
    reverse_voucher,
    send_money,
)
from funds.models import Account, Closing, Donor, Fund, Voucher
from funds.sums import balance_on
from khuyenhoc.actor import acting

from .books import IN, Entry
from .lists import giver_lines, grant_lines, recipients_of
from .money import Purse
from .places import CON_MINH, ROOT
from .scene import Scene

OPENED_ON = date(2022, 1, 1)
CAMPAIGN_ON = date(2024, 4, 15)
LAST_CLOSED_MONTH = 9  # of 2024, in the district's book


def load_books(scene: Scene) -> None:
    by = scene.users["thuquy"]
    with acting(by):
        funds = {purse.unit: _open(scene, purse, by) for purse in scene.plan.purses}
        _post_all(scene.plan.purses, funds, by)
        _campaign(scene, funds[ROOT], by)
        _count(funds, by)
        _close(list(funds.values()), funds[ROOT], by)


def _open(scene: Scene, purse: Purse, by: User) -> Fund:
    fund = open_fund(unit=scene.units[purse.unit], name=purse.name, opened_on=OPENED_ON, by=by)
    accounts = {account.code: account for account in fund.accounts.all()}
    for code, amount in purse.opening.items():
        record_opening(fund=fund, account=accounts[code], amount=amount, dated_on=OPENED_ON, by=by)
    return fund


def _post_all(purses: Sequence[Purse], funds: dict[str, Fund], by: User) -> None:
    """Day by day over all books, for what one sends stands in the other on that day."""
    common = {account.code: account for account in Account.objects.filter(fund=None)}
    accounts = {unit: common | {one.code: one for one in fund.accounts.all()} for unit, fund in funds.items()}
    donors: dict[tuple[str, str], Donor] = {}
    entries = [(purse.unit, entry) for purse in purses for entry in purse.entries if not entry.is_twin]
    for unit, entry in sorted(entries, key=lambda each: each[1].dated_on):
        fund, known = funds[unit], accounts[unit]
        if entry.sent_to:
            _send(fund, known, funds[entry.sent_to], entry, by)
            continue
        if entry.is_donor and (unit, entry.party) not in donors:
            donors[unit, entry.party] = add_donor(unit=fund.unit, name=entry.party, by=by)
        voucher = _post(fund, known, donors.get((unit, entry.party)), entry, by)
        if entry.reversed_on:
            reverse_voucher(voucher=voucher, reason="ghi trùng lần hai", dated_on=entry.reversed_on, by=by)


def _send(fund: Fund, accounts: dict[str, Account], sent_to: Fund, entry: Entry, by: User) -> None:
    """Who keeps both books posts both halves."""
    send_money(
        fund=fund,
        account=accounts[entry.money],
        sent_to=sent_to,
        amount=entry.amount,
        dated_on=entry.dated_on,
        reason=entry.reason,
        by=by,
    )


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
            givers=giver_lines(entry),
            by=by,
        )
    listed, pays = recipients_of(entry), None
    if listed:
        pays = make_grant_list(
            fund=fund,
            kind=listed.kind,
            name=listed.occasion,
            given_on=entry.dated_on,
            lines=grant_lines(entry, listed),
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
        pays=pays,
        by=by,
    )


def _campaign(scene: Scene, fund: Fund, by: User) -> None:
    """A purse for one purpose, begun with money of the general one."""
    campaign = open_fund(
        unit=fund.unit,
        name="Đợt vận động Tiếp sức đến trường 2024",
        opened_on=CAMPAIGN_ON,
        kind=Fund.Kind.CAMPAIGN,
        purpose="Hỗ trợ học sinh có nguy cơ bỏ học năm học 2024 - 2025",
        target=30_000_000,
        ends_on=date(2024, 12, 31),
        by=by,
    )
    accounts = {account.code: account for account in campaign.accounts.all()}
    accounts |= {account.code: account for account in Account.objects.filter(fund=None)}
    bank = fund.accounts.get(kind=Account.Kind.BANK)
    send_money(
        fund=fund,
        account=bank,
        sent_to=campaign,
        amount=5_000_000,
        dated_on=date(2024, 4, 22),
        reason="Góp vào đợt vận động",
        by=by,
    )
    gifts = (
        ("enterprises", "bank", 8_000_000, date(2024, 5, 10), "Hợp tác xã Nông sản Khuổi Slúng"),
        ("benefactors", "cash", 3_500_000, date(2024, 6, 4), "Nhóm thiện nguyện Ánh Trăng Non"),
    )
    for source, money, amount, day, party in gifts:
        gift = Entry(day, IN, source, money, amount, party, "Ủng hộ đợt vận động Tiếp sức đến trường")
        _post(campaign, accounts, add_donor(unit=fund.unit, name=f"{party} (2024)", by=by), gift, by)
    helped = Entry(
        date(2024, 9, 4), "out", "hardship", "bank", 6_000_000, "12 học sinh có nguy cơ bỏ học", "Tiếp sức đến trường"
    )
    _post(campaign, accounts, None, helped, by)


def _count(funds: dict[str, Fund], by: User) -> None:
    """Cash that is all there, and cash that is not."""
    for unit, missing, why in (
        (ROOT, 0, ""),
        (CON_MINH, 20_000, "Thiếu hai tờ 10.000 đồng khi trả lẻ, thủ quỹ nộp bù ngày 02/7"),
    ):
        cash = funds[unit].accounts.get(kind=Account.Kind.CASH)
        day = date(2024, 6, 30)
        found = balance_on(cash, day) - missing
        record_count(account=cash, counted_on=day, found=found, explanation=why, witnesses="Ban Kiểm tra Hội", by=by)


def _close(funds: list[Fund], district: Fund, by: User) -> None:
    for year in (2022, 2023):
        for fund in funds:
            close_book(fund=fund, kind=Closing.Kind.YEAR, year=year, month=12, by=by)
    for month in range(1, LAST_CLOSED_MONTH + 1):
        close_book(fund=district, kind=Closing.Kind.MONTH, year=2024, month=month, by=by)
