"""A return leaves as a workbook, is filled in with Excel, and comes back after a look at what it would change."""

import openpyxl
from playwright.sync_api import expect

from .conftest import faults, faults_at_both_sizes, follow

XUAN_DUONG, OWN = "02191", "Hội xã Xuân Dương"
HEADINGS = 2
PAGE = f"/bao-cao/2024/excel/?don-vi={XUAN_DUONG}"


def place_of(sheet, unit, label):
    """The cell of a unit under a heading."""
    column = next(cell.column for cell in sheet[HEADINGS] if str(cell.value).removesuffix(" (*)") == label)
    row = next(row for row in range(HEADINGS, sheet.max_row + 1) if any(cell.value == unit for cell in sheet[row]))
    return sheet.cell(row, column)


def typed_in(path, *cells):
    """Figures written into the workbook: (unit, heading, figure)."""
    book = openpyxl.load_workbook(path)
    for unit, label, figure in cells:
        place_of(book.worksheets[0], unit, label).value = figure
    book.save(path)


def upload(page, path):
    page.get_by_label("Tệp Excel").set_input_files(path)
    follow(page.get_by_role("button", name="Tải lên và xem trước"))


def test_a_return_is_taken_away_edited_and_brought_back(visit, tmp_path):
    path = tmp_path / "so-lieu.xlsx"
    page = visit("vanphong", PAGE)
    assert faults(page) == []
    with page.expect_download() as download:
        page.get_by_role("link", name="Tệp số liệu năm 2024").click()
    download.value.save_as(path)
    chapter = first_chapter(path)
    typed_in(path, (chapter, "Hội phí", "163,055"), (OWN, "Dân số", 2417))

    # A fault is told with its place, and nothing is written.
    upload(page, path)
    expect(page.locator("main")).to_contain_text("163,055")
    expect(page.get_by_role("row", name="163,055")).to_contain_text("Hội phí")
    assert faults_at_both_sizes(page) == []
    typed_in(path, (chapter, "Hội phí", 163_055))
    page.goto(PAGE)
    upload(page, path)
    expect(page.locator("main")).to_contain_text("2.417")
    assert faults_at_both_sizes(page) == []
    follow(page.get_by_role("button", name="Xác nhận"))
    expect(page.locator("main")).to_contain_text("Đã ghi xong.")

    entry = f"/bao-cao/2024/nhap/?don-vi={XUAN_DUONG}"
    for line, field, figure in ((chapter, "#id_fund_in_dues", "163.055"), (OWN, "#id_population", "2.417")):
        page.goto(entry)
        follow(page.get_by_role("link", name=line, exact=True))
        expect(page.locator(field)).to_have_value(figure)


def first_chapter(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    names = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    return next(name for name in names if name.startswith("Chi hội thôn"))
