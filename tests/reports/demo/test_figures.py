"""The published figures of 2023, each out of the roll-up of the demonstration (DESIGN 7)."""

from decimal import Decimal

import pytest

from reports.indicators import BOARD_SETTINGS, CHAPTER_SETTINGS
from reports.models import Return

CHAPTERS = [f"chapters_{code}" for code in CHAPTER_SETTINGS]
BOARDS = [f"boards_{code}" for code in BOARD_SETTINGS]
AWARDS_2023 = {
    "award.tw-co-thi-dua.collective.proposed": 1,
    "award.tw-bang-khen.person.proposed": 1,
    "award.tw-ky-niem-chuong.person.proposed": 1,
    "award.tinh-giay-khen.collective.proposed": 2,
    "award.tinh-giay-khen.person.proposed": 1,
    "award.huyen-giay-khen.collective.proposed": 28,
    "award.huyen-giay-khen.collective.given": 28,
    "award.huyen-giay-khen.person.proposed": 19,
    "award.huyen-giay-khen.person.given": 19,
}
AWARDS_2022 = {
    "award.tw-bang-khen.collective.proposed": 1,
    "award.tw-bang-khen.collective.given": 1,
    "award.tw-ky-niem-chuong.person.proposed": 1,
    "award.tw-ky-niem-chuong.person.given": 1,
    "award.tinh-giay-khen.collective.proposed": 1,
    "award.tinh-giay-khen.collective.given": 1,
    "award.tinh-giay-khen.person.proposed": 1,
    "award.tinh-giay-khen.person.given": 1,
    "award.huyen-giay-khen.collective.proposed": 24,
    "award.huyen-giay-khen.collective.given": 24,
    "award.huyen-giay-khen.person.proposed": 15,
    "award.huyen-giay-khen.person.given": 15,
}


def awards_of(table):
    return {code: cell.total for code, cell in table.root.total.items() if code.startswith("award.")}


def figures_of(table, *codes):
    return [table.root.total[code].total for code in codes]


def test_2023_has_274_chapters_and_14_boards(demo):
    total = demo.table(2023).root.total

    assert total.sum(CHAPTERS).total == 274
    assert total.sum(BOARDS).total == 14


def test_2023_has_10360_members_of_44048_people_which_is_23_52_percent(demo):
    table = demo.table(2023)
    share = table.root.share(["members_closing"], "population")

    assert (share.numerator, share.denominator, share.percent) == (10_360, 44_048, Decimal("23.52"))
    assert (share.covered, share.expected) == (17, 17)
    assert table.root.total["members_closing"] == (10_360, 278, 278)
    assert table.root.total["population"] == (44_048, 17, 17)


def test_all_17_communes_have_an_association_in_2023(demo):
    assert figures_of(demo.table(2023), "communes_with_association", "communes") == [17, 17]


def test_all_hamlets_and_schools_and_almost_all_agencies_have_a_chapter(demo):
    table = demo.table(2023)

    assert figures_of(table, "hamlets", "hamlets_with_chapter", "chapters_hamlets") == [159, 159, 159]
    assert figures_of(table, "schools", "schools_with_chapter", "chapters_schools") == [45, 45, 45]
    assert figures_of(table, "agencies", "agencies_with_chapter") == [80, 70]


def test_the_fund_stands_at_more_than_900_million(demo):
    table = demo.table(2023)

    assert table.root.total["fund_closing"] == (912_400_000, 278, 278)
    assert figures_of(table, "fund_opening", "fund_adjusted") == [868_250_000, 0]


def test_the_awards_of_2023_are_those_of_the_report(demo):
    assert awards_of(demo.table(2023)) == AWARDS_2023


def test_the_flag_for_the_district_itself_stands_in_its_own_row(demo):
    table = demo.table(2023)
    (own,) = [row for row in table.rows if row.is_own]

    assert table.by_row[own.pk]["award.tw-co-thi-dua.collective.proposed"].total == 1


def test_the_direction_for_2024_has_7_tasks_7_targets_and_8_solutions(demo):
    assert figures_of(demo.table(2023), "plan_tasks", "plan_targets", "plan_solutions") == [7, 7, 8]


def test_2022_stands_beside_for_comparison(demo):
    table = demo.table(2022)
    total = table.root.total

    assert total.sum(CHAPTERS).total == 269
    assert total.sum(BOARDS).total == 13
    assert figures_of(table, "members_closing", "population", "fund_closing") == [10_146, 43_796, 868_250_000]
    assert figures_of(table, "plan_tasks", "plan_targets", "plan_solutions") == [6, 7, 7]
    assert awards_of(table) == AWARDS_2022


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_year_is_accepted_as_a_whole(year, demo):
    table = demo.table(year)

    assert table.is_final
    assert table.accepted == (17, 17)


def test_2024_has_begun_and_says_what_is_missing(demo):
    table = demo.table(2024)
    total = table.root.total

    assert (table.accepted, table.period.previous.year) == ((0, 17), 2023)
    assert {node.row.unit_return.state for node in table.nodes()} == {Return.State.DRAFT}
    assert figures_of(table, "members_opening", "fund_opening") == [10_360, 912_400_000]
    assert total["members_closing"].is_partial
    assert total["population"] == (2_035, 1, 17)
    assert demo.table(2024, "02137").root.total["population"].is_missing


def test_one_commune_has_a_share_in_2024_and_con_minh_has_none_yet(demo):
    complete, begun = (demo.table(2024, code).root for code in ("02152", "02173"))

    assert not complete.share(["members_closing"], "population").is_partial
    assert begun.share(["members_closing"], "population").percent is None
    assert begun.total["fund_closing"].is_partial
