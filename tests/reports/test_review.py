"""The level above looks at a return: marks, gives back, sees what changed, accepts, opens again."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from khuyenhoc.actions import NotAllowed
from khuyenhoc.models import StoredFile
from reports.actions import accept_return, change_period, close_period, hand_back, reopen_return, submit_return
from reports.models import Remark, Return, ReturnValue

from .conftest import add, declare, explain_all, fill, hand_in, refused, return_of, row_of, totals_of

REVIEW, BACK = "/bao-cao/2023/xem-xet/?don-vi=02173", "/bao-cao/2023/tra-lai/?don-vi=02173"
ACCEPT, CORRECT = "/bao-cao/2023/chot/?don-vi=02173", "/bao-cao/2023/sua/"
PDF = b"%PDF-1.7 ban ky"


def cell(unit, code):
    return f"{row_of(unit).pk}:{code}"


def box(unit, code):
    return f"{row_of(unit).pk}-{code}"


@pytest.fixture
def submitted(year):
    """Côn Minh handed in 30 members and 900.000 đồng at Chợ A, by its own officer."""
    declare(year.cho_a, year.con_minh_officer, members_closing=30, fund_closing=900_000)
    fill(year.con_minh, year.con_minh_officer)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    return year


def scan(content=PDF, name="ban ky.pdf"):
    return SimpleUploadedFile(name, content)


def test_the_office_reads_every_figure_with_who_entered_it(submitted, as_user):
    page = as_user(submitted.office).get(REVIEW).text

    assert "900.000" in page
    assert "Cán bộ Côn Minh" in page
    assert "theo danh sách hội viên" in page
    assert "Chốt số liệu" in page
    assert f'value="{cell(submitted.cho_a, "members_closing")}"' in page


def test_who_may_only_read_sees_the_figures_and_no_button(submitted, as_user):
    for who in (submitted.con_minh_officer, submitted.leader, submitted.inspector):
        page = as_user(who).get(REVIEW).text
        assert "900.000" in page
        assert 'name="o"' not in page
        assert "Chốt số liệu</button>" not in page


def test_marked_cells_are_asked_about_one_by_one_and_nothing_typed_is_lost(submitted, as_user):
    office = as_user(submitted.office)
    marks = [cell(submitted.cho_a, "members_closing"), cell(submitted.cho_a, "fund_closing")]

    asking = office.post(REVIEW, {"o": marks}).text
    assert "Trả lại 2 số để sửa" in asking

    told = office.post(BACK, {"o": marks, f"hoi-{marks[0]}": "Năm trước có 40?", f"hoi-{marks[1]}": " "}).text
    assert "Xin ghi điều cần sửa bên mỗi số đã đánh dấu." in told
    assert "Năm trước có 40?" in told
    assert return_of(submitted.con_minh).state == "submitted"

    office.post(BACK, {"o": marks, f"hoi-{marks[0]}": "Năm trước có 40?", f"hoi-{marks[1]}": "Xem lại sổ."})
    assert return_of(submitted.con_minh).state == "returned"
    assert set(Remark.objects.values_list("indicator", "text")) == {
        ("members_closing", "Năm trước có 40?"),
        ("fund_closing", "Xem lại sổ."),
    }


def test_marking_nothing_says_so(submitted, as_user):
    page = as_user(submitted.office).post(REVIEW, {}, follow=True).text

    assert "Chưa đánh dấu số nào." in page


def test_a_mark_on_a_neighbour_s_cell_is_refused_and_nothing_is_asked(submitted, as_user):
    stray = cell(submitted.to_dooc, "members_closing")

    page = as_user(submitted.office).post(BACK, {"o": stray, f"hoi-{stray}": "?"}, follow=True).text

    assert "Có ô được đánh dấu không thuộc báo cáo này." in page
    assert (Remark.objects.count(), return_of(submitted.con_minh).state) == (0, "submitted")


def ask(cast, *codes):
    questions = {(row_of(cast.cho_a).pk, code): f"Xin xem lại {code}" for code in codes}
    hand_back(unit_return=return_of(cast.con_minh), questions=questions, by=cast.office)


def test_the_commune_sees_just_the_marked_cells_corrects_one_answers_one_and_hands_in_again(submitted, as_user):
    ask(submitted, "members_closing", "fund_closing")
    officer = as_user(submitted.con_minh_officer)
    members, fund = (box(submitted.cho_a, code) for code in ("members_closing", "fund_closing"))

    page = officer.get(CORRECT).text
    assert page.count("<legend>") == 2
    assert "Xin xem lại members_closing" in page

    answered = {
        f"now-{members}": "34",
        f"was-{members}": "30",
        f"now-{fund}": "900.000",
        f"was-{fund}": "900000",
        f"answer-{fund}": "Đúng theo sổ.",
        "press": "nop",
    }
    assert "Đã nộp." in officer.post(CORRECT, answered, follow=True).text
    assert return_of(submitted.con_minh).state == "submitted"

    second = as_user(submitted.office).get(REVIEW).text
    assert re.search(r'data-label="Lần xem trước">30<.*?<strong>34</strong>', second, re.S)
    assert "Trả lời: Đúng theo sổ." in second
    assert "Dân số" not in second
    assert "Dân số" in as_user(submitted.office).get(f"{REVIEW}&xem=tat-ca").text


def test_the_second_look_at_what_is_unchanged_but_for_one_cell_shows_that_cell_only(submitted, as_user):
    ask(submitted, "members_closing")
    declare(submitted.cho_a, submitted.con_minh_officer, members_closing=34)
    submit_return(unit_return=return_of(submitted.con_minh), by=submitted.con_minh_officer)

    page = as_user(submitted.office).get(REVIEW).text

    assert page.count('name="o"') == 1


def test_a_marked_cell_neither_changed_nor_answered_is_not_handed_in(submitted, as_user):
    ask(submitted, "members_closing")
    key = box(submitted.cho_a, "members_closing")

    page = as_user(submitted.con_minh_officer).post(
        CORRECT, {f"now-{key}": "30", f"was-{key}": "30", "press": "nop"}, follow=True
    )

    assert "Cấp trên còn hỏi, xin sửa số hoặc trả lời" in page.text
    assert return_of(submitted.con_minh).state == "returned"


def test_bad_input_on_the_marked_cells_is_told_beside_the_box_and_saves_nothing(submitted, as_user):
    ask(submitted, "members_closing")
    key = box(submitted.cho_a, "members_closing")
    officer = as_user(submitted.con_minh_officer)

    for typed, told in (
        ({"now": "3o", "was": "30"}, "“3o” không phải là số."),
        ({"now": "31", "was": "30", "unknown": "on"}, "Xin hoặc điền số, hoặc chọn “Chưa có số liệu”"),
        ({"now": "31", "was": "29"}, "Có người vừa sửa ô này thành 30."),
    ):
        page = officer.post(CORRECT, {f"{part}-{key}": text for part, text in typed.items()} | {"press": "nop"})
        assert told in page.text
        assert f'value="{typed["now"]}"' in page.text
    assert ReturnValue.objects.get(row=row_of(submitted.cho_a), indicator="members_closing").declared == 30


def test_a_stranger_and_a_reader_correct_nothing(submitted, as_user):
    ask(submitted, "members_closing")

    assert as_user(submitted.van_lang_officer).post(f"{CORRECT}?don-vi=02173").status_code == 404
    assert as_user(submitted.leader).post(f"{CORRECT}?don-vi=02173").status_code == 403


def test_after_acceptance_the_page_says_why_it_is_locked_and_how_to_open_it(submitted, as_user):
    office = as_user(submitted.office)
    office.post(ACCEPT)

    assert "mở lại, có ghi lý do" in office.get(REVIEW).text
    assert "Cần sửa thì đề nghị cấp trên mở lại." in as_user(submitted.con_minh_officer).get(REVIEW).text


def test_the_figures_equal_the_sum_after_giving_back_correcting_and_accepting(submitted, as_user):
    ask(submitted, "members_closing")
    declare(submitted.cho_a, submitted.con_minh_officer, members_closing=34)
    submit_return(unit_return=return_of(submitted.con_minh), by=submitted.con_minh_officer)
    as_user(submitted.office).post(ACCEPT)

    # 34 declared at Chợ A, one on the roster of Bản Cào, one on that of Tô Đoóc
    assert totals_of(submitted.con_minh)["members_closing"] == 35
    assert totals_of(submitted.district)["members_closing"] == 36


# Opening again


def test_reopening_asks_for_a_reason_and_shows_what_the_new_version_changes(submitted, as_user):
    accept_return(unit_return=return_of(submitted.con_minh), by=submitted.office)
    office = as_user(submitted.office)
    address = "/bao-cao/2023/mo-lai/?don-vi=02173"

    office.post(address, {"reason": " "})
    assert return_of(submitted.con_minh).version == 1
    office.post(address, {"reason": "Ghi thiếu bốn người"})
    declare(submitted.cho_a, submitted.con_minh_officer, members_closing=34)

    page = office.get("/bao-cao/2023/cac-ban/?don-vi=02173").text
    assert "Bản thứ 2: đang nhập" in page
    assert "Mở lại vì: Ghi thiếu bốn người." in page
    assert "Khác bản trước 1 số" in page
    assert re.search(r'Bản trước">30</td>\s*<td class="num" data-label="Bản này">34<', page)


def test_the_old_version_keeps_what_was_accepted_when_the_new_one_is(submitted):
    accept_return(unit_return=return_of(submitted.con_minh), by=submitted.office)
    reopen_return(unit_return=return_of(submitted.con_minh), reason="Thiếu", by=submitted.office)
    declare(submitted.cho_a, submitted.con_minh_officer, members_closing=34)
    hand_in(submitted.con_minh, submitted.office)

    values = ReturnValue.objects.filter(row__unit=submitted.cho_a, indicator="members_closing")
    assert list(values.order_by("row__unit_return__version").values_list("value", flat=True)) == [30, 34]


def test_who_does_not_judge_opens_nothing_again(submitted, as_user):
    accept_return(unit_return=return_of(submitted.con_minh), by=submitted.office)

    for who, status in ((submitted.con_minh_officer, 403), (submitted.van_lang_officer, 404), (submitted.leader, 403)):
        answer = as_user(who).post("/bao-cao/2023/mo-lai/?don-vi=02173", {"reason": "x"})
        assert answer.status_code == status
    assert return_of(submitted.con_minh).version == 1


# Against a signed scan


def test_a_one_person_office_accepts_against_a_signed_scan_that_only_reach_opens(year, as_user):
    fill(year.con_minh, year.office)
    explain_all(year.con_minh, year.office)

    as_user(year.office).post(ACCEPT, {"signed": "1", "scan": scan()})

    accepted = return_of(year.con_minh)
    assert (accepted.state, accepted.scan.name) == ("accepted", "Bản quét.pdf")
    address = f"/bao-cao/2023/cac-ban/{accepted.pk}/ban-ky/"
    assert as_user(year.con_minh_officer).get(address).content == PDF
    assert as_user(year.van_lang_officer).get(address).status_code == 404
    assert as_user(year.chapter_officer).get(address).status_code == 404


def test_no_scan_a_false_scan_and_half_a_return_are_refused_and_no_file_stays(year, as_user):
    office = as_user(year.office)

    assert "Chưa chốt được." in office.post(ACCEPT, {"signed": "1", "scan": scan()}, follow=True).text
    fill(year.con_minh, year.office)
    assert "Xin chọn bản ký đã quét" in office.post(ACCEPT, {"signed": "1"}, follow=True).text
    odd = scan(b"MZ not a scan", "ban ky.pdf")
    assert "Chỉ nhận tệp PDF" in office.post(ACCEPT, {"signed": "1", "scan": odd}, follow=True).text
    assert not StoredFile.objects.exists()
    assert return_of(year.con_minh).state == "draft"


def test_a_period_may_forbid_to_accept_for_a_unit_and_by_who_entered(year, as_user):
    fill(year.con_minh, year.office)
    change_period(period=year.period, allows_on_behalf=False, by=year.office)
    assert as_user(year.office).post(ACCEPT, {"signed": "1", "scan": scan()}).status_code == 403

    change_period(period=year.period, allows_on_behalf=True, needs_second_person=True, by=year.office)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    with pytest.raises(NotAllowed, match="người đã nhập hoặc nộp số liệu không tự chốt"):
        accept_return(unit_return=return_of(year.con_minh), by=year.office)
    assert accept_return(unit_return=return_of(year.con_minh), by=year.admin).state == "accepted"


def test_a_closed_period_takes_nothing_from_these_pages(submitted, as_user):
    close_period(period=submitted.period, by=submitted.office)
    office = as_user(submitted.office)

    assert "đã đóng" in office.post(ACCEPT, follow=True).text
    assert "đã đóng" in office.post(BACK, {"reason": "Xem lại"}, follow=True).text
    assert return_of(submitted.con_minh).state == "submitted"
    assert "Chốt số liệu</button>" not in office.get(REVIEW).text


def test_the_review_asks_the_database_as_often_for_few_rows_as_for_many(submitted, as_user):
    office = as_user(submitted.office)
    Return.objects.filter(pk=return_of(submitted.con_minh).pk).update(state="draft")
    office.get(REVIEW)
    with CaptureQueriesContext(connection) as few:
        office.get(REVIEW)
    for number in range(3):
        chapter = add(submitted.con_minh, "chapter", f"Chi hội thôn {number}", submitted.admin)
        declare(chapter, submitted.con_minh_officer, members_closing=number + 20)
    with CaptureQueriesContext(connection) as many:
        office.get(REVIEW)

    assert len(many) == len(few)


def test_what_is_not_accepted_is_not_opened_again(submitted):
    told = refused(lambda: reopen_return(unit_return=return_of(submitted.con_minh), reason="x", by=submitted.office))

    assert told == "xã Côn Minh đã nộp, chưa chốt nên không cần mở lại."


def test_a_row_lies_open_for_what_its_figures_say_and_its_head_counts_what_is_only_empty(year, as_user):
    """Of many rows one has more women than members; in the others figures are missing."""
    for number in range(4):
        add(year.con_minh, "chapter", f"Chi hội thôn số {number}", year.admin)
    declare(year.cho_a, year.con_minh_officer, members_closing=9, members_women=30)

    page = as_user(year.office).get(REVIEW)

    sheets = page.context["review"].sheets
    assert [sheet.row.unit for sheet in sheets if sheet.is_open] == [year.cho_a]
    assert {sheet.row.name: sheet.odd for sheet in sheets}["Chi hội thôn số 2"] == 2
    assert "2 số cần xem" in page.text


def test_a_resubmission_that_is_stopped_leads_to_what_stands_in_the_way(submitted, as_user):
    officer = as_user(submitted.con_minh_officer)
    question = {(row_of(submitted.cho_a).pk, "members_closing"): "Có đúng 30 không?"}
    hand_back(unit_return=return_of(submitted.con_minh), questions=question, by=submitted.office)
    declare(submitted.cho_a, submitted.con_minh_officer, members_women=31)
    key = box(submitted.cho_a, "members_closing")
    typed = {f"now-{key}": "30", f"was-{key}": "30", f"answer-{key}": "Đúng 30.", "press": "nop"}

    answer = officer.post(CORRECT, typed, follow=True)

    assert answer.redirect_chain == [("/bao-cao/2023/nhap/kiem-tra/?don-vi=02173", 302)]
    assert "Trong đó: nữ" in answer.text
    assert "Sửa số" in answer.text
    assert Remark.objects.get(kind="question").answer == "Đúng 30."
