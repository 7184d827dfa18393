"""The doctor compares what accepted returns say of books with the books, and tells what was posted since."""

from datetime import date

from funds.actions import open_fund, record_contribution
from funds.models import Account
from reports.doctor import check_accepted_books
from reports.models import ReturnValue

from .conftest import hand_in


def take_in(fund, amount, on, by):
    return record_contribution(
        fund=fund,
        source=Account.objects.get(fund=None, code="members"),
        account=fund.accounts.get(kind="cash"),
        amount=amount,
        dated_on=on,
        party="Hoàng Thị Lan",
        reason="Ủng hộ",
        by=by,
    )


def told():
    return [(finding.tone, finding.what) for finding in check_accepted_books()]


def test_a_book_as_accepted_a_voucher_since_and_a_figure_nothing_explains(year):
    fund = open_fund(unit=year.cho_a, name="Quỹ", opened_on=date(2021, 1, 1), by=year.treasurer)
    take_in(fund, 500_000, date(2023, 5, 1), year.treasurer)
    hand_in(year.con_minh, year.office)
    looked = ("good", "The books of 1 rows of accepted returns were compared with what was accepted")

    as_accepted = told()
    take_in(fund, 70_000, date(2024, 1, 2), year.treasurer)
    next_year = told()
    take_in(fund, 30_000, date(2023, 12, 31), year.treasurer)
    take_in(fund, 1_000, date(2022, 12, 31), year.treasurer)
    explained = told()

    assert as_accepted == next_year == [looked]
    assert explained == [("warn", "Chi hội thôn Chợ A 2023: vouchers were posted after acceptance"), looked]
    assert ReturnValue.objects.get(row__unit=year.cho_a, indicator="fund_closing").recorded == 500_000


def test_a_difference_that_no_voucher_explains_is_bad(year, monkeypatch):
    fund = open_fund(unit=year.cho_a, name="Quỹ", opened_on=date(2021, 1, 1), by=year.treasurer)
    take_in(fund, 500_000, date(2023, 5, 1), year.treasurer)
    hand_in(year.con_minh, year.office)
    monkeypatch.setattr("reports.doctor.book_since", lambda *_: {})
    take_in(fund, 30_000, date(2023, 12, 31), year.treasurer)

    assert told()[0] == (
        "bad",
        "Chi hội thôn Chợ A 2023: the book differs from what was accepted: "
        "fund_closing by 30.000, fund_in_members by 30.000",
    )
