"""A workbook with a fault goes in, comes back marked, is mended, goes in again, is confirmed and taken back."""

import openpyxl
import pytest
from playwright.sync_api import expect

from .axe import faults_by_axe
from .conftest import LAPTOP, PHONE, overflows

HEADINGS = ("Họ và tên", "Giới tính", "Năm sinh", "Chi hội", "Ngày vào", "Điện thoại")


def a_roster_of_con_minh(visit):
    """The name of a chapter that keeps one, from the form that offers them."""
    page = visit("conminh", "/hoi-vien/moi/")
    label = page.locator("select option:not([value=''])").first.inner_text()
    return label.split(", xã")[0].strip()


def faulty_workbook(path, chapter, names):
    book = openpyxl.Workbook()
    book.active.append(HEADINGS)
    book.active.append((names[0], "nữ", 1962, chapter, "01/05/2020", "0912 000 111"))
    book.active.append((names[1], "nữ", 1971, chapter, "31/2/2020", ""))
    book.save(path)


def mend(path):
    """The fault is found by its mark and corrected; returns what was written beside it."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    marked = [cell for row in sheet.iter_rows() for cell in row if cell.comment and cell.value == "31/2/2020"]
    (cell,) = marked
    told = cell.comment.text
    cell.value = "28/02/2020"
    book.save(path)
    return told


@pytest.mark.parametrize("size, script", [(LAPTOP, True), (PHONE, False)], ids=["laptop", "phone-without-script"])
def test_a_faulty_workbook_is_mended_confirmed_and_undone(visit, tmp_path, size, script):
    names = [f"Lường Thị Mây {'Sớm' if script else 'Chiều'}", f"Phùng Thị Đào {'Sớm' if script else 'Chiều'}"]
    path = tmp_path / "danh-sach.xlsx"
    faulty_workbook(path, a_roster_of_con_minh(visit), names)
    page = visit("conminh", "/hoi-vien/", size, script=script)
    page.get_by_role("link", name="Nhập, xuất Excel").click()
    page.get_by_label("Tệp Excel").set_input_files(path)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    expect(page.locator("main")).to_contain_text("31/2/2020")
    assert not overflows(page)
    if script:
        assert faults_by_axe(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp về, đã đánh dấu ô lỗi").click()
    download.value.save_as(path)
    assert "không có trong lịch" in mend(path)

    page.goto("/hoi-vien/excel/")
    page.get_by_label("Tệp Excel").set_input_files(path)
    page.get_by_role("button", name="Tải lên và xem trước").click()
    page.get_by_role("button", name="Xác nhận, ghi 2 dòng").click()
    expect(page.locator("main")).to_contain_text("Đã ghi xong.")
    page.get_by_role("link", name="Xem hội viên của").click()
    page.goto(f"/hoi-vien/?q={names[0]}")
    expect(page.locator("tbody")).to_contain_text(names[0])

    page.goto("/hoi-vien/excel/")
    page.get_by_role("link", name="danh-sach.xlsx").first.click()
    page.get_by_role("button", name="Hoàn tác lần nhập này").click()
    expect(page.locator("main")).to_contain_text("đã hoàn tác")
    page.goto(f"/hoi-vien/?q={names[0]}")
    expect(page.locator("main")).to_contain_text("Không tìm thấy hội viên nào")
