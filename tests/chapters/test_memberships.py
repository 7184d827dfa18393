"""In, out, on to another chapter, and where a person is counted."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chapters.actions import (
    admit_member,
    close_unit,
    count_here,
    end_membership,
    join_unit,
    take_back_death,
    transfer_member,
    update_member,
    void_membership,
)
from chapters.models import Member, Membership, Unit
from khuyenhoc.actions import Clash, NotAllowed
from khuyenhoc.models import Change
from khuyenhoc.triggers import guard_sentence

from ..refusals import refusal

DAY = date(2023, 6, 1)


def held(member):
    """Where she belongs today, and whether she is counted there."""
    return {(one.unit.name, one.is_counted) for one in member.memberships.genuine().current().select_related("unit")}


def transfer(cast, **changed):
    facts = {"member": cast.lan, "membership": cast.lan.memberships.first(), "to": cast.cho_a, "on": DAY}
    return transfer_member(**facts | {"by": cast.con_minh_officer} | changed)


def second(cast, since=date(2022, 1, 1), **changed):
    facts = {"member": cast.lan, "unit": cast.cho_a, "since": since, "is_counted": False, "by": cast.con_minh_officer}
    return join_unit(**facts | changed)


def test_a_transfer_moves_her_and_her_counting_on_one_day(cast):
    moved = transfer(cast)

    left = cast.lan.memberships.get(unit=cast.ban_cao)
    assert (left.until, left.exit) == (DAY, "moved_out")
    assert (moved.since, moved.entry, moved.is_counted) == (DAY, "moved_in", True)
    assert held(cast.lan) == {("Chi hội thôn Chợ A", True)}


def test_an_uncounted_membership_moves_uncounted(cast):
    extra = second(cast)

    moved = transfer(cast, membership=extra, to=cast.to_dooc, by=cast.office)

    assert not moved.is_counted
    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True), ("Chi hội thôn Tô Đoóc", False)}


def test_beyond_her_reach_the_way_is_said_and_nothing_is_written(cast):
    sentence = refusal(transfer, cast=cast, to=cast.to_dooc)

    assert "Xin ghi thôi sinh hoạt với lý do chuyển đi; nơi nhận ghi chuyển đến." in sentence
    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True)}


@pytest.mark.parametrize(
    "on, sentence",
    [
        (date(2020, 4, 30), "Ngày thôi không thể trước ngày vào (01/05/2020). Xin xem lại."),
        (date(2090, 1, 1), "Ngày thôi đang ở tương lai. Xin ghi khi hội viên đã thôi."),
    ],
)
def test_a_transfer_has_its_dates_in_order(on, sentence, cast):
    assert refusal(transfer, cast=cast, on=on) == sentence
    assert cast.lan.memberships.count() == 1


def test_a_transfer_to_where_she_is_is_none(cast):
    assert refusal(transfer, cast=cast, to=cast.ban_cao) == (
        "Hoàng Thị Lan đang sinh hoạt ở Chi hội thôn Bản Cào. Xin chọn chi hội khác."
    )


def test_a_refused_coming_takes_the_leaving_back(cast):
    Unit.objects.filter(pk=cast.cho_a.pk).update(opened_on=date(2023, 7, 1))
    cast.cho_a.refresh_from_db()

    assert "chưa thành lập" in refusal(transfer, cast=cast)
    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True)}


def test_what_was_recorded_by_mistake_counts_nowhere_and_stays_in_the_log(cast):
    made = admit_member(unit=cast.ban_cao, name="Nông Văn Bình", since=DAY, by=cast.con_minh_officer)

    voided = void_membership(membership=made.memberships.get(), by=cast.con_minh_officer)

    assert (voided.until, voided.exit, voided.is_counted) == (DAY, "voided", False)
    assert not Member.objects.visible_to(cast.admin).filter(pk=made.pk).exists()
    assert Change.objects.of(voided)[0].after["exit"] == "voided"
    assert refusal(void_membership, membership=voided, by=cast.con_minh_officer) == "Dòng này đã được ghi là ghi nhầm."


def test_a_neighbour_voids_and_counts_nothing(cast):
    for act in (void_membership, lambda **given: count_here(on=DAY, **given)):
        with pytest.raises(NotAllowed):
            act(membership=cast.lan.memberships.get(), by=cast.van_lang_officer)


def test_ghi_nham_is_no_way_of_leaving(cast):
    sentence = refusal(
        end_membership, membership=cast.lan.memberships.get(), until=DAY, exit="voided", by=cast.con_minh_officer
    )

    assert sentence == "Ghi nhầm là một việc riêng. Xin bấm Ghi nhầm ở dòng sinh hoạt."


def test_where_she_is_counted_changes_from_a_day_and_the_past_stays(cast):
    extra = second(cast)

    count_here(membership=extra, on=DAY, by=cast.con_minh_officer)

    assert held(cast.lan) == {("Chi hội thôn Chợ A", True), ("Chi hội thôn Bản Cào", False)}
    counted = cast.lan.memberships.filter(is_counted=True).order_by("since")
    assert [(one.unit, one.since, one.until) for one in counted] == [
        (cast.ban_cao, date(2020, 5, 1), DAY),
        (cast.cho_a, DAY, None),
    ]


def test_counted_here_from_the_very_day_she_came_cuts_no_line(cast):
    extra = second(cast, since=DAY)

    count_here(membership=extra, on=DAY, by=cast.con_minh_officer)

    assert cast.lan.memberships.filter(unit=cast.cho_a).count() == 1
    assert cast.lan.memberships.filter(unit=cast.ban_cao).count() == 2


def test_counting_asks_for_both_units_in_reach_and_names_none_beyond(cast):
    extra = join_unit(member=cast.secret, unit=cast.ban_cao, since=DAY, is_counted=False, by=cast.office)

    sentence = refusal(count_here, membership=extra, on=DAY, by=cast.con_minh_officer)

    assert sentence.startswith("Lý Văn Kín đang được tính ở một nơi bạn không ghi được.")
    assert "Tô Đoóc" not in sentence


@pytest.mark.parametrize("on", [date(2021, 12, 31), date(2090, 1, 1)], ids=["before she came", "in the future"])
def test_counting_begins_on_a_day_when_she_belongs_to_both(on, cast):
    extra = second(cast)

    refusal(count_here, membership=extra, on=on, by=cast.con_minh_officer)

    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True), ("Chi hội thôn Chợ A", False)}


def test_who_died_belongs_nowhere_any_more_and_does_not_come_back(cast):
    second(cast)
    end_membership(
        membership=cast.lan.memberships.get(unit=cast.ban_cao), until=DAY, exit="died", by=cast.con_minh_officer
    )

    assert held(cast.lan) == set()
    sentence = refusal(join_unit, member=cast.lan, unit=cast.ban_cao, since=date(2024, 1, 1), by=cast.con_minh_officer)
    assert sentence.startswith("Hoàng Thị Lan đã được ghi từ trần ngày 01/06/2023")


def test_the_wrong_person_was_recorded_dead_and_that_is_mended(cast):
    line = cast.lan.memberships.get()
    end_membership(membership=line, until=DAY, exit="died", by=cast.con_minh_officer)
    void_membership(membership=line, by=cast.con_minh_officer)

    back = join_unit(member=cast.lan, unit=cast.ban_cao, since=date(2020, 5, 1), by=cast.con_minh_officer)

    assert back.is_counted


@pytest.fixture
def in_both_communes(cast):
    """Lan, counted at Bản Cào, takes part next door too."""
    join_unit(member=cast.lan, unit=cast.to_dooc, since=date(2022, 1, 1), is_counted=False, by=cast.office)
    return cast.lan.memberships.get(unit=cast.ban_cao)


def test_who_died_is_dead_in_the_neighbouring_commune_too_and_its_log_says_by_whom(cast, in_both_communes):
    end_membership(membership=in_both_communes, until=DAY, exit="died", by=cast.con_minh_officer)

    next_door = cast.lan.memberships.get(unit=cast.to_dooc)
    told = Change.objects.visible_to(cast.van_lang_officer).of(next_door)[0]
    assert held(cast.lan) == set()
    assert (next_door.until, next_door.exit) == (DAY, "died")
    assert (told.actor_name, told.after["exit"]) == ("Cán bộ Côn Minh", "died")


def test_a_death_before_she_came_to_a_place_out_of_sight_is_refused_without_naming_it(cast, in_both_communes):
    day = date(2021, 6, 1)
    sentence = refusal(end_membership, membership=in_both_communes, until=day, exit="died", by=cast.con_minh_officer)

    assert sentence.startswith("Sau ngày này người đó mới vào một đơn vị ngoài phạm vi của bạn.")
    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True), ("Chi hội thôn Tô Đoóc", False)}
    assert "Tô Đoóc (01/01/2022)" in refusal(
        end_membership, membership=in_both_communes, until=day, exit="died", by=cast.office
    )


def test_a_death_recorded_of_the_wrong_person_is_taken_back_everywhere(cast, in_both_communes):
    end_membership(membership=in_both_communes, until=DAY, exit="died", by=cast.con_minh_officer)

    take_back_death(membership=in_both_communes, by=cast.con_minh_officer)

    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True), ("Chi hội thôn Tô Đoóc", False)}
    assert refusal(take_back_death, membership=in_both_communes, by=cast.con_minh_officer) == (
        "Hoàng Thị Lan không được ghi từ trần ở dòng này, không có gì để lấy lại."
    )


def test_a_chapter_closed_meanwhile_takes_nobody_back(cast, in_both_communes):
    end_membership(membership=in_both_communes, until=DAY, exit="died", by=cast.con_minh_officer)
    end_membership(membership=cast.secret.memberships.get(), until=DAY, exit="left", by=cast.office)
    close_unit(unit=cast.to_dooc, closed_on=date(2024, 1, 1), reason="Sáp nhập", by=cast.office)

    take_back_death(membership=in_both_communes, by=cast.con_minh_officer)

    assert held(cast.lan) == {("Chi hội thôn Bản Cào", True)}
    assert cast.lan.memberships.get(unit=cast.to_dooc).exit == "left"


def test_a_neighbour_takes_back_no_death(cast, in_both_communes):
    end_membership(membership=in_both_communes, until=DAY, exit="died", by=cast.con_minh_officer)

    with pytest.raises(NotAllowed):
        take_back_death(membership=in_both_communes, by=cast.van_lang_officer)


def test_nobody_joins_before_she_was_born(cast):
    early = {"unit": cast.ban_cao, "name": "Nông Văn Bình", "birth_year": 2005, "since": date(2004, 1, 1)}

    sentence = refusal(admit_member, by=cast.con_minh_officer, **early)
    later = refusal(update_member, member=cast.lan, birth_year=2021, by=cast.con_minh_officer)

    assert sentence == "Năm sinh 2005 ở sau ngày vào chi hội (01/01/2004). Xin xem lại hai mục này."
    assert later == "Năm sinh 2021 ở sau ngày vào chi hội (01/05/2020). Xin xem lại hai mục này."
    assert not Member.objects.filter(name="Nông Văn Bình").exists()


def guarded(act):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    return guard_sentence(caught.value)


def test_the_database_refuses_it_too(cast):
    line = Membership.objects.filter(member=cast.lan)
    unborn = "Năm sinh ở sau ngày vào chi hội. Xin xem lại hai mục này."
    tomorrow = timezone.localdate() + timedelta(days=1)

    assert guarded(lambda: line.update(since=date(1950, 1, 1))) == unborn
    assert guarded(lambda: Member.objects.filter(pk=cast.lan.pk).update(birth_year=2021)) == unborn
    line.update(until=DAY, exit="died")
    returned = Membership(member=cast.lan, unit=cast.cho_a, since=tomorrow, is_counted=False)
    assert guarded(lambda: Membership.objects.bulk_create([returned])) == (
        "Hội viên này đã được ghi từ trần trước ngày đó."
    )


def test_a_fact_changed_by_somebody_else_meanwhile_clashes(cast):
    update_member(member=cast.lan, birth_year=1961, by=cast.admin)

    with pytest.raises(Clash) as caught:
        update_member(
            member=cast.lan, was={"birth_year": 1960, "name": "Hoàng Thị Lan"}, birth_year=1962, by=cast.admin
        )

    assert caught.value.cells == {"birth_year": 1961}
    cast.lan.refresh_from_db()
    assert cast.lan.birth_year == 1961


def test_two_people_who_change_different_facts_do_not_clash(cast):
    update_member(member=cast.lan, birth_year=1961, by=cast.admin)

    update_member(member=cast.lan, was={"has_card": False}, has_card=True, by=cast.admin)

    cast.lan.refresh_from_db()
    assert (cast.lan.birth_year, cast.lan.has_card) == (1961, True)
