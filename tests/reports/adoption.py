"""A year that is written down to its adoption, for the tests of what stands still and of what can be opened."""

from datetime import date
from types import SimpleNamespace

from awards.actions import decide, nominate, propose
from chapters.actions import admit_member
from funds.actions import open_fund, record_contribution, record_expense
from funds.models import Account
from reports.actions import adopt_summary, begin_summary, present_summary, submit_return

from .conftest import YEAR, declare, fill, hand_in, make_certificate, return_of

HELD = date(YEAR + 1, 1, 18)


def busy(year):
    """Côn Minh with names, a book, an award put forward and one given; all handed in, the district's own submitted."""
    certificate = make_certificate(year)
    admit_member(
        unit=year.ban_cao, name="Nông Thị Mai", sex="female", birth_year=1970, since=date(YEAR, 3, 1), by=year.admin
    )
    year.fund = open_fund(unit=year.ban_cao, name="Quỹ Bản Cào", opened_on=date(YEAR - 1, 1, 1), by=year.treasurer)
    year.gift = take_in(year.fund, 500_000, year.treasurer)
    record_expense(
        fund=year.fund,
        purpose=Account.objects.get(fund=None, code="scholarships"),
        account=year.fund.accounts.get(kind="cash"),
        amount=200_000,
        dated_on=date(YEAR, 6, 1),
        party="Hoàng Văn An",
        reason="Học bổng",
        by=year.treasurer,
    )
    year.nominations = [
        propose(
            nomination=nominate(
                year=YEAR,
                form=certificate,
                unit=year.cho_a,
                recipient_class="person",
                recipient_name=name,
                by=year.office,
            ),
            by=year.office,
        )
        for name in ("Bế Văn Một", "Bế Văn Hai")
    ]
    decide(
        nominations=year.nominations[:1],
        unit=year.district,
        number="1/QĐ",
        signed_on=date(YEAR, 12, 28),
        by=year.office,
    )
    declare(year.cho_a, year.con_minh_officer, members_closing=30, fund_closing=100_000, fund_in_dues=100_000)
    hand_in(year.con_minh, year.office)
    hand_in(year.van_lang, year.office)
    fill(year.district, year.office)
    declare(year.district, year.office, plan_tasks=7)
    submit_return(unit_return=return_of(year.district), by=year.office)
    return year


def take_in(fund, amount, by, on=date(YEAR, 5, 1)):
    return record_contribution(
        fund=fund, source=Account.objects.get(fund=None, code="members"), account=fund.accounts.get(kind="cash"),
        amount=amount, dated_on=on, party="Hoàng Thị Lan", reason="Ủng hộ", by=by,
    )  # fmt: skip


def written(cast):
    cast.summary = begin_summary(period=return_of(cast.district).period, unit=cast.district, by=cast.office)
    return cast


def adopted(cast: SimpleNamespace):
    """The district's summary, presented and adopted on the day of the conference."""
    written(cast)
    present_summary(summary=cast.summary, by=cast.office)
    cast.summary = adopt_summary(summary=cast.summary, adopted_on=HELD, by=cast.office)
    return cast
