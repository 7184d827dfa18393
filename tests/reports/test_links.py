"""A link instead of a password: entry of one return, for a while, and nothing else of the house."""

import logging
import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from khuyenhoc.actions import NotAllowed
from khuyenhoc.hiding import HideSecrets, hide
from khuyenhoc.models import Change
from reports.actions import (
    change_period,
    choose_basis,
    explain,
    make_link,
    mark_ready,
    set_values,
    submit_return,
    withdraw_link,
)
from reports.models import EntryLink, LinkHolder, ReturnValue

from .conftest import fill, refused, return_of, row_of

PAGE = "/bao-cao/2023/lien-ket/?don-vi=02173"


@pytest.fixture
def open_year(year):
    change_period(period=year.period, allows_links=True, by=year.office)
    return year


def make(cast, row=None, days=3):
    until = timezone.now() + timedelta(days=days)
    link, secret = make_link(
        unit_return=return_of(cast.con_minh), row=row, holder="bà Sen", expires_at=until, by=cast.office
    )
    return link, f"/lien-ket/{secret}/"


def boxes(unit, **figures):
    row = row_of(unit)
    return {f"now-{row.pk}-{code}": figure for code, figure in figures.items()}


def test_links_are_off_until_the_period_allows_them(year, as_user):
    page = as_user(year.office).get(PAGE).text

    assert "Kỳ này chưa bật việc gửi liên kết." in page
    assert refused(lambda: make(year)) == (
        "Kỳ này chưa bật việc gửi liên kết. Xin Thường trực Hội cấp trên cùng bật trong kỳ báo cáo."
    )


def test_the_office_makes_a_link_whose_secret_is_shown_once_and_kept_nowhere(open_year, as_user):
    office = as_user(open_year.office)

    made = office.post(PAGE, {"holder": "bà Sen", "row": "", "days": "3"})

    secret = re.search(r"http://testserver/lien-ket/([\w-]+)/", made.text)[1]
    assert "data:image/svg+xml" in made.text
    assert made.headers["Cache-Control"] == "no-store, private"
    assert secret not in office.get(PAGE).text
    assert not any(secret in str(change.after) for change in Change.objects.all())
    assert Client().get(f"/lien-ket/{secret}/").status_code == 200


def test_whoever_holds_it_enters_without_signing_in_and_the_log_says_so(open_year):
    _, address = make(open_year)
    phone, row = Client(), row_of(open_year.cho_a)
    assert "Chi hội thôn Chợ A" in phone.get(address).text

    phone.post(f"{address}{row.pk}/", boxes(open_year.cho_a, members_closing="30", fund_closing="1,2 triệu"))

    value = ReturnValue.objects.get(row=row, indicator="members_closing")
    assert (value.declared, value.entered_by, value.link) == (30, None, EntryLink.objects.get())
    change = Change.objects.filter(table_name="reports_returnvalue").latest("pk")
    assert (change.actor_name, change.through) == (
        "bà Sen (qua liên kết của Thường trực Hội)",
        "liên kết nhập số liệu",
    )


def test_it_opens_nothing_else(open_year):
    _, address = make(open_year)
    phone = Client()
    phone.get(address)

    for other in ("/", "/bao-cao/2023/nhap/", "/hoi-vien/", f"/bao-cao/2023/nhap/{row_of(open_year.cho_a).pk}/"):
        assert phone.get(other).status_code == 302
    assert phone.get(f"{address}{row_of(open_year.to_dooc).pk}/").status_code == 404
    assert phone.post(f"{address}{row_of(open_year.to_dooc).pk}/").status_code == 404
    assert "Hoàng Thị Lan" not in phone.get(address).text


def test_a_link_for_one_row_opens_that_row_alone(open_year):
    row = row_of(open_year.cho_a)
    _, address = make(open_year, row=row)
    phone = Client()

    assert phone.get(address).headers["Location"] == f"{address}{row.pk}/"
    assert phone.get(f"{address}{row_of(open_year.con_minh).pk}/").status_code == 404


def test_its_answers_are_kept_by_nobody_and_found_by_no_search(open_year):
    _, address = make(open_year)

    for where in (address, f"{address}{row_of(open_year.cho_a).pk}/", "/lien-ket/khong-co/"):
        headers = Client().get(where).headers
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Robots-Tag"].startswith("noindex")
        assert headers["Referrer-Policy"] == "strict-origin"


def test_what_is_unknown_withdrawn_expired_switched_off_or_handed_in_says_so(open_year):
    link, address = make(open_year)
    late, late_address = make(open_year)

    def told(where):
        answer = Client().get(where)
        return answer.status_code, re.search('<div class="note bad">\\s*(.*?)\\s*</div>', answer.text, re.S)[1]

    assert told("/lien-ket/khong-co/")[0] == 404
    withdraw_link(link=link, by=open_year.office)
    status, sentence = told(address)
    assert (status, "đã bị thu hồi" in sentence) == (410, True)
    fill(open_year.con_minh, open_year.con_minh_officer)
    submit_return(unit_return=return_of(open_year.con_minh), by=open_year.con_minh_officer)
    status, sentence = told(late_address)
    assert (status, "không còn nhận số liệu" in sentence) == (410, True)
    change_period(period=open_year.period, allows_links=False, by=open_year.office)
    status, sentence = told(late_address)
    assert (status, "không còn nhận số liệu qua liên kết" in sentence) == (410, True)
    assert late.is_working


def test_an_expired_link_opens_nothing(open_year):
    link, address = make(open_year)
    expired = LinkHolder(link)
    expired.link.expires_at = timezone.now() - timedelta(seconds=1)

    with pytest.raises(NotAllowed, match="đã hết hạn"):
        set_values(row=row_of(open_year.cho_a), cells={"members_closing": (None, 1)}, by=expired)
    assert Client().get(address).status_code == 200


def test_the_holder_enters_and_nothing_more(open_year):
    link, _ = make(open_year)
    holder = LinkHolder(link)
    fill(open_year.con_minh, open_year.con_minh_officer)

    with pytest.raises(NotAllowed, match="Liên kết chỉ để nhập số liệu"):
        submit_return(unit_return=return_of(open_year.con_minh), by=holder)
    with pytest.raises(NotAllowed):
        set_values(row=row_of(open_year.to_dooc), cells={"members_closing": (None, 1)}, by=holder)


def test_a_link_to_the_district_s_own_return_does_not_open_those_below(open_year):
    until = timezone.now() + timedelta(days=3)
    link, _ = make_link(
        unit_return=return_of(open_year.district), holder="ông Lưu", expires_at=until, by=open_year.office
    )

    with pytest.raises(NotAllowed, match="chỉ mở số liệu của đơn vị được gửi"):
        set_values(row=row_of(open_year.cho_a), cells={"members_closing": (None, 1)}, by=LinkHolder(link))


def test_a_link_for_one_row_marks_no_other_ready(open_year):
    link, _ = make(open_year, row=row_of(open_year.cho_a))
    holder = LinkHolder(link)

    assert mark_ready(row=row_of(open_year.cho_a), by=holder).ready_at is not None
    for act in (
        lambda: mark_ready(row=row_of(open_year.ban_cao), by=holder),
        lambda: explain(row=row_of(open_year.ban_cao), code="members_closing", check="gap", text="x", by=holder),
        lambda: choose_basis(unit_return=return_of(open_year.con_minh), basis="totals", by=holder),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_only_an_office_above_makes_and_withdraws(open_year, as_user):
    link, _ = make(open_year)
    address = f"/bao-cao/2023/lien-ket/{link.pk}/thu-hoi/"

    for who, status in ((open_year.con_minh_officer, 403), (open_year.leader, 403), (open_year.van_lang_officer, 404)):
        assert as_user(who).get(PAGE).status_code == status
        assert as_user(who).post(address).status_code == status
    assert "Đã thu hồi" in as_user(open_year.office).post(address, follow=True).text


def test_bad_input_through_a_link_is_told_and_saves_nothing(open_year):
    _, address = make(open_year)
    where = f"{address}{row_of(open_year.cho_a).pk}/"

    assert "“163,055”" in Client().post(where, boxes(open_year.cho_a, members_closing="163,055")).text
    assert not ReturnValue.objects.filter(row=row_of(open_year.cho_a)).exists()


def test_the_secret_stays_out_of_the_logs():
    secret = "V1StGXR8_Z5jdHi6B-myTQ2kLmN0pQrS"
    record = logging.LogRecord("x", logging.WARNING, "", 0, "Not Found: %s", (f"/lien-ket/{secret}/12/",), None)

    assert HideSecrets().filter(record)
    assert record.getMessage() == "Not Found: /lien-ket/…/12/"
    assert hide("GET /bao-cao/2023/lien-ket/12/thu-hoi/") == "GET /bao-cao/2023/lien-ket/12/thu-hoi/"
