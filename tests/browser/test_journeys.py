"""The main job, end to end: an officer enters, the office accepts, leadership sees."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, follow

PUBLISHED = ["10.360", "23,52%", "274 chi hội · 14 ban khuyến học", "17/17 xã, thị trấn có tổ chức Hội", "44.048"]


def number(page, label):
    """The headline with that label on a dashboard, as a whole number."""
    cell = page.locator(".figures li", has_text=label)
    return int(cell.locator(".figures-value").inner_text().replace(".", ""))


def test_leadership_reads_the_published_figures_of_2023(visit):
    page = visit("lanhdao", "/tong-quan/2023/")

    for figure in PUBLISHED:
        expect(page.locator("main")).to_contain_text(figure)


def test_a_headline_opens_down_to_a_commune_and_to_its_chapters(visit):
    page = visit("lanhdao", "/tong-quan/2023/")
    page.locator(".figures a", has_text="Hội viên").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("10.360")

    page.get_by_role("link", name="Xã Côn Minh").click()

    expect(page.locator("tbody")).to_contain_text("Chi hội")
    expect(page.locator("tfoot")).to_contain_text("Cộng toàn xã")


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_an_officer_adds_a_chapter_on_her_phone_and_the_figures_move_by_exactly_that(visit, script):
    before = number(visit("vanphong", "/tong-quan/2024/"), "Hội viên")
    name = f"Chi hội thôn Nà Mới {'có' if script else 'không'} máy"
    page = visit("conminh", "/to-chuc/", PHONE, script=script)
    page.get_by_role("link", name="Lập đơn vị mới").click()
    fill_chapter(page, name)

    page.goto("/bao-cao/2024/nhap/")
    page.get_by_role("link", name=name).click()
    page.get_by_label("Hội viên cuối kỳ").fill("37")
    page.get_by_role("button", name="Lưu số liệu").click()

    expect(page.locator("main")).to_contain_text(f"Đã lưu số liệu của {name}.")
    after = visit("vanphong", "/tong-quan/2024/")
    assert number(after, "Hội viên") == before + 37


def fill_chapter(page, name):
    page.get_by_role("link", name="Chi hội", exact=True).click()
    page.get_by_label("Tên").fill(name)
    page.get_by_label("Địa bàn").select_option("hamlet")
    page.get_by_role("button", name=re.compile("^Lập|^Lưu")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_neighbour_does_not_exist(visit):
    page = visit("conminh", "/bao-cao/2023/?don-vi=02140")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Không tìm thấy")


def test_the_officer_reaches_her_work_by_keyboard_alone(visit):
    page = visit("conminh", "/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Đến nội dung chính")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.locator(":focus")).to_be_visible()
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_a_double_click_on_save_stores_once_and_tells_once(visit):
    page = visit("conminh", "/bao-cao/2024/nhap/")
    follow(page.locator("tbody th a").nth(3))
    field = page.get_by_label("Chuyển đến").first
    if field.count():
        field.fill("0")
    page.get_by_role("button", name="Lưu số liệu").dblclick()

    expect(page.locator(".alert, [role=status]:not([data-grid-state])")).to_have_count(1)
