"""A code from the telephone besides the password: asked for by settings or wished for, lost, throttled, used once."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from chapters.actions import (
    reissue_slip,
    renew_recovery_codes,
    reset_second_factor,
    start_second_factor,
    turn_off_second_factor,
    turn_on_second_factor,
    unlock_user,
)
from chapters.models import User
from khuyenhoc.actions import Refusal
from khuyenhoc.models import Change
from tests.conftest import PASSWORD

CODE = "/dang-nhap/ma/"
SETUP = "/tai-khoan/ma-xac-thuc/"
WRONG = "Mã này chưa đúng hoặc đã dùng rồi."


def code_of(user, steps=0):
    device = TOTPDevice.objects.get(user=user)
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits)
    totp.time = time.time() + steps * device.step
    return f"{totp.token():06}"


def sign_in(username="vanphong"):
    client = Client()
    client.post("/dang-nhap/", {"username": username, "password": PASSWORD})
    return client


def where(client, address="/nhat-ky/"):
    answer = client.get(address)
    return answer.url.split("?")[0] if answer.status_code == 302 else answer.status_code


@pytest.fixture
def guarded(cast):
    """The office with a telephone; her recovery codes are on `codes`."""
    device = start_second_factor(by=cast.office)
    cast.codes = turn_on_second_factor(device=device, by=cast.office)[1]
    cast.office.refresh_from_db()
    return cast


def test_a_role_that_settings_name_sets_it_up_before_anything_else(cast, settings):
    settings.SECOND_FACTOR_ROLES = ["office"]
    client = sign_in()
    assert client.get("/nhat-ky/").url == f"{SETUP}?next=%2Fnhat-ky%2F"
    assert where(sign_in("thuquy"), "/quy/") == 200

    client.post(f"{SETUP}bat-dau/?next=/nhat-ky/")
    shown = client.get(f"{SETUP}?next=/nhat-ky/").text
    assert re.search(r"<code class=\"secret\">([A-Z2-7]{4} ){7}[A-Z2-7]{4}</code>", shown)
    assert 'src="data:image/svg+xml' in shown
    assert "Mã chưa đúng" in client.post(SETUP, {"code": "123"}).text
    done = client.post(f"{SETUP}?next=/nhat-ky/", {"code": code_of(cast.office)})

    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", done.text)
    assert len(set(codes)) == 10
    assert done.headers["Cache-Control"] == "no-store, private"
    assert 'href="/nhat-ky/"' in done.text
    assert where(client) == 200


def test_the_password_alone_opens_nothing(guarded):
    client = sign_in()

    assert where(client) == where(client, "/tai-khoan/cua-toi/") == where(client, f"{SETUP}tat/") == CODE
    assert client.post(f"/tai-khoan/{guarded.leader.pk}/ngung/").url.startswith(CODE)
    assert client.post("/tai-khoan/mat-khau/", {"new": "x" * 20, "again": "x" * 20}).url.startswith(CODE)
    assert User.objects.get(pk=guarded.leader.pk).is_active
    assert "Hội viên" not in client.get(CODE).text


def test_the_code_leads_on_to_where_she_wanted_to_go(guarded):
    client = sign_in()
    asked = client.get("/nhat-ky/?bang=chapters_unit").url

    assert client.post(asked, {"code": code_of(guarded.office)}).url == "/nhat-ky/?bang=chapters_unit"
    assert where(client) == 200
    assert client.get(f"{CODE}?next=//evil.example/").url == "/"


def test_a_new_session_key_comes_with_the_code(guarded):
    client = sign_in()
    before = client.session.session_key

    client.post(CODE, {"code": code_of(guarded.office)})

    assert client.session.session_key != before


def test_a_code_is_good_once(guarded):
    code = code_of(guarded.office)
    assert sign_in().post(CODE, {"code": code}).status_code == 302

    second = sign_in()
    assert WRONG in second.post(CODE, {"code": code}).text
    assert where(second) == CODE


def test_the_code_of_one_step_ago_is_good_and_of_two_is_not(guarded):
    assert sign_in().post(CODE, {"code": code_of(guarded.office, -2)}).status_code == 200

    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert sign_in().post(CODE, {"code": code_of(guarded.office, -1)}).status_code == 302


def test_wrong_codes_make_wait_longer_and_longer_and_are_counted_by_the_database(guarded):
    client = sign_in()
    for _ in range(4):
        client.post(CODE, {"code": "000000"})
        TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - timedelta(seconds=8))
    client.post(CODE, {"code": "000000"})

    page = client.post(CODE, {"code": code_of(guarded.office)})

    assert re.search(r"Đã gõ sai nhiều lần\. Xin chờ đến \d\d:\d\d:\d\d rồi thử lại", page.text)
    assert TOTPDevice.objects.get().throttling_failure_count == 5


@pytest.mark.parametrize("typed", ["", "   ", "abc", "12345", "١٢٣٤٥٦", "000000 000000 000000 0000000000"])
def test_an_odd_code_is_answered_beside_the_field(guarded, typed):
    page = sign_in().post(CODE, {"code": typed})

    assert page.status_code == 200
    assert page.context["form"].errors["code"]


def test_a_recovery_code_is_good_once_however_it_is_typed(guarded):
    typed = guarded.codes[3].upper().replace("-", " ")

    assert sign_in().post(CODE, {"code": typed}).status_code == 302
    assert WRONG in sign_in().post(CODE, {"code": typed}).text


def test_new_recovery_codes_replace_the_old(guarded):
    client = sign_in()
    client.post(CODE, {"code": guarded.codes[0]})
    page = client.post(f"{SETUP}du-phong/", {"code": code_of(guarded.office)})

    new = re.findall(r"<code>(\w{5}-\w{5})</code>", page.text)
    assert set(new).isdisjoint(guarded.codes)
    assert WRONG in sign_in().post(CODE, {"code": guarded.codes[1]}).text
    unlock_user(user=guarded.office, by=guarded.admin)  # or wait a second after the wrong one
    assert sign_in().post(CODE, {"code": new[0]}).status_code == 302


def test_she_turns_off_with_a_code_what_she_turned_on_herself(guarded):
    client = sign_in()
    client.post(CODE, {"code": guarded.codes[0]})
    assert WRONG in client.post(f"{SETUP}tat/", {"code": "aaaaa-bbbbb"}).text

    client.post(f"{SETUP}tat/", {"code": code_of(guarded.office)})

    assert where(sign_in()) == 200
    assert not TOTPDevice.objects.exists()


def test_where_settings_ask_for_it_it_cannot_be_turned_off(guarded, settings):
    settings.SECOND_FACTOR_ROLES = ["office"]

    with pytest.raises(Refusal, match="phải dùng mã xác thực"):
        turn_off_second_factor(by=User.objects.get(pk=guarded.office.pk))


def test_a_lost_telephone_is_forgotten_by_the_office_logged_and_out(guarded):
    client = sign_in()
    client.post(CODE, {"code": guarded.codes[0]})
    assert where(client) == 200

    reset_second_factor(user=guarded.office, by=guarded.admin)

    assert where(client) == "/dang-nhap/"
    assert where(sign_in()) == 200
    change = Change.objects.filter(table_name="chapters_user", row_id=guarded.office.pk).first()
    assert change.actor_name == "Người quản trị"
    assert change.before["second_factor_since"]
    assert change.after["second_factor_since"] is None


def test_setting_it_up_anew_ends_what_the_old_telephone_had_opened(guarded):
    client = sign_in()
    client.post(CODE, {"code": guarded.codes[0]})
    turn_off_second_factor(by=guarded.office)
    turn_on_second_factor(device=start_second_factor(by=guarded.office), by=guarded.office)

    assert where(client) == CODE


def test_a_stolen_slip_does_not_get_past_the_telephone(guarded):
    password = reissue_slip(user=guarded.office, was=guarded.office.password_mark, by=guarded.admin)
    client = Client()
    client.post("/dang-nhap/", {"username": "vanphong", "password": password})

    assert where(client) == CODE
    client.post(CODE, {"code": code_of(guarded.office)})
    assert where(client) == "/tai-khoan/mat-khau/"


def test_the_log_never_holds_a_secret(guarded):
    key = TOTPDevice.objects.get().key
    log = " ".join(f"{change.before} {change.after}" for change in Change.objects.all())

    assert key not in log
    assert not any(code in log or code.replace("-", "") in log for code in guarded.codes)


def test_it_is_not_turned_on_twice_and_has_no_codes_while_off(guarded):
    with pytest.raises(Refusal, match="đang bật rồi"):
        start_second_factor(by=guarded.office)
    with pytest.raises(Refusal, match="Chưa bật mã xác thực"):
        renew_recovery_codes(by=guarded.leader)
