"""The papers of a conference, read back from page, PDF, Word and the ZIP that holds them all."""

import zipfile
from datetime import date, time
from io import BytesIO

import pytest
from docx import Document
from PIL import Image
from pypdf import PdfReader

from chapters.actions import update_unit
from reports.actions import (
    PlanLine,
    add_photo,
    adopt_summary,
    begin_summary,
    change_conference,
    invite,
    mark_attendance,
    prepare_conference,
    set_agenda,
    set_ballots,
    set_instructions,
    set_plan,
    submit_return,
    take_up_instruction,
)
from reports.conference_lines import AgendaLine, BallotLine, InstructionLine, Person
from reports.models import Attendee

from .conftest import YEAR, declare, explain_all, fill, hand_in, return_of

pytestmark = pytest.mark.runs_on("sqlite")

URL = f"/bao-cao/{YEAR}/hoi-nghi/"
LEADER = "Hà Thị Sen, Phó Chủ tịch UBND huyện"


@pytest.fixture
def held(year):
    """Three on the list of whom two came, a vote, two instructions of which one became a task."""
    by = year.office
    declare(year.cho_a, year.con_minh_officer, members_closing=30, fund_closing=900_000)
    declare(year.district, by, plan_tasks=7, plan_targets=7, plan_solutions=8)
    held = prepare_conference(
        period=year.period,
        unit=year.district,
        held_on=date(2024, 1, 18),
        starts_at=time(8, 0),
        place="Hội trường UBND huyện",
        chairs="Lý Văn Chủ, Chủ tịch Hội; Lục Thị Phó, Phó Chủ tịch Hội",
        secretary="Mã Thị Ký",
        by=by,
    )
    set_agenda(
        conference=held,
        lines=[
            AgendaLine("Khai mạc", "08:00", "Chủ tịch Hội"),
            AgendaLine("Tham luận về quỹ", "09:00", "Hội Khuyến học xã Côn Minh"),
            AgendaLine("Thảo luận"),
        ],
        by=by,
    )
    guest = Person("Nông Văn Khách", "Bí thư Huyện ủy", Attendee.Kind.GUEST)
    asked = invite(conference=held, people=[guest, Person("Bế Văn Đại", "Thôn A"), Person("Vi Thị Vắng")], by=by)
    mark_attendance(conference=held, came=[one.pk for one in asked[:2]], stayed_away=[asked[2].pk], by=by)
    set_ballots(conference=held, lines=[BallotLine("Phương hướng năm 2024", 2)], by=by)
    year.said = set_instructions(
        conference=held,
        lines=[InstructionLine("Làm thực chất", LEADER), InstructionLine("UBND xã cùng kiểm tra", LEADER)],
        by=by,
    )
    year.held = change_conference(
        conference=held, ends_at=time(11, 0), discussion="Ông A nêu ý kiến", resolution_number="3", by=by
    )
    return year


@pytest.fixture
def office(held, as_user):
    return as_user(held.office)


def words_of_pdf(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


def words_of_docx(content: bytes) -> str:
    document = Document(BytesIO(content))
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(" ".join(lines).split())


SAID = {
    "giay-moi": [
        "GIẤY MỜI",
        "trân trọng kính mời",
        "08 giờ 00, ngày 18 tháng 01 năm 2024",
        "Hội trường UBND huyện",
        "/GM-HKH",
    ],
    "chuong-trinh": ["CHƯƠNG TRÌNH", "08:00", "Khai mạc", "Hội Khuyến học xã Côn Minh", "Lý Văn Chủ"],
    "danh-sach": ["Ký tên", "Nông Văn Khách", "Bí thư Huyện ủy", "Vi Thị Vắng", "Danh sách có 03 người./."],
    "nghi-quyet": [
        "Số: 03/NQ-HKH",
        "QUYẾT NGHỊ:",
        "07 nhiệm vụ, 07 chỉ tiêu và 08 giải pháp",
        "Phương hướng năm 2024: 2/2 đại biểu tán thành, đạt 100%./.",
        "Lý Văn Chủ",
    ],
    "bien-ban": [
        "Hội nghị khai mạc lúc 08 giờ 00, ngày 18 tháng 01 năm 2024, tại Hội trường UBND huyện.",
        "Đại biểu triệu tập 03; có mặt 02, vắng 01.",
        "Khách mời: Nông Văn Khách, Bí thư Huyện ủy.",
        "Ông A nêu ý kiến.",
        "2/2 đại biểu tán thành, đạt 100%.",
        "Hà Thị Sen, Phó Chủ tịch UBND huyện: Làm thực chất; UBND xã cùng kiểm tra.",
        "kết thúc lúc 11 giờ 00 cùng ngày",
        "Mã Thị Ký",
    ],
}


@pytest.mark.parametrize("name", SAID)
def test_a_paper_says_the_same_as_pdf_and_word(office, name):
    pdf = words_of_pdf(office.get(f"{URL}giay/{name}.pdf").content)
    docx = words_of_docx(office.get(f"{URL}giay/{name}.docx").content).replace("\N{NO-BREAK SPACE}", " ")

    for words in SAID[name]:
        assert "".join(words.split()) in "".join(pdf.split())  # lines of a narrow column break anywhere
        assert words in docx


def test_minutes_say_who_was_absent_only_where_that_is_known(held, office):
    held.held.attendees.all().delete()
    page = office.get(f"{URL}giay/bien-ban/").content.decode()
    assert "Có mặt …… đại biểu." in page


def test_more_than_are_listed_came_where_only_guests_are_listed(held, office):
    held.held.ballots.all().delete()
    change_conference(conference=held.held, present=58, by=held.office)

    page, minutes = office.get(URL).text, office.get(f"{URL}giay/bien-ban/").text

    assert "Có mặt 58 đại biểu." in minutes
    assert "triệu tập 03" not in minutes
    assert "3 triệu tập" not in page
    assert "✓ 3 người" in " ".join(page.split())
    change_conference(conference=held.held, present=3, by=held.office)
    assert "Đại biểu triệu tập 03; có mặt 03." in office.get(f"{URL}giay/bien-ban/").text


def test_a_guest_who_was_not_ticked_did_not_come_once_others_were(held, office):
    guest = held.held.attendees.get(kind=Attendee.Kind.GUEST)
    held.held.ballots.all().delete()
    mark_attendance(conference=held.held, came=[], stayed_away=[guest.pk], by=held.office)

    assert "Khách mời: Nông Văn Khách" not in office.get(f"{URL}giay/bien-ban/").text
    assert "Nông Văn Khách" not in office.get(f"{URL}tin/").text
    held.held.attendees.update(is_present=None)
    assert "Khách mời: Nông Văn Khách" in office.get(f"{URL}giay/bien-ban/").text


def test_minutes_leave_out_no_vote_where_the_letters_end(held, office):
    lines = [BallotLine(f"Nội dung thứ {number}", 2) for number in range(1, 31)]
    set_ballots(conference=held.held, lines=lines, by=held.office)

    minutes = office.get(f"{URL}giay/bien-ban/").text

    assert all(f"{line.subject}: 2/2" in minutes for line in lines)


def test_the_resolution_lists_the_plan_as_it_is_written(held, office):
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    take_up_instruction(instruction=held.said[0], summary=summary, by=held.office)

    page = office.get(f"{URL}giay/nghi-quyet/").content.decode()

    assert "gồm 01 nhiệm vụ:" in page
    assert "1. Làm thực chất." in page


def test_the_points_of_a_resolution_are_lettered_as_they_come_and_say_what_the_plan_says(held, office):
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    for kind, text in (("task", "Việc {Hội viên cuối kỳ}"), ("solution", "Cách làm")):
        set_plan(summary=summary, kind=kind, was=[], now=[PlanLine(text)], by=held.office)

    resolution = office.get(f"{URL}giay/nghi-quyet/").content.decode()

    assert "a) Nhiệm vụ:" in resolution
    assert "b) Giải pháp:" in resolution
    for words in (resolution, office.get(f"/bao-cao/{YEAR}/").content.decode()):
        assert "Việc {Hội viên cuối kỳ}" in words


def test_what_leads_to_a_list_stays_on_its_page(held, office):
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    set_plan(summary=summary, kind="task", was=[], now=[PlanLine("Việc")], by=held.office)

    paragraphs = Document(BytesIO(office.get(f"{URL}giay/nghi-quyet.docx").content)).paragraphs

    assert {one.text: one.paragraph_format.keep_with_next for one in paragraphs}["a) Nhiệm vụ:"]


def test_the_minutes_leave_out_no_vote_however_many_there_were(held, office):
    said = BallotLine.of(held.held.ballots.get())
    more = [BallotLine(f"Nội dung {number}", 2) for number in range(2, 27)]
    set_ballots(conference=held.held, was=[said], lines=[said, *more], by=held.office)

    page = office.get(f"{URL}giay/bien-ban/").content.decode()

    assert "26) Nội dung 26: 2/2 đại biểu tán thành" in page


def test_the_minutes_name_no_guest_who_did_not_come(held, office):
    held.held.attendees.filter(kind=Attendee.Kind.GUEST).update(is_present=None)
    assert "Khách mời" not in office.get(f"{URL}giay/bien-ban/").content.decode()
    held.held.attendees.update(is_present=None)
    assert "Khách mời: Nông Văn Khách" in office.get(f"{URL}giay/bien-ban/").content.decode()


def test_papers_of_a_conference_still_in_december_are_dated_in_its_year(held, office):
    assert "tháng     năm 2024" in words_with_gaps(office, "giay-moi")
    change_conference(conference=held.held, held_on=date(YEAR, 12, 28), by=held.office)
    assert f"tháng     năm {YEAR}" in words_with_gaps(office, "giay-moi")


def words_with_gaps(client, name):
    document = Document(BytesIO(client.get(f"{URL}giay/{name}.docx").content))
    return " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)


def test_a_resolution_nobody_voted_on_is_a_draft(held, office):
    held.held.ballots.all().delete()
    page = office.get(f"{URL}giay/nghi-quyet/").content.decode()
    assert "(Dự thảo)" in page
    assert "tán thành, đạt ……%" in page


def test_a_paper_that_there_is_none_of_is_not_found(office):
    assert office.get(f"{URL}giay/khong-co/").status_code == 404
    assert office.get(f"{URL}giay/bien-ban.exe").status_code == 404


def test_the_news_says_what_is_recorded_and_nothing_else(held, office):
    page = office.get(f"{URL}tin/").content.decode()
    word = words_of_docx(office.get(f"{URL}tin.docx").content)

    for words in (
        "Sáng ngày 18/01/2024, tại Hội trường UBND huyện, Hội Khuyến học huyện Na Rì tổ chức hội nghị",
        "Đến dự và chỉ đạo hội nghị có đồng chí Nông Văn Khách – Bí thư Huyện ủy.",
        "Hội nghị đã nghe tham luận của Hội Khuyến học xã Côn Minh.",
        "các đại biểu đã thảo luận và biểu quyết nhất trí thông qua phương hướng, nhiệm vụ năm 2024, "
        "gồm 07 nhiệm vụ, 07 chỉ tiêu và 08 giải pháp.",
        "Phát biểu tại hội nghị, đồng chí Hà Thị Sen – Phó Chủ tịch UBND huyện đề nghị: làm thực chất; "
        "UBND xã cùng kiểm tra",
    ):
        assert words in page
        assert words in word
    assert "trao khen thưởng" not in page  # no such item in the programme
    assert word.rstrip().endswith("./.")


def test_news_of_a_divided_vote_does_not_say_that_all_agreed(held, office):
    set_ballots(conference=held.held, lines=[BallotLine("Phương hướng", 1, 1)], by=held.office)
    page = office.get(f"{URL}tin/").content.decode()
    assert "nhất trí thông qua" not in page
    assert "{" not in page.split("<main")[1]
    assert "1/2 đại biểu tán thành, đạt 50%; 01 không tán thành" in page
    assert "đã thảo luận và biểu quyết về phương hướng" in page, "half is not more than half"


def test_one_zip_holds_them_all_by_plain_names(held, office):
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG")
    add_photo(conference=held.held, name="a.jpg", content=buffer.getvalue(), caption="", alt="", by=held.office)

    answer = office.get(f"{URL}ho-so.zip")

    assert answer["Content-Disposition"] == 'attachment; filename="hoi-nghi-2023-huyen-na-ri.zip"'
    archive = zipfile.ZipFile(BytesIO(answer.content))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "01-bao-cao-tong-ket.pdf",
        "01-bao-cao-tong-ket.docx",
        "01-bao-cao-tong-ket.xlsx",
        "02-giay-moi.pdf",
        "02-giay-moi.docx",
        "03-chuong-trinh.pdf",
        "03-chuong-trinh.docx",
        "04-danh-sach.pdf",
        "04-danh-sach.docx",
        "05-nghi-quyet.pdf",
        "05-nghi-quyet.docx",
        "06-bien-ban.pdf",
        "06-bien-ban.docx",
        "07-danh-sach-trao-khen-thuong.pdf",
        "07-danh-sach-trao-khen-thuong.docx",
        "08-tin-hoi-nghi.docx",
        "anh/01.jpg",
    ]
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "Mã Thị Ký" in words_of_docx(archive.read("06-bien-ban.docx"))
    assert words_of_pdf(archive.read("05-nghi-quyet.pdf")) == words_of_pdf(
        office.get(f"{URL}giay/nghi-quyet.pdf").content
    )


@pytest.mark.runs_on("sqlite", "postgresql")
def test_after_adoption_papers_read_the_frozen_figures(held, office):
    for unit in (held.con_minh, held.van_lang):
        hand_in(unit, held.office)
    fill(held.district, held.office)
    explain_all(held.district, held.office)
    submit_return(unit_return=return_of(held.district), by=held.office)
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    take_up_instruction(instruction=held.said[0], summary=summary, by=held.office)
    adopt_summary(summary=summary, adopted_on=date(2024, 1, 18), by=held.office)
    update_unit(unit=held.district, name="Tên khác", by=held.admin)

    resolution = office.get(f"{URL}giay/nghi-quyet/").content.decode()
    news = office.get(f"{URL}tin/").content.decode()
    page = office.get(URL).content.decode()

    assert "1. Làm thực chất." in resolution
    assert "Hội Khuyến học huyện Na Rì tổ chức hội nghị" in news
    assert "được giữ lại để chọn khi soạn phương hướng năm sau" in page


@pytest.mark.runs_on("sqlite", "postgresql")
def test_who_reads_no_awards_takes_no_list_of_them_along(held, as_user):
    archive = zipfile.ZipFile(BytesIO(as_user(held.treasurer).get(f"{URL}ho-so.zip").content))
    assert not [name for name in archive.namelist() if "khen-thuong" in name]
