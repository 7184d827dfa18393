"""A commune officer opens a chapter and records twenty members without touching the mouse."""

import re

import pytest
from playwright.sync_api import expect

from .axe import faults_by_axe
from .conftest import LAPTOP, PHONE, overflows

GIVENS = [
    "An",
    "Bình",
    "Chi",
    "Dung",
    "Giang",
    "Hà",
    "Hiền",
    "Hoa",
    "Huệ",
    "Khánh",
    "Lan",
    "Liên",
    "Mai",
    "Nga",
    "Nhung",
    "Oanh",
    "Phương",
    "Quế",
    "Sen",
    "Thu",
]
MOST_KEYS = 8  # beside the letters of the name: Tab, "n" for nữ, Tab, four digits of the year, Enter


def tab_to(page, name):
    """Tab until the field of that name has the focus."""
    for _ in range(40):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by Tab")


def follow(page, role, name):
    """Tab to a link or button, and press it."""
    wanted = page.get_by_role(role, name=name, exact=True)
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way to {name} by Tab")


def open_chapter(page):
    follow(page, "link", "Lập đơn vị mới")
    page.get_by_role("link", name="Chi hội", exact=True).wait_for()
    follow(page, "link", "Chi hội")
    page.wait_for_selector("[name=name]")
    tab_to(page, "name")
    page.keyboard.type("Chi hội thôn Nà Phím")
    tab_to(page, "setting")
    page.keyboard.press("ArrowDown")
    tab_to(page, "keeps_roster")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chi hội thôn Nà Phím")


def test_a_chapter_and_twenty_members_by_keyboard_alone(visit):
    page = visit("conminh", "/to-chuc/")
    open_chapter(page)
    follow(page, "link", "Thêm hội viên")
    page.wait_for_selector("[name=token]", state="attached")
    tab_to(page, "since")
    page.keyboard.type("05/06/2023")
    tab_to(page, "name")
    for number, given in enumerate(GIVENS, start=1):
        name = f"Đàm Thị Phím {given}"
        keys = ["Tab", "n", "Tab", *str(1950 + number), "Enter"]
        page.keyboard.insert_text(name)  # as an input method does, marks and all
        for key in keys:
            page.keyboard.press(key)
        assert len(keys) <= MOST_KEYS
        expect(page.get_by_role("heading", level=2)).to_have_text(f"Vừa ghi: {number} hội viên")
        expect(page.locator("[name=name]")).to_be_focused()

    page.goto("/hoi-vien/?q=phim+dam")
    expect(page.locator("#so-luong")).to_have_text("20 hội viên đang sinh hoạt.")
    expect(page.locator("tbody tr").first).to_contain_text("nữ")


def test_the_list_is_searched_as_one_types_and_the_cursor_stays(visit):
    page = visit("conminh", "/hoi-vien/", PHONE)
    everybody = page.locator("#so-luong").inner_text()

    page.locator("#q").press_sequentially("hoang", delay=20)

    expect(page.locator("#so-luong")).not_to_have_text(everybody)
    expect(page.locator("#q")).to_be_focused()
    expect(page).to_have_url(re.compile(r"q=hoang"))
    for name in page.locator("tbody th").all_inner_texts():
        assert "Hoàng" in name or "Hoang" in name


def test_a_member_is_recorded_and_taken_back_without_javascript(visit):
    page = visit("bancao", "/hoi-vien/moi/", script=False)
    page.get_by_label("Từ ngày").fill("05/06/2023")
    page.get_by_label("Họ và tên").fill("Đinh Văn Nhầm")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("Vừa ghi: 1 hội viên")

    page.get_by_role("button", name="Ghi nhầm Đinh Văn Nhầm").click()

    expect(page.locator("main")).to_contain_text("vì ghi nhầm")
    page.goto("/hoi-vien/?q=nham")
    expect(page.locator("#so-luong")).to_have_text("0 hội viên đang sinh hoạt.")


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_list_entry_and_member_are_clean_to_axe(visit, size):
    page = visit("conminh", "/hoi-vien/?gioi-tinh=female&q=hoang", size)
    assert faults_by_axe(page) == []
    member = page.locator("tbody th a").first.get_attribute("href")
    for address in ("/hoi-vien/moi/", member, "/hoi-vien/?tinh-trang=da-thoi"):
        page.goto(address)
        assert faults_by_axe(page) == [], address
        assert not overflows(page), address
