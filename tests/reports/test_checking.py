"""Check and submit: all findings on one page, reasons, and the one button."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chapters.actions import admit_member, create_unit
from reports.actions import accept_return, explain_alike, hand_back, open_period, set_value, submit_return
from reports.models import UNKNOWN, Remark, ReturnText

from ..crowds import at_once
from .conftest import declare, explain_all, fill, return_of, row_of
from .test_checks import before

ADDRESS, REASON = "/bao-cao/2023/nhap/kiem-tra/", "/bao-cao/2023/nhap/ly-do/"


@pytest.fixture
def officer(year, as_user):
    year.client = as_user(year.con_minh_officer)
    return year


def shown(client):
    """What the page sends along with its button."""
    page = client.get(ADDRESS)
    return {"seen": page.context["review"].seen, "seen_at": page.context["seen_at"]}


def press(client):
    return client.post(ADDRESS, shown(client), follow=True)


def state(unit):
    return return_of(unit).state


def test_the_entry_page_leads_here(officer):
    entry = officer.client.get("/bao-cao/2023/nhap/").text

    assert 'href="/bao-cao/2023/nhap/kiem-tra/?don-vi=02173">Kiểm tra và nộp</a>' in entry
    assert 'href="/bao-cao/2023/nhap/loi-van/?don-vi=02173">Lời văn</a>' in entry


def test_what_is_missing_leads_to_its_very_cell_and_there_is_no_button_yet(officer):
    page = officer.client.get(ADDRESS).text

    cho_a = row_of(officer.cho_a).pk
    assert "Phải sửa trước khi nộp" in page
    assert f'<a href="/bao-cao/2023/nhap/{cho_a}/#id_members_closing">Hội viên cuối kỳ</a>' in page
    assert 'id="id_members_closing"' in officer.client.get(f"/bao-cao/2023/nhap/{cho_a}/").text
    assert "Nộp báo cáo" not in page


def test_a_real_mistake_is_told_and_leads_to_its_cell(officer):
    fill(officer.con_minh, officer.con_minh_officer)
    declare(officer.cho_a, officer.con_minh_officer, members_closing=74, members_women=91)

    page = officer.client.get(ADDRESS).text

    assert "Còn 1 điều phải sửa." in page
    assert "Trong đó: nữ (91) lớn hơn Hội viên cuối kỳ (74)." in page
    assert f"/bao-cao/2023/nhap/{row_of(officer.cho_a).pk}/#id_members_women" in page
    told = officer.client.post(ADDRESS, {}, follow=True)
    assert "Chưa nộp được. Chi hội thôn Chợ A: Trong đó: nữ (91) lớn hơn" in told.text
    assert state(officer.con_minh) == "draft"


def test_what_is_odd_takes_a_reason_by_one_tap_or_in_her_words_and_then_goes_up(officer):
    before(officer, officer.cho_a, members_closing=44)
    fill(officer.con_minh, officer.con_minh_officer)
    declare(officer.cho_a, officer.con_minh_officer, members_closing=19)
    client = officer.client
    sent = {"cell": f"{row_of(officer.cho_a).pk}:members_closing:jump", "back": "kiem-tra"}

    asked = client.get(ADDRESS).text
    assert "Còn 1 điều cần xem lại." in asked
    assert 'value="Đã rà soát lại danh sách."' in asked
    tapped = client.post(REASON, sent | {"text": "Đã rà soát lại danh sách."})
    assert tapped.url == f"{ADDRESS}?don-vi=02173#xem-lai"
    assert "Lý do: <strong>Đã rà soát lại danh sách.</strong>" in client.get(ADDRESS).text
    client.post(REASON, sent | {"own": "Tách sang chi hội thôn Nà Ngoàn."})
    assert Remark.objects.get().text == "Tách sang chi hội thôn Nà Ngoàn."

    assert "Đã nộp. Cấp trên sẽ xem và chốt số liệu." in press(client).text
    assert state(officer.con_minh) == "submitted"


def test_a_reason_can_be_taken_back(officer):
    before(officer, officer.cho_a, members_closing=44)
    declare(officer.cho_a, officer.con_minh_officer, members_closing=19)
    explain_all(officer.con_minh, officer.con_minh_officer)
    sent = {"cell": f"{row_of(officer.cho_a).pk}:members_closing:jump", "back": "kiem-tra"}

    officer.client.post(REASON, sent)

    assert not Remark.objects.exists()


def test_one_reason_answers_all_that_was_left_empty(officer):
    before(officer, officer.cho_a, members_joined=6, members_left=2)
    before(officer, officer.ban_cao, fund_in_dues=300_000)
    fill(officer.con_minh, officer.con_minh_officer)
    (alike,) = officer.client.get(ADDRESS).context["review"].odd

    told = officer.client.post(
        REASON, {"cell": alike.cells, "text": "Năm nay không có.", "back": "kiem-tra"}, follow=True
    )

    assert [(str(few.row), len(few.told)) for few in alike.by_row()] == [
        ("Chi hội thôn Bản Cào", 1),
        ("Chi hội thôn Chợ A", 2),
    ]
    assert set(Remark.objects.values_list("indicator", "text")) == {
        ("members_joined", "Năm nay không có."),
        ("members_left", "Năm nay không có."),
        ("fund_in_dues", "Năm nay không có."),
    }
    assert "3 số đã có lý do" in told.text
    assert told.context["review"].is_clear


def test_a_reason_for_many_figures_costs_no_more_queries_than_for_one(officer):
    row, by = row_of(officer.cho_a), officer.con_minh_officer

    def cost(*codes):
        with CaptureQueriesContext(connection) as asked:
            explain_alike(cells=[(row, code, "gone") for code in codes], text="Năm nay không có.", by=by)
        return len(asked)

    cost("fund_in_other")
    one = cost("members_joined")

    assert cost("members_left", "members_moved_in", "members_moved_out") == one
    assert Remark.objects.count() == 5
    cost("members_joined", "fund_in_dues")  # one said again, one for the first time
    assert Remark.objects.count() == 6


def test_a_reason_over_several_rows_is_written_for_all_or_none(officer):
    cells = [f"{row_of(unit).pk}:members_joined:gone" for unit in (officer.cho_a, officer.to_dooc)]
    odd = [cells[0], cells[0].replace(":gone", ":la")]

    assert officer.client.post(REASON, {"cell": cells, "text": "Không có."}).status_code == 404
    officer.client.post(REASON, {"cell": odd, "text": "Không có."})
    for broken in ({}, {"cell": "x"}, {"cell": "1:a:b:c"}, {"cell": cells[0], "own": "a" * 501}):
        assert "Chưa ghi được lý do." in officer.client.post(REASON, broken, follow=True).text
    assert not Remark.objects.exists()


def test_declared_stands_beside_recorded_with_the_people_behind_it(officer):
    for number in range(16):  # with Hoàng Thị Lan 17
        admit_member(unit=officer.ban_cao, name=f"Nông Văn {number}", since=date(2022, 1, 1), by=officer.office)
    declare(officer.ban_cao, officer.con_minh_officer, members_closing=20)

    page = officer.client.get(ADDRESS)

    (line,) = page.context["review"].differences
    assert (line.declared, line.recorded, line.by, line.used) == ("20", "17", "+3", "sổ sách")
    people = f"/hoi-vien/?don-vi={officer.ban_cao.code}"
    assert f'<a href="{people}">17</a>' in page.text
    assert all(f"Nông Văn {number}<" in officer.client.get(people).text for number in range(16))
    assert "Hội viên cuối kỳ: khai 20, sổ sách có 17." in page.text


def test_who_may_not_see_the_people_is_shown_no_way_to_them(officer, as_user):
    declare(officer.ban_cao, officer.con_minh_officer, members_closing=20)

    page = as_user(officer.treasurer).get(f"{ADDRESS}?don-vi=02173").text

    assert "khai 20, sổ sách có 1" in page
    assert "/hoi-vien/?don-vi" not in page


def test_what_nobody_demands_is_counted_as_silent_and_an_unknown_is_not(officer):
    row = row_of(officer.cho_a)
    silent = {one.label: one.count for one in officer.client.get(ADDRESS).context["review"].silent}
    set_value(row=row, code="members_women", was=None, now=UNKNOWN, by=officer.con_minh_officer)

    after = {one.label: one.count for one in officer.client.get(ADDRESS).context["review"].silent}

    assert silent["Trong đó: nữ"] == 2  # Chợ A and the commune itself; Bản Cào keeps a list
    assert after["Trong đó: nữ"] == 1
    assert silent["Hội viên cuối kỳ"] == 1  # the commune's own; Chợ A owes hers, so it stands among what is missing


def test_a_second_press_is_told_who_has_submitted_and_when(officer, as_user):
    fill(officer.con_minh, officer.con_minh_officer)
    press(officer.client)

    again = officer.client.post(ADDRESS, {"seen": "x"}, follow=True)
    colleague = as_user(officer.office).post(f"{ADDRESS}?don-vi=02173", {"seen": "x"}, follow=True)

    for page in (again, colleague):
        assert "Báo cáo đã nộp lúc" in page.text
        assert "do Cán bộ Côn Minh nộp. Cấp trên đang xem" in page.text
        assert 'class="note bad"' not in page.text
    assert "Nộp báo cáo" not in again.text


def test_an_accepted_return_says_so(officer):
    fill(officer.con_minh, officer.con_minh_officer)
    press(officer.client)
    accept_return(unit_return=return_of(officer.con_minh), by=officer.office)

    assert "và đã chốt lúc" in officer.client.post(ADDRESS, {}, follow=True).text


def test_after_somebody_elses_change_the_button_asks_her_to_look_again(officer):
    fill(officer.con_minh, officer.con_minh_officer)
    sent = shown(officer.client)
    declare(officer.cho_a, officer.office, members_closing=2)

    told = officer.client.post(ADDRESS, sent, follow=True)

    assert (
        "Thường trực Hội vừa sửa Hội viên cuối kỳ của Chi hội thôn Chợ A sau khi bạn mở trang kiểm tra. "
        "Xin xem lại rồi nộp." in told.text
    )
    assert state(officer.con_minh) == "draft"
    assert "Đã nộp." in press(officer.client).text


def test_a_new_name_on_the_list_is_a_change_too(officer):
    fill(officer.con_minh, officer.con_minh_officer)
    sent = shown(officer.client)
    admit_member(unit=officer.ban_cao, name="Nông Văn Bình", since=date(2023, 5, 1), by=officer.office)

    told = officer.client.post(ADDRESS, sent, follow=True).text
    assert "Danh sách hội viên, sổ quỹ hoặc số liệu đã đổi sau khi bạn mở trang kiểm tra." in told
    for moment in ("", "hôm qua", "2023-99-99T00:00:00+07:00", "2023-01-01T00:00:00"):
        assert "đã đổi sau khi bạn mở" in officer.client.post(ADDRESS, sent | {"seen_at": moment}, follow=True).text
    assert state(officer.con_minh) == "draft"


def test_of_two_who_press_at_once_one_submits_and_the_other_is_told(shared):
    open_period(year=2023, by=shared.office)
    fill(shared.con_minh, shared.office)
    top = return_of(shared.con_minh)

    results = at_once(
        lambda: submit_return(unit_return=top, by=shared.con_minh_officer),
        lambda: submit_return(unit_return=top, by=shared.office),
    )

    assert sorted(type(result).__name__ for result in results) == ["Refusal", "Return"]
    assert state(shared.con_minh) == "submitted"


def test_what_the_level_above_asks_stands_first(officer):
    fill(officer.con_minh, officer.con_minh_officer)
    press(officer.client)
    row = row_of(officer.cho_a)
    hand_back(
        unit_return=return_of(officer.con_minh),
        questions={(row.pk, "members_closing"): "Sao chỉ có một hội viên?"},
        by=officer.office,
    )

    page = officer.client.get(ADDRESS).text
    told = press(officer.client).text

    assert "Cấp trên còn hỏi 1 chỗ" in page
    assert "Sao chỉ có một hội viên?" in page
    assert "Chưa nộp lại được. Cấp trên còn hỏi" in told
    declare(officer.cho_a, officer.con_minh_officer, members_closing=30)
    assert "Đã nộp." in press(officer.client).text


def test_readers_read_and_neighbours_find_nothing(officer, as_user):
    fill(officer.con_minh, officer.con_minh_officer)
    named = f"{ADDRESS}?don-vi=02173"

    assert "Nộp báo cáo" not in as_user(officer.leader).get(named).text
    assert as_user(officer.leader).post(named).status_code == 403
    assert as_user(officer.van_lang_officer).get(named).status_code == 404
    assert as_user(officer.van_lang_officer).post(named).status_code == 404
    assert state(officer.con_minh) == "draft"


@pytest.mark.parametrize("address", [ADDRESS, "/bao-cao/2023/nhap/loi-van/"])
def test_a_page_costs_the_same_however_many_chapters_there_are(officer, address):
    officer.client.get(address)
    with CaptureQueriesContext(connection) as few:
        officer.client.get(address)
    for number in range(3):
        made = create_unit(
            parent=officer.con_minh, kind="chapter", setting="hamlet", name=f"Chi hội {number}", by=officer.office
        )
        declare(made, officer.office, members_closing=20, members_women=30)
    ReturnText.objects.create(unit_return=return_of(officer.con_minh), topic="proposals", text="Một.")

    with CaptureQueriesContext(connection) as many:
        officer.client.get(address)

    assert len(many) == len(few)
