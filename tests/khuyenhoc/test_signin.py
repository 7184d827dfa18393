import pytest
from django.test import Client

from chapters.models import User
from tests.conftest import PASSWORD

WRONG = "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin thử lại; mật khẩu phân biệt chữ hoa và chữ thường."
CLOSED = "Tài khoản này đã ngừng dùng. Xin báo Thường trực Hội."
HOME_ONLY = "Tài khoản trình diễn chỉ đăng nhập được ngay trên máy chạy phần mềm."


@pytest.fixture
def demo(db):
    return User.objects.create_user("xem", "Người xem thử", PASSWORD, is_demo=True)


def sign_in(client, username="conminh", password=PASSWORD, **extra):
    return client.post("/dang-nhap/", {"username": username, "password": password}, **extra)


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_right_password_opens_the_page_that_was_asked_for(cast, client):
    asked = client.get("/nhat-ky/?bang=chapters_unit")
    page = client.get(asked.url)
    answer = client.post(asked.url, {"username": "conminh", "password": PASSWORD, "next": page.context["next"]})

    assert asked.url == "/dang-nhap/?next=/nhat-ky/%3Fbang%3Dchapters_unit"
    assert answer.url == "/nhat-ky/?bang=chapters_unit"
    assert client.session["_auth_user_id"] == str(cast.con_minh_officer.pk)


@pytest.mark.parametrize("typed", ["ConMinh", " conminh ", "CONMINH"])
def test_a_phones_capital_letters_and_blanks_around_the_name_do_not_matter(cast, client, typed):
    assert sign_in(client, typed).url == "/"


@pytest.mark.parametrize(
    "username, password", [("conminh", "sai mat khau"), ("conminh", PASSWORD.upper()), ("khongcoai", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(cast, client, username, password):
    page = sign_in(client, username, password)

    assert WRONG in page.text
    assert f'value="{username}"' in page.text
    assert password not in page.text
    assert not is_signed_in(client)


def test_a_closed_account_is_told_so_to_its_owner_and_to_nobody_else(cast, client):
    User.objects.filter(username="conminh").update(is_active=False)

    assert CLOSED in sign_in(client).text
    assert WRONG in sign_in(client, password="sai mat khau").text
    assert not is_signed_in(client)


def test_closing_an_account_ends_its_open_sessions(cast, as_user):
    client = as_user(cast.con_minh_officer)
    User.objects.filter(username="conminh").update(is_active=False)

    assert client.get("/nhat-ky/").url == "/dang-nhap/?next=/nhat-ky/"


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.1.1", "::1"])
def test_a_demo_account_works_on_the_machine_itself(demo, address):
    client = Client(REMOTE_ADDR=address)

    assert sign_in(client, "xem").url == "/"
    assert client.get("/huong-dan/").status_code == 200


@pytest.mark.parametrize(
    "request_from",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"REMOTE_ADDR": "2001:db8::1"},
        {"REMOTE_ADDR": ""},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "113.160.1.1"},
        {"HTTP_FORWARDED": "for=113.160.1.1"},
    ],
)
def test_a_demo_account_is_refused_from_any_other_machine(demo, request_from):
    client = Client(**request_from)

    assert HOME_ONLY in sign_in(client, "xem").text
    assert not is_signed_in(client)


@pytest.mark.parametrize("request_from", [{"REMOTE_ADDR": "192.168.1.20"}, {"HTTP_X_FORWARDED_FOR": "113.160.1.1"}])
def test_a_demo_session_carried_to_another_machine_is_signed_out(demo, as_user, request_from):
    client = as_user(demo)
    assert client.get("/huong-dan/").status_code == 200

    carried = client.get("/huong-dan/", **request_from)

    assert carried.url == "/dang-nhap/?next=/huong-dan/"
    assert not is_signed_in(client)


def test_an_ordinary_account_signs_in_from_anywhere(cast):
    client = Client(REMOTE_ADDR="113.160.1.1", HTTP_X_FORWARDED_FOR="10.0.0.1")

    assert sign_in(client).url == "/"
    assert client.get("/nhat-ky/").status_code == 200


@pytest.mark.parametrize("address", ["/", "/nhat-ky/", "/huong-dan/", "/thanh-phan/"])
def test_every_page_asks_to_sign_in_first(db, client, address):
    assert client.get(address).url == f"/dang-nhap/?next={address}"


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(cast, client, elsewhere):
    answer = client.post("/dang-nhap/", {"username": "conminh", "password": PASSWORD, "next": elsewhere})

    assert answer.url == "/"


def test_who_is_signed_in_already_is_led_on(cast, as_user):
    assert as_user(cast.con_minh_officer).get("/dang-nhap/").url == "/"


def test_leaving_is_a_button_never_a_link(cast, as_user):
    client = as_user(cast.con_minh_officer)

    assert client.get("/dang-xuat/").status_code == 405
    assert is_signed_in(client)
    assert client.post("/dang-xuat/").url == "/dang-nhap/"
    assert not is_signed_in(client)


def test_a_new_session_begins_at_sign_in(cast, client):
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key != before
