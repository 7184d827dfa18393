"""Wrong passwords are counted; too many of them and the name waits, whoever it is."""

import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, RequestFactory
from django.utils import timezone
from django.utils.html import strip_tags

from chapters.actions import reissue_slip, unlock_user
from chapters.models import User
from khuyenhoc.history import history_of
from khuyenhoc.lockout import client_address, locks
from tests.conftest import PASSWORD

LOCKED = "Tạm khóa đăng nhập"


def attempt(password, username="conminh", address="113.160.1.1", **headers):
    return Client(REMOTE_ADDR=address, **headers).post("/dang-nhap/", {"username": username, "password": password})


def test_tries_are_counted_down_and_the_fifth_wrong_one_locks(cast):
    said = [attempt("sai mat khau").text for _ in range(5)]

    assert "lần thử" not in said[0]
    assert ["Còn 3 lần thử" in said[1], "Còn 2 lần thử" in said[2], "Còn 1 lần thử" in said[3]] == [True] * 3
    assert LOCKED in said[4]
    assert attempt(PASSWORD).status_code == 429


def test_the_page_says_why_until_when_and_what_to_do(cast, time_machine):
    time_machine.move_to("2024-01-18 09:14:00+07:00", tick=False)
    for _ in range(5):
        page = attempt("sai mat khau")

    words = " ".join(strip_tags(page.text).split())
    assert "nhiều lần gõ sai mật khẩu cho tên đăng nhập conminh" in words
    assert "Đến 18/01/2024 09:29 bạn có thể thử lại" in words
    assert "gọi Thường trực Hội để được mở khóa" in words


def test_trying_on_does_not_put_the_hour_off_and_then_the_door_is_open(cast, time_machine):
    for _ in range(5):
        attempt("sai mat khau")
    until = locks()["conminh"]
    time_machine.move_to(timezone.now() + timedelta(minutes=14))
    attempt(PASSWORD)

    assert locks()["conminh"] == until
    time_machine.move_to(until + timedelta(seconds=1))
    assert attempt(PASSWORD).url == "/"


def test_a_name_that_nobody_has_is_locked_in_the_same_words(cast):
    ours = [attempt("sai mat khau").text for _ in range(5)]
    theirs = [attempt("sai mat khau", "khongcoai").text for _ in range(5)]

    def bare(page):
        return [line for line in page.replace("khongcoai", "conminh").splitlines() if "csrf" not in line]

    assert [bare(page) for page in theirs] == [bare(page) for page in ours]


def test_from_elsewhere_the_owner_still_gets_in(cast):
    for _ in range(5):
        attempt("sai mat khau", address="113.160.1.1")

    assert attempt(PASSWORD, address="14.232.0.9").url == "/"


def test_many_addresses_together_lock_the_name_everywhere(cast):
    for number in range(20):
        attempt("sai mat khau", address=f"113.160.1.{number}")

    assert attempt(PASSWORD, address="14.232.0.9").status_code == 429
    assert "conminh" in locks()


def test_one_name_locked_locks_no_other_from_the_same_address(cast):
    for _ in range(5):
        attempt("sai mat khau", "vanlang")

    assert attempt(PASSWORD, "conminh").url == "/"


def test_a_right_password_forgets_the_wrong_ones_and_old_rows_go(cast, time_machine):
    for _ in range(4):
        attempt("sai mat khau")
    attempt("sai mat khau", "khongcoai")
    attempt(PASSWORD)
    assert list(AccessAttempt.objects.values_list("username", flat=True)) == ["khongcoai"]

    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    attempt(PASSWORD)
    assert not AccessAttempt.objects.exists()


def test_the_office_unlocks_and_a_new_slip_unlocks_too(cast):
    for _ in range(5):
        attempt("sai mat khau")
    unlock_user(user=cast.con_minh_officer, by=cast.office)
    assert attempt(PASSWORD).url == "/"

    for _ in range(5):
        attempt("sai mat khau")
    mark = User.objects.get(username="conminh").password_mark
    slip = reissue_slip(user=cast.con_minh_officer, was=mark, by=cast.office)
    assert attempt(slip).url == "/"


def test_the_log_says_who_unlocked_whom_and_when(cast):
    unlock_user(user=cast.con_minh_officer, by=cast.office)

    latest = history_of(cast.con_minh_officer)[0]
    assert (latest.who, latest.title) == ("Thường trực Hội", "Sửa người dùng Cán bộ Côn Minh")
    assert latest.lines[0].startswith("Mở khóa lúc: để trống → ")


def test_no_password_is_kept_or_logged(cast, caplog):
    logging.getLogger("khuyenhoc").propagate = True
    try:
        with caplog.at_level(logging.INFO):
            attempt("mat khau bi mat")
            attempt("mat khau bi mat", "go-nham-mat-khau-vao-day")
    finally:
        logging.getLogger("khuyenhoc").propagate = False

    assert "sign-in failed user=conminh from=113.160.1.1" in caplog.text
    assert "sign-in failed user=(unknown) from=113.160.1.1" in caplog.text
    assert "bi mat" not in caplog.text
    assert "go-nham" not in caplog.text
    kept = "".join(f"{row.get_data}{row.post_data}" for row in AccessAttempt.objects.all())
    assert "bi mat" not in kept


@pytest.mark.parametrize(
    "behind_proxy, meta, address",
    [
        (False, {"REMOTE_ADDR": "113.160.1.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4"}, "113.160.1.1"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "113.160.1.1"}, "113.160.1.1"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4, 113.160.1.1"}, "113.160.1.1"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "1.2.3.4,2001:db8::7"}, "2001:db8::7"),
        (True, {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "khong ro"}, None),
        (True, {"REMOTE_ADDR": "10.0.0.5"}, "10.0.0.5"),
        (False, {"REMOTE_ADDR": ""}, None),
    ],
)
def test_whose_computer_it_is(settings, behind_proxy, meta, address):
    settings.BEHIND_PROXY = behind_proxy

    assert client_address(RequestFactory().get("/", **meta)) == address


def test_inventing_addresses_before_the_proxys_own_buys_no_tries(cast, settings):
    settings.BEHIND_PROXY = True
    for number in range(5):
        page = attempt("sai", address="127.0.0.1", HTTP_X_FORWARDED_FOR=f"1.2.3.{number}, 113.160.1.1")

    assert page.status_code == 429


def test_a_password_check_costs_the_same_for_a_name_that_is_nobodys(cast, monkeypatch):
    checked = []
    encode = MD5PasswordHasher.encode

    def counting(hasher, password, salt):
        checked.append(password)
        return encode(hasher, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counting)
    User.objects.filter(username="vanlang").update(is_active=False)
    counts = []
    for username in ("conminh", "vanlang", "khongcoai"):
        checked.clear()
        attempt("sai mat khau", username)
        counts.append(len(checked))

    assert counts == [1, 1, 1]
