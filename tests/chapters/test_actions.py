from datetime import date

import pytest
from django.utils import timezone

from chapters.actions import (
    Founder,
    admit_member,
    appoint,
    create_unit,
    create_user,
    end_membership,
    found,
    join_unit,
    update_member,
    update_unit,
)
from chapters.models import Member, Unit, User
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.models import Change
from reports.actions import open_period
from reports.models import Row

from ..refusals import refusal


def test_a_unit_without_a_code_gets_its_parents_with_a_running_number(cast):
    third = create_unit(parent=cast.con_minh, kind="chapter", name="Chi hội 3", setting="school", by=cast.admin)
    own = create_unit(
        parent=cast.con_minh, kind="chapter", name="Chi hội 4", setting="school", code="CM-04", by=cast.admin
    )

    assert [cast.ban_cao.code, cast.cho_a.code, third.code, own.code] == [
        "02173-001",
        "02173-002",
        "02173-003",
        "CM-04",
    ]


def test_paths_go_down_from_the_parent_and_are_never_given_twice(cast):
    third = create_unit(parent=cast.con_minh, kind="board", name="Ban", setting="clan", by=cast.admin)

    assert cast.district.path == "0001"
    assert cast.con_minh.path == "00010001"
    assert [cast.ban_cao.path, cast.cho_a.path, third.path] == ["000100010001", "000100010002", "000100010003"]


def test_a_kind_under_the_wrong_parent_is_refused(cast):
    sentence = refusal(create_unit, parent=cast.con_minh, kind="district", name="Huyện", by=cast.admin)

    assert sentence.startswith("Huyện không đặt được dưới xã.")
    assert not Unit.objects.filter(name="Huyện").exists()


def test_a_chapter_needs_a_setting_and_a_refusal_uses_up_no_number(cast):
    assert refusal(create_unit, parent=cast.con_minh, kind="chapter", name="X", by=cast.admin) == (
        "Xin chọn địa bàn của chi hội, ban khuyến học."
    )
    cast.con_minh.refresh_from_db()
    assert cast.con_minh.children_made == 2


def test_only_who_writes_units_there_opens_or_changes_them(cast):
    for user in (cast.van_lang_officer, cast.treasurer, cast.inspector, cast.chapter_officer):
        with pytest.raises(NotAllowed, match="không lập, sửa đơn vị tại xã Côn Minh"):
            create_unit(parent=cast.con_minh, kind="chapter", name="X", setting="school", by=user)
        with pytest.raises(NotAllowed):
            update_unit(unit=cast.con_minh, name="X", by=user)


def test_a_units_place_in_the_tree_is_not_a_fact_to_edit(cast):
    with pytest.raises(TypeError, match="cannot change 'parent'"):
        update_unit(unit=cast.ban_cao, parent=cast.van_lang, by=cast.admin)


def test_a_closing_day_before_the_opening_day_is_refused(cast):
    Unit.objects.filter(pk=cast.cho_a.pk).update(closed_on=date(2020, 1, 1))
    cast.cho_a.refresh_from_db()

    assert refusal(update_unit, unit=cast.cho_a, opened_on=date(2021, 1, 1), by=cast.admin) == (
        "Ngày giải thể không thể trước ngày thành lập. Xin xem lại hai ngày này."
    )


def test_the_running_year_follows_a_new_unit_and_a_new_name(cast):
    open_period(year=timezone.localdate().year, by=cast.admin)

    made = create_unit(parent=cast.con_minh, kind="chapter", name="Chi hội mới", setting="school", by=cast.admin)
    update_unit(unit=made, name="Chi hội Trường THCS", by=cast.con_minh_officer)

    assert Row.objects.get(unit=made).name == "Chi hội Trường THCS"


def test_a_member_is_admitted_only_where_the_user_writes_members(cast):
    facts = {"unit": cast.ban_cao, "name": "Nông Văn Bình", "since": date(2023, 1, 1)}

    for user in (cast.van_lang_officer, cast.treasurer, cast.leader):
        with pytest.raises(NotAllowed, match="không thêm, sửa hội viên tại Chi hội thôn Bản Cào"):
            admit_member(by=user, **facts)
    assert admit_member(by=cast.chapter_officer, **facts).memberships.get().unit == cast.ban_cao


def test_a_refused_membership_leaves_no_person_behind(cast):
    Unit.objects.filter(pk=cast.ban_cao.pk).update(opened_on=date(2022, 1, 1))
    cast.ban_cao.refresh_from_db()

    sentence = refusal(admit_member, unit=cast.ban_cao, name="Sớm", since=date(2021, 1, 1), by=cast.admin)

    assert sentence == "Ngày 01/01/2021, Chi hội thôn Bản Cào chưa thành lập hoặc đã giải thể. Xin xem lại ngày vào."
    assert not Member.objects.filter(name="Sớm").exists()


def test_a_person_is_changed_only_in_reach_and_only_in_her_facts(cast):
    with pytest.raises(NotAllowed, match="không sửa được hội viên này"):
        update_member(member=cast.lan, name="X", by=cast.van_lang_officer)
    with pytest.raises(TypeError, match="cannot change 'sort_key'"):
        update_member(member=cast.lan, sort_key="0", by=cast.admin)


def test_a_membership_cannot_end_before_it_began(cast):
    membership = cast.lan.memberships.get()

    sentence = refusal(end_membership, membership=membership, until=date(2020, 4, 30), exit="left", by=cast.admin)

    assert sentence == "Ngày thôi không thể trước ngày vào (01/05/2020). Xin xem lại."


def test_an_ended_membership_says_why(cast):
    membership = cast.lan.memberships.get()

    sentence = refusal(end_membership, membership=membership, until=date(2021, 1, 1), exit="", by=cast.admin)

    assert sentence == "Khi ghi ngày thôi, xin chọn lý do (thôi, từ trần hay chuyển đi)."


def test_one_person_is_counted_at_one_place_at_a_time(cast):
    sentence = refusal(join_unit, member=cast.lan, unit=cast.to_dooc, since=date(2022, 1, 1), by=cast.admin)

    assert sentence == (
        "Từ ngày đó Hoàng Thị Lan đang được tính ở Chi hội thôn Bản Cào. "
        "Xin xem lại ngày vào, hoặc ghi thôi ở đó trước."
    )


def test_she_moves_on_the_day_she_left(cast):
    end_membership(membership=cast.lan.memberships.get(), until=date(2022, 1, 1), exit="moved_out", by=cast.admin)

    moved = join_unit(member=cast.lan, unit=cast.to_dooc, since=date(2022, 1, 1), entry="moved_in", by=cast.admin)

    assert moved.is_counted
    assert set(Member.objects.visible_to(cast.van_lang_officer)) == {cast.lan, cast.secret}


def test_accounts_are_given_only_by_those_who_manage_users_there(cast):
    facts = {"username": "moi", "name": "Người mới", "password": "mat khau rieng 1", "role": "commune_officer"}

    with pytest.raises(NotAllowed):
        create_user(unit=cast.van_lang, by=cast.con_minh_officer, **facts)
    with pytest.raises(NotAllowed):
        appoint(user=cast.nobody, unit=cast.van_lang, role="office", by=cast.van_lang_officer)
    assert create_user(unit=cast.van_lang, by=cast.office, **facts).office_label == "Cán bộ Hội xã Văn Lang"


def test_an_office_in_a_chapter_does_not_say_chapter_twice(cast):
    ban = create_unit(parent=cast.con_minh, kind="board", setting="clan", name="Ban khuyến học họ Bàn", by=cast.office)
    facts = {"password": "mat khau rieng 1", "role": "chapter_officer", "by": cast.office}

    tai = create_user(username="tai", name="Hoàng Văn Tài", unit=cast.ban_cao, **facts)
    ban_officer = create_user(username="ban", name="Bàn Văn Phúc", unit=ban, **facts)

    assert tai.office_label == "Cán bộ Chi hội thôn Bản Cào"
    assert ban_officer.office_label == "Cán bộ Ban khuyến học họ Bàn"


def test_an_account_with_a_weak_password_is_not_made(cast):
    facts = {"username": "moi", "name": "Người mới", "unit": cast.van_lang, "role": "commune_officer"}

    with pytest.raises(Refusal) as caught:
        create_user(password="12345678901", by=cast.office, **facts)

    assert caught.value.field == "password"
    assert not User.objects.filter(username="moi").exists()


def test_an_installation_is_founded_once(cast):
    sentence = refusal(
        found,
        code="1",
        kind="district",
        name="X",
        designation="huyện",
        username="x",
        user_name="X",
        password="mat khau rieng 1",
        by=Founder(),
    )

    assert sentence == "Hệ thống này đã có đơn vị hoặc người dùng, không khởi tạo lần nữa."


def test_every_change_is_logged_with_who_made_it(cast):
    update_unit(unit=cast.cho_a, name="Chi hội thôn Chợ B", by=cast.con_minh_officer)

    change = Change.objects.of(cast.cho_a)[0]

    assert (change.operation, change.actor_name) == ("update", "Cán bộ Côn Minh")
    assert change.before == {"name": "Chi hội thôn Chợ A"}
    assert change.after == {"name": "Chi hội thôn Chợ B"}
