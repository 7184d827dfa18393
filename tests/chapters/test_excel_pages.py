"""The pages of an import as an officer meets them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chapters.models import Member
from khuyenhoc.imports import actions
from khuyenhoc.imports.models import Import

from .excel import as_file, confirm, members_of, opened, upload

SEN = ("Nông Thị Sen", "nữ", 1962, "Chi hội thôn Bản Cào", "01/05/2020", "0912 000 111")
XUAN = ("Bàn Văn Xuân", "nam", 1958, "Chi hội thôn Bản Cào", "04/03/2019", "")
BAD = ("Lường Thị Mây", "nữ", 1970, "Chi hội thôn Không Có", "04/03/2019", "")
TWIN = ("Hoàng Thị Lan", "nữ", 1960, "Chi hội thôn Bản Cào", "01/05/2020", "")


@pytest.fixture
def client(cast, as_user):
    return as_user(cast.con_minh_officer)


def sent(client, content, **more):
    return client.post("/hoi-vien/excel/?don-vi=02173", {"file": as_file(content), **more}, follow=True)


def test_the_list_of_members_leads_to_excel(cast, client):
    page = client.get("/hoi-vien/")

    assert 'href="/hoi-vien/excel/">Nhập, xuất Excel' in page.text


def test_an_upload_shows_what_it_would_do(cast, client):
    page = sent(client, members_of(SEN, XUAN))

    for told in ("Chưa ghi gì vào phần mềm", "Xác nhận, ghi 2 dòng", "Dòng 2, <strong>Nông Thị Sen</strong>"):
        assert told in page.text
    assert "Nông Thị Sen" not in client.get("/hoi-vien/").text


def test_confirming_writes_and_leads_to_the_members(cast, client):
    page = sent(client, members_of(SEN, XUAN))
    url = page.request["PATH_INFO"]

    page = client.post(f"{url}ghi/", follow=True)

    assert "Đã ghi xong." in page.text
    assert "Hoàn tác lần nhập này" in page.text
    assert "Nông Thị Sen" in client.get("/hoi-vien/").text


def test_a_second_click_on_confirm_changes_nothing(cast, client):
    url = sent(client, members_of(SEN)).request["PATH_INFO"]
    client.post(f"{url}ghi/")

    assert client.post(f"{url}ghi/").status_code == 302

    assert Member.objects.filter(name="Nông Thị Sen").count() == 1


def test_faults_are_listed_and_the_good_rows_can_go_alone(cast, client):
    page = sent(client, members_of(SEN, BAD))
    assert "Không có chi hội, ban khuyến học nào tên hay mã “Chi hội thôn Không Có”" in page.text
    assert "Nhập 1 dòng đúng, trả lại 1 dòng lỗi" in page.text

    page = client.post(f"{page.request['PATH_INFO']}ghi/", {"only_good": "1"}, follow=True)

    assert "Tải về các dòng lỗi" in page.text
    assert Member.objects.filter(name="Nông Thị Sen").exists()


def test_a_question_left_open_is_refused_and_the_other_answers_stay(cast, client):
    twins = members_of(TWIN, ("Hoàng Thị Lan", "nữ", 1961, *TWIN[3:]), SEN)
    page = sent(client, twins)
    url = page.request["PATH_INFO"]
    keys = [question["key"] for question in Import.objects.get().questions]
    assert len(keys) >= 1

    page = client.post(f"{url}ghi/", {})
    assert (page.status_code, "câu hỏi chưa trả lời" in page.text) == (409, True)

    page = client.post(f"{url}ghi/", {f"answer:{keys[0]}": "skip", "answer:double": "skip"}, follow=True)
    assert "Đã ghi xong." in page.text
    assert Member.objects.filter(compare_key="hoàng thị lan").count() <= 1


@pytest.mark.parametrize(
    "content, told",
    [
        (b"", "Tệp này rỗng"),
        (b"%PDF-1.7 khong phai Excel", "Xin"),
        (b"PK\x03\x04 hong", "Xin"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_beside_the_field(cast, client, content, told):
    page = client.post("/hoi-vien/excel/", {"file": as_file(content)})

    assert page.status_code == 200
    assert told in page.text
    assert 'id="error_1_id_file"' in page.text or "alert" in page.text
    assert not Import.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(cast, client, monkeypatch):
    monkeypatch.setattr("chapters.forms.excel.LARGEST", 100)
    monkeypatch.setattr("chapters.views.excel.start_import", None)  # nothing is taken in

    page = client.post("/hoi-vien/excel/", {"file": as_file(members_of(SEN))})

    assert "Tệp lớn hơn 20 MB. Xin chia danh sách thành nhiều tệp" in page.text


def test_no_file_says_so(cast, client):
    assert "Chưa chọn tệp" in client.post("/hoi-vien/excel/", {}).text


def test_cancelling_lets_the_workbook_go(cast, client):
    url = sent(client, members_of(SEN)).request["PATH_INFO"]

    page = client.post(f"{url}bo/", follow=True)

    assert "đã bỏ, không ghi gì" in page.text
    assert Import.objects.get().content is None


def test_a_large_workbook_shows_its_progress_with_and_without_javascript(cast, client, settings, monkeypatch):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    monkeypatch.setattr(actions, "IN_REQUEST", 1)

    page = sent(client, members_of(SEN, XUAN))

    for told in ("Đang chờ đến lượt", 'hx-trigger="every 2s"', ">Xem lại</a>"):
        assert told in page.text
    imported = Import.objects.get()
    Import.objects.update(state="cancelled")
    answer = client.get(imported.url, headers={"HX-Request": "true"})
    assert answer.headers["HX-Refresh"] == "true"


def test_the_template_and_the_list_come_as_workbooks(cast, client):
    for name, told in (("mau", "Chi hội thôn Bản Cào"), ("danh-sach", "Hoàng Thị Lan")):
        answer = client.get(f"/hoi-vien/excel/{name}/?don-vi=02173")

        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert answer.headers["Cache-Control"] == "no-store, private"
        text = str([row for sheet in opened(answer.content) for row in sheet.values])
        assert told in text


def test_the_list_of_imports_asks_as_often_for_one_as_for_three(cast, client):
    def queries():
        with CaptureQueriesContext(connection) as counted:
            assert client.get("/hoi-vien/excel/").status_code == 200
        return len(counted)

    upload(cast.con_minh, members_of(SEN), cast.con_minh_officer)
    one = queries()
    upload(cast.ban_cao, members_of(XUAN), cast.con_minh_officer)
    confirm(upload(cast.con_minh, members_of(XUAN), cast.con_minh_officer), cast.con_minh_officer)

    assert queries() == one


def test_checking_asks_as_often_for_thirty_rows_as_for_three(cast):
    def queries(number):
        rows = [(f"Nông Thị Sen {one:02}", "nữ", 1950 + one, *SEN[3:5], "") for one in range(number)]
        with CaptureQueriesContext(connection) as counted:
            upload(cast.con_minh, members_of(*rows), cast.con_minh_officer)
        return len(counted)

    queries(1)  # her offices are read once

    assert queries(3) == queries(30)
