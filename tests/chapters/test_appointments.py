"""Who may give which office to whom, until when; and that the last one at the top stays."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapters.actions import appoint, create_user, deactivate_user, end_appointment, hand_over, open_account
from chapters.models import Appointment, Member, Unit, User
from chapters.roles import KEEPERS, ROLES
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.models import Change
from tests.conftest import PASSWORD

from ..refusals import refusal

LAST = "Hội cấp trên cùng phải luôn còn một người cấp được tài khoản."


def of(user):
    return Appointment.objects.get(user=user)


@pytest.fixture
def commune_office(cast):
    """An office of its own in Côn Minh, below the district's."""
    return create_user(
        username="vpconminh", name="Lường Thị Xã", password=PASSWORD, unit=cast.con_minh, role="office", by=cast.admin
    )


def test_a_successor_comes_in_and_the_predecessor_goes_out_on_the_same_day(cast):
    today = timezone.localdate()

    successor, password = hand_over(
        appointment=of(cast.con_minh_officer), on=today, name="Nông Thị Sen", by=cast.office
    )

    assert (successor.user.username, successor.unit, successor.role) == (
        "nong-thi-sen",
        cast.con_minh,
        "commune_officer",
    )
    assert successor.since == of(cast.con_minh_officer).until == today
    assert successor.user.check_password(password)
    assert successor.user.offices
    assert User.objects.get(pk=cast.con_minh_officer.pk).offices == []


def test_the_office_hands_its_own_post_over_and_is_out(cast):
    successor = create_user(
        username="hien", name="Lường Thị Hiên", password=PASSWORD, unit=cast.district, role="treasurer", by=cast.admin
    )

    hand_over(appointment=of(cast.office), on=timezone.localdate(), user=successor, by=cast.office)

    before = User.objects.get(pk=cast.office.pk)
    assert list(Unit.objects.visible_to(before)) == []
    assert list(Member.objects.visible_to(before)) == []
    assert successor.may("manage_users")


def test_a_hand_over_in_advance_bites_on_its_day(cast, time_machine):
    today = timezone.localdate()
    hand_over(appointment=of(cast.office), on=today + timedelta(days=5), name="Lường Thị Hiên", by=cast.admin)
    successor = User.objects.get(username="luong-thi-hien")

    assert User.objects.get(pk=cast.office.pk).may("accept_returns")
    assert not successor.may("accept_returns")

    time_machine.move_to(timezone.now() + timedelta(days=5))
    assert not User.objects.get(pk=cast.office.pk).may("accept_returns")
    assert User.objects.get(pk=successor.pk).may("accept_returns")


def test_a_term_ends_on_its_day_without_anybody_doing_anything(cast, time_machine):
    today = timezone.localdate()
    end_appointment(appointment=of(cast.treasurer), on=today + timedelta(days=2), was=None, by=cast.office)

    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert User.objects.get(pk=cast.treasurer.pk).may("write_funds")
    time_machine.move_to(timezone.now() + timedelta(days=1))
    assert not User.objects.get(pk=cast.treasurer.pk).may("read_units")


@pytest.mark.parametrize("role", ROLES)
def test_an_office_gives_every_role_but_the_administrators(cast, role):
    if role == "administrator":
        sentence = refusal(appoint, user=cast.treasurer, unit=cast.con_minh, role=role, by=cast.office)
        assert sentence.startswith("Chức trách Quản trị tại xã Côn Minh cao hơn chức trách của bạn.")
    else:
        assert appoint(user=cast.nobody, unit=cast.con_minh, role=role, by=cast.office).role == role


def test_an_administrator_makes_another_but_not_above_her_own_unit(cast):
    below = open_account(name="Triệu Thị Mẩy", unit=cast.con_minh, role="administrator", by=cast.admin)[0]

    assert appoint(user=cast.chapter_officer, unit=cast.ban_cao, role="administrator", by=below)
    with pytest.raises(NotAllowed):
        appoint(user=cast.chapter_officer, unit=cast.district, role="chapter_officer", by=below)


def test_a_communes_office_reaches_neither_above_nor_beside_it(cast, commune_office):
    for unit in (cast.district, cast.van_lang, cast.to_dooc):
        with pytest.raises(NotAllowed, match="không cấp tài khoản, giao chức trách tại"):
            appoint(user=cast.chapter_officer, unit=unit, role="chapter_officer", by=commune_office)
        with pytest.raises(NotAllowed):
            open_account(name="Nông Văn Mới", unit=unit, role="chapter_officer", by=commune_office)
    with pytest.raises(NotAllowed, match="ngoài phạm vi của bạn"):
        appoint(user=cast.van_lang_officer, unit=cast.con_minh, role="commune_officer", by=commune_office)
    with pytest.raises(NotAllowed):
        end_appointment(appointment=of(cast.office), on=timezone.localdate(), was=None, by=commune_office)


def test_roles_that_manage_nobody_appoint_nobody(cast):
    for user in (cast.treasurer, cast.inspector, cast.leader, cast.con_minh_officer, cast.chapter_officer):
        with pytest.raises(NotAllowed):
            appoint(user=cast.nobody, unit=cast.ban_cao, role="chapter_officer", by=user)


def test_nobody_gives_or_ends_her_own_office(cast):
    assert refusal(appoint, user=cast.office, unit=cast.con_minh, role="treasurer", by=cast.office).startswith(
        "Không ai tự giao chức trách cho mình."
    )
    assert refusal(
        end_appointment, appointment=of(cast.office), on=timezone.localdate(), was=None, by=cast.office
    ).startswith("Không ai tự thôi chức trách của mình.")


def test_an_office_does_not_take_the_administrators_away(cast):
    with pytest.raises(NotAllowed, match="cao hơn chức trách của bạn"):
        end_appointment(appointment=of(cast.admin), on=timezone.localdate(), was=None, by=cast.office)
    with pytest.raises(NotAllowed):
        hand_over(appointment=of(cast.admin), on=timezone.localdate(), name="Lý Văn Chiếm", by=cast.office)
    with pytest.raises(NotAllowed):
        deactivate_user(user=cast.admin, by=cast.office)


def test_the_same_office_is_not_held_twice_at_one_time(cast):
    first = appoint(
        user=cast.nobody,
        unit=cast.con_minh,
        role="commune_officer",
        since=date(2024, 1, 1),
        until=date(2025, 1, 1),
        by=cast.office,
    )

    sentence = refusal(
        appoint, user=cast.nobody, unit=cast.con_minh, role="commune_officer", since=date(2024, 6, 1), by=cast.office
    )
    after = appoint(
        user=cast.nobody, unit=cast.con_minh, role="commune_officer", since=date(2025, 1, 1), by=cast.office
    )

    assert sentence == (
        "Người không chức trách đã giữ chức trách Cán bộ Hội tại xã Côn Minh từ 01/01/2024 đến trước 01/01/2025. "
        "Xin chọn thời gian khác."
    )
    assert after.since == first.until


def test_the_database_refuses_an_overlap_too(cast):
    taken = of(cast.con_minh_officer)
    with pytest.raises(IntegrityError, match="Người này đã giữ chức trách đó"), transaction.atomic():
        Appointment.objects.create(
            user=taken.user, unit=taken.unit, role=taken.role, since=date(2020, 1, 1), until=date(2100, 1, 1)
        )


def test_an_end_before_the_beginning_and_one_that_somebody_else_changed_are_refused(cast):
    today = timezone.localdate()
    officer = of(cast.van_lang_officer)

    assert "ngày thôi không thể trước đó" in refusal(
        end_appointment, appointment=officer, on=today - timedelta(days=1), was=None, by=cast.office
    )
    end_appointment(appointment=officer, on=today + timedelta(days=30), was=None, by=cast.admin)
    assert refusal(
        end_appointment, appointment=officer, on=today + timedelta(days=9), was=None, by=cast.office
    ).startswith("Chức trách này vừa được người khác ghi thôi từ")
    assert of(cast.van_lang_officer).until == today + timedelta(days=30)


def test_a_closed_account_and_a_closed_unit_get_no_office(cast):
    deactivate_user(user=cast.van_lang_officer, by=cast.office)
    Unit.objects.filter(pk=cast.cho_a.pk).update(closed_on=date(2022, 1, 1))

    assert "đã ngừng dùng" in refusal(
        appoint, user=cast.van_lang_officer, unit=cast.con_minh, role="commune_officer", by=cast.office
    )
    assert "đã giải thể ngày 01/01/2022" in refusal(
        appoint,
        user=cast.chapter_officer,
        unit=Unit.objects.get(pk=cast.cho_a.pk),
        role="chapter_officer",
        by=cast.office,
    )


def test_a_post_is_not_handed_over_to_its_holder_nor_to_nobody_nor_twice(cast):
    today, post = timezone.localdate(), of(cast.con_minh_officer)

    assert refusal(hand_over, appointment=post, on=today, user=cast.con_minh_officer, by=cast.office).startswith(
        "Người kế nhiệm đang giữ chính chức trách này."
    )
    assert refusal(hand_over, appointment=post, on=today, by=cast.office).startswith("Xin chọn người kế nhiệm")
    hand_over(appointment=post, on=today, name="Nông Thị Sen", by=cast.office)
    assert "đã thôi chức trách này từ" in refusal(
        hand_over, appointment=post, on=today, name="Nông Thị Sen", by=cast.office
    )
    assert User.objects.filter(name="Nông Thị Sen").count() == 1


def test_the_last_one_at_the_top_can_be_neither_ended_nor_closed(cast):
    end_appointment(appointment=of(cast.office), on=timezone.localdate(), was=None, by=cast.admin)
    second = open_account(name="Nông Thị Lịch", unit=cast.con_minh, role="administrator", by=cast.admin)[0]

    for act, values in (
        (end_appointment, {"appointment": of(cast.admin), "on": timezone.localdate() + timedelta(days=9), "was": None}),
        (deactivate_user, {"user": cast.admin}),
    ):
        with pytest.raises(Refusal):
            act(**values, by=second)  # out of her reach, and the guards would refuse her as well
    with pytest.raises(IntegrityError, match=LAST), transaction.atomic():
        Appointment.objects.filter(user=cast.admin).update(until=timezone.localdate())
    with pytest.raises(IntegrityError, match=LAST), transaction.atomic():
        User.objects.filter(pk=cast.admin.pk).update(is_active=False)


def test_the_sentence_about_the_last_one_says_what_to_do(cast):
    end_appointment(appointment=of(cast.office), on=timezone.localdate(), was=None, by=cast.admin)
    peer = appoint(
        user=cast.inspector,
        unit=cast.district,
        role="administrator",
        until=timezone.localdate() + timedelta(days=30),
        by=cast.admin,
    ).user

    sentence = refusal(deactivate_user, user=cast.admin, by=peer)

    assert sentence == f"{LAST} Xin giao Thường trực Hội hoặc Quản trị cho người khác trước, hoặc bàn giao."
    assert User.objects.get(pk=cast.admin.pk).is_active


def test_appointments_are_in_the_log_with_who_gave_them(cast):
    appoint(user=cast.nobody, unit=cast.con_minh, role="treasurer", by=cast.office)

    change = Change.objects.filter(table_name="chapters_appointment").first()
    assert (change.operation, change.actor_name, change.unit_id) == ("insert", "Thường trực Hội", cast.con_minh.pk)


STEPS = st.lists(
    st.tuples(st.sampled_from(["appoint", "end", "hand over", "close"]), st.integers(0, 5), st.integers(0, 9)),
    min_size=3,
    max_size=9,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_done_somebody_at_the_top_can_let_others_in(cast, steps):
    people = [cast.admin, cast.office, cast.treasurer, cast.inspector, cast.leader, cast.nobody]
    today = timezone.localdate()
    with transaction.atomic():
        for what, whom, seed in steps:
            try_step(cast, what, people, whom, seed)
            for day in (today, today + timedelta(days=60)):
                assert keepers_on(cast, day), (what, whom, seed)
        transaction.set_rollback(True)


def try_step(cast, what, people, whom, seed):
    by, user = User.objects.get(pk=people[seed % 6].pk), User.objects.get(pk=people[whom].pk)
    on, role = timezone.localdate() + timedelta(days=seed * 5), list(ROLES)[seed % 4]
    held = user.appointments.filter(until=None).first()
    try:
        if what == "appoint":
            appoint(user=user, unit=cast.district, role=role, by=by)
        elif what == "close":
            deactivate_user(user=user, by=by)
        elif held and what == "end":
            end_appointment(appointment=held, on=on, was=None, by=by)
        elif held:
            hand_over(appointment=held, on=on, user=people[(whom + 1 + seed) % 6], by=by)
    except Refusal:
        pass


def keepers_on(cast, day):
    held = Appointment.objects.filter(unit=cast.district, role__in=KEEPERS, user__is_active=True, since__lte=day)
    return [one for one in held if one.until is None or one.until > day]
