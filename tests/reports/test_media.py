"""One year, four media: the page, the PDF, the Word file and the workbook say the same, figure by figure."""

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from typing import Any

import docx
import openpyxl
import pikepdf
import pypdf
import pytest
from django.db import transaction
from django.test import Client
from docx.oxml.ns import qn

from awards.actions import add_award_form, decide, nominate, propose
from awards.models import AwardForm
from chapters.models import Unit
from khuyenhoc.files import store_file
from reports import papers
from reports.actions import (
    adopt_summary,
    begin_summary,
    open_period,
    present_summary,
    set_section,
    submit_return,
)
from reports.document import Document
from reports.models import PlanItem, Section, Summary
from reports.report import Report
from reports.verifying import write_code

from .conftest import YEAR, declare, fill, hand_in, return_of

pytestmark = pytest.mark.django_db

SITE = "https://hoi.example/"
HOSTILE = '<script src="http://127.0.0.1:9/x.js"></script><img src="file:///etc/passwd"> & =1+1'
TEXT = """Hội đã làm được ba việc:
- Ban hành kế hoạch năm;
+ Giao chỉ tiêu cho từng xã;
- Mở lớp tập huấn."""


@pytest.fixture(scope="module")
def printed(_district: SimpleNamespace, django_db_blocker: Any) -> Iterator[SimpleNamespace]:
    """A year with texts, a plan, awards and money, put before the conference; each medium made once."""
    with django_db_blocker.unblock(), transaction.atomic():
        cast = _district
        write_year(cast)
        found = SimpleNamespace(cast=cast, draft=Document(Report(return_of(cast.district)), cast.summary))
        found.page = client_of(cast.leader).get("/bao-cao/2023/")
        found.files = {
            "pdf": papers.make_pdf(found.draft, SITE),
            "docx": papers.make_word(found.draft, SITE),
            "xlsx": papers.make_workbook(found.draft, SITE),
        }
        assert found.draft.parts
        with django_db_blocker.block():
            yield found
        transaction.set_rollback(True)


def write_year(cast: SimpleNamespace) -> None:
    by = cast.office
    cast.period = open_period(year=YEAR, by=by)
    certificate = add_award_form(
        code="giay-khen-huyen",
        grantor_level="district",
        grantor_name="Hội Khuyến học huyện Na Rì",
        name="Giấy khen",
        for_collective=True,
        for_person=True,
        by=cast.admin,
    )
    honour(cast, certificate, number="45/QĐ-HKH", name="Nông Thị Sen", unit=cast.cho_a)
    declare(cast.cho_a, cast.con_minh_officer, members_closing=30, fund_in_members=900_000, fund_closing=900_000)
    declare(cast.con_minh, cast.con_minh_officer, population=1_000, households=400, families_registered=300, talks=7)
    declare(cast.con_minh, cast.con_minh_officer, families_recognised=278)
    for commune in (cast.con_minh, cast.van_lang):
        hand_in(commune, by)
    fill(cast.district, by)
    submit_return(unit_return=return_of(cast.district), by=by)
    cast.summary = begin_summary(period=cast.period, unit=cast.district, by=by)
    write(cast, Section.PROPAGANDA, TEXT)
    write(cast, Section.PROPOSALS, HOSTILE)
    for position, words in enumerate(("Củng cố tổ chức Hội.", "Phát triển hội viên."), start=1):
        PlanItem.objects.create(summary=cast.summary, kind="task", position=position, text=words)
    present_summary(summary=cast.summary, by=by)
    cast.summary.refresh_from_db()
    cast.summary.addressee, cast.summary.number, cast.summary.dated_on = "UBND huyện", "5", date(2024, 1, 18)
    cast.summary.save()


def honour(cast: SimpleNamespace, certificate: Any, number: str, name: str, unit: Unit) -> None:
    """A person in that unit, and the unit."""
    facts = {"year": YEAR, "form": certificate, "unit": unit, "by": cast.office}
    chosen = [
        nominate(recipient_class="person", recipient_name=name, **facts),
        nominate(recipient_class="collective", recipient_name=unit.name, **facts),
    ]
    listed = [propose(nomination=one, by=cast.office) for one in chosen]
    decide(nominations=listed, unit=cast.district, number=number, signed_on=date(2023, 12, 25), by=cast.office)


def write(cast: SimpleNamespace, section: Section, text: str) -> None:
    was = cast.summary.sections.get(section=section).text
    set_section(summary=cast.summary, section=section, was=was, now=text, by=cast.office)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def squeezed(text: str) -> str:
    """Without spaces: a line break in a paper is no difference in what it says."""
    return "".join(text.split())


def text_of_pdf(content: bytes) -> str:
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages))


def word(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def book(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def text_of_word(content: bytes) -> str:
    return "".join(cell.text for table in word(content).tables for row in table.rows for cell in row.cells)


def text_of_book(content: bytes) -> str:
    cells = (cell for sheet in book(content).worksheets for row in sheet.iter_rows(values_only=True) for cell in row)
    return "".join(map(str, cells))


def shown(cell: Any) -> str:
    """A cell of a workbook as it reads in Vietnamese."""
    if not isinstance(cell.value, int | float):
        return cell.value or ""
    if cell.number_format.endswith("%"):
        places = len(cell.number_format.partition(".")[2].rstrip("%"))
        return f"{cell.value * 100:.{places}f}%".replace(".", ",")
    return f"{cell.value:,}".replace(",", ".")


def expected_lines(table: Any) -> list[list[str]]:
    lines = [[line.label, *(cell.text for cell in cells)] for line, cells in table.lines]
    return [*lines, [table.total_label, *(cell.text for cell in table.total)]]


# The same in all four


def test_the_page_has_every_figure_of_every_table(printed):
    text = squeezed(re.sub(r"<[^>]+>", " ", printed.page.text))
    assert len(printed.draft.report.tables) >= 5
    for table in printed.draft.report.tables:
        for line in expected_lines(table):
            assert squeezed("".join(line[1:])) in text, (table.title, line)


def test_the_pdf_has_every_figure_of_every_table(printed):
    text = text_of_pdf(printed.files["pdf"])
    for table in printed.draft.report.tables:
        assert squeezed(f"{table.title.upper()} NĂM 2023") in text
        for line in expected_lines(table):
            assert squeezed("".join(line)) in text, (table.title, line)


def test_the_word_file_has_every_figure_of_every_table(printed):
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word(printed.files["docx"]).tables]
    for table in printed.draft.report.tables:
        lines = expected_lines(table)
        assert any(found[-len(lines) :] == lines for found in tables), table.title


def test_the_workbook_has_every_figure_of_every_table_as_a_number(printed):
    made = book(printed.files["xlsx"])
    for sheet, (_, table) in zip(made.worksheets[1:], printed.draft.report.appendices, strict=False):
        rows = {row[2].value: row for row in sheet.iter_rows(min_row=7)}
        for line in expected_lines(table):
            cells = rows[line[0]][3:-1]
            assert [shown(cell) for cell in cells] == line[1:], (table.title, line)
            assert all(isinstance(cell.value, int | float) or cell.value in ("–", "chưa có") for cell in cells)


def test_the_headlines_are_those_of_the_tables_in_each_medium(printed):
    report, text = printed.draft.report, text_of_pdf(printed.files["pdf"])
    sheet = book(printed.files["xlsx"])["Con số chính"]
    numbers = {row[0].value: shown(row[1]) for row in sheet.iter_rows(min_row=6, max_row=10)}
    members, share = report.key_figures[0].value, report.key_figures[1].value
    assert numbers == {
        "Hội viên cuối kỳ": members,
        "Tỷ lệ hội viên trên dân số": share,
        "Chi hội": "3",
        "Ban khuyến học": "0",
        "Dư cuối kỳ (đồng)": "900.002",
    }
    for said in (members, share, "900.002"):
        assert said in printed.page.text
        assert said in text


def test_the_words_are_the_same_on_page_pdf_and_word(printed):
    page = squeezed(re.sub(r"</?a\b[^>]*>", "", printed.page.text))  # its figures are links
    pdf = text_of_pdf(printed.files["pdf"])
    paragraphs = [paragraph.text for paragraph in word(printed.files["docx"]).paragraphs]
    for part in printed.draft.parts:
        if part.heading:
            assert part.heading in paragraphs
            assert squeezed(part.heading) in pdf
        for block in part.blocks:
            assert block.text in paragraphs
            assert squeezed(f"{block.mark} {block.text}") in pdf
            if block.text != HOSTILE:
                assert squeezed(block.text) in page


def test_awards_and_who_was_given_them_are_in_each_paper(printed):
    report = printed.draft.report
    (line,) = report.honours.lines
    (group,) = report.honours.honoured
    assert (line.numbers, line.status) == ([1, 1], "đã tặng")
    assert group.title == "Hội Khuyến học huyện Na Rì: Giấy khen (2), Quyết định số 45/QĐ-HKH ngày 25/12/2023"
    assert [(name, place) for name, _, place in group.lines] == [
        ("Chi hội thôn Chợ A", "xã Côn Minh"),
        ("Nông Thị Sen", "Chi hội thôn Chợ A"),
    ]
    pdf = text_of_pdf(printed.files["pdf"])
    cells = {cell.text for table in word(printed.files["docx"]).tables for row in table.rows for cell in row.cells}
    sheet = book(printed.files["xlsx"]).worksheets[-2]
    names = {row[2].value for row in sheet.iter_rows(min_row=5)}
    for name, _, place in group.lines:
        assert squeezed(name + place) in pdf
        assert {name, place} <= cells
        assert name in names


def test_the_list_of_the_honoured_takes_as_many_queries_however_long_it_is(printed, django_assert_num_queries):
    cast = printed.cast
    certificate = AwardForm.objects.get(code="giay-khen-huyen")
    for length in (2, 4):
        report = Report(return_of(cast.district))
        with django_assert_num_queries(2):
            assert sum(len(group.lines) for group in report.honours.honoured) == length
        if length == 2:
            honour(cast, certificate, number="46/QĐ-HKH", name="Lý Thị Mai", unit=cast.to_dooc)


def test_the_fund_in_detail_is_in_each_medium(printed):
    detail = printed.draft.report.fund_detail
    pdf = text_of_pdf(printed.files["pdf"])
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word(printed.files["docx"]).tables]
    (written,) = [rows for rows in tables if rows[0] == ["Nguồn thu, mục đích chi", "Đồng"]]
    for heading, label, amount in detail:
        assert squeezed(label + amount) in pdf
        assert [label, amount] in written
        assert [heading, heading] in written  # one cell over both columns
    sheet = next(one for one in book(printed.files["xlsx"]).worksheets if "Thu, chi quỹ" in one.title)
    found = [(row[1].value, row[2].value, shown(row[3])) for row in sheet.iter_rows(min_row=6)]
    assert ("Vận động", "Hội viên ủng hộ", "900.000") in [(heading, label, amount) for heading, label, amount in detail]
    assert found == detail
    assert "900.000" in printed.page.text


# The PDF


def test_the_head_of_the_paper_is_as_it_was_written(printed):
    text = text_of_pdf(printed.files["pdf"])
    for said in ("Số: 05/BC-HKH", "ngày 18 tháng 01 năm 2024", "Kính gửi: UBND huyện", "- Lưu: VT."):
        assert squeezed(said) in text
    assert squeezed("(Kèm theo Báo cáo số 05/BC-HKH ngày 18 tháng 01 năm 2024 của Hội Khuyến học huyện Na Rì)") in text
    assert squeezed("phụ lục kèm theo./.") in text


def test_a_draft_says_so_on_every_page(printed):
    pages = pypdf.PdfReader(io.BytesIO(printed.files["pdf"])).pages
    assert all("DỰ THẢO" in page.extract_text() for page in pages)
    sections = word(printed.files["docx"]).sections
    assert "DỰ THẢO" in sections[0].first_page_header.paragraphs[-1].text
    assert all("DỰ THẢO" in section.header.paragraphs[-1].text for section in sections)


def test_pages_are_numbered_from_the_second_and_anew_in_each_appendix(printed):
    pages = pypdf.PdfReader(io.BytesIO(printed.files["pdf"])).pages
    texts = [page.extract_text().removesuffix("DỰ THẢO").strip() for page in pages]
    numbers = [text.rpartition("\n")[2] for text in texts]
    assert texts[0].startswith("HỘI KHUYẾN HỌC")
    assert not numbers[0].isdigit()
    first = next(place for place, text in enumerate(texts) if text.startswith("Phụ lục I\n"))
    assert numbers[1:first] == [str(number) for number in range(2, first + 1)]
    assert set(numbers[first:]) == {"1"}


def test_the_pdf_is_archival_tagged_and_carries_the_workbook(printed):
    with pikepdf.open(io.BytesIO(printed.files["pdf"])) as pdf:
        root = pdf.Root
        assert (str(root.Lang), bool(root.MarkInfo.Marked), len(root.OutputIntents)) == ("vi", True, 1)
        metadata = root.Metadata.read_bytes().decode()
        assert 'pdfaid:part="3"' in metadata
        assert 'pdfaid:conformance="A"' in metadata
        assert "Báo cáo tổng kết công tác khuyến học" in metadata
        (enclosed,) = root.AF
        assert str(enclosed.AFRelationship) == "/Data"
        assert str(enclosed.UF) == "tong-ket-2023-huyen-na-ri.xlsx"
        assert str(enclosed.EF.F.Subtype).endswith("spreadsheetml.sheet")
        assert {"/CreationDate", "/ModDate", "/Size"} <= set(enclosed.EF.F.Params.keys())
        inside = enclosed.EF.F.read_bytes()
        assert book(inside).sheetnames == book(printed.files["xlsx"]).sheetnames


def elements(node: Any, kind: str) -> list[Any]:
    """All structure elements of a kind below a node, in reading order."""
    if not isinstance(node, pikepdf.Dictionary):
        return []
    kids = node.get("/K", [])
    below = [one for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) for one in elements(kid, kind)]
    return [node, *below] if str(node.get("/S", "")) == kind else below


def test_lists_are_lists_and_headings_and_table_heads_are_told(printed):
    lists = [run for part in printed.draft.parts for run in part.runs if run.look != "prose"]
    items = sum(1 + len(item.below) for run in lists for item in run.items)
    with pikepdf.open(io.BytesIO(printed.files["pdf"])) as pdf:
        tree = pdf.Root.StructTreeRoot
        assert len(elements(tree, "/LI")) == items + len(printed.draft.recipients)  # a list may go over two pages
        assert all(str(kid.S) == "/LBody" for one in elements(tree, "/LI") for kid in one.K)
        assert len(elements(tree, "/H1")) == 1
        besides = ("the plan of last year or the fund", "the awards", "the honoured")
        assert len(elements(tree, "/Table")) == len(printed.draft.report.tables) + len(besides)
        cells = [cell for table in elements(tree, "/Table") for cell in elements(table, "/TD")]
        assert all("/Headers" in cell.A for cell in cells)


def test_parts_and_appendices_are_bookmarks(printed):
    reader = pypdf.PdfReader(io.BytesIO(printed.files["pdf"]))

    def titles(items: Any) -> Iterator[str]:
        for item in items:
            if isinstance(item, list):
                yield from titles(item)
            else:
                yield item.title

    found = list(titles(reader.outline))
    headings = [part.heading for part in printed.draft.parts if part.heading]
    assert found[: len(headings) + 1] == ["Báo cáo tổng kết năm 2023", *headings]
    assert "Phụ lục I. Tổ chức Hội" in found


def test_its_fonts_are_embedded(printed):
    with pikepdf.open(io.BytesIO(printed.files["pdf"])) as pdf:
        fonts = [one for one in pdf.objects if (isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one) or False]
        named = [
            one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        ]
        assert named
        assert len(fonts) == len(named)
        assert all("Tinos" in str(one.FontName) for one in named)


def test_qpdf_finds_nothing_wrong(printed, tmp_path):
    qpdf = shutil.which("qpdf")
    if not qpdf and os.environ.get("CI") != "true":
        pytest.skip("qpdf is missing: install Debian's package qpdf")
    assert qpdf
    path = tmp_path / "bao-cao.pdf"
    path.write_bytes(printed.files["pdf"])
    done = subprocess.run([qpdf, "--check", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_hostile_text_is_printed_and_fetches_nothing(printed):
    assert squeezed(HOSTILE) in text_of_pdf(printed.files["pdf"])
    with pikepdf.open(io.BytesIO(printed.files["pdf"])) as pdf:
        assert len(pdf.Root.AF) == 1
    assert HOSTILE in [paragraph.text for paragraph in word(printed.files["docx"]).paragraphs]


# The Word file


def test_the_word_file_has_styles_lists_and_tables_to_work_on(printed):
    made = word(printed.files["docx"])
    styles = {paragraph.text: paragraph.style.name for paragraph in made.paragraphs}
    assert styles["BÁO CÁO"] == "Title"
    assert styles["Ban hành kế hoạch năm;"] == "List Bullet"
    assert styles["Giao chỉ tiêu cho từng xã;"] == "List Bullet 2"
    assert styles["Củng cố tổ chức Hội."] == "List Number"
    assert styles["Hội đã làm được ba việc:"] == "Body Text"
    assert made.styles["Body Text"].paragraph_format.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert {paragraph.style.name for paragraph in made.paragraphs if paragraph.text.startswith("1. ")} == {"Heading 2"}
    properties = made.core_properties
    assert (properties.language, properties.author) == ("vi-VN", "Hội Khuyến học huyện Na Rì")
    assert {tag.get(qn("w:val")) for tag in made.styles.element.iter(qn("w:lang"))} == {"vi-VN"}


def test_its_table_heads_repeat_and_no_row_is_broken_or_merged_into_nothing(printed):
    made = word(printed.files["docx"])
    ruled = [table for table in made.tables if table.style.name == "Table Grid"]
    assert len(ruled) == len(printed.draft.report.tables) + 3  # the fund, the awards, the honoured
    for table in ruled:
        rows = table._tbl.tr_lst
        assert rows[0].trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr is not None and row.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        for row in rows:
            spans = [cell.grid_span for cell in row.tc_lst]
            assert sum(spans) == len(table.columns)
            assert all(cell.p_lst for cell in row.tc_lst)
    assert {section.orientation for section in made.sections} == {0, 1}


# The workbook


def test_the_check_sheet_agrees_and_says_so_without_being_opened(printed):
    sheet = book(printed.files["xlsx"])["Kiểm tra"]
    rows = list(sheet.iter_rows(min_row=5))
    assert len(rows) > 30
    assert {row[6].value for row in rows} == {"khớp"}
    for row in rows:
        assert all(str(cell.value).startswith("=") for cell in row[2:6])


def test_each_sheet_is_ready_to_be_printed(printed):
    for sheet in book(printed.files["xlsx"]).worksheets:
        assert sheet.freeze_panes, sheet.title
        assert sheet.print_title_rows, sheet.title
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)


# Adopted


@pytest.fixture
def adopted(printed, db):
    cast = printed.cast
    summary = Summary.objects.get(pk=cast.summary.pk)
    made = adopt_summary(summary=summary, adopted_on=date(2024, 1, 18), by=cast.office)
    return SimpleNamespace(cast=cast, summary=made, document=Document(Report(return_of(cast.district), made), made))


def test_each_page_of_what_was_adopted_leads_to_its_proof(adopted):
    made = papers.make_papers(adopted.document, SITE)

    address = f"https://hoi.example/xac-thuc/{adopted.summary.code}/"
    pages = pypdf.PdfReader(io.BytesIO(made["pdf"])).pages
    assert all(squeezed(address) in squeezed(page.extract_text()) for page in pages)
    assert not any("DỰ THẢO" in page.extract_text() for page in pages)
    code = write_code(adopted.summary.code)
    assert code in word(made["docx"]).sections[0].first_page_footer.paragraphs[0].text
    assert all(code in sheet["A4"].value for sheet in book(made["xlsx"]).worksheets[:3])


def test_what_was_adopted_is_handed_out_as_it_was_kept(adopted, as_user, monkeypatch):
    monkeypatch.setattr(papers, "render_pdf", lambda *_: pytest.fail("drawn again"))
    made = {"pdf": b"%PDF-1.7 kept", "docx": b"", "xlsx": b""}
    for kind in ("docx", "xlsx"):
        made[kind] = {"docx": papers.make_word, "xlsx": papers.make_workbook}[kind](adopted.document, SITE)
    for kind, content in made.items():
        kept = store_file(name=f"Tổng kết 2023 TX. Na Rì.{kind}", content=content, by=adopted.cast.office)
        setattr(adopted.summary, kind, kept)
    adopted.summary.save()

    leader, neighbour = as_user(adopted.cast.leader), as_user(adopted.cast.con_minh_officer)
    for kind, content in made.items():
        address = f"/bao-cao/2023/tong-ket.{kind}"
        answer = leader.get(address)
        assert answer.content == content
        assert f'filename="tong-ket-2023-tx-na-ri.{kind}"' in answer["Content-Disposition"]
        assert leader.get(address, {"ban": adopted.summary.pk}).content == content
        assert neighbour.get(address, {"ban": adopted.summary.pk}).status_code == 404


# Any association, and much of it


def checks(content: bytes) -> set[str]:
    return {row[6].value for row in book(content)["Kiểm tra"].iter_rows(min_row=5)}


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_a_commune_s_own_file_says_nothing_of_its_neighbour(printed, as_user, kind):
    content = as_user(printed.cast.con_minh_officer).get(f"/bao-cao/2023/tong-ket.{kind}").content
    text = squeezed({"docx": text_of_word, "xlsx": text_of_book, "pdf": text_of_pdf}[kind](content))
    assert squeezed("Văn Lang") not in text
    assert squeezed("Chi hội thôn Chợ A") in text


def test_forty_thousand_letters_in_one_section_print(printed, db):
    text = "\n".join(["Câu văn dài về công tác khuyến học của huyện trong năm qua." * 10] * 66)
    cast = printed.cast
    cast.summary = Summary.objects.get(pk=cast.summary.pk)
    write(cast, Section.SETTING, text)
    document = Document(Report(return_of(cast.district)), cast.summary)

    pdf = re.sub(r"DỰTHẢO|\d", "", text_of_pdf(papers.make_pdf(document, SITE)))  # what stands between two pages

    assert 38_000 < len(text) <= 40_000
    assert pdf.count(squeezed("Câu văn dài về công tác khuyến học của huyện trong năm qua.")) == 660
    assert len(word(papers.make_word(document, SITE)).paragraphs) > 66
