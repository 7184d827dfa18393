"""What a person sees when something fails; the pages that fail here are made up for it."""

import logging
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import path

from chapters.models import Unit
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.errors import server_error
from khuyenhoc.models import Change
from khuyenhoc.urls import handler400, handler403, handler404, handler500  # noqa: F401
from khuyenhoc.urls import urlpatterns as our_pages

FAULTS = {
    "tu-choi": Refusal("Năm 2023 đã chốt. Muốn sửa, hãy gửi đề nghị mở lại."),
    "khong-phan-su": NotAllowed("Chức trách của bạn không ghi sổ quỹ ở đây."),
    "cam": PermissionDenied("Chức trách của bạn không xem nhật ký."),
    "cam-khong-loi": PermissionDenied(),
    "hong": RuntimeError("secret detail of the machine"),
}


def fail(request, fault):
    raise FAULTS[fault]


@transaction.atomic
def touch_the_log(request):
    Change.objects.all().delete()
    return HttpResponse("deleted")


@transaction.atomic
def break_a_constraint(request):
    Unit.objects.update(code="066")
    return HttpResponse("written")


urlpatterns = [
    path("loi/nhat-ky/", touch_the_log),
    path("loi/trung-ma/", break_a_constraint),
    path("loi/<slug:fault>/", fail),
    *our_pages,
]

pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def officer(cast, as_user):
    client = as_user(cast.con_minh_officer)
    client.raise_request_exception = False
    return client


@pytest.fixture
def heard(caplog):
    """The log of the server, which does not pass on to the root while the tests run."""
    logger = logging.getLogger("khuyenhoc")
    logger.addHandler(caplog.handler)
    yield caplog
    logger.removeHandler(caplog.handler)


def code_on(page):
    (code,) = re.findall(r"Mã để báo cho Thường trực Hội: <strong>([0-9A-F]{8})</strong>", page.text)
    return code


@pytest.mark.parametrize(
    "address, status, sentence",
    [
        ("/khong-co-trang-nay/", 404, "Địa chỉ có thể đã gõ nhầm, hoặc trang thuộc một đơn vị ngoài phạm vi của bạn."),
        ("/loi/cam/", 403, "Chức trách của bạn không xem nhật ký."),
        ("/loi/cam-khong-loi/", 403, "Tài khoản của bạn được xem nhưng không được sửa phần này."),
        ("/loi/khong-phan-su/", 403, "Chức trách của bạn không ghi sổ quỹ ở đây."),
        ("/loi/tu-choi/", 409, "Năm 2023 đã chốt. Muốn sửa, hãy gửi đề nghị mở lại."),
        ("/loi/nhat-ky/", 409, "Nhật ký không sửa, không xóa được."),
        ("/loi/hong/", 500, "Máy chủ gặp lỗi, không phải do bạn"),
        ("/loi/trung-ma/", 500, "Máy chủ gặp lỗi, không phải do bạn"),
    ],
)
def test_each_failure_is_told_in_vietnamese_with_a_code_that_the_server_logged(
    officer, heard, address, status, sentence
):
    page = officer.get(address)

    assert page.status_code == status
    assert sentence in page.text
    assert f"{status} GET '{address}' code={code_on(page)}" in heard.text
    assert 'href="/"' in page.text


def test_a_refusal_says_that_nothing_was_changed_and_what_to_do_next(officer):
    page = officer.get("/loi/tu-choi/")

    assert "Chưa có gì bị thay đổi." in page.text
    assert "Sửa theo lời nhắc trên rồi gửi lại." in page.text
    assert "Cán bộ Côn Minh" in page.text  # the frame of her pages stays around it


def test_the_guards_kept_the_log_when_a_page_tried_to_delete_it(officer):
    kept = Change.objects.count()

    officer.get("/loi/nhat-ky/")

    assert Change.objects.count() == kept > 0


def test_the_page_of_a_fault_tells_nothing_of_the_machine(officer):
    page = officer.get("/loi/hong/")

    assert "secret detail" not in page.text
    assert "Traceback" not in page.text


def test_the_page_of_a_fault_needs_neither_database_nor_session(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = server_error(RequestFactory().get("/"))

    assert page.status_code == 500
    assert "Hãy đợi một phút, quay lại trang trước và thử lại." in page.text
    assert len(code_on(page)) == 8


def test_a_form_left_open_too_long_says_that_nothing_was_saved_and_how_to_go_on(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.con_minh_officer)

    page = client.post("/dang-xuat/")

    assert page.status_code == 403
    assert "Chưa lưu được vì trang đã để quá lâu" in page.text
    assert "những gì bạn đã gõ thường vẫn còn" in page.text
    assert len(code_on(page)) == 8
    assert client.get("/nhat-ky/").status_code == 200  # she is still signed in


def test_a_request_for_another_host_is_refused_in_words(db):
    page = Client(headers={"host": "evil.example"}).get("/dang-nhap/")

    assert page.status_code == 400
    assert "Máy chủ không đọc được yêu cầu này" in page.text
    assert len(code_on(page)) == 8


def test_an_address_with_a_line_break_does_not_forge_a_line_of_the_servers_log(officer, heard):
    officer.get("/a%0A500 GET '/' code=FFFFFFFF")

    assert "\\n500 GET" in heard.text
    assert "\n500 GET" not in heard.text


def test_each_page_of_failure_has_its_own_code(officer):
    assert code_on(officer.get("/loi/tu-choi/")) != code_on(officer.get("/loi/tu-choi/"))


def test_an_address_with_a_nul_is_answered_and_never_reaches_the_database(officer):
    answer = officer.get("/hoi-vien/?don-vi=02173%00")

    assert answer.status_code == 400
    assert "Máy chủ không đọc được yêu cầu này" in answer.text
