"""The form to fill in by hand and the unit's own report, read back from PDF and Word."""

import re
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from reports.actions import choose_basis, open_period, set_targets, set_text
from reports.indicators import CATALOGUE
from reports.models import Row
from tests.reports.test_pdf import squeezed, text_of

from .conftest import add, declare, hand_in, put, return_of, row_of

pytestmark = pytest.mark.runs_on("sqlite")

WEAK = "Quỹ của một số chi hội còn thấp.\nCán bộ chi hội thôn hay thay đổi."


@pytest.fixture
def client(year, as_user):
    return as_user(year.con_minh_officer)


@pytest.fixture
def written(year):
    """Côn Minh with its figures and two of its four texts."""
    officer = year.con_minh_officer
    declare(year.con_minh, officer, population=3208, hamlets=17, hamlets_with_chapter=17, plan_tasks=7)
    declare(year.cho_a, officer, members_closing=57, fund_closing=12_500_000, fund_in_dues=1_140_000)
    for topic, text in (("weaknesses", WEAK), ("proposals", "Đề nghị hỗ trợ in thẻ hội viên.")):
        set_text(unit_return=return_of(year.con_minh), topic=topic, was="", now=text, by=officer)
    return year


def get(client, name, unit="02173", year=2023):
    answer = client.get(f"/bao-cao/{year}/{name}?don-vi={unit}")
    assert answer.status_code == 200
    return answer


def pages_of(pdf):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_the_form_has_a_sheet_a_unit_with_what_the_page_asks(year, client):
    pages = pages_of(get(client, "nhap/phieu.pdf").content)
    whole = squeezed(" ".join(pages))

    for name in ("Hội Khuyến học xã Côn Minh", "Chi hội thôn Bản Cào", "Chi hội thôn Chợ A"):
        assert squeezed(name) in whole
    first = next(place for place, page in enumerate(pages) if page.startswith("Chi hội thôn Chợ A"))
    cho_a = " ".join(pages[first : first + 2])  # two sides of one sheet
    form = client.get(f"/bao-cao/2023/nhap/{row_of(year.cho_a).pk}/").context["form"]
    for made in form.indicators:
        assert squeezed(made.label) in squeezed(cho_a)
    assert squeezed(CATALOGUE["population"].label) not in squeezed(cho_a)
    assert "CHI HỘI TRƯỞNG" in cho_a


def test_a_chapters_form_is_one_sheet_of_two_sides(year, client):
    answer = client.get(f"/bao-cao/2023/nhap/{row_of(year.cho_a).pk}/phieu.pdf")

    assert answer["Content-Disposition"] == 'inline; filename="phieu-so-lieu-2023-chi-hoi-thon-cho-a.pdf"'
    assert len(pages_of(answer.content)) <= 2


def test_every_unit_s_form_begins_on_a_leaf_of_its_own_and_says_on_each_whose_it_is(year, client):
    pages = pages_of(get(client, "nhap/phieu.pdf").content)
    own = pages[: next(place for place, page in enumerate(pages) if "Chi hội thôn" in page)]

    assert len(own) > 2
    assert all("Hội Khuyến học xã Côn Minh" in page for page in own if page)
    for place, page in enumerate(pages):
        if "PHIẾU SỐ LIỆU" in page:
            assert place % 2 == 0


def test_a_table_leaves_out_chapters_that_have_no_figure_in_it_and_says_how_many(written, client):
    declare(written.con_minh, written.con_minh_officer, talks=4)
    page = get(client, "don-vi/").content.decode()
    document = Document(BytesIO(get(client, "don-vi/bao-cao.docx").content))
    chapters = Row.objects.filter(unit_return=return_of(written.con_minh), is_own=False).count()
    said = f"{chapters} chi hội, ban không có số liệu nào ở bảng này nên không ghi dòng."

    assert said in page
    assert said in [paragraph.text for paragraph in document.paragraphs]


def test_the_form_shows_last_year_and_what_the_books_say(year, client):
    declare(year.cho_a, year.con_minh_officer, members_closing=57, fund_closing=12_500_000)
    hand_in(year.con_minh, year.office)
    open_period(year=2024, by=year.office)

    rows = {row.unit_id: row for row in return_of(year.con_minh, 2024).rows.all()}
    cho_a = pages_of(client.get(f"/bao-cao/2024/nhap/{rows[year.cho_a.pk].pk}/phieu.pdf").content)[0]
    ban_cao = pages_of(client.get(f"/bao-cao/2024/nhap/{rows[year.ban_cao.pk].pk}/phieu.pdf").content)[0]

    assert "Hội viên cuối kỳ 57" in cho_a
    assert "Hội viên đầu kỳ 57 *" in cho_a
    assert "Hội viên cuối kỳ 1 1 *" in ban_cao


def test_a_return_in_totals_asks_everything_on_one_sheet(year, client):
    choose_basis(unit_return=return_of(year.con_minh), basis="totals", by=year.con_minh_officer)

    first = squeezed(" ".join(pages_of(get(client, "nhap/phieu.pdf").content)))

    assert squeezed("Chi hội thôn, tổ dân phố") in first


def test_the_page_says_what_the_unit_wrote_and_what_is_unwritten(written, client):
    page = get(client, "don-vi/")

    assert "Cán bộ chi hội thôn hay thay đổi." in page.text
    assert "Chưa viết: Tham mưu, tuyên truyền; Công tác phối hợp." in page.text
    report = page.context["report"]
    assert [heading for heading, _ in report.parts] == [
        "I. Kết quả",
        "II. Hạn chế, nguyên nhân",
        "III. Phương hướng năm 2024",
        "IV. Kiến nghị",
    ]


def test_the_pdf_says_what_the_page_says(written, client):
    report = get(client, "don-vi/").context["report"]
    answer = get(client, "don-vi/bao-cao.pdf")
    text = squeezed(text_of(answer.content))

    assert answer["Content-Disposition"] == 'inline; filename="bao-cao-2023-xa-con-minh.pdf"'
    for said in said_by(report):
        assert squeezed(said) in text
    for words in ("HỘI KHUYẾN HỌC HUYỆN NA RÌ", "Độc lập - Tự do - Hạnh phúc", "BÁO CÁO", "CHỦ TỊCH"):
        assert squeezed(words) in text


def test_every_appendix_has_its_own_numeral(written, client):
    more = {"families_registered": 9, "communities_registered": 2, "citizens_registered": 30, "talks": 4}
    declare(written.con_minh, written.con_minh_officer, **more)
    report = get(client, "don-vi/").context["report"]
    numerals = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"][: len(report.tables) + 1]
    assert len(numerals) > 4

    pages = pages_of(get(client, "don-vi/bao-cao.pdf").content)
    document = Document(BytesIO(get(client, "don-vi/bao-cao.docx").content))

    on_paper = [found for page in pages for found in re.findall(r"Phụ lục ([IVX]+) ", page)]
    assert on_paper == numerals
    in_word = [one.text for one in document.paragraphs if one.text.startswith("Phụ lục")]
    assert in_word == [f"Phụ lục {numeral}" for numeral in numerals]


def test_the_signature_never_goes_to_a_page_without_a_sentence_of_the_report(written, client):
    """Ten short lines fill the first page so far that only the signature would be left over."""
    lines = "\n".join(f"Đề nghị thứ {number}." for number in range(10))
    was = "Đề nghị hỗ trợ in thẻ hội viên."
    set_text(
        unit_return=return_of(written.con_minh), topic="proposals", was=was, now=lines, by=written.con_minh_officer
    )

    pages = pages_of(get(client, "don-vi/bao-cao.pdf").content)

    signed = next(page for page in pages if "TM. BAN THƯỜNG VỤ" in page)
    assert signed.startswith("Đề nghị thứ 9."), "and not on the first page, or this says nothing"


def said_by(report):
    """Every sentence and every line of figures."""
    for heading, paragraphs in report.parts:
        yield heading.upper()
        yield from paragraphs
    for one in report.goals.reached:
        yield f"{one.label}{one.target_words}{one.now}{one.part_words}"
    for group, lines in report.figures:
        yield group
        for texts in lines:
            yield "".join(texts)
    for table in report.tables:
        for line, cells in table.lines:
            yield line.label + "".join(shown.text for shown in cells)


def test_word_says_what_the_page_says_in_real_tables(written, client):
    report = get(client, "don-vi/").context["report"]
    answer = get(client, "don-vi/bao-cao.docx")
    document = Document(BytesIO(answer.content))
    paragraphs = [paragraph.text for paragraph in document.paragraphs]
    rows = ["".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]

    assert answer["Content-Disposition"] == 'attachment; filename="bao-cao-2023-xa-con-minh.docx"'
    for heading, said in report.parts:
        assert heading.upper() in paragraphs
        assert set(said) <= set(paragraphs)
    for one in report.goals.reached:
        assert f"{one.label}{one.target_words}{one.now}{one.part_words}" in rows
    for _, lines in report.figures:
        for texts in lines:
            assert "".join(texts) in rows
    assert [text for text in paragraphs if text.startswith("Phụ lục")] == [
        f"Phụ lục {numeral}" for numeral in ("I", *(numeral for numeral, _ in report.appendices))
    ]
    for table in report.tables:
        for line, cells in table.lines:
            coverage = [f" (mới có {shown.coverage})" if shown.coverage else "" for shown in cells]
            words = "".join(shown.text + more for shown, more in zip(cells, coverage, strict=True))
            assert line.label + words in rows


def test_word_is_set_in_times_on_a4_with_headings_repeated(written, client):
    document = Document(BytesIO(get(client, "don-vi/bao-cao.docx").content))
    normal, first = document.styles["Normal"], document.sections[0]

    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"
    assert (round(first.page_width.mm), round(first.page_height.mm), round(first.left_margin.mm)) == (210, 297, 30)
    assert document.sections[-1].page_width > document.sections[-1].page_height
    assert all(
        table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        for table in document.tables
        if table.style.name == "Table Grid"
    )


def test_targets_stand_beside_the_results_in_every_medium_and_what_was_not_given_says_so(written, client):
    goals = {"members_closing": (None, Decimal(80)), "members_share": (None, Decimal("2.5"))}
    set_targets(period=written.period, unit=written.con_minh, goals=goals, by=written.office)

    page = get(client, "don-vi/")
    paper = squeezed(text_of(get(client, "don-vi/bao-cao.pdf").content))
    document = Document(BytesIO(get(client, "don-vi/bao-cao.docx").content))
    rows = ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]

    # 57 declared at Chợ A, 1 on the roster of Bản Cào; 58 of 3.208 people
    expected = [
        ("Hội viên cuối kỳ", "80", "58", "đạt 72,5%"),
        ("Tỷ lệ hội viên trên dân số", "2,5%", "1,81%", "đạt 72,32%"),
        ("Tỷ lệ thôn, tổ dân phố có chi hội", "chưa giao", "100%", "–"),
    ]
    reached = page.context["report"].goals.reached
    assert [(one.label, one.target_words, one.now, one.part_words) for one in reached[:3]] == expected
    for line in expected:
        assert squeezed("".join(line)) in paper
        assert "|".join(line) in rows
    assert "So với chỉ tiêu được giao: hội viên cuối kỳ 58, đạt 72,5% (chỉ tiêu 80);" in page.text


def test_who_was_given_nothing_reads_nothing_of_targets(written, client):
    page = get(client, "don-vi/")

    assert page.context["report"].goals.reached == []
    assert "chưa giao" not in page.text


def test_every_appendix_has_its_own_numeral_and_counts_its_pages_from_one(written, client):
    pages = pages_of(get(client, "don-vi/bao-cao.pdf").content)
    first = [page for page in pages if "Phụ lục" in page[:14]]

    numerals = [numeral for numeral, _ in get(client, "don-vi/").context["report"].appendices]
    assert [page.split()[2] for page in first] == ["I", *numerals]
    assert {page.split()[-1] for page in first} == {"1"}


def test_hostile_words_stay_words(year, client):
    text = "<b>đậm</b> & =1+1 \x0b cuối"
    set_text(unit_return=return_of(year.con_minh), topic="proposals", was="", now=text, by=year.con_minh_officer)

    page = get(client, "don-vi/")
    document = Document(BytesIO(get(client, "don-vi/bao-cao.docx").content))

    assert "&lt;b&gt;đậm&lt;/b&gt;" in page.text
    assert any("<b>đậm</b> & =1+1" in paragraph.text for paragraph in document.paragraphs)
    assert get(client, "don-vi/bao-cao.pdf").content.startswith(b"%PDF")


@pytest.mark.runs_on("sqlite", "postgresql")
def test_a_neighbours_papers_are_not_there(year, client):
    for name in ("nhap/phieu.pdf", "don-vi/", "don-vi/bao-cao.pdf", "don-vi/bao-cao.docx"):
        assert client.get(f"/bao-cao/2023/{name}?don-vi=02140").status_code == 404
    assert client.get(f"/bao-cao/2023/nhap/{row_of(year.to_dooc).pk}/phieu.pdf").status_code == 404


@pytest.mark.runs_on("sqlite", "postgresql")
def test_the_report_asks_as_much_for_more_chapters(year, client):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            get(client, "don-vi/")
        return len(asked)

    queries()
    few = queries()
    for name in ("Chi hội thôn Áng Hin", "Chi hội thôn Nà Làng"):
        put(add(year.con_minh, "chapter", name, year.admin), {"members_closing": 40})
    assert queries() == few
