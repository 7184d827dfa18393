"""Entered for a unit: said beforehand how it came, marked on every figure, confirmed later by the unit alone."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from khuyenhoc.dates import format_date
from khuyenhoc.models import StoredFile
from reports.actions import change_period
from reports.models import OnBehalf, ReturnValue

from .conftest import row_of

PAGE, REVIEW = "/bao-cao/2023/nhap-thay/?don-vi=02173", "/bao-cao/2023/xem-xet/?don-vi=02173"
JPEG = b"\xff\xd8\xff so lieu"


def form(**more):
    given = {"way": "phone", "from_whom": "bà Hoàng Thị Lan", "received_on": "01/12/2023"}
    return given | more


def enter(cast, client, **figures):
    row = row_of(cast.cho_a)
    return client.post(f"/bao-cao/2023/nhap/{row.pk}/", figures)


def test_what_the_office_enters_after_saying_how_it_came_is_marked_as_for_the_commune(year, as_user):
    office = as_user(year.office)
    photo = SimpleUploadedFile("giay.jpg", JPEG)
    page = office.post(PAGE, form(way="photo", scan=photo), follow=True).text
    assert "Bạn đang nhập thay xã Côn Minh theo ảnh chụp của bà Hoàng Thị Lan." in page

    enter(year, office, members_closing="30", fund_closing="0")

    value = ReturnValue.objects.get(row=row_of(year.cho_a), indicator="members_closing")
    assert (value.declared, value.entered_by, value.on_behalf) == (30, year.office, OnBehalf.objects.get())
    told = "Thường trực Hội, nhập thay theo ảnh chụp của bà Hoàng Thị Lan, đơn vị chưa xác nhận"
    assert told in as_user(year.con_minh_officer).get(REVIEW).text


def test_what_the_commune_enters_itself_is_its_own(year, as_user):
    as_user(year.office).post(PAGE, form())

    enter(year, as_user(year.con_minh_officer), members_closing="30")

    assert ReturnValue.objects.get(indicator="members_closing").on_behalf is None


def test_what_was_said_yesterday_does_not_mark_what_is_entered_today(year, as_user):
    as_user(year.office).post(PAGE, form())
    OnBehalf.objects.update(entered_at=timezone.now() - timedelta(days=1))

    enter(year, as_user(year.office), members_closing="30")

    assert ReturnValue.objects.get(indicator="members_closing").on_behalf is None


def test_the_commune_alone_confirms(year, as_user):
    as_user(year.office).post(PAGE, form())
    entered = OnBehalf.objects.get()
    address = f"/bao-cao/2023/nhap-thay/{entered.pk}/xac-nhan/"

    for who, status in ((year.office, 403), (year.leader, 403), (year.van_lang_officer, 404)):
        assert as_user(who).post(address).status_code == status
    officer = as_user(year.con_minh_officer)
    assert "Cấp trên đã nhập thay số liệu của đơn vị." in officer.get("/bao-cao/2023/nhap/").text
    assert "đơn vị đã xác nhận" in officer.post(address, follow=True).text

    entered.refresh_from_db()
    assert (entered.confirmed_by, entered.confirmed_at is None) == (year.con_minh_officer, False)
    assert "Cấp trên đã nhập thay" not in officer.get("/bao-cao/2023/nhap/").text


@pytest.mark.parametrize(
    "given, told",
    [
        ({"way": "paper"}, "Số liệu đến bằng giấy hoặc ảnh thì phải kèm bản quét hoặc ảnh đó."),
        ({"received_on": "31/2/2023"}, "31/2/2023"),
        ({"received_on": format_date(timezone.localdate() + timedelta(days=2))}, "Ngày nhận ở sau hôm nay."),
        ({"way": "photo", "scan": SimpleUploadedFile("a.jpg", b"GIF89a")}, "Chỉ nhận tệp PDF, ảnh JPEG hoặc PNG."),
        ({"from_whom": "  "}, "is-invalid"),
    ],
)
def test_bad_input_is_told_and_keeps_nothing(year, as_user, given, told):
    page = as_user(year.office).post(PAGE, form(**given)).text

    assert told in page
    assert (OnBehalf.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_scan_is_opened_within_reach_only(year, as_user):
    as_user(year.office).post(PAGE, form(way="photo", scan=SimpleUploadedFile("giay.jpg", JPEG)))
    address = f"/bao-cao/2023/nhap-thay/{OnBehalf.objects.get().pk}/ban-quet/"

    assert as_user(year.con_minh_officer).get(address).content == JPEG
    assert as_user(year.van_lang_officer).get(address).status_code == 404
    assert as_user(year.nobody).get(address).status_code == 403


def test_a_period_may_forbid_entering_for_a_unit(year, as_user):
    change_period(period=year.period, allows_on_behalf=False, by=year.office)
    office = as_user(year.office)

    assert "cấp trên không nhập thay" in office.get(PAGE).text
    assert office.post(PAGE, form()).status_code == 200
    enter(year, office, members_closing="30")
    assert not OnBehalf.objects.exists()
    assert not ReturnValue.objects.filter(declared=30).exists()


def test_the_commune_does_not_enter_for_itself(year, as_user):
    assert as_user(year.con_minh_officer).post(PAGE, form()).status_code == 403
