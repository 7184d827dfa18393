"""A unit goes elsewhere with all below it; members and subordinate units go together when their unit is to close."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from chapters.actions import (
    admit_member,
    close_unit,
    create_unit,
    end_membership,
    join_unit,
    move_children_of,
    move_members_of,
    move_unit,
    update_unit,
)
from chapters.models import Membership, Unit
from khuyenhoc.actions import NotAllowed
from khuyenhoc.models import Change
from khuyenhoc.triggers import guard_sentence

from ..refusals import refusal
from .trees import problems

DAY = date(2024, 1, 1)


def team_under(chapter, cast):
    return create_unit(parent=chapter, kind="team", name="Tổ hội Nà Lẹng", by=cast.admin)


def with_roster(chapter, cast):
    return update_unit(unit=chapter, keeps_roster=True, by=cast.admin)


def test_a_chapter_takes_its_teams_along_to_a_new_commune(cast):
    team = team_under(cast.cho_a, cast)

    moved = move_unit(unit=cast.cho_a, parent=cast.van_lang, reason="QĐ 05/QĐ-HKH", by=cast.office)

    team.refresh_from_db()
    assert (moved.parent, moved.path, team.path) == (cast.van_lang, "000100020002", "0001000200020001")
    assert (moved.code, moved.reason) == ("02173-002", "QĐ 05/QĐ-HKH")
    assert problems() == []


def test_who_sees_the_chapter_changes_with_its_place(cast):
    team = team_under(cast.cho_a, cast)

    move_unit(unit=cast.cho_a, parent=cast.van_lang, by=cast.office)

    assert {cast.cho_a, team} <= set(Unit.objects.visible_to(cast.van_lang_officer))
    assert not {cast.cho_a, team} & set(Unit.objects.visible_to(cast.con_minh_officer))


def test_a_school_may_stand_directly_under_the_district_and_go_back(cast):
    up = move_unit(unit=cast.cho_a, parent=cast.district, by=cast.office)
    back = move_unit(unit=up, parent=cast.con_minh, by=cast.office)

    assert (up.path, back.path) == ("00010003", "000100010003")
    assert problems() == []


def test_a_code_stays_with_its_unit_and_is_not_given_to_another(cast):
    update_unit(unit=cast.cho_a, code="02140-002", by=cast.admin)

    new = create_unit(parent=cast.van_lang, kind="chapter", name="Chi hội 2", setting="school", by=cast.admin)

    assert new.code == "02140-003"


@pytest.mark.parametrize(
    "unit, parent, sentence",
    [
        ("cho_a", "con_minh", "Chi hội thôn Chợ A đang trực thuộc xã Côn Minh rồi. Xin chọn nơi khác."),
        ("con_minh", "cho_a", "Chi hội thôn Chợ A nằm trong xã Côn Minh. Xin chọn một đơn vị ở ngoài."),
        ("con_minh", "con_minh", "xã Côn Minh nằm trong xã Côn Minh. Xin chọn một đơn vị ở ngoài."),
        ("con_minh", "van_lang", "Xã không đặt được dưới xã. Xin chọn đơn vị cấp trên khác."),
        ("cho_a", "to_dooc", "Chi hội không đặt được dưới chi hội. Xin chọn đơn vị cấp trên khác."),
        ("district", "con_minh", "huyện Na Rì là đơn vị trên cùng của phần mềm, không chuyển, không giải thể được."),
    ],
)
def test_a_move_that_makes_no_tree_is_refused_in_words(unit, parent, sentence, cast):
    assert refusal(move_unit, unit=getattr(cast, unit), parent=getattr(cast, parent), by=cast.office) == sentence
    assert problems() == []


def test_nothing_moves_under_what_is_closed_and_the_closed_stays(cast):
    closed = create_unit(parent=cast.district, kind="commune", designation="xã", name="Kim Hỷ", by=cast.admin)
    close_unit(unit=closed, closed_on=DAY, reason="Sáp nhập", by=cast.admin)

    under = refusal(move_unit, unit=cast.cho_a, parent=closed, by=cast.office)
    close_unit(unit=cast.cho_a, closed_on=DAY, reason="Thôi hoạt động", by=cast.admin)
    itself = refusal(move_unit, unit=cast.cho_a, parent=cast.van_lang, by=cast.office)

    assert under == "xã Kim Hỷ đã giải thể ngày 01/01/2024. Xin chọn đơn vị còn hoạt động."
    assert itself == "Chi hội thôn Chợ A đã giải thể, không chuyển được. Nếu còn hoạt động, xin lập lại trước."


def test_both_the_old_and_the_new_place_must_lie_in_her_reach(cast):
    with pytest.raises(NotAllowed, match="không lập, sửa đơn vị tại xã Văn Lang"):
        move_unit(unit=cast.cho_a, parent=cast.van_lang, by=cast.con_minh_officer)
    with pytest.raises(NotAllowed, match="Chuyển, giải thể hay lập lại xã Côn Minh là việc của Hội cấp trên"):
        move_unit(unit=cast.con_minh, parent=cast.district, by=cast.con_minh_officer)
    with pytest.raises(NotAllowed):
        move_unit(unit=cast.to_dooc, parent=cast.con_minh, by=cast.con_minh_officer)
    with pytest.raises(NotAllowed):
        move_unit(unit=cast.cho_a, parent=cast.van_lang, by=cast.inspector)


def test_a_second_person_learns_that_the_unit_has_just_been_moved(cast):
    move_unit(unit=cast.cho_a, parent=cast.van_lang, was=cast.con_minh, by=cast.office)

    sentence = refusal(move_unit, unit=cast.cho_a, parent=cast.district, was=cast.con_minh, by=cast.admin)

    assert sentence == (
        "Có người vừa chuyển Chi hội thôn Chợ A sang xã Văn Lang. Xin xem lại rồi chuyển tiếp nếu vẫn cần."
    )
    assert Unit.objects.get(pk=cast.cho_a.pk).parent == cast.van_lang


def test_a_move_is_logged_with_who_made_it(cast):
    move_unit(unit=cast.cho_a, parent=cast.van_lang, reason="Sáp nhập", by=cast.office)

    change = Change.objects.of(cast.cho_a)[0]

    assert change.actor_name == "Thường trực Hội"
    assert (change.before["parent_id"], change.after["parent_id"]) == (cast.con_minh.pk, cast.van_lang.pk)


def test_the_database_keeps_a_path_to_its_parent(cast):
    for wrong in ({"path": "000100020009"}, {"parent": cast.van_lang}):
        with pytest.raises(IntegrityError) as caught, transaction.atomic():
            Unit.objects.filter(pk=cast.cho_a.pk).update(**wrong)
        assert guard_sentence(caught.value) == "Mã cây của đơn vị không khớp cấp trên."


# Everything below at once


def test_all_open_units_below_go_to_another_commune_and_the_closed_stay_as_history(cast):
    close_unit(unit=cast.cho_a, closed_on=DAY, reason="Thôi hoạt động", by=cast.admin)

    moved = move_children_of(unit=cast.con_minh, to=cast.van_lang, by=cast.office)

    assert moved == [cast.ban_cao]
    assert list(cast.con_minh.children.all()) == [cast.cho_a]
    assert problems() == []


def test_where_one_does_not_fit_none_goes(cast):
    province_like = create_unit(parent=cast.con_minh, kind="team", name="Tổ hội 1", by=cast.admin)

    sentence = refusal(move_children_of, unit=cast.con_minh, to=cast.district, by=cast.office)

    assert sentence == ("huyện Na Rì không nhận được Tổ hội 1. Xin chọn nơi khác, hoặc chuyển từng đơn vị.")
    assert set(cast.con_minh.children.all()) == {cast.ban_cao, cast.cho_a, province_like}


def test_where_nothing_stands_below_nothing_is_moved(cast):
    assert refusal(move_children_of, unit=cast.ban_cao, to=cast.cho_a, by=cast.office) == (
        "Dưới Chi hội thôn Bản Cào không còn đơn vị nào đang hoạt động."
    )


# Members


def test_all_members_move_on_one_day_and_are_counted_once(cast):
    with_roster(cast.cho_a, cast)

    number = move_members_of(unit=cast.ban_cao, to=cast.cho_a, on=DAY, by=cast.con_minh_officer)

    old, new = Membership.objects.filter(member=cast.lan).order_by("since")
    assert number == 1
    assert (old.unit, old.until, old.exit) == (cast.ban_cao, DAY, "moved_out")
    assert (new.unit, new.since, new.entry, new.is_counted) == (cast.cho_a, DAY, "moved_in", True)


def test_who_already_takes_part_there_uncounted_is_counted_there_now(cast):
    with_roster(cast.cho_a, cast)
    join_unit(member=cast.lan, unit=cast.cho_a, since=date(2021, 1, 1), is_counted=False, by=cast.admin)

    move_members_of(unit=cast.ban_cao, to=cast.cho_a, on=DAY, by=cast.con_minh_officer)

    held = Membership.objects.get(member=cast.lan, until=None)
    assert (held.unit, held.since, held.is_counted) == (cast.cho_a, DAY, True)
    assert Membership.objects.filter(member=cast.lan).count() == 3


def test_who_has_left_before_stays_where_she_was(cast):
    with_roster(cast.cho_a, cast)
    gone = admit_member(unit=cast.ban_cao, name="Nông Văn Tư", since=date(2020, 1, 1), by=cast.admin)
    end_membership(membership=gone.memberships.get(), until=date(2022, 1, 1), exit="left", by=cast.admin)

    assert move_members_of(unit=cast.ban_cao, to=cast.cho_a, on=DAY, by=cast.con_minh_officer) == 1
    assert gone.memberships.get().exit == "left"


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"to": "ban_cao"}, "Đây chính là nơi hội viên đang sinh hoạt. Xin chọn nơi khác."),
        ({"on": date(2020, 4, 30)}, "Có hội viên mới vào ngày 01/05/2020. Xin ghi ngày chuyển từ ngày đó trở đi."),
        (
            {"on": timezone.localdate() + timedelta(days=1)},
            "Ngày chuyển đang ở tương lai. Xin ghi khi hội viên đã chuyển.",
        ),
        (
            {"unit": "cho_a", "to": "ban_cao"},
            "Chi hội thôn Chợ A không có hội viên nào đang sinh hoạt trong danh sách.",
        ),
    ],
)
def test_a_transfer_that_cannot_be_is_refused_beside_its_field(changed, sentence, cast):
    with_roster(cast.cho_a, cast)
    asked = {"unit": "ban_cao", "to": "cho_a", "on": DAY} | changed

    got = refusal(
        move_members_of,
        unit=getattr(cast, asked["unit"]),
        to=getattr(cast, asked["to"]),
        on=asked["on"],
        by=cast.office,
    )

    assert got == sentence
    assert cast.lan.memberships.get().until is None


def test_a_chapter_that_keeps_no_list_receives_nobody(cast):
    assert refusal(move_members_of, unit=cast.ban_cao, to=cast.cho_a, on=DAY, by=cast.office).startswith(
        "Chi hội thôn Chợ A chưa quản lý danh sách hội viên."
    )


def test_nobody_sends_members_to_a_neighbour(cast):
    with pytest.raises(NotAllowed, match="không thêm, sửa hội viên tại Chi hội thôn Tô Đoóc"):
        move_members_of(unit=cast.ban_cao, to=cast.to_dooc, on=DAY, by=cast.con_minh_officer)
    with pytest.raises(NotAllowed, match="không thêm, sửa hội viên tại Chi hội thôn Tô Đoóc"):
        move_members_of(unit=cast.to_dooc, to=cast.ban_cao, on=DAY, by=cast.con_minh_officer)
