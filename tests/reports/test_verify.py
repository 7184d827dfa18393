"""Anybody may see whether a paper is the adopted one, and learns no more than the paper says."""

from copy import deepcopy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from khuyenhoc.models import StoredFile
from reports import keeping
from reports.actions import adopt_summary, renew_summary

from ..conftest import standing
from .adoption import HELD, adopted, busy


def with_papers(year):
    cast = adopted(busy(year))
    keeping.make_and_keep(cast.summary, "http://testserver/", cast.office)
    cast.summary.refresh_from_db()
    return cast


@pytest.fixture(scope="module")
def _kept(_year, django_db_blocker):
    with standing(django_db_blocker, with_papers, _year) as cast:
        yield cast


@pytest.fixture
def paper(_kept, db):
    """An adopted summary with its papers."""
    return deepcopy(_kept)


def page(url):
    answer = Client().get(url)
    return answer.status_code, answer.content.decode()


def upload(summary, content):
    sent = {"paper": SimpleUploadedFile("bao-cao.pdf", content)}
    return Client().post(f"/xac-thuc/{summary.code}/", sent).content.decode()


def test_without_signing_in_the_adopted_figures_are_told_and_nothing_more(paper):
    answer = Client().get(f"/xac-thuc/{paper.summary.code}/")
    text = answer.content.decode()

    assert "Hội Khuyến học huyện Na Rì" in text
    assert "Tổng kết công tác khuyến học" in text
    assert "<dt>Hội viên</dt><dd>33" in text
    assert "<dt>Thông qua ngày</dt><dd>18/01/2024" in text
    assert "đang có hiệu lực" in text
    for secret in (
        "Hoàng Thị Lan",
        "Thường trực Hội",
        "Côn Minh",
        "/bao-cao/",
        paper.summary.signer_name or "Đăng xuất",
    ):
        assert secret not in text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_looking_asks_the_database_almost_nothing(paper, django_assert_num_queries):
    client = Client()
    with django_assert_num_queries(2):
        client.get(f"/xac-thuc/{paper.summary.code}/")


@pytest.mark.parametrize(
    "spoil", [str.lower, lambda code: f" {code[:4]} {code[4:]}", lambda code: f"{code[:4]}-{code[4:]}"]
)
def test_a_code_is_found_however_it_is_typed(paper, spoil):
    answer = Client().get("/xac-thuc/", {"ma": spoil(paper.summary.code)}, follow=True)

    assert "Số liệu đã thông qua" in answer.content.decode()


@pytest.mark.parametrize(
    "code, told",
    [
        ("O0ABCDEFGHJK", "Mã xác thực không bao giờ có 0, O"),
        ("ABCD", "Mã có 12 chữ và số, mã bạn gõ có 4."),
        ("ABCDEFGHJKLM", "Không có báo cáo nào đã thông qua mang mã này."),
    ],
)
@pytest.mark.django_db
def test_what_is_no_code_is_told_what_is_likely_wrong(code, told):
    status, text = page(f"/xac-thuc/{code}/")

    assert status == 404
    assert told in text
    assert f'value="{code}"' in text


@pytest.mark.django_db
def test_an_empty_form_asks_for_the_code():
    assert "Xin gõ mã in ở cuối trang báo cáo." in page("/xac-thuc/?ma=")[1]


def test_the_stored_file_is_known_and_any_other_is_not(paper):
    stored, before = bytes(paper.summary.pdf.content), StoredFile.objects.count()

    assert "Đúng là bản PDF đã lưu khi thông qua" in upload(paper.summary, stored)
    assert "không phải bản đã lưu" in upload(paper.summary, stored + b" ")
    assert "Tệp này rỗng" in upload(paper.summary, b"")
    assert "Xin chọn tệp cần so." in Client().post(f"/xac-thuc/{paper.summary.code}/").content.decode()
    assert StoredFile.objects.count() == before


def test_a_file_too_large_is_refused(paper, monkeypatch):
    monkeypatch.setattr("reports.forms.lives.LARGEST", 10)
    assert "Tệp lớn hơn 20 MB" in upload(paper.summary, b"%PDF-1.7 much longer")


def test_an_older_version_says_which_took_its_place(paper):
    newer = renew_summary(summary=paper.summary, reason="Sai số chi hội", by=paper.office)
    assert "đang có hiệu lực" in page(f"/xac-thuc/{paper.summary.code}/")[1]

    newer = adopt_summary(summary=newer, adopted_on=HELD, by=paper.office)

    text = page(f"/xac-thuc/{paper.summary.code}/")[1]
    assert "Bản thứ 2 thông qua ngày 18/01/2024 thay cho bản thứ 1." in text
    assert f"/xac-thuc/{newer.code}/" in text
    assert "đang có hiệu lực" in page(f"/xac-thuc/{newer.code}/")[1]
