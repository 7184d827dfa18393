from datetime import UTC, datetime

import pytest
from django.utils.html import escape

from chapters.actions import create_unit, update_member, update_unit
from chapters.models import Unit
from khuyenhoc.history import LogFilter
from khuyenhoc.models import Change


def rename(unit, name, by):
    update_unit(unit=unit, name=name, by=by)


def shown(response):
    """What the page tells, as (title, first line)."""
    return [(entry.title, entry.lines[0] if entry.lines else "") for entry in response.context["entries"]]


def kinds(response):
    return {title.split(" Chi hội")[0] for title, _ in shown(response)}


def record(at, *, name="Cũ", **values):
    """A line of the log at a moment of our choosing."""
    return Change.objects.create(
        at=at, table_name="funds_fund", row_id=1, operation="insert", after={"name": name}, **values
    )


def test_an_officer_reads_who_changed_what_in_her_commune_and_nothing_of_a_neighbour(cast, as_user):
    rename(cast.ban_cao, "Chi hội thôn Bản Cào Mới", cast.con_minh_officer)
    rename(cast.to_dooc, "Chi hội thôn Tô Đoóc Mới", cast.van_lang_officer)

    page = as_user(cast.con_minh_officer).get("/nhat-ky/")

    assert shown(page)[0] == (
        "Sửa đơn vị Chi hội thôn Bản Cào Mới",
        "Tên: “Chi hội thôn Bản Cào” → “Chi hội thôn Bản Cào Mới”",
    )
    assert "Cán bộ Côn Minh · dòng lệnh" in page.text
    assert f'<a href="/to-chuc/{cast.ban_cao.pk}/">Sửa đơn vị Chi hội thôn Bản Cào Mới</a>' in page.text
    assert "Tô Đoóc" not in page.text
    assert "Lý Văn Kín" not in page.text
    assert "0912345678" not in page.text


def test_the_root_office_reads_all_also_accounts_and_catalogues(cast, as_user):
    titles = [title for title, _ in shown(as_user(cast.inspector).get("/nhat-ky/"))]

    assert "Thêm người dùng Cán bộ Văn Lang" in titles
    assert "Thêm hội viên Lý Văn Kín" in titles
    assert "mat khau thu 2023" not in str(titles)


@pytest.mark.parametrize("who", ["treasurer", "leader", "chapter_officer", "nobody"])
def test_an_office_without_the_log_is_refused_with_a_sentence(cast, as_user, who):
    page = as_user(getattr(cast, who)).get("/nhat-ky/")

    assert page.status_code == 403
    assert "Chức trách của bạn không xem nhật ký. Nếu cần, xin báo Thường trực Hội cấp trên." in page.text
    assert "Nhật ký do cơ sở dữ liệu tự ghi" not in page.text


def test_one_kind_of_record_can_be_picked_by_its_name(cast, as_user):
    update_member(member=cast.lan, phone="0911222333", by=cast.con_minh_officer)

    page = as_user(cast.con_minh_officer).get("/nhat-ky/", {"bang": "chapters_member"})

    assert shown(page) == [("Sửa hội viên Hoàng Thị Lan", "Điện thoại: để trống → “0911222333”")]
    assert '<option value="chapters_member" selected>Hội viên</option>' in page.text


def test_what_one_person_did_is_found_by_her_name_without_marks(cast, as_user):
    rename(cast.ban_cao, "Chi hội A", cast.con_minh_officer)
    rename(cast.cho_a, "Chi hội B", cast.admin)

    page = as_user(cast.office).get("/nhat-ky/", {"nguoi": "can bo con minh"})

    assert shown(page) == [("Sửa đơn vị Chi hội A", "Tên: “Chi hội thôn Bản Cào” → “Chi hội A”")]
    assert 'value="can bo con minh"' in page.text


def test_what_nobody_known_did_is_found_as_unknown(cast, as_user):
    Unit.objects.filter(pk=cast.cho_a.pk).update(keeps_roster=True)

    page = as_user(cast.office).get("/nhat-ky/", {"nguoi": "không rõ", "bang": "chapters_unit"})

    assert shown(page) == [("Sửa đơn vị Chi hội thôn Chợ A", "Quản lý danh sách hội viên tại đây: không → có")]
    assert "không rõ (sửa thẳng trong cơ sở dữ liệu)" in page.text


def test_days_are_those_of_viet_nam_and_both_ends_are_included(cast, as_user):
    record(datetime(2023, 5, 3, 16, 59, 59, tzinfo=UTC), name="trước")  # 23:59:59 on 3 May here
    record(datetime(2023, 5, 3, 17, 0, tzinfo=UTC), name="đầu")
    record(datetime(2023, 5, 5, 16, 59, 59, tzinfo=UTC), name="cuối")
    record(datetime(2023, 5, 5, 17, 0, tzinfo=UTC), name="sau")

    page = as_user(cast.office).get("/nhat-ky/", {"tu": "4/5/2023", "den": "05-05-2023"})

    assert [line for _, line in shown(page)] == ["Tên quỹ: “cuối”", "Tên quỹ: “đầu”"]


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ({"tu": "31/02/2023"}, "“31/02/2023” không có trong lịch: tháng 2 năm 2023 có 28 ngày. Xin sửa lại ngày."),
        ({"den": "hôm qua"}, "“hôm qua” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        ({"tu": "05/05/2023", "den": "04/05/2023"}, "Ngày này trước “Từ ngày”. Xin xem lại hai ngày."),
    ],
)
def test_a_faulty_day_is_told_and_stays_as_it_was_typed(cast, as_user, asked, sentence):
    page = as_user(cast.office).get("/nhat-ky/", {**asked, "nguoi": "Lan"})

    assert sentence in page.text
    for typed in [*asked.values(), "Lan"]:
        assert f'value="{escape(typed)}"' in page.text
    assert shown(page) == []
    assert "Không có thay đổi nào" not in page.text


@pytest.mark.parametrize(
    "asked, sentence",
    [
        ({"bang": "auth_secret"}, "Nhật ký không có loại hồ sơ này. Xin chọn lại."),
        ({"truoc": "x"}, "Địa chỉ của trang nhật ký không đúng. Xin xem lại từ đầu."),
        ({"truoc": "9" * 40}, "Địa chỉ của trang nhật ký không đúng. Xin xem lại từ đầu."),
    ],
)
def test_an_address_that_was_tampered_with_is_told_and_shows_no_log(cast, as_user, asked, sentence):
    page = as_user(cast.office).get("/nhat-ky/", asked)

    assert sentence in page.text
    assert shown(page) == []


def test_many_changes_alike_are_drawn_together_with_their_number_under_their_day(cast, as_user):
    for number in range(4):
        rename(cast.ban_cao, f"Chi hội {number}", cast.con_minh_officer)
    rename(cast.ban_cao, "Chi hội thôn Bản Cào", cast.admin)

    page = as_user(cast.con_minh_officer).get("/nhat-ky/", {"bang": "chapters_unit"})

    today = page.context["days"][0]
    assert [(run.first.who, len(run.entries), run.is_many) for run in today.runs[:2]] == [
        (cast.admin.name, 1, False),
        (cast.con_minh_officer.name, 4, True),
    ]
    assert sum(day.count for day in page.context["days"]) == len(page.context["entries"])
    assert "<summary><strong>Sửa đơn vị</strong>: 4 thay đổi</summary>" in page.text
    assert "Tên: “Chi hội 2” → “Chi hội 3”" in page.text


def test_changes_of_two_days_are_told_apart(cast, as_user):
    for moment in (datetime(2023, 5, 3, 16, 59, tzinfo=UTC), datetime(2023, 5, 3, 17, 0, tzinfo=UTC)):
        record(moment)

    page = as_user(cast.office).get("/nhat-ky/", {"tu": "1/5/2023", "den": "31/5/2023"})

    assert [(f"{day.day:%d/%m/%Y}", day.count) for day in page.context["days"]] == [
        ("04/05/2023", 1),
        ("03/05/2023", 1),
    ]


def test_nothing_found_says_what_to_do(cast, as_user):
    page = as_user(cast.office).get("/nhat-ky/", {"den": "01/01/2001"})

    assert "Không có thay đổi nào" in page.text
    assert "Hãy chọn khoảng ngày rộng hơn hoặc bỏ bớt điều kiện lọc." in page.text


def test_older_changes_follow_page_by_page_without_gap_or_repeat(cast, as_user, monkeypatch):
    monkeypatch.setattr(LogFilter, "PAGE", 4)
    client, seen = as_user(cast.con_minh_officer), []
    page = client.get("/nhat-ky/")
    while True:
        seen += page.context["entries"]
        if not page.context["older"]:
            break
        page = client.get("/nhat-ky/", {"truoc": page.context["older"]})

    assert len(seen) == Change.objects.visible_to(cast.con_minh_officer).count() > 4
    assert [entry.at for entry in seen] == sorted((entry.at for entry in seen), reverse=True)
    assert "Hết nhật ký" in page.text
    assert "Về mới nhất" in page.text


def test_the_way_to_older_changes_keeps_the_filter(cast, as_user, monkeypatch):
    monkeypatch.setattr(LogFilter, "PAGE", 2)
    page = as_user(cast.office).get("/nhat-ky/", {"bang": "chapters_unit", "nguoi": "quản trị"})

    query = f"?bang=chapters_unit&amp;nguoi=qu%E1%BA%A3n+tr%E1%BB%8B&amp;truoc={page.context['older']}"
    assert f'rel="next" href="{query}"' in page.text
    assert kinds(page) == {"Thêm đơn vị"}


@pytest.mark.parametrize("units", [1, 3])
def test_the_number_of_queries_does_not_grow_with_what_is_shown(cast, as_user, units, django_assert_num_queries):
    for number in range(units - 1):
        create_unit(parent=cast.con_minh, kind="chapter", setting="hamlet", name=f"Chi hội {number}", by=cast.admin)
    client = as_user(cast.con_minh_officer)

    with django_assert_num_queries(6):  # session, user, offices, period of the frame, changes, units
        page = client.get("/nhat-ky/", {"bang": "chapters_unit"})

    assert len(shown(page)) == 2 + units
