"""Anybody may see whether a paper is the adopted one, and learns no more than the paper says."""

from copy import deepcopy
from io import BytesIO

import pytest
from axes.models import AccessAttempt
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from khuyenhoc.lockout import WRONG_CODES
from khuyenhoc.models import StoredFile
from reports import keeping
from reports.actions import adopt_summary, renew_summary

from ..conftest import standing
from ..crowds import crowd, writers
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


@pytest.mark.parametrize("typed", ["", "---"])
@pytest.mark.django_db
def test_an_empty_form_asks_for_the_code(typed):
    assert "Xin gõ mã in ở cuối trang báo cáo." in page(f"/xac-thuc/?ma={typed}")[1]


def test_many_wrong_codes_from_one_address_are_told_to_wait_and_the_right_one_never(paper, time_machine):
    time_machine.move_to("2024-02-01 09:14:00+07:00", tick=False)
    here, elsewhere = Client(REMOTE_ADDR="113.160.1.1"), Client(REMOTE_ADDR="2001:db8::1")
    wrong, right = "/xac-thuc/ABCDEFGHJKLM/", f"/xac-thuc/{paper.summary.code}/"

    for _ in range(WRONG_CODES):
        assert here.get(wrong).status_code == 404
    told = here.get(wrong)
    upload = here.post(wrong, {"paper": SimpleUploadedFile("bao-cao.pdf", b"%PDF-")})

    assert (told.status_code, upload.status_code) == (429, 429)
    assert "quá nhiều mã sai" in told.text
    assert "cho đến 01/02/2024 09:29. Mã đúng vẫn mở được báo cáo" in told.text
    assert here.get(right).status_code == here.post(right).status_code == 200
    assert elsewhere.get(wrong).status_code == 404
    time_machine.move_to("2024-02-01 09:29:01+07:00", tick=False)
    assert here.get(wrong).status_code == 404
    assert AccessAttempt.objects.count() == 1, "what is over is forgotten"


def test_wrong_codes_at_one_moment_are_all_counted(shared):
    crowd(lambda _: Client(REMOTE_ADDR="113.160.1.1").get("/xac-thuc/ABCDEFGHJKLM/"), writers())

    assert AccessAttempt.objects.get().failures_since_start == writers()


def test_what_is_too_large_is_refused_before_any_of_it_is_read(paper):
    class Untouched(BytesIO):
        def read(self, *_):
            pytest.fail("it was read")

    sent = {"CONTENT_LENGTH": str(26 * 1024 * 1024), "wsgi.input": Untouched()}
    for client in (Client(), Client(enforce_csrf_checks=True)):
        answer = client.post(
            f"/xac-thuc/{paper.summary.code}/", {"paper": SimpleUploadedFile("a.pdf", b"%PDF-")}, **sent
        )
        assert answer.status_code == 413
        assert "Tệp gửi lên quá lớn nên chưa nhận. Xin chọn tệp không quá 20 MB." in answer.text


def test_the_stored_file_is_known_and_any_other_is_not(paper):
    stored, before = bytes(paper.summary.pdf.content), StoredFile.objects.count()

    for kept, name in (("pdf", "bản PDF"), ("docx", "bản Word"), ("xlsx", "bản Excel")):
        content = bytes(getattr(paper.summary, kept).content)
        assert f"Đúng là {name} đã lưu khi thông qua" in upload(paper.summary, content)
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
