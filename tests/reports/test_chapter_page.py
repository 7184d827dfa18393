"""A chapter officer's row, one question after another, as she uses it on her phone."""

import pytest

from chapters.actions import create_unit
from reports.actions import explain, hand_back, mark_ready, set_value, submit_return
from reports.models import UNKNOWN, Remark, Return, ReturnValue, Row

from .conftest import explain_all, fill, return_of, row_of
from .test_checks import before


@pytest.fixture
def phone(year, as_user):
    """Bản Cào's officer, signed in; `ask` opens a question, `answer` sends it as the page would."""
    year.row = row_of(year.ban_cao)
    year.client = as_user(year.chapter_officer)
    year.base = f"/bao-cao/2023/nhap/{year.row.pk}/"
    year.ask = lambda code: year.client.get(f"{year.base}tung-cau/{code}/")
    year.answer = lambda code, **sent: year.client.post(f"{year.base}tung-cau/{code}/", {"was": "", "told": ""} | sent)
    return year


def said(row, code):
    value = ReturnValue.objects.filter(row=row, indicator=code).first()
    return value.said if value else None


def test_her_entry_leads_to_the_overview_and_that_to_the_first_question(phone):
    page = phone.client.get("/bao-cao/2023/nhap/", follow=True)

    assert page.request["PATH_INFO"] == f"{phone.base}tung-cau/"
    assert "Chi hội thôn Bản Cào" in page.text
    assert page.context["sheet"].progress_label in page.text
    assert f'href="{page.context["sheet"].questions[0].url}">Bắt đầu</a>' in page.text


def test_what_the_list_of_members_says_is_not_asked_and_stands_there_with_its_people(phone):
    page = phone.client.get(f"{phone.base}tung-cau/")

    asked = {one.code for one in page.context["sheet"].questions}
    assert "fund_closing" in asked
    assert "members_closing" not in asked
    assert f'href="/hoi-vien/?don-vi={phone.ban_cao.code}">1</a>' in page.text
    assert "theo danh sách hội viên" in page.text


def test_what_is_odd_about_a_counted_figure_leads_to_its_people_and_to_no_question(phone):
    before(phone, phone.ban_cao, members_closing=44)

    page = phone.client.get(f"{phone.base}tung-cau/")

    assert "Hội viên cuối kỳ 1, năm 2022 là 44. Xin xem lại." in page.text
    assert "tung-cau/members_closing/" not in page.text
    assert f'<a href="/hoi-vien/?don-vi={phone.ban_cao.code}">Xem sổ sách</a>' in page.text
    assert phone.ask("members_closing").status_code == 404


def test_a_number_declared_beside_the_list_can_be_corrected_or_taken_back(phone):
    set_value(row=phone.row, code="members_closing", was=None, now=60, by=phone.con_minh_officer)

    page = phone.client.get(f"{phone.base}tung-cau/")
    phone.answer("members_closing", was="60", now="")

    assert "khai 60, sổ sách có 1." in page.text
    assert f'href="{phone.base}tung-cau/members_closing/">Sửa số</a>' in page.text
    assert said(phone.row, "members_closing") is None


def test_a_question_says_where_she_is_and_what_it_was_last_year(phone):
    before(phone, phone.ban_cao, fund_closing=626_000)

    page = phone.ask("fund_closing")

    assert "Đến 31/12/2023, quỹ còn bao nhiêu tiền?" in page.text
    assert "Năm 2022: 626.000\xa0đồng." in page.text
    number, total = page.context["question"].number, len(page.context["sheet"].questions)
    assert f"câu {number} trong {total}" in page.text


def test_every_question_opens_and_asks_for_its_own_figure(phone):
    sheet = phone.client.get(f"{phone.base}tung-cau/").context["sheet"]
    pages = [phone.ask(one.code) for one in sheet.questions]

    assert len(pages) > 5
    assert [page.status_code for page in pages] == [200] * len(pages)
    assert [page.context["question"].code for page in pages] == [one.code for one in sheet.questions]


def test_each_step_is_saved_and_leads_on_and_back(phone):
    first, second = phone.client.get(f"{phone.base}tung-cau/").context["sheet"].questions[:2]

    forward = phone.answer(first.code, now="626.000")
    back = phone.answer(second.code, now="", press="truoc")

    assert (forward.url, back.url) == (second.url, first.url)
    assert said(phone.row, first.code) == 626_000
    assert 'value="626.000"' in phone.ask(first.code).text
    assert "Đã trả lời 1/" in phone.ask(first.code).text
    assert "có thể dừng bất cứ lúc nào" in phone.ask(first.code).text


def test_the_last_question_leads_to_the_overview(phone):
    last = phone.client.get(f"{phone.base}tung-cau/").context["sheet"].questions[-1]

    assert phone.answer(last.code, now="0").url == f"{phone.base}tung-cau/"
    assert said(phone.row, last.code) == 0


def test_as_last_year_is_one_tap_whatever_stands_in_the_box(phone):
    before(phone, phone.ban_cao, fund_in_dues=300_000)

    phone.answer("fund_in_dues", now="một ít", press="nhu-nam-truoc")

    assert said(phone.row, "fund_in_dues") == 300_000


def test_no_figure_is_an_answer_that_going_on_keeps_and_a_button_takes_back(phone):
    phone.answer("fund_closing", now="", press="chua-co")
    assert said(phone.row, "fund_closing") == UNKNOWN
    assert "Bạn đã trả lời: <strong>chưa có số liệu</strong>" in phone.ask("fund_closing").text

    phone.answer("fund_closing", was=UNKNOWN, now="")
    assert said(phone.row, "fund_closing") == UNKNOWN
    phone.answer("fund_closing", was=UNKNOWN, now="", press="bo-trong")
    assert said(phone.row, "fund_closing") is None


@pytest.mark.parametrize("typed", ["163,055", "năm mươi", "-5"])
def test_what_cannot_be_read_stays_in_the_box_and_is_not_saved(phone, typed):
    page = phone.answer("fund_closing", now=typed)

    assert page.status_code == 200
    assert f'value="{typed}"' in page.text
    assert 'id="id_now_error" role="alert"' in page.text
    assert said(phone.row, "fund_closing") is None


def test_what_the_commune_has_just_changed_is_shown_and_a_second_press_goes_over_it(phone):
    set_value(row=phone.row, code="fund_closing", was=None, now=500_000, by=phone.con_minh_officer)

    page = phone.answer("fund_closing", now="700.000")

    assert "Có người vừa sửa số này thành: 500.000." in page.text
    assert 'name="was" value="500000"' in page.text
    assert said(phone.row, "fund_closing") == 500_000
    phone.answer("fund_closing", was="500000", now="700.000")
    assert said(phone.row, "fund_closing") == 700_000


def test_an_odd_answer_is_asked_about_in_place_and_one_tap_explains_it(phone):
    before(phone, phone.ban_cao, fund_closing=90_000_000)

    odd = phone.answer("fund_closing", now="20 triệu")
    page = phone.client.get(odd.url)
    explained = phone.client.post(
        "/bao-cao/2023/nhap/ly-do/",
        {"cell": f"{phone.row.pk}:fund_closing:jump", "text": "Năm trước ghi chưa đúng.", "back": "fund_closing"},
    )

    assert odd.url.endswith("/fund_closing/?xem-lai#xem-lai")
    assert "Dư cuối kỳ 20.000.000, năm 2022 là 90.000.000. Xin xem lại. Nếu đúng, xin cho biết vì sao:" in page.text
    assert 'value="Năm trước ghi chưa đúng."' in page.text
    assert Remark.objects.get().text == "Năm trước ghi chưa đúng."
    assert explained.url.startswith(f"{phone.base}tung-cau/")
    assert not explained.url.endswith("/fund_closing/")  # on to the next question


def test_told_once_she_may_go_on_and_finds_it_again_in_the_overview(phone):
    before(phone, phone.ban_cao, fund_in_dues=300_000)

    assert "để trống" not in phone.ask("fund_in_dues").text
    first = phone.answer("fund_in_dues", now="")
    second = phone.answer("fund_in_dues", now="", told="gone")

    assert first.url.endswith("#xem-lai")
    assert "Hội phí để trống, kỳ trước có 300.000." in phone.client.get(first.url).text
    assert not second.url.endswith("#xem-lai")
    assert "Hội phí để trống, kỳ trước có 300.000." in phone.client.get(f"{phone.base}tung-cau/").text


def test_done_is_not_taken_while_something_is_open_and_then_the_commune_sees_it(phone, as_user):
    still = phone.client.post(f"{phone.base}xong/", {"ready": "1"}, follow=True)
    assert "Chưa báo xong được: còn 1 điều cần xem ở dưới." in still.text
    assert Row.objects.get(pk=phone.row.pk).ready_at is None

    phone.answer("fund_closing", now="0")
    done = phone.client.post(f"{phone.base}xong/", {"ready": "1"}, follow=True)
    phone.client.post(f"{phone.base}xong/", {"ready": "1"})

    assert "đã thấy Chi hội thôn Bản Cào báo xong." in done.text
    assert "Đã báo xong lúc" in done.text
    assert Row.objects.get(pk=phone.row.pk).ready_by == phone.chapter_officer
    assert "chi hội đã báo xong" in as_user(phone.con_minh_officer).get("/bao-cao/2023/nhap/").text
    phone.client.post(f"{phone.base}xong/", {"ready": "0"})
    assert Row.objects.get(pk=phone.row.pk).ready_at is None


def test_after_submitting_she_reads_and_can_no_longer_type(phone):
    fill(phone.con_minh, phone.con_minh_officer)
    explain_all(phone.con_minh, phone.con_minh_officer)
    submit_return(unit_return=return_of(phone.con_minh), by=phone.con_minh_officer)

    page, late = phone.ask("fund_closing"), phone.answer("fund_closing", was="1", now="5")

    assert "Tiếp tục" not in page.text
    assert "Báo cáo đã nộp, đang chờ cấp trên xem" in phone.client.get(f"{phone.base}tung-cau/").text
    assert "đã nộp và đang chờ cấp trên xem" in late.text
    assert said(phone.row, "fund_closing") == 1


def test_of_a_return_given_back_she_sees_the_question_asked_of_her(phone):
    fill(phone.con_minh, phone.con_minh_officer)
    submit_return(unit_return=return_of(phone.con_minh), by=phone.con_minh_officer)
    asked = {(phone.row.pk, "fund_closing"): "Sao chỉ còn 1 đồng?"}
    hand_back(unit_return=return_of(phone.con_minh), questions=asked, by=phone.office)

    assert "Sao chỉ còn 1 đồng?" in phone.client.get(f"{phone.base}tung-cau/").text
    assert "Sao chỉ còn 1 đồng?" in phone.ask("fund_closing").text
    phone.answer("fund_closing", was="1", now="100.000")
    assert said(phone.row, "fund_closing") == 100_000


def test_readers_look_and_neighbours_find_nothing(phone, as_user):
    address = f"{phone.base}tung-cau/fund_closing/"

    assert "Tiếp tục" not in as_user(phone.leader).get(address).text
    assert as_user(phone.leader).post(address, {"now": "1"}).status_code == 403
    assert as_user(phone.leader).post(f"{phone.base}xong/", {"ready": "1"}).status_code == 403
    assert as_user(phone.van_lang_officer).get(address).status_code == 404
    assert phone.ask("khong-co").status_code == 404
    assert said(phone.row, "fund_closing") is None


def test_a_reason_for_what_nobody_asks_or_of_a_neighbour_is_not_written(phone, as_user):
    sent = {"cell": f"{phone.row.pk}:fund_closing:la", "text": "x", "back": ""}

    told = phone.client.post("/bao-cao/2023/nhap/ly-do/", sent, follow=True)

    assert "Không có điều cần xem lại này." in told.text
    assert as_user(phone.van_lang_officer).post("/bao-cao/2023/nhap/ly-do/", sent).status_code == 404
    assert not Remark.objects.exists()


def test_a_question_costs_the_same_however_many_chapters_and_answers_there_are(phone):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    phone.ask("fund_closing")
    with CaptureQueriesContext(connection) as few:
        phone.ask("fund_closing")
    for number in range(3):
        create_unit(parent=phone.con_minh, kind="chapter", setting="hamlet", name=f"Chi hội {number}", by=phone.office)
    for code in ("fund_in_dues", "fund_in_other", "fund_out_other"):
        set_value(row=phone.row, code=code, was=None, now=5, by=phone.chapter_officer)
        explain(row=phone.row, code=code, check="jump", text="Đúng.", by=phone.chapter_officer)

    with CaptureQueriesContext(connection) as many:
        phone.ask("fund_closing")

    assert len(many) == len(few)


def test_the_commune_sets_her_own_mark_too(phone):
    mark_ready(row=phone.row, by=phone.con_minh_officer)

    assert "Đã báo xong lúc" in phone.client.get(f"{phone.base}tung-cau/").text
    assert Return.objects.get(unit=phone.con_minh).state == "draft"
