"""Whom to remind, on page and paper, and the words to send by hand; for those who look at returns only."""

import io
import re
from datetime import date
from html import unescape

import pypdf
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chapters.actions import create_user, elect_officer, update_unit
from chapters.models import Appointment
from reports.actions import close_period, hand_back, submit_return
from reports.models import Return, ReturnValue

from ..conftest import PASSWORD
from .conftest import add, at_noon, declare, explain_all, fill, return_of, row_of

PAGE, PAPER = "/bao-cao/2023/nhac/", "/bao-cao/2023/nhac.pdf"


@pytest.fixture
def late(year, clock):
    """Three days after the communes' returns were due; nobody has handed in."""
    at_noon(clock, "2023-12-03")
    return year


def submit(unit, officer):
    fill(unit, officer)
    explain_all(unit, officer)
    submit_return(unit_return=return_of(unit), by=officer)


def chair(cast, unit, name, phone=""):
    return elect_officer(unit=unit, post="chair", name=name, phone=phone, since=date(2021, 1, 1), by=cast.office)


def texts(client, address=PAGE):
    """The words to send, as the browser shows them: for all together first, then unit by unit."""
    found = re.findall(r"<textarea[^>]*readonly>(.*?)</textarea>", client.get(address).text, re.DOTALL)
    return [unescape(text) for text in found]


def paper(client):
    answer = client.get(PAPER)
    assert answer["Content-Type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_a_unit_is_asked_politely_and_told_what_is_missing(late, as_user):
    chair(late, late.con_minh, "Triệu Thị Mẩy")
    declare(late.con_minh, late.con_minh_officer, population=1000)

    text = texts(as_user(late.office))[1]

    assert text == (
        "Kính gửi Chủ tịch Triệu Thị Mẩy, Hội Khuyến học xã Côn Minh.\n"
        "Báo cáo năm 2023 của xã Côn Minh có hạn nộp 30/11/2023, quá hạn 3 ngày. "
        "Hiện báo cáo còn thiếu 9 ô số liệu.\n"
        "Kính mong đơn vị sớm hoàn thành và nộp trên phần mềm. Có gì vướng, xin gọi Hội Khuyến học huyện Na Rì. "
        "Trân trọng cảm ơn."
    )


def test_what_was_given_back_is_named_with_its_questions_or_its_reason(late, as_user):
    for unit, officer in ((late.con_minh, late.con_minh_officer), (late.van_lang, late.van_lang_officer)):
        submit(unit, officer)
    cells = {(row_of(late.cho_a).pk, code): "Xin xem lại." for code in ("members_closing", "fund_closing")}
    hand_back(unit_return=return_of(late.con_minh), questions=cells, by=late.office)
    hand_back(unit_return=return_of(late.van_lang), reason="Thiếu lời văn", by=late.office)

    _, con_minh, van_lang = texts(as_user(late.office))

    assert "Hiện báo cáo được trả lại với 2 câu hỏi.\n" in con_minh
    assert "Hiện báo cáo được trả lại: “Thiếu lời văn”.\n" in van_lang


def test_where_nobody_holds_an_account_the_figures_are_asked_for_on_paper(late, as_user):
    Appointment.objects.filter(unit=late.van_lang).update(until=date(2023, 11, 1))

    _, con_minh, van_lang = texts(as_user(late.office))

    assert "nộp trên phần mềm" in con_minh
    assert "sớm gửi số liệu về Hội Khuyến học huyện Na Rì bằng giấy hoặc ảnh chụp." in van_lang
    assert "phần mềm" not in van_lang


def test_a_whole_return_only_waits_to_be_handed_in(late, as_user):
    fill(late.van_lang, late.van_lang_officer)

    assert "Hiện báo cáo đã đủ số liệu cần có, chỉ còn kiểm tra và nộp." in texts(as_user(late.office))[2]


def test_an_answer_that_there_is_no_figure_is_not_missing(late, as_user):
    before = texts(as_user(late.office))[2]
    ReturnValue.objects.create(row=row_of(late.van_lang), indicator="population", is_unknown=True)

    after = texts(as_user(late.office))[2]

    assert [int(re.search(r"thiếu (\d+) ô", text)[1]) for text in (before, after)] == [8, 7]


def test_one_text_speaks_to_all_of_them(late, as_user):
    assert texts(as_user(late.office))[0] == (
        "Kính gửi các Hội trực thuộc Hội Khuyến học huyện Na Rì.\n"
        "Đến ngày 03/12/2023, còn 2 đơn vị chưa nộp báo cáo năm 2023:\n"
        "- Xã Côn Minh: hạn 30/11/2023, quá hạn 3 ngày, còn thiếu 10 ô số liệu.\n"
        "- Xã Văn Lang: hạn 30/11/2023, quá hạn 3 ngày, còn thiếu 8 ô số liệu.\n"
        "Kính mong các đơn vị sớm hoàn thành và nộp. "
        "Có gì vướng, xin gọi Hội Khuyến học huyện Na Rì. Trân trọng cảm ơn."
    )


def test_who_has_handed_in_is_not_reminded_nor_the_office_itself(late, as_user):
    submit(late.con_minh, late.con_minh_officer)

    page = as_user(late.office).get(PAGE)

    assert [line.row.full_name for line in page.context["reminders"].lines] == ["xã Văn Lang"]
    assert "Danh sách có 01 đơn vị, trong đó quá hạn 01 đơn vị./." in page.text


def test_before_the_due_date_it_says_how_long_there_is(year, clock, as_user):
    assert "hạn nộp 30/11/2023, còn 10 ngày." in texts(as_user(year.office))[1]
    assert "trong đó quá hạn" not in as_user(year.office).get(PAGE).text


def test_a_place_without_an_association_has_nobody_to_remind(late, as_user):
    update_unit(unit=late.van_lang, association_since=None, by=late.office)
    client = as_user(late.office)

    assert len(texts(client)) == 2
    told = "Chưa có tổ chức Hội, Hội Khuyến học huyện Na Rì nhập và nộp thay: xã Văn Lang."
    assert told in client.get(PAGE).text


def test_the_page_sends_nothing_and_says_so(late, as_user):
    page = as_user(late.office).get(PAGE).text

    assert "Phần mềm không gửi tin nào." in page
    assert "<form" not in page.partition("<main")[2]
    assert mail.outbox == []


def test_the_one_to_call_is_the_highest_with_a_telephone(late, as_user):
    chair(late, late.con_minh, "Triệu Thị Mẩy")
    elect_officer(
        unit=late.con_minh,
        post="vice_chair",
        name="Hà Văn Tảo",
        phone="0345 000 222",
        since=date(2021, 1, 1),
        by=late.office,
    )
    chair(late, late.van_lang, "Lục Văn Muộn")
    page = as_user(late.office).get(PAGE).text

    assert 'Phó Chủ tịch Hà Văn Tảo<small><a href="tel:0345000222">0345 000 222</a></small>' in page
    assert "Triệu Thị Mẩy" not in page
    assert "Chủ tịch Lục Văn Muộn<small>chưa ghi điện thoại</small>" in page


def test_the_paper_says_what_the_page_says(late, as_user):
    chair(late, late.con_minh, "Triệu Thị Mẩy", "0345000222")
    client = as_user(late.office)

    text = paper(client)

    assert "DANH SÁCH Đơn vị chưa nộp báo cáo năm 2023 (Tính đến ngày 03/12/2023)" in text
    for line in client.get(PAGE).context["reminders"].lines:
        for words in (line.row.full_name[3:], line.what_is_left[1:], line.contact_words, line.phone):
            assert words in text
    assert "30/11/2023 Quá hạn 3 ngày" in text
    assert "0345000222" in text
    assert "Danh sách có 02 đơn vị, trong đó quá hạn 02 đơn vị./." in text


def test_the_paper_has_no_column_of_telephones_where_there_are_none(late, as_user):
    assert "Điện thoại" not in paper(as_user(late.office))


def test_only_those_who_look_at_returns_remind(late, as_user):
    for reader in (late.con_minh_officer, late.leader, late.treasurer, late.inspector, late.chapter_officer):
        for address in (PAGE, PAPER):
            assert as_user(reader).get(address).status_code == 403
    assert as_user(late.admin).get(PAGE).status_code == 200
    assert as_user(late.office).post(PAGE).status_code == 405


def test_an_office_of_a_commune_has_none_to_remind_and_reads_nothing_of_its_neighbour(late, as_user):
    user = create_user(
        username="vpcm", name="Văn phòng", password=PASSWORD, unit=late.con_minh, role="office", by=late.admin
    )
    client = as_user(user)

    assert "Không còn đơn vị nào để nhắc" in client.get(PAGE).text
    assert client.get(f"{PAGE}?don-vi=02140").status_code == 404
    assert client.get(f"{PAGE}?don-vi=066").status_code == 404


def test_a_closed_year_reminds_nobody(late, as_user):
    close_period(period=late.period, by=late.office)

    page = as_user(late.office).get(PAGE).text

    assert "Kỳ báo cáo đã đóng" in page
    assert "quá hạn" not in page


def test_it_asks_the_database_as_often_for_three_units_as_for_one(late, as_user):
    Return.objects.filter(unit=late.van_lang).update(is_current=False)
    client, counted = as_user(late.office), []
    for names in ((), ("Kim", "Lam")):
        for name in names:
            chair(late, add(late.district, "commune", name, late.office), "Nông Thị Sen", "0345000222")
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            assert len(texts(client)) == 2 + len(names)
        counted.append(len(asked))

    assert counted[0] == counted[1]
