"""Every row of the demonstration adds up, goes on from the year before and agrees with the names and books kept."""

from collections import Counter

import pytest
from django.db.models import Q

from chapters.models import Membership
from funds import doctor as funds_doctor
from funds.models import Account, Closing, Count, Fund, Voucher
from reports.doctor import check_accepted_books
from reports.indicators import FUND_PURPOSES, FUND_SOURCES
from reports.models import Return, ReturnValue, Row
from reports.tables import EMPTY

MEMBERS_IN = ("members_opening", "members_adjusted", "members_joined", "members_moved_in")
MEMBERS_OUT = ("members_left", "members_moved_out")
FUND_IN = ("fund_opening", "fund_adjusted", *FUND_SOURCES, "fund_in_association")
FUND_OUT = (*FUND_PURPOSES, "fund_out_association")
YEARS = [2022, 2023]


def rows_of(year):
    """The rows that count in an accepted year, each with its figures by code."""
    under_totals = Q(unit_return__basis=Return.Basis.TOTALS, is_own=False)
    rows = Row.objects.filter(unit_return__period__year=year).exclude(under_totals).select_related("unit")
    figures = {row.pk: {} for row in rows}
    values = ReturnValue.objects.filter(row__in=figures, value__isnull=False)
    for row_id, code, value in values.values_list("row_id", "indicator", "value"):
        figures[row_id][code] = value
    return [(row, figures[row.pk]) for row in rows]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    "closing, comes, goes",
    [("members_closing", MEMBERS_IN, MEMBERS_OUT), ("fund_closing", FUND_IN, FUND_OUT)],
)
def test_every_row_opens_gains_and_loses_what_it_closes_with(year, closing, comes, goes, demo):
    reckoned = {
        str(row): sum(figures.get(code, 0) for code in comes) - sum(figures.get(code, 0) for code in goes)
        for row, figures in rows_of(year)
        if closing in figures
    }

    assert reckoned == {str(row): figures[closing] for row, figures in rows_of(year) if closing in figures}
    assert len(reckoned) > 250


def test_every_row_of_2023_opens_with_what_2022_closed_with(demo):
    closed = {row.unit: figures for row, figures in rows_of(2022)}

    carried = 0
    for row, figures in rows_of(2023):
        for kind in ("members", "fund"):
            if f"{kind}_closing" in figures:
                before = closed.get(row.unit, {}).get(f"{kind}_closing", 0)
                assert (row.full_name, figures[f"{kind}_opening"]) == (row.full_name, before)
                assert not figures.get(f"{kind}_adjusted")
                carried += 1
    assert carried == 278 + 278 + 17


@pytest.mark.parametrize("year", [2022, 2023, 2024])
def test_the_communes_and_the_direct_chapters_make_the_district(year, demo):
    root = demo.table(year).root

    for code, cell in root.total.items():
        parts = sum(node.total.get(code, EMPTY).total for node in root.below) + root.own.get(code, EMPTY).total
        assert (code, parts) == (code, cell.total)


@pytest.mark.parametrize("year", YEARS)
def test_the_rows_of_a_commune_make_its_total(year, demo):
    for node in demo.table(year).root.below:
        table = demo.table(year, node.row.code)
        summed = Counter()
        for row, figures in rows_of(year):
            if row.unit_return_id == node.row.unit_return_id:
                summed.update(figures)
        assert {code: cell.total for code, cell in table.root.total.items()} == dict(summed)
        assert table.root.total["members_closing"] == node.total["members_closing"]


@pytest.mark.parametrize("year", YEARS)
def test_where_names_are_kept_the_members_are_those_named(year, demo):
    cut_off = demo.return_of(year).period.cut_off
    standing = Membership.objects.counted().filter(since__lte=cut_off).exclude(until__lte=cut_off)
    named = Counter(standing.values_list("unit", flat=True))

    rosters = [(row, figures) for row, figures in rows_of(year) if row.keeps_roster]

    assert {row.unit_id: figures["members_closing"] for row, figures in rosters} == dict(named)
    assert {row.code[:5] for row, _ in rosters} == {"02173", "02140", "02155"}
    assert not ReturnValue.objects.filter(row__keeps_roster=True, indicator="members_closing", declared__gt=0)


def test_people_join_leave_die_and_move_in_every_year(demo):
    for year in (2022, 2023, 2024):
        came = Membership.objects.filter(since__year=year).values_list("entry", flat=True)
        went = Membership.objects.filter(until__year=year).values_list("exit", flat=True)
        assert set(came) == {"admitted", "moved_in"}
        assert set(went) == {"left", "died", "moved_out"}
    movers = Counter(Membership.objects.values_list("member", flat=True))
    assert max(movers.values()) >= 2
    assert 1500 <= len(movers) <= 2000
    assert Membership.objects.order_by("since").first().since.year == 2005


def test_where_a_book_is_kept_the_balance_is_that_of_its_vouchers(demo):
    for year in YEARS:
        cut_off = demo.return_of(year).period.cut_off
        booked = {row.unit_id: figures["fund_closing"] for row, figures in rows_of(year) if row.keeps_book}
        held: Counter[int] = Counter()
        for fund in Fund.objects.all():
            held[fund.unit_id] += fund.balance(cut_off)
        assert booked == held
        assert len(booked) == 4


def test_the_books_show_every_source_and_purpose_a_reversal_and_goods(demo):
    posted = Voucher.objects.exclude(from_account__kind=Account.Kind.OPENING)
    used = {*posted.values_list("from_account__code", flat=True), *posted.values_list("to_account__code", flat=True)}

    assert used == set(Account.objects.exclude(kind=Account.Kind.OPENING).values_list("code", flat=True))
    (reversal,) = Voucher.objects.filter(reverses__isnull=False)
    assert str(reversal.reason) == f"Hủy {reversal.reverses}: ghi trùng lần hai"
    assert posted.filter(to_account__kind=Account.Kind.IN_KIND).count() >= 3


def test_no_purse_or_account_ever_falls_below_nought(demo):
    for account in Account.objects.filter(fund__isnull=False):
        held = 0
        for voucher in account.fund.vouchers.order_by("dated_on", "id"):
            held += voucher.amount * ((voucher.to_account == account) - (voucher.from_account == account))
            assert held >= 0, (account, voucher)


def test_what_the_district_passes_on_the_communes_receive(demo):
    transfers = Voucher.objects.filter(from_account__code="association", fund__unit__kind="commune")
    passed_on = Voucher.objects.filter(to_account__code="association")

    assert sum(passed_on.values_list("amount", flat=True)) == 9_000_000
    assert sum(transfers.values_list("amount", flat=True)) == 9_000_000
    assert {one.transfer_of for one in transfers} == set(passed_on)
    assert all(one.sent_to and one.sent_to.unit.kind == "commune" for one in passed_on)
    assert demo.table(2023).root.total["fund_in_transit"].total == 0


def test_liem_thuy_reports_in_totals_and_its_chapters_still_count(demo):
    for year in YEARS:
        totals = demo.return_of(year, "02197")
        assert totals.basis == Return.Basis.TOTALS
        own = {row.is_own: row for row in totals.rows.all()}
        assert own[True].values.get(indicator="members_closing").value == {2022: 330, 2023: 342}[year]
        assert not ReturnValue.objects.filter(row__unit_return=totals, row__is_own=False, declared__isnull=False)
        assert demo.table(year, "02197").root.total["chapters_hamlets"].total == 7


def test_the_books_have_lists_of_givers_and_recipients_a_campaign_a_count_and_closings(demo):
    campaign = Fund.objects.get(kind=Fund.Kind.CAMPAIGN)

    assert campaign.balance() == 10_500_000
    assert Voucher.objects.get(transfer_of__isnull=False, fund__unit__code="066").fund == campaign
    assert Voucher.objects.filter(givers__isnull=False).distinct().count() == 4
    assert Voucher.objects.filter(pays__isnull=False).count() > 10
    assert {count.difference for count in Count.objects.all()} == {0, -20_000}
    assert Closing.objects.filter(kind="month").count() == 9
    assert demo.table(2024).root.total["rewards_pupils"].total > 0


def test_the_doctor_finds_nothing_wrong_with_the_books(demo):
    found = [finding for check in [*funds_doctor.CHECKS, check_accepted_books] for finding in check()]

    assert [finding.what for finding in found if finding.tone != "good"] == []
    assert len(found) == 7
