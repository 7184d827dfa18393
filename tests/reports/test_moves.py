"""A move and the year: drafts of running periods follow, what was handed in keeps the tree in which it was summed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chapters.actions import close_unit, create_unit, move_children_of, move_unit, reopen_unit
from reports.actions import hand_back, open_period, submit_return
from reports.doctor import CHECKS
from reports.models import Return

from .conftest import add, declare, fill, hand_in, return_of, row_of, start, table_of, totals_of

TODAY = timezone.localdate()
NOW, PAST = TODAY.year, TODAY.year - 1


@pytest.fixture
def running(cast):
    """Two years open: the one that runs, and the one before with its cut-off past."""
    cast.past, cast.now = open_period(year=PAST, by=cast.office), open_period(year=NOW, by=cast.office)
    return cast


def move(cast, unit, parent):
    return move_unit(unit=unit, parent=parent, by=cast.office)


def home(unit, year=NOW):
    """Whose return the unit's row stands in."""
    return row_of(unit, year).unit_return.unit


def problems():
    return [finding.what for check in CHECKS for finding in check() if finding.tone != "good"]


def test_a_moved_chapter_s_row_follows_with_its_figures_in_the_year_that_runs(running):
    declare(running.cho_a, running.office, NOW, members_closing=30)

    move(running, running.cho_a, running.van_lang)

    assert home(running.cho_a) == running.van_lang
    assert totals_of(running.van_lang, NOW)["members_closing"] == 31
    assert table_of(running.con_minh, NOW).root.total["members_closing"].total == 1


def test_it_stays_in_the_draft_of_a_year_that_is_past(running):
    move(running, running.cho_a, running.van_lang)

    assert home(running.cho_a, PAST) == running.con_minh


def test_a_team_s_row_goes_with_its_chapter(running):
    team = add(running.cho_a, "team", "Tổ hội Nà Lẹng", running.admin)

    move(running, running.cho_a, running.van_lang)

    assert home(team) == running.van_lang


@pytest.mark.parametrize("handed_in", ["con_minh", "van_lang"])
def test_it_stays_where_the_old_or_the_new_commune_has_handed_in(handed_in, running):
    declare(running.cho_a, running.office, NOW, members_closing=30)
    commune = getattr(running, handed_in)
    fill(commune, running.office, NOW)
    submit_return(unit_return=return_of(commune, NOW), by=running.office)
    before = totals_of(running.district, NOW)

    move(running, running.cho_a, running.van_lang)

    assert home(running.cho_a) == running.con_minh
    assert totals_of(running.district, NOW) == before


def test_it_follows_late_when_the_old_commune_s_return_is_handed_back(running):
    fill(running.con_minh, running.office, NOW)
    submit_return(unit_return=return_of(running.con_minh, NOW), by=running.office)
    move(running, running.cho_a, running.van_lang)

    hand_back(unit_return=return_of(running.con_minh, NOW), reason="Chi hội đã chuyển", by=running.office)

    assert home(running.cho_a) == running.van_lang


def test_what_is_accepted_keeps_its_tree_and_its_figures(running):
    declare(running.cho_a, running.office, NOW, members_closing=30)
    hand_in(running.con_minh, running.office, NOW)
    before = totals_of(running.con_minh, NOW)

    move(running, running.cho_a, running.van_lang)

    assert home(running.cho_a) == running.con_minh
    assert totals_of(running.con_minh, NOW) == before


def test_a_chapter_goes_up_to_the_district_s_own_return_and_back(running):
    up = move(running, running.cho_a, running.district)
    assert home(running.cho_a) == running.district

    move(running, up, running.con_minh)
    assert home(running.cho_a) == running.con_minh


# Associations


@pytest.fixture
def province(db):
    root, admin = start("province", "tỉnh", "Bắc Kạn")
    na_ri, bach_thong = (add(root, "district", name, admin) for name in ("Na Rì", "Bạch Thông"))
    communes = [add(na_ri, "commune", name, admin) for name in ("Côn Minh", "Văn Lang")]
    for commune in communes:
        add(commune, "chapter", f"Chi hội {commune.name}", admin)
    open_period(year=NOW, by=admin)
    return root, na_ri, bach_thong, communes, admin


def path_is_above_s(unit):
    made = return_of(unit, NOW)
    return made.above is not None and made.path[:-4] == Return.objects.get(pk=made.above.pk).path


def test_a_moved_commune_s_draft_hangs_under_its_new_district(province):
    root, _, bach_thong, (con_minh, van_lang), admin = province
    declare(con_minh, admin, NOW, population=3_148)

    move_unit(unit=con_minh, parent=bach_thong, by=admin)

    assert return_of(con_minh, NOW).above.unit == bach_thong
    assert path_is_above_s(con_minh)
    assert path_is_above_s(van_lang)
    assert totals_of(bach_thong, NOW)["population"] == totals_of(root, NOW)["population"] == 3_148
    assert problems() == []


def test_a_whole_district_s_drafts_go_along_when_it_moves(db):
    country, admin = start("central", "", "Hội Khuyến học Việt Nam")
    provinces = [add(country, "province", name, admin, designation="tỉnh") for name in ("Bắc Kạn", "Thái Nguyên")]
    district = add(provinces[0], "district", "Na Rì", admin)
    commune = add(district, "commune", "Côn Minh", admin)
    open_period(year=NOW, by=admin)

    move_unit(unit=district, parent=provinces[1], by=admin)

    assert return_of(district, NOW).above.unit == provinces[1]
    assert path_is_above_s(district)
    assert path_is_above_s(commune)
    assert [made.unit for made in Return.objects.below(return_of(provinces[1], NOW))] == [
        provinces[1],
        district,
        commune,
    ]
    assert problems() == []


def test_a_commune_that_has_handed_in_stays_in_the_year_s_tree(province):
    _, na_ri, bach_thong, (con_minh, _), admin = province
    hand_in(con_minh, admin, NOW)

    move_unit(unit=con_minh, parent=bach_thong, by=admin)

    assert return_of(con_minh, NOW).above.unit == na_ri
    assert problems() == []


def test_a_district_stays_when_one_commune_below_it_is_accepted(db):
    country, admin = start("central", "", "Hội Khuyến học Việt Nam")
    provinces = [add(country, "province", name, admin, designation="tỉnh") for name in ("Bắc Kạn", "Thái Nguyên")]
    district = add(provinces[0], "district", "Na Rì", admin)
    commune = add(district, "commune", "Côn Minh", admin)
    open_period(year=NOW, by=admin)
    hand_in(commune, admin, NOW)

    move_unit(unit=district, parent=provinces[1], by=admin)

    assert return_of(district, NOW).above.unit == provinces[0]
    assert problems() == []


# Closing in the year


def test_a_unit_closed_in_the_year_keeps_its_row_and_is_not_waited_for(running):
    declare(running.cho_a, running.office, NOW, members_joined=2)

    close_unit(unit=running.cho_a, closed_on=TODAY, reason="Sáp nhập", by=running.con_minh_officer)

    total = table_of(running.con_minh, NOW).root.total
    assert row_of(running.cho_a, NOW).closed_on == TODAY
    assert (total["chapters_hamlets"].total, total["members_closing"].expected) == (1, 1)
    assert total["members_joined"].total == 2


def test_a_closing_dated_into_the_year_before_counts_in_its_open_draft(running):
    close_unit(unit=running.cho_a, closed_on=running.past.cut_off, reason="Sáp nhập", by=running.con_minh_officer)

    assert totals_of(running.con_minh, PAST)["chapters_hamlets"] == 1
    assert totals_of(running.con_minh, NOW)["chapters_hamlets"] == 1


def test_a_unit_opened_again_stands_in_the_year_again(running):
    close_unit(unit=running.cho_a, closed_on=TODAY - timedelta(days=1), reason="Nhầm", by=running.con_minh_officer)

    reopen_unit(unit=running.cho_a, reason="Ghi nhầm", by=running.con_minh_officer)

    assert totals_of(running.con_minh, NOW)["chapters_hamlets"] == 2


def test_chapters_work_on_directly_under_the_level_above_when_their_commune_is_gone(running):
    move_children_of(unit=running.con_minh, to=running.district, by=running.office)
    close_unit(unit=running.con_minh, closed_on=TODAY, reason="NQ 1683", by=running.office)
    new = create_unit(parent=running.district, kind="chapter", name="Chi hội mới", setting="hamlet", by=running.office)

    assert [home(unit) for unit in (running.ban_cao, running.cho_a, new)] == [running.district] * 3
    assert totals_of(running.district, NOW)["communes"] == 1
    assert totals_of(running.district, NOW)["chapters_hamlets"] == 4
