"""Accounts without e-mail: the slip, the forgotten password, the closed account; and who may touch whose."""

import re
import unicodedata
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from chapters.actions import (
    appoint,
    change_own_password,
    create_user,
    deactivate_user,
    end_appointment,
    open_account,
    reactivate_user,
    reissue_slip,
    reset_second_factor,
    sign_out_everywhere,
    unlock_user,
)
from chapters.models import Appointment, User
from chapters.slips import ALPHABET, free_username, one_time_password
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.models import Change
from tests.conftest import PASSWORD

from ..refusals import refusal

NEW = "con trau la dau co nghiep"


def opened(cast, name="Trần Thị Hương", **more):
    return open_account(**{"name": name, "unit": cast.con_minh, "role": "commune_officer", "by": cast.office} | more)


def sign_in(username, password):
    client = Client()
    return client, client.post("/dang-nhap/", {"username": username, "password": password})


def is_in(client):
    return client.get("/huong-dan/").status_code == 200


def test_a_one_time_password_is_readable_and_never_the_same():
    made = {one_time_password() for _ in range(200)}

    assert len(made) == 200
    assert all(re.fullmatch(f"[{ALPHABET}]{{4}}(-[{ALPHABET}]{{4}}){{2}}", password) for password in made)
    assert not set("01lo") & set(ALPHABET)
    assert len(ALPHABET) == 32  # five bits a sign, sixty in all


def test_a_user_name_comes_from_the_name_without_marks_and_is_free(db):
    User.objects.create_user("tran-thi-huong", "Trần Thị Hương", PASSWORD)
    User.objects.create_user("tran-thi-huong-2", "Trần Thị Hường", PASSWORD)

    assert free_username("Trần Thị  Hương") == "tran-thi-huong-3"
    assert free_username("Đặng Văn Ỷ") == "dang-van-y"
    assert free_username("…") == "can-bo"
    assert len(free_username("Nguyễn " * 20)) <= 40


def test_the_slip_signs_in_once_and_leads_to_a_password_of_her_own(cast):
    user, password = opened(cast)

    client, answer = sign_in("tran-thi-huong", f" {password.upper().replace('-', ' ')}")
    assert answer.url == "/"
    assert client.get("/hoi-vien/?q=lan").url == "/tai-khoan/mat-khau/?next=%2Fhoi-vien%2F%3Fq%3Dlan"

    page = client.post("/tai-khoan/mat-khau/?next=/hoi-vien/%3Fq%3Dlan", {"new": NEW, "again": NEW})
    assert page.url == "/hoi-vien/?q=lan"
    assert "Hoàng Thị Lan" in client.get(page.url).text
    assert sign_in("tran-thi-huong", password)[1].status_code == 200
    assert sign_in("tran-thi-huong", NEW)[1].url == "/"
    user.refresh_from_db()
    assert (user.must_change_password, user.password_expires_at) == (False, None)


def test_an_old_slip_says_so_to_its_owner_only(cast, time_machine):
    _, password = opened(cast)
    time_machine.move_to(timezone.now() + timedelta(days=7, minutes=1))

    assert "Mật khẩu trên phiếu chỉ dùng được đến" in sign_in("tran-thi-huong", password)[1].text
    assert "phiếu chỉ dùng" not in sign_in("tran-thi-huong", "sai mat khau")[1].text


def test_the_same_form_sent_twice_opens_one_account(cast):
    opened(cast)

    sentence = refusal(opened, cast=cast)

    assert sentence.startswith("Trần Thị Hương đã có tài khoản tran-thi-huong với chức trách này; phiếu chỉ hiện một")
    assert opened(cast, anyway=True)[0].username == "tran-thi-huong-2"


def test_a_user_name_that_is_taken_or_cannot_be_one_is_refused(cast):
    assert refusal(opened, cast=cast, username="VanPhong") == "Tên đăng nhập này đã có người dùng. Xin chọn tên khác."
    assert "chữ cái không dấu" in refusal(opened, cast=cast, username="trần hương")


def test_a_new_slip_ends_the_old_password_and_every_session(cast, as_user):
    client = as_user(cast.con_minh_officer)
    mark = cast.con_minh_officer.password_mark

    password = reissue_slip(user=cast.con_minh_officer, was=mark, by=cast.office)

    assert not is_in(client)
    assert sign_in("conminh", PASSWORD)[1].status_code == 200
    assert sign_in("conminh", password)[1].url == "/"


def test_a_slip_asked_for_twice_is_given_once(cast):
    mark = cast.con_minh_officer.password_mark
    password = reissue_slip(user=cast.con_minh_officer, was=mark, by=cast.office)

    assert "phiếu chỉ hiện một lần" in refusal(reissue_slip, user=cast.con_minh_officer, was=mark, by=cast.office)
    assert User.objects.get(username="conminh").check_password(password)


def test_no_slip_for_oneself_nor_for_a_closed_account(cast):
    assert "Phiếu là để cấp cho người khác" in refusal(
        reissue_slip, user=cast.office, was=cast.office.password_mark, by=cast.office
    )
    deactivate_user(user=cast.leader, by=cast.office)
    assert "đã ngừng dùng" in refusal(reissue_slip, user=cast.leader, was=cast.leader.password_mark, by=cast.office)


def test_closing_an_account_ends_its_sessions_for_good(cast, as_user):
    client = as_user(cast.leader)

    deactivate_user(user=cast.leader, by=cast.office)
    assert not is_in(client)
    reactivate_user(user=cast.leader, by=cast.office)

    assert not is_in(client)
    assert sign_in("lanhdao", PASSWORD)[1].url == "/"


def test_nobody_closes_her_own_account(cast):
    assert refusal(deactivate_user, user=cast.office, by=cast.office).startswith("Không ai tự ngừng tài khoản")


@pytest.mark.parametrize("act", [deactivate_user, reactivate_user, unlock_user, reset_second_factor, reissue_slip])
def test_an_account_above_or_outside_is_not_touched(cast, act):
    commune_office = create_user(
        username="vpxa", name="Lường Thị Xã", password=PASSWORD, unit=cast.con_minh, role="office", by=cast.admin
    )
    elsewhere_too = cast.chapter_officer
    appoint(user=elsewhere_too, unit=cast.van_lang, role="treasurer", by=cast.admin)
    more = {"was": "x"} if act is reissue_slip else {}

    for by, user in (
        (cast.office, cast.admin),
        (commune_office, cast.van_lang_officer),
        (commune_office, cast.treasurer),
        (commune_office, elsewhere_too),
        (commune_office, cast.nobody),
        (cast.con_minh_officer, cast.chapter_officer),
    ):
        with pytest.raises(NotAllowed, match="có chức trách ngoài phạm vi của bạn"):
            act(user=user, by=by, **more)


def test_who_is_out_is_managed_by_whoever_reaches_all_that_she_was(cast):
    commune_office = create_user(
        username="vpxa", name="Lường Thị Xã", password=PASSWORD, unit=cast.con_minh, role="office", by=cast.admin
    )
    before = Appointment.objects.get(user=cast.con_minh_officer)
    end_appointment(appointment=before, on=timezone.localdate(), was=None, by=cast.admin)

    assert User.objects.editable_by(commune_office).filter(pk=cast.con_minh_officer.pk).exists()
    Appointment.objects.create(
        user=cast.con_minh_officer, unit=cast.van_lang, role="treasurer", since="2020-01-01", until="2021-01-01"
    )
    assert not User.objects.editable_by(commune_office).filter(pk=cast.con_minh_officer.pk).exists()


def test_accounts_are_seen_where_their_offices_are_and_those_without_from_the_top(cast):
    commune_office = create_user(
        username="vpxa", name="Lường Thị Xã", password=PASSWORD, unit=cast.con_minh, role="office", by=cast.admin
    )

    seen = {user.username for user in User.objects.visible_to(commune_office)}

    assert seen == {"conminh", "bancao", "vpxa"}
    assert User.objects.visible_to(cast.office).count() == User.objects.count()
    assert list(User.objects.visible_to(cast.con_minh_officer)) == []


@pytest.mark.parametrize(
    "current, new, field, sentence",
    [
        ("sai", NEW, "current", "Mật khẩu đang dùng chưa đúng"),
        (None, NEW, "current", "Mật khẩu đang dùng chưa đúng"),
        (PASSWORD, PASSWORD, "new", "Xin chọn mật khẩu khác"),
        (PASSWORD, "ngan", "new", "10"),
        (PASSWORD, "123456789012", "new", "số"),
        (PASSWORD, "conminh2024", "new", "tên đăng nhập"),
    ],
)
def test_a_new_password_is_refused_with_the_reason(cast, current, new, field, sentence):
    with pytest.raises(Refusal) as caught:
        change_own_password(current=current, new=new, by=cast.con_minh_officer)

    assert sentence in str(caught.value)
    assert caught.value.field == field


def test_a_password_typed_with_marks_is_the_same_on_every_keyboard(cast):
    change_own_password(current=PASSWORD, new="mặt trời mọc đằng đông", by=cast.con_minh_officer)

    assert sign_in("conminh", unicodedata.normalize("NFD", "mặt trời mọc đằng đông"))[1].url == "/"


def test_the_log_knows_of_a_change_of_password_and_never_the_password(cast):
    change_own_password(current=PASSWORD, new=NEW, by=cast.con_minh_officer)
    user, password = opened(cast)

    changed, added = Change.objects.filter(table_name="chapters_user", row_id__in=[cast.con_minh_officer.pk, user.pk])[
        :2
    ][::-1]
    assert set(changed.after) == {"password_changed_at"}
    assert changed.actor_name == "Cán bộ Côn Minh"
    for change in (changed, added):
        words = f"{change.before} {change.after}"
        assert "argon2" not in words
        assert "md5$" not in words
        assert password not in words
        assert password.replace("-", "") not in words


def test_signing_out_everywhere_ends_all_sessions_and_keeps_the_password(cast, as_user):
    clients = [as_user(cast.con_minh_officer), as_user(cast.con_minh_officer)]

    sign_out_everywhere(by=cast.con_minh_officer)

    assert [is_in(client) for client in clients] == [False, False]
    assert sign_in("conminh", PASSWORD)[1].url == "/"


def test_only_a_slip_expires(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=cast.leader.pk).update(password_expires_at=timezone.now())
