"""The office writes down a committee of fifteen after a congress without touching the mouse."""

from playwright.sync_api import expect

from .axe import faults_by_axe
from .test_members import GIVENS, follow, tab_to

MOST_KEYS = 8  # beside the letters of the name: Tab, "n" for nữ, Tab, four digits of the year, Enter


def choose(page, name, value):
    """Go down a list of choices until that one stands."""
    tab_to(page, name)
    for _ in range(20):
        if page.locator(f"[name={name}]").input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"no {value} in {name}")


def write_down(page, given, year):
    keys = ["Tab", "n", "Tab", *str(year), "Enter"]
    assert len(keys) <= MOST_KEYS
    page.keyboard.type(f"Lèng Thị Phím {given}")
    for key in keys:
        page.keyboard.press(key)
    expect(page.get_by_role("status")).to_contain_text(f"Đã ghi Lèng Thị Phím {given}, Ủy viên Ban Chấp hành")


def test_fifteen_officers_in_a_row_by_keyboard_alone(visit):
    page = visit("vanphong", "/can-bo/don-vi/18/")  # xã Liêm Thủy
    follow(page, "link", "Thêm cán bộ")
    expect(page.locator("[name=post]")).to_be_focused()
    choose(page, "post", "executive_member")
    tab_to(page, "name")
    page.keyboard.type(f"Lèng Thị Phím {GIVENS[0]}")
    follow(page, "button", "Lưu và thêm người nữa")

    for number, given in enumerate(GIVENS[1:15], start=1):
        expect(page.locator("[name=name]")).to_be_focused()
        expect(page.locator("[name=name]")).to_have_value("")
        write_down(page, given, 1960 + number)
    assert faults_by_axe(page) == []
    follow(page, "link", "Không lưu, quay lại")

    expect(page.get_by_role("row", name="Lèng Thị Phím")).to_have_count(15)
    expect(page.get_by_role("row", name=f"Lèng Thị Phím {GIVENS[14]}")).to_contain_text("1974")


def test_what_was_refused_has_the_cursor(visit):
    page = visit("vanphong", "/can-bo/don-vi/18/moi/?ngay=01/04/2022&chuc-vu=executive_member")
    expect(page.locator("[name=name]")).to_be_focused()
    page.keyboard.type("Lèng Thị Phím Út")
    tab_to(page, "birth_year")
    page.keyboard.type("19755")
    page.keyboard.press("Enter")

    expect(page.locator("[name=birth_year]")).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("Lèng Thị Phím Út")
