"""The pages of accounts: what the office sees and presses, what tampered posts get, and what they cost."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chapters.actions import appoint, create_user, deactivate_user, end_appointment, open_account
from chapters.models import Appointment, User
from tests.conftest import PASSWORD

LIST = "/tai-khoan/"
NEW = "/tai-khoan/moi/"


@pytest.fixture
def office(cast, as_user):
    return as_user(cast.office)


@pytest.fixture
def commune_office(cast):
    return create_user(
        username="vpxa", name="Lường Thị Xã", password=PASSWORD, unit=cast.con_minh, role="office", by=cast.admin
    )


def facts(cast, **changed):
    given = {"name": "Trần Thị Hương", "unit": cast.con_minh.pk, "role": "commune_officer", "since": "01/03/2024"}
    return {**given, **changed}


def of(user):
    return Appointment.objects.get(user=user)


def slip_password(page):
    return re.search(r"<code>(\w{4}-\w{4}-\w{4})</code>", page.text)[1]


def test_the_list_says_of_each_account_how_it_stands(cast, office):
    open_account(name="Trần Thị Hương", unit=cast.con_minh, role="commune_officer", by=cast.office)
    deactivate_user(user=cast.leader, by=cast.office)
    User.objects.filter(username__in=["conminh", "vanlang", "thuquy"]).update(last_login=timezone.now())
    User.objects.filter(username="vanlang").update(must_change_password=True)
    for _ in range(5):
        Client().post("/dang-nhap/", {"username": "thuquy", "password": "sai"})

    states = {row.user.username: row.state_text for row in office.get(LIST).context["accounts"]}

    assert states["conminh"] == "đang dùng"
    assert states["tran-thi-huong"] == "chưa đăng nhập"
    assert states["vanlang"] == "phải đổi mật khẩu"
    assert states["thuquy"] == "bị khóa"
    assert states["lanhdao"] == "ngừng dùng"
    for state, username in (("khoa", "thuquy"), ("ngung", "lanhdao"), ("doi-mat-khau", "vanlang")):
        found = office.get(LIST, {"tinh-trang": state}).context["accounts"]
        assert [row.user.username for row in found] == [username]


def test_search_needs_no_marks(cast, office):
    found = office.get(LIST, {"q": "can bo con minh"}).context["accounts"]

    assert [row.user.username for row in found] == ["conminh"]
    assert "Không tìm thấy tài khoản nào" in office.get(LIST, {"q": "zzz", "tinh-trang": "la lung"}).text


def test_a_commune_office_sees_its_own_people_and_not_what_they_are_elsewhere(cast, as_user, commune_office):
    appoint(user=cast.chapter_officer, unit=cast.van_lang, role="treasurer", by=cast.admin)
    client = as_user(commune_office)

    listed, page = client.get(LIST), client.get(f"{LIST}{cast.chapter_officer.pk}/")

    assert {row.user.username for row in listed.context["accounts"]} == {"conminh", "bancao", "vpxa"}
    assert "Văn Lang" not in listed.text + page.text
    assert "nên bạn chỉ xem được" in page.text
    assert "Cấp phiếu mới" not in page.text
    assert client.get(f"{LIST}{cast.van_lang_officer.pk}/").status_code == 404
    assert client.get(f"{LIST}{cast.chapter_officer.pk}/phieu/").status_code == 403


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_costs_the_same_for_one_account_and_for_three(cast, as_user, django_assert_num_queries, rows):
    for number in range(rows):
        open_account(name=f"Nông Thị Số {number}", unit=cast.con_minh, role="commune_officer", by=cast.office)
    client = as_user(cast.office)
    client.get(LIST)

    with django_assert_num_queries(9):
        page = client.get(LIST, {"q": "nong thi so"})

    assert len(page.context["accounts"]) == rows


def test_opening_an_account_shows_the_slip_once(cast, office):
    page = office.post(NEW, facts(cast))

    user = User.objects.get(username="tran-thi-huong")
    assert user.check_password(slip_password(page))
    assert page.headers["Cache-Control"] == "no-store, private"
    assert "http://testserver/" in page.text
    again = office.post(NEW, facts(cast))
    assert "phiếu chỉ hiện một lần" in again.text
    assert "<code>" not in again.text
    assert User.objects.filter(name="Trần Thị Hương").count() == 1
    assert office.post(NEW, facts(cast, anyway="on")).status_code == 200
    assert User.objects.filter(name="Trần Thị Hương").count() == 2


def test_asked_for_a_chapter_the_form_offers_it(cast, office):
    page = office.get(NEW, {"don-vi": cast.ban_cao.code})
    offered = list(page.context["form"].fields["unit"].queryset)

    assert cast.ban_cao in offered
    assert cast.cho_a not in offered
    assert office.get(NEW, {"don-vi": "khong-co"}).status_code == 404


@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"name": ""}, "Xin điền mục này."),
        ({"username": "Trần Hương"}, "Tên đăng nhập chỉ gồm chữ thường không dấu"),
        ({"username": "vanphong"}, "Tên đăng nhập này đã có người dùng"),
        ({"since": "31/02/2024"}, "không có trong lịch"),
        ({"until": "01/03/2024"}, "Ngày thôi phải sau ngày bắt đầu"),
        ({"role": "administrator"}, "administrator"),
        ({"role": "king"}, "king"),
    ],
)
def test_a_faulty_form_says_what_is_wrong_and_keeps_what_was_typed(cast, office, changed, sentence):
    page = office.post(NEW, facts(cast, **changed))

    assert page.status_code == 200
    assert sentence in page.text
    if changed.get("name") != "":
        assert "Trần Thị Hương" in page.text
    assert not User.objects.filter(name="Trần Thị Hương").exists()


def test_tampered_posts_give_nothing(cast, as_user, commune_office):
    client = as_user(commune_office)
    before = (User.objects.count(), Appointment.objects.count())

    assert client.post(NEW, facts(cast, unit=cast.district.pk)).status_code == 200
    assert client.post(NEW, facts(cast, unit=cast.van_lang.pk)).status_code == 200
    assert client.post(NEW, facts(cast, role="administrator")).status_code == 200
    own = f"{LIST}{commune_office.pk}"
    assert "Không ai tự giao" in client.post(f"{own}/chuc-trach/", facts(cast, role="treasurer")).text
    assert client.post(f"{own}/ngung/").status_code == 409
    assert client.post(f"{LIST}{cast.admin.pk}/ngung/").status_code == 404
    assert client.post(f"{LIST}{cast.van_lang_officer.pk}/phieu/", {"was": "x"}).status_code == 404
    assert client.post(f"{LIST}{cast.nobody.pk}/chuc-trach/", facts(cast)).status_code == 404
    post = of(cast.van_lang_officer).pk
    assert client.post(f"{LIST}chuc-trach/{post}/thoi/", {"on": "01/01/2025"}).status_code == 404
    mine = of(cast.con_minh_officer).pk
    taken = client.post(f"{LIST}chuc-trach/{mine}/ban-giao/", {"on": "01/01/2030", "user": cast.van_lang_officer.pk})
    assert taken.status_code == 200
    assert (User.objects.count(), Appointment.objects.count()) == before


def test_an_office_only_looks_at_an_administrators_account(cast, office):
    page = office.get(f"{LIST}{cast.admin.pk}/")

    assert "nên bạn chỉ xem được" in page.text
    for move in ("mo-khoa", "ngung", "dung-lai", "bo-ma-xac-thuc"):
        assert office.post(f"{LIST}{cast.admin.pk}/{move}/").status_code == 403
    assert office.post(f"{LIST}{cast.admin.pk}/phieu/").status_code == 403
    assert office.post(f"{LIST}chuc-trach/{of(cast.admin).pk}/thoi/", {"on": "01/01/2030"}).status_code == 403
    assert office.post(f"{LIST}{cast.leader.pk}/xoa/").status_code == 404


def test_a_new_slip_is_asked_about_first_and_shown_once(cast, office):
    ask = office.get(f"{LIST}{cast.leader.pk}/phieu/")
    mark = re.search(r'name="was" value="(\w+)"', ask.text)[1]

    page = office.post(f"{LIST}{cast.leader.pk}/phieu/", {"was": mark})
    again = office.post(f"{LIST}{cast.leader.pk}/phieu/", {"was": mark})

    assert User.objects.get(username="lanhdao").check_password(slip_password(page))
    assert again.status_code == 409
    assert "phiếu chỉ hiện một lần" in again.text


def test_the_office_hands_its_post_over_and_is_out_at_once(cast, office):
    page = office.post(f"{LIST}chuc-trach/{of(cast.office).pk}/ban-giao/", {"name": "Lường Thị Kế", "on": today()})

    assert slip_password(page)
    home = office.get("/")
    assert "Chức trách của bạn đã hết từ ngày" in home.text
    assert "Thường trực Hội huyện Na Rì" in home.text
    for address in ("/hoi-vien/", "/nhat-ky/", "/bao-cao/", "/quy/", "/khen-thuong/", "/to-chuc/", LIST):
        assert office.get(address).status_code == 403, address
    assert office.get(f"/hoi-vien/{cast.lan.pk}/").status_code == 404
    assert office.post(f"/to-chuc/{cast.con_minh.pk}/sua/", {"name": "X"}).status_code == 404


def today():
    return f"{timezone.localdate():%d/%m/%Y}"


def test_an_end_in_the_future_is_shown_and_a_clash_keeps_what_was_typed(cast, office):
    address = f"{LIST}chuc-trach/{of(cast.treasurer).pk}/thoi/"
    on = timezone.localdate() + timedelta(days=40)
    end_appointment(appointment=of(cast.treasurer), on=on, was=None, by=cast.admin)

    clash = office.post(address, {"on": today(), "was": ""})
    shown = office.get(address)

    assert "vừa được người khác ghi thôi từ" in clash.text
    assert f'value="{today()}"' in clash.text
    assert f'name="was" value="{on:%d/%m/%Y}"' in shown.text
    assert office.post(address, {"on": today(), "was": f"{on:%d/%m/%Y}"}).status_code == 302


def test_who_starts_later_is_told_when(cast, as_user):
    soon = timezone.localdate() + timedelta(days=3)
    appoint(user=cast.nobody, unit=cast.con_minh, role="treasurer", since=soon, by=cast.office)

    assert "Chức trách của bạn bắt đầu từ ngày" in as_user(cast.nobody).get("/").text


def test_ones_own_page_leads_to_everything_of_ones_own(cast, as_user):
    client = as_user(cast.con_minh_officer)
    page = client.get("/tai-khoan/cua-toi/")

    assert "Cán bộ Hội xã Côn Minh" in page.text
    assert "chưa bật" in page.text
    answer = client.post("/tai-khoan/mat-khau/", {"current": PASSWORD, "new": "mot cau that dai", "again": "khac hẳn"})
    assert "không giống nhau" in answer.text
    answer = client.post(
        "/tai-khoan/mat-khau/", {"current": PASSWORD, "new": "mot cau that dai", "again": "mot cau that dai"}
    )
    assert answer.url == "/"
    assert client.get("/tai-khoan/cua-toi/").status_code == 200
    assert client.post("/tai-khoan/thoat-moi-noi/").url == "/dang-nhap/"
    assert client.get("/tai-khoan/cua-toi/").status_code == 302


def test_who_sees_a_unit_is_told_by_why_with_what_each_may_do(cast, as_user, django_assert_num_queries):
    deactivate_user(user=cast.leader, by=cast.office)
    client = as_user(cast.con_minh_officer)
    client.get("/")

    with django_assert_num_queries(7):
        page = client.get(f"/to-chuc/{cast.ban_cao.pk}/ai-xem-duoc/")

    groups = {group.heading: group for group in page.context["groups"]}
    assert list(groups) == [
        "Quản trị huyện Na Rì",
        "Ban Kiểm tra huyện Na Rì",
        "Thường trực Hội huyện Na Rì",
        "Thủ quỹ huyện Na Rì",
        "Cán bộ Hội xã Côn Minh",
        "Cán bộ Chi hội thôn Bản Cào",
    ]
    assert groups["Thường trực Hội huyện Na Rì"].why == "Vì Chi hội thôn Bản Cào thuộc huyện Na Rì."
    assert groups["Cán bộ Chi hội thôn Bản Cào"].why == "Vì giữ chức trách ngay tại đơn vị này."
    assert groups["Thủ quỹ huyện Na Rì"].sees == "tổ chức Hội, sổ quỹ, số liệu và báo cáo"
    assert groups["Thủ quỹ huyện Na Rì"].does == "ghi sổ quỹ"
    assert groups["Ban Kiểm tra huyện Na Rì"].does == "ghi việc kiểm tra, giám sát"
    assert "Hôm nay có 6 người xem được Chi hội thôn Bản Cào, ngoài ra không ai khác." in page.text
    assert groups["Thủ quỹ huyện Na Rì"].names == cast.treasurer.name
    assert page.text.count("<details") == len(groups) + 1  # and the menu
    assert "Văn Lang" not in page.text


def test_the_units_page_links_to_who_sees_it_for_whoever_may_ask(cast, as_user):
    address = f"/to-chuc/{cast.con_minh.pk}/ai-xem-duoc/"

    for user, may_ask in ((cast.con_minh_officer, True), (cast.inspector, True), (cast.treasurer, False)):
        client = as_user(user)
        assert (address in client.get(f"/to-chuc/{cast.con_minh.pk}/").text) is may_ask
        assert (client.get(address).status_code == 200) is may_ask
