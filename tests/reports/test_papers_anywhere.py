"""The summary's papers of any association in the tree, of one that has nothing to say, and of very many units."""

import io

import pypdf
import pytest

from reports import papers
from reports.actions import choose_basis, open_period
from reports.document import Document
from reports.models import Return
from reports.report import Report

from .conftest import YEAR, add, declare, put, return_of, start
from .test_media import SITE, book, checks, squeezed, text_of_pdf, text_of_word

pytestmark = [pytest.mark.django_db, pytest.mark.runs_on("postgresql")]


@pytest.mark.parametrize("kind", ["commune", "province", "central"])
def test_an_association_that_has_reported_nothing_prints(kind):
    root, admin = start(kind, {"commune": "xã", "province": "tỉnh", "central": ""}[kind], "Bắc Kạn")
    open_period(year=YEAR, by=admin)
    document = Document(Report(return_of(root)))

    made = papers.make_papers(document, SITE)

    assert squeezed("Số liệu tạm tính") in text_of_pdf(made["pdf"])
    text = text_of_word(made["docx"])
    assert ("chưa có" in text) == (kind == "commune"), "where nobody is under it, nobody owes a figure"
    assert checks(made["xlsx"]) <= {"khớp"}


def test_a_name_is_never_a_formula():
    root, admin = start("district", "huyện", '=HYPERLINK("http://127.0.0.1:9/")')
    add(root, "commune", "+1+1", admin, designation="@SUM(1)", code="=1+1")
    open_period(year=YEAR, by=admin)

    made = book(papers.make_workbook(Document(Report(return_of(root))), SITE))

    formulas = {sheet.title for sheet in made for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}
    assert formulas == {"Kiểm tra"}
    assert "=1+1" in [cell.value for cell in made.worksheets[1]["B"]]


def test_many_units_with_long_names_print_with_their_heads_on_each_page():
    """170 communes without a population: no share, and the table goes over several pages."""
    root, admin = start("province", "tỉnh", "Thanh Hóa")
    name = "Thị trấn Nông trường Thống Nhất và các làng bản vùng cao liền kề"
    for number in range(170):
        add(root, "commune", f"{name} {number}", admin, code=f"c{number}")
    open_period(year=YEAR, by=admin)
    for one in Return.objects.exclude(unit=root).select_related("unit"):
        put(one.unit, {"members_closing": 12_345_678, "fund_closing": 420_936_000_000})
    document = Document(Report(return_of(root)))
    organisation = document.report.tables[0]

    document.report.tables = [document.report.tables[1]]
    pages = pypdf.PdfReader(io.BytesIO(papers.make_pdf(document, SITE))).pages
    tabled = [page.extract_text() for page in pages if f"{name[:20]}" in page.extract_text()]

    assert len(organisation.lines) == 170
    assert len(tabled) > 3
    assert all("cuối kỳ" in text for text in tabled)
    assert squeezed(f"{name} 169") in squeezed("".join(tabled))


@pytest.mark.runs_on("sqlite", "postgresql")
def test_a_return_in_totals_adds_only_its_own_line_and_says_so(cast):
    open_period(year=YEAR, by=cast.office)
    choose_basis(unit_return=return_of(cast.con_minh), basis=Return.Basis.TOTALS, by=cast.office)
    declare(cast.con_minh, cast.con_minh_officer, members_closing=500, population=1_000)
    document = Document(Report(return_of(cast.con_minh)))

    pdf = text_of_pdf(papers.make_pdf(document, SITE))
    workbook = papers.make_workbook(document, SITE)

    assert squeezed("Chi hội thôn Chợ A không cộng, xã báo cáo chỉ số tổng") in pdf
    assert "500" in pdf
    assert checks(workbook) == {"khớp"}
