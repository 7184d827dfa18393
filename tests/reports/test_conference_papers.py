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


def test_the_resolution_lists_the_plan_as_it_is_written(held, office):
    summary = begin_summary(period=held.period, unit=held.district, by=held.office)
    take_up_instruction(instruction=held.said[0], summary=summary, by=held.office)

    page = office.get(f"{URL}giay/nghi-quyet/").content.decode()

    assert "gồm 01 nhiệm vụ:" in page
    assert "1. Làm thực chất." in page


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
