"""The tree of a year is its returns: who gets one, whose row stands where, who joins later and who does not."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from chapters.actions import close_unit, create_unit, move_children_of, update_unit
from chapters.models import Unit
from funds.actions import open_fund
from reports.actions import hand_back, open_period, submit_return
from reports.models import Return, Row
from reports.tree import follow_unit

from .conftest import add, declare, fill, hand_in, put, return_of, row_of, start, table_of, totals_of

TODAY = timezone.localdate()
NOW, PAST = TODAY.year, TODAY.year - 1


@pytest.fixture
def running(cast):
    """Two years open: the one that runs, and the one before with its cut-off past."""
    cast.past, cast.now = open_period(year=PAST, by=cast.office), open_period(year=NOW, by=cast.office)
    return cast


def chapter(cast, under, **facts):
    return create_unit(
        parent=under, kind="chapter", setting="hamlet", by=cast.admin, **({"name": "Chi hội thôn Nà Ngoàn"} | facts)
    )


def rows(unit_return):
    return list(unit_return.rows.values_list("unit__name", "is_own"))


def years_of(unit):
    return sorted(Row.objects.filter(unit=unit).values_list("unit_return__period__year", flat=True))


# Planting


def test_every_association_gets_one_return_and_a_row_for_all_under_it_until_the_next_one(cast):
    without = add(cast.district, "commune", "Đổng Xá", cast.admin, association_since=None)
    board = add(cast.district, "board", "Ban khuyến học cơ quan huyện", cast.admin, setting="agency")
    add(cast.cho_a, "team", "Tổ hội Nà Lẹng", cast.admin)

    open_period(year=2023, by=cast.office)

    returns = {made.unit.name: rows(made) for made in Return.objects.select_related("unit")}
    assert returns == {
        "Na Rì": [("Na Rì", True), (board.name, False)],
        "Côn Minh": [
            ("Côn Minh", True),
            ("Chi hội thôn Bản Cào", False),
            ("Chi hội thôn Chợ A", False),
            ("Tổ hội Nà Lẹng", False),
        ],
        "Văn Lang": [("Văn Lang", True), ("Chi hội thôn Tô Đoóc", False)],
        "Đổng Xá": [("Đổng Xá", True)],
    }
    assert return_of(without).above == return_of(cast.district)


def test_paths_are_unique_and_say_who_stands_under_whom(db):
    root, admin = start("province", "tỉnh", "Bắc Kạn")
    for parent in (root, add(root, "district", "Na Rì", admin), add(root, "district", "Bạch Thông", admin)):
        for number in range(2):
            add(parent, "commune", f"Xã {number}", admin)

    open_period(year=2023, by=admin)

    returns = list(Return.objects.select_related("above"))
    assert len({made.path for made in returns}) == len(returns) == 9
    assert all(made.path[:-4] == (made.above.path if made.above else "") for made in returns)
    assert [made.unit for made in Return.objects.below(return_of(root)).select_related("unit")] == [
        made.unit for made in returns
    ]


def test_a_unit_of_another_time_has_no_row(cast):
    chapter(cast, cast.con_minh, name="Chi hội đã thôi")
    Unit.objects.filter(name="Chi hội đã thôi").update(closed_on=date(2022, 12, 31))
    chapter(cast, cast.con_minh, name="Chi hội sau này", opened_on=date(2024, 1, 1))
    chapter(cast, cast.con_minh, name="Chi hội thôi giữa năm")
    Unit.objects.filter(name="Chi hội thôi giữa năm").update(closed_on=date(2023, 6, 30))

    open_period(year=2023, by=cast.office)

    assert [name for name, _ in rows(return_of(cast.con_minh))] == [
        "Côn Minh",
        "Chi hội thôi giữa năm",
        "Chi hội thôn Bản Cào",
        "Chi hội thôn Chợ A",
    ]
    assert totals_of(cast.con_minh)["chapters_hamlets"] == 2


def test_chapters_of_a_commune_that_is_gone_stand_under_the_association_above(cast):
    move_children_of(unit=cast.con_minh, to=cast.district, by=cast.admin)
    close_unit(unit=cast.con_minh, closed_on=date(2022, 12, 31), reason="Sáp nhập", by=cast.admin)

    open_period(year=2023, by=cast.office)

    assert [name for name, _ in rows(return_of(cast.district))] == [
        "Na Rì",
        "Chi hội thôn Bản Cào",
        "Chi hội thôn Chợ A",
    ]
    assert totals_of(cast.district)["members_closing"] == 2


def test_communes_of_a_district_that_is_gone_stand_under_the_province(db):
    root, admin = start("province", "tỉnh", "Bắc Kạn")
    district = add(root, "district", "Na Rì", admin)
    communes = [add(district, "commune", name, admin) for name in ("Côn Minh", "Văn Lang")]
    move_children_of(unit=district, to=root, by=admin)
    close_unit(unit=district, closed_on=date(2025, 7, 1), reason="Bỏ cấp huyện", by=admin)

    open_period(year=2026, by=admin)

    assert [return_of(commune, 2026).above.unit for commune in communes] == [root, root]


# Joining later


def test_a_new_chapter_joins_the_drafts_of_all_years_it_may_have_stood_in(running):
    assert years_of(chapter(running, running.con_minh)) == [PAST, NOW]
    assert years_of(chapter(running, running.con_minh, opened_on=TODAY)) == [NOW]
    assert years_of(chapter(running, running.con_minh, opened_on=date(PAST, 12, 31))) == [PAST, NOW]
    assert years_of(chapter(running, running.con_minh, opened_on=date(NOW + 1, 1, 1))) == []


def test_a_new_chapter_does_not_join_what_is_accepted_and_its_figures_come_with_the_next_year(running):
    declare(running.cho_a, running.office, PAST, members_closing=30)
    hand_in(running.con_minh, running.office, PAST)
    before = table_of(running.district, PAST).root.total

    new = chapter(running, running.con_minh)

    assert years_of(new) == [NOW]
    assert table_of(running.district, PAST).root.total == before
    assert new.name in [row.name for row in table_of(running.con_minh, NOW).rows]


def test_a_chapter_opened_while_the_return_was_handed_in_joins_when_it_is_handed_back(running):
    fill(running.con_minh, running.office, PAST)
    submit_return(unit_return=return_of(running.con_minh, PAST), by=running.office)
    new = chapter(running, running.con_minh)
    assert years_of(new) == [NOW]

    hand_back(unit_return=return_of(running.con_minh, PAST), reason="Thiếu chi hội mới", by=running.office)

    assert years_of(new) == [PAST, NOW]


def test_a_new_commune_gets_a_return_of_its_own_behind_the_others(running):
    commune = add(running.district, "commune", "Kim Hỷ", running.admin, opened_on=TODAY)
    new = chapter(running, commune)

    made = return_of(commune, NOW)
    assert (made.above, made.path, made.state) == (return_of(running.district, NOW), "00010003", "draft")
    assert [row.unit for row in made.rows.select_related("unit")] == [commune, new]
    assert years_of(commune) == [NOW]


def test_a_new_commune_does_not_join_a_year_that_the_district_has_closed(running):
    hand_in(running.district, running.office, PAST)

    commune = add(running.district, "commune", "Kim Hỷ", running.admin)
    new = chapter(running, commune)

    assert (years_of(commune), years_of(new)) == ([NOW], [NOW])
    assert totals_of(running.district, PAST)["communes"] == 2


def test_a_closed_unit_that_is_corrected_joins_no_year_after_its_end(running):
    gone = chapter(running, running.con_minh, opened_on=date(NOW + 1, 1, 1))
    Unit.objects.filter(pk=gone.pk).update(opened_on=date(2000, 1, 1), closed_on=date(PAST - 3, 1, 1))

    follow_unit(Unit.objects.get(pk=gone.pk))

    assert years_of(gone) == []


# Following


def test_a_renamed_unit_keeps_its_old_name_in_the_year_whose_cut_off_is_past(running):
    update_unit(unit=running.con_minh, name="Côn Minh Mới", by=running.office)

    assert row_of(running.con_minh, PAST).name == "Côn Minh"
    assert row_of(running.con_minh, NOW).name == "Côn Minh Mới"


def test_a_roster_that_is_begun_or_given_up_is_followed(running):
    update_unit(unit=running.cho_a, keeps_roster=True, by=running.office)
    assert totals_of(running.con_minh, NOW)["members_closing"] == 1
    assert table_of(running.con_minh, NOW).root.total["members_closing"].reported == 2

    update_unit(unit=running.cho_a, keeps_roster=False, by=running.office)
    assert table_of(running.con_minh, NOW).root.total["members_closing"].reported == 1


def test_a_book_counts_from_the_year_in_which_it_was_opened(running):
    put(running.cho_a, {"fund_closing": 700_000}, PAST)

    open_fund(unit=running.cho_a, name="Quỹ", opened_on=date(NOW, 1, 1), by=running.treasurer)
    open_period(year=PAST - 1, by=running.office)

    assert [row_of(running.cho_a, year).keeps_book for year in (PAST - 1, PAST, NOW)] == [False, False, True]
    assert totals_of(running.con_minh, PAST)["fund_closing"] == 700_000
    assert totals_of(running.con_minh, NOW)["fund_closing"] == 0


def test_a_book_opened_late_for_the_year_before_is_followed_without_taking_a_new_name_along(running):
    update_unit(unit=running.cho_a, name="Chi hội thôn Khác", by=running.office)

    open_fund(unit=running.cho_a, name="Quỹ", opened_on=date(PAST, 6, 1), by=running.treasurer)

    row = row_of(running.cho_a, PAST)
    assert (row.keeps_book, row.name) == (True, "Chi hội thôn Chợ A")


def test_what_is_accepted_follows_nothing(running):
    hand_in(running.con_minh, running.office, NOW)

    update_unit(unit=running.cho_a, name="Chi hội thôn Khác", keeps_roster=True, by=running.office)
    open_fund(unit=running.cho_a, name="Quỹ", opened_on=TODAY - timedelta(days=1), by=running.treasurer)

    row = row_of(running.cho_a, NOW)
    assert (row.name, row.keeps_roster, row.keeps_book) == ("Chi hội thôn Chợ A", False, False)
