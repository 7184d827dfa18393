"""What the grid keeps of cells that the server does not take, and how a column takes over last year."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import faults, follow
from .test_grid_journey import FUND, MEMBERS, SAVED, state

CLANS = "input[data-code=fund_in_clans]"
SCHOLARSHIPS = "input[data-code=fund_out_scholarships]"
CELLS = "**/nhap/o/**"


def around(cell):
    return cell.locator("xpath=ancestor::td")


def test_a_refused_cell_is_kept_through_a_reload_until_it_is_mended(visit):
    page = visit("vanlang", FUND)
    refused, other = page.locator(CLANS).nth(0), page.locator(CLANS).nth(1)
    before = refused.input_value()

    refused.fill("163,055")
    refused.press("Enter")
    expect(around(refused)).to_contain_text("163,055")
    other.fill("12.000")
    other.press("Enter")
    expect(state(page)).to_have_text(re.compile("Đã lưu lúc .* Còn 1 ô chưa lưu được"))
    page.reload()

    expect(refused).to_have_value("163,055")
    expect(refused).to_have_attribute("aria-invalid", "true")
    expect(around(refused)).to_contain_text("163.055")
    expect(other).to_have_value("12.000")
    assert faults(page) == []
    refused.press("Escape")
    expect(refused).to_have_value(before)
    refused.fill("năm mươi")
    refused.press("Enter")
    expect(around(refused)).to_contain_text("năm mươi")
    refused.fill("50.000")
    refused.press("Enter")
    expect(state(page)).to_have_text(SAVED)
    expect(refused).not_to_have_attribute("aria-invalid", "true")
    page.reload()
    expect(refused).to_have_value("50.000")


def test_a_refused_cell_is_told_of_on_the_other_pages_of_the_return_and_can_be_let_go(visit):
    page = visit("vanlang", FUND)
    cell = page.locator(CLANS).nth(2)
    before = cell.input_value()
    cell.fill("1.234,5")
    cell.press("Enter")
    expect(around(cell)).to_contain_text("1.234,5")

    page.goto(MEMBERS)

    kept = page.locator("[data-grid-kept]")
    expect(kept).to_contain_text("1.234,5")
    assert faults(page) == []
    kept.get_by_role("button", name="Bỏ các số này").press("Enter")
    expect(kept).to_be_hidden()
    page.goto(FUND)
    expect(cell).to_have_value(before)


def test_what_was_typed_before_the_return_was_accepted_is_told_with_the_reason(visit):
    """Typed without a network; meanwhile the office accepted. The page has no cell any more that could show it."""
    page = visit("vanlang", "/bao-cao/2023/nhap/?nhom=fund")
    expect(page.locator("table.grid input")).to_have_count(0)
    page.evaluate("""() => {
      const shelf = document.querySelector("form[data-grid]").dataset.return;
      const row = document.querySelector("table.grid [data-row]").dataset.row;
      const one = { was: "", text: "5.000", label: "Hội phí, Chi hội thôn Bản Khén" };
      localStorage.setItem(`khuyenhoc-nhap-${shelf}:${row}-fund_in_dues`, JSON.stringify(one));
    }""")

    page.reload()

    kept = page.locator("[data-grid-kept]")
    expect(kept).to_contain_text("Hội phí, Chi hội thôn Bản Khén: “5.000”. Số liệu năm 2023 của xã Văn Lang đã chốt")
    kept.get_by_role("button", name="Bỏ các số này").click()
    page.reload()
    expect(kept).to_be_hidden()


@pytest.mark.parametrize(
    "status, asked, told",
    [
        (404, 1, "không còn do bạn phụ trách"),
        (403, 2, "không còn được nhập số liệu ở đây"),  # once more with a fresh token
        (400, 1, "Máy chủ không nhận"),
    ],
)
def test_an_answer_that_will_not_change_is_not_asked_for_again(visit, status, asked, told):
    page = visit("vanlang", FUND)
    cell = page.locator(CLANS).nth(3)
    sent = []

    def refuse(route):
        sent.append(route.request.url)
        route.fulfill(status=status, content_type="text/html", body="<p>Không</p>")

    page.clock.install()
    page.route(CELLS, refuse)
    cell.fill(f"{status}.000")
    cell.press("Enter")
    expect(state(page)).to_contain_text(told)
    page.clock.run_for(120_000)

    assert len(sent) == asked
    page.unroute_all()
    page.reload()
    expect(cell).to_have_value(f"{status}.000")
    cell.press("Enter")
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(cell).to_have_value(f"{status}.000")
    page.context.close()  # its clock does not go


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_empty_cells_of_a_column_take_over_last_year_by_one_button(visit, script):
    page = visit("vanlang", FUND, script=script)
    with_last = page.locator(f"{SCHOLARSHIPS}[data-last]")
    before = with_last.evaluate_all("all => all.map((one) => one.dataset.last)")
    assert len(before) > 1
    emptied(page, with_last, script=script)

    button = page.get_by_role("button", name="như năm trước, các ô còn trống của cột Học bổng")
    button.focus()
    if script:
        page.keyboard.press("Enter")
        expect(state(page)).to_have_text(SAVED)
        expect(page.locator(".waiting")).to_have_count(0)
        page.reload()
    else:
        with page.expect_navigation():
            page.keyboard.press("Enter")

    assert [cell.input_value() for cell in with_last.all()] == ["7", *before[1:]]


def emptied(page, cells, *, script):
    """Nothing stands in them but a 7 in the first."""
    for number, cell in enumerate(cells.all()):
        cell.fill("" if number else "7")
        if script:
            cell.press("Enter")
    if script:
        expect(page.locator(".waiting")).to_have_count(0)
    else:
        follow(page.locator("[data-without-script] button"))
