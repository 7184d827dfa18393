"""The grid of a commune: sixteen chapters by keyboard and paste, two browsers, a dead network, a sign-out."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import LAPTOP, PHONE, faults, sign_in

MEMBERS, FUND = "/bao-cao/2024/nhap/", "/bao-cao/2024/nhap/?nhom=fund"
SAVED = re.compile("Đã lưu lúc")
CLOSING = "input[data-code=fund_closing]"
PASTE = """(input, text) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def paste(cell, text):
    cell.evaluate(PASTE, text)


def state(page):
    return page.locator("[data-grid-state]")


def dots(number):
    return f"{number:,}".replace(",", ".")


def test_sixteen_chapters_are_filled_by_keyboard_and_paste(visit):
    page = visit("vanlang", FUND)
    cells = page.locator(CLOSING)
    assert faults(page) == []
    count = cells.count()
    assert count >= 16

    cells.first.focus()
    for number in range(8):
        page.keyboard.type(str(20_000 + number))
        page.keyboard.press("Enter")
    expect(cells.nth(8)).to_be_focused()
    expect(state(page)).to_have_text(SAVED)
    paste(cells.nth(8), "\r\n".join(dots(1_000 + number) for number in range(8, count - 1)) + "\r\n")
    expect(cells.nth(8)).to_have_value("1.008")
    cells.last.focus()
    page.keyboard.type("75")
    page.keyboard.press("Enter")  # there is no row below
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator(".waiting")).to_have_count(0)

    amounts = [20_000 + number for number in range(8)] + [1_000 + number for number in range(8, count - 1)] + [75]
    expect(page.locator("[data-sum=fund_closing]")).to_have_text(dots(sum(amounts)))
    page.reload()
    assert [cell.input_value() for cell in cells.all()] == [dots(amount) for amount in amounts]


def test_a_pasted_column_crosses_what_is_counted_and_tells_where_it_says_something_else(visit):
    page = visit("vanlang", MEMBERS)
    rows = page.locator("tbody tr:has(input[data-code=members_left])")
    first, last = rows.first, rows.last
    between = page.evaluate("([a, b]) => b.rowIndex - a.rowIndex", [first.element_handle(), last.element_handle()])
    counted = page.locator("tbody tr:has(input[data-code=members_left]) ~ tr td[data-counted]")
    assert between > rows.count()
    assert counted.count()

    paste(first.locator("input[data-code=members_left]"), "\n".join(["987"] * (between + 1)))

    expect(state(page)).to_contain_text("Không thay số đếm từ sổ sách: dòng")
    expect(state(page)).to_contain_text("(khối ghi 987)")
    page.reload()
    assert {cell.input_value() for cell in page.locator("input[data-code=members_left]").all()} == {"987"}


@pytest.mark.parametrize(
    "block, told",
    [
        ("5\n163,055", "163,055"),
        ("5\n1.234,5", "1.234,5"),
        ("5\nnăm mươi", "năm mươi"),
        ("\n".join(["1"] * 90), "90 dòng"),
        ("1\t" * 20 + "1", "21 cột"),
    ],
    ids=["thousands-by-comma", "part-of-a-person", "words", "too-long", "too-wide"],
)
def test_a_block_that_cannot_be_taken_whole_is_refused_with_its_place(visit, block, told):
    page = visit("vanlang", FUND)
    cells = page.locator("input[data-code=fund_in_dues]")
    before = [cell.input_value() for cell in cells.all()]

    paste(cells.first, block)

    expect(state(page)).to_contain_text("Chưa dán gì")
    expect(state(page)).to_contain_text(
        re.compile("dòng 2", re.IGNORECASE) if block.startswith("5") else "rơi ra ngoài bảng"
    )
    expect(state(page)).to_contain_text(told)
    page.reload()
    assert [cell.input_value() for cell in cells.all()] == before


def test_two_browsers_on_one_return_lose_no_value(visit):
    mine, hers = visit("vanlang", FUND), visit("vanphong", f"{FUND}&don-vi=02140")
    name = mine.locator("input[data-code=fund_in_dues]").first.get_attribute("name")
    other = mine.locator("input[data-code=fund_in_clans]").first.get_attribute("name")

    def cell(page, which):
        return page.locator(f'input[name="{which}"]')

    cell(mine, name).fill("111.000")
    cell(mine, name).press("Enter")
    expect(state(mine)).to_have_text(SAVED)
    cell(hers, other).fill("222.000")
    cell(hers, other).press("Enter")
    expect(state(hers)).to_have_text(SAVED)
    cell(hers, name).fill("333.000")
    cell(hers, name).press("Enter")

    # Both are shown; hers goes over mine only when she says so.
    expect(hers.locator(f'td:has(input[name="{name}"])')).to_contain_text("111.000")
    expect(cell(hers, name)).to_have_value("333.000")
    mine.reload()
    expect(cell(mine, name)).to_have_value("111.000")
    expect(cell(mine, other)).to_have_value("222.000")
    cell(hers, name).focus()
    hers.keyboard.press("Enter")
    expect(state(hers)).to_have_text(SAVED)
    mine.reload()
    expect(cell(mine, name)).to_have_value("333.000")


def test_without_a_network_nothing_is_lost(visit):
    page = visit("vanlang", FUND)
    cell = page.locator("input[data-code=fund_out_hardship]").first
    page.route("**/nhap/o/**", lambda route: route.abort())

    cell.fill("45.000")
    cell.press("Enter")

    expect(state(page)).to_contain_text("giữ trong máy này")
    page.unroute("**/nhap/o/**")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(cell).to_have_value("45.000")


def test_what_is_typed_after_a_sign_out_is_sent_after_the_next_sign_in(visit, site, browser):
    context = browser.new_context(base_url=site, viewport=LAPTOP, locale="vi-VN")
    page = context.new_page()
    sign_in(page, "vanlang")
    page.goto(FUND)
    cookies = context.cookies()
    context.clear_cookies()
    cell = page.locator("input[data-code=fund_out_activities]").first

    cell.fill("67.000")
    cell.press("Enter")

    expect(state(page)).to_contain_text("giữ trong máy này")
    expect(state(page).get_by_role("link", name="Đăng nhập lại")).to_be_visible()
    context.add_cookies(cookies)
    expect(state(page)).to_have_text(SAVED)
    context.close()
    again = visit("vanlang", FUND)
    expect(again.locator("input[data-code=fund_out_activities]").first).to_have_value("67.000")


def test_escape_takes_back_and_keys_fill_in_last_year_and_no_figure(visit):
    page = visit("vanlang", FUND)
    cell = page.locator("input[data-code=fund_out_scholarships][data-last]").first
    before = cell.input_value()
    last = cell.get_attribute("data-last")

    cell.fill("9")
    cell.press("Escape")
    expect(cell).to_have_value(before)
    cell.fill("")
    page.keyboard.type("c")
    expect(cell).to_have_value("chưa có")
    cell.fill("")
    page.keyboard.type("n")
    expect(cell).to_have_value(last)
    cell.press("Enter")

    expect(state(page)).to_have_text(SAVED)


def test_without_a_script_the_same_grid_is_one_form(visit):
    page = visit("vanlang", MEMBERS, script=False)
    cell = page.locator("input[data-code=members_left]").first

    cell.fill("163,055")
    page.get_by_role("button", name="Lưu bảng số liệu").click()
    expect(cell).to_have_value("163,055")
    expect(page.locator("td:has(.is-invalid)").first).to_contain_text("163.055")
    cell.fill("3")
    page.get_by_role("button", name="Lưu bảng số liệu").click()

    expect(page.locator("main")).to_contain_text("Đã lưu bảng số liệu.")
    expect(cell).to_have_value("3")


def test_on_a_phone_each_chapter_is_a_card_that_leads_to_its_page(visit):
    page = visit("vanlang", MEMBERS, PHONE)
    assert faults(page) == []

    page.locator("main .table-fold tbody th a").nth(3).click()

    assert faults(page) == []
    field = page.get_by_label("Hội phí")
    field.fill("2")
    field.blur()
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(field).to_have_value("2")
