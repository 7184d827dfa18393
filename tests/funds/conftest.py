from datetime import date
from types import SimpleNamespace

import pytest

from funds import actions
from funds.models import Account, Fund, Voucher


@pytest.fixture
def book(cast):
    """Côn Minh's purse, opened in 2023, with short ways to take in, pay out and reverse."""
    fund = open_purse(cast, cast.con_minh)
    return writer(fund, cast.treasurer)


@pytest.fixture
def neighbour_book(cast):
    return writer(open_purse(cast, cast.van_lang), cast.treasurer)


def open_purse(cast, unit, name="Quỹ khuyến học") -> Fund:
    return actions.open_fund(unit=unit, name=name, opened_on=date(2023, 1, 1), by=cast.treasurer)


def writer(fund, by) -> SimpleNamespace:
    cash, bank = fund.accounts.get(kind="cash"), fund.accounts.get(kind="bank")

    def take_in(amount, on=date(2023, 5, 1), *, source="members", account=cash, party="Hoàng Thị Lan", reason="Ủng hộ"):
        return actions.record_contribution(
            fund=fund,
            source=Account.objects.get(fund=None, code=source),
            account=account,
            amount=amount,
            dated_on=on,
            party=party,
            reason=reason,
            by=by,
        )

    def pay_out(amount, on=date(2023, 6, 1), *, purpose="scholarships", account=cash, below_zero=False):
        return actions.record_expense(
            fund=fund,
            purpose=Account.objects.get(fund=None, code=purpose),
            account=account,
            amount=amount,
            dated_on=on,
            party="Trường THCS Côn Minh",
            reason="Học bổng",
            below_zero=below_zero,
            by=by,
        )

    def reverse(voucher, on=date(2023, 7, 1), reason="Ghi nhầm"):
        return actions.reverse_voucher(voucher=voucher, reason=reason, dated_on=on, by=by)

    def open_with(amount, account=cash):
        return actions.record_opening(fund=fund, account=account, amount=amount, dated_on=fund.opened_on, by=by)

    return SimpleNamespace(
        fund=fund,
        cash=cash,
        bank=bank,
        take_in=take_in,
        pay_out=pay_out,
        reverse=reverse,
        open_with=open_with,
    )


def draft(book, **values) -> Voucher:
    """A voucher made without the verbs, as a program that knows nothing of them would."""
    given = {
        "fund": book.fund,
        "series": "receipt",
        "year": 2023,
        "number": None,
        "posted_at": None,
        "dated_on": date(2023, 5, 1),
        "from_account": Account.objects.get(fund=None, code="members"),
        "to_account": book.cash,
        "amount": 100_000,
        "party": "Người lạ",
        "reason": "Không rõ",
    }
    return Voucher(**(given | values))
