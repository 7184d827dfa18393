"""The year's round, end to end: a commune by chapter and one in totals, the office between them, the district's sum."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import LAPTOP, PHONE, faults, follow
from .test_accounts import open_account, set_password, sign_in
from .test_grid_journey import SAVED, dots, paste, state
from .test_journeys import number

CU_LE, KIM_HY = "02176", "02146"
YEAR = "/bao-cao/2024"
OWN = (
    "population",
    "hamlets",
    "hamlets_with_chapter",
    "schools",
    "schools_with_chapter",
    "agencies",
    "agencies_with_chapter",
)
MISTAKE = 3  # the chapter whose figures do not agree at first
JOINED, LEFT, RIGHT_DUES = 3, 1, 205_000


class Officer:
    """She who keeps a commune, on the machine she has at hand: signed in once, and from then on everywhere."""

    def __init__(self, stranger: Any, slip: tuple[str, str]):
        self.stranger = stranger
        page = stranger(LAPTOP)
        sign_in(page, *slip)
        set_password(page)
        self.cookies = page.context.cookies()

    def visit(self, address: str, size: dict[str, int] = LAPTOP) -> Page:
        page = self.stranger(size)
        page.context.add_cookies(self.cookies)
        page.goto(address)
        return page


@pytest.fixture
def officer_of(visit, stranger) -> Any:
    """An account that the office opens for a commune."""

    def open_for(name, unit):
        return Officer(stranger, open_account(visit("vanphong", "/"), name, "Cán bộ Hội", unit))

    return open_for


def column(page, code):
    return page.locator(f"input[data-code={code}]")


def counted(page, code):
    """What is carried over from last year, by row."""
    place = page.locator(f'table.grid thead th:has-text("{code}")').evaluate("cell => cell.cellIndex")
    cells = page.locator(f"table.grid tbody tr > :nth-child({place + 1})")
    return cells.evaluate_all("all => all.map((one) => Number(one.dataset.counted))")


def settled(page):
    expect(state(page)).to_have_text(SAVED)
    expect(page.locator(".waiting")).to_have_count(0)


def fill_members(page):
    """Two chapters by keyboard, the others as a block out of Excel; one of them closes with five too many."""
    opening = counted(page, "Hội viên đầu kỳ")
    rows = len(opening)
    assert rows == 16
    closing = [one + JOINED - LEFT for one in opening]
    typed = [one + 5 * (row == MISTAKE) for row, one in enumerate(closing)]
    column(page, "members_joined").first.focus()
    for code, keys in (
        ("members_joined", [JOINED] * 2),
        ("members_left", [LEFT] * 2),
        ("members_closing", typed[:2]),
    ):
        column(page, code).first.focus()
        for one in keys:
            page.keyboard.type(str(one))
            page.keyboard.press("Enter")
        expect(column(page, code).nth(2)).to_be_focused()
    settled(page)
    # Joined, moved in, left, moved out, closing: five columns side by side.
    block = "\r\n".join(f"{JOINED}\t0\t{LEFT}\t0\t{dots(one)}" for one in typed[2:])
    paste(column(page, "members_joined").nth(2), block)
    expect(column(page, "members_closing").last).to_have_value(dots(typed[-1]))
    settled(page)
    return closing


def fill_fund(page):
    """Dues as last year by the button of the column, and what the books then close with."""
    page.get_by_role("button", name="như năm trước, các ô còn trống của cột Hội phí").press("Enter")
    settled(page)
    dues = [int(one.input_value().replace(".", "") or 0) for one in column(page, "fund_in_dues").all()]
    opening = counted(page, "Dư đầu kỳ")
    paste(
        column(page, "fund_closing").first, "\n".join(dots(had + got) for had, got in zip(opening, dues, strict=True))
    )
    settled(page)


def fill_own_row(page):
    """What nobody else can say of the commune, as last year: the key for it in each field."""
    for code in OWN:
        page.locator(f"#id_{code}").focus()
        page.keyboard.type("n")
        page.keyboard.press("Enter")
    settled(page)


def explain_all(page):
    """One tap for each kind of thing to look at again."""
    taps = page.locator("#xem-lai .reasons button")
    while taps.count():
        follow(taps.first)


def mend(page, told, code, figure):
    """From what stands in the way to its field, on a page of its own."""
    follow(page.locator("li", has_text=told).get_by_role("link", name="Sửa số").first)
    assert faults(page) == []
    page.locator(f"#id_{code}").fill(str(figure))
    page.locator(f"#id_{code}").press("Enter")
    settled(page)


def mend_book(page):
    """The book closes with what the page says that it comes to."""
    told = page.locator("li", has_text="cộng thu trừ chi được").inner_text()
    mend(page, "cộng thu trừ chi được", "fund_closing", re.search(r"được ([\d.]+) đồng", told)[1])
    page.goto(f"{YEAR}/nhap/kiem-tra/")


def rows_of(page):
    return page.locator(".review-row tbody tr")


def test_she_fills_is_stopped_explains_submits_corrects_on_her_phone_and_the_sum_is_the_district_s(visit, officer_of):
    before = number(visit("vanphong", "/tong-quan/2024/"), "Hội viên")
    officer = officer_of("Hoàng Thị Cúc", "Xã Cư Lễ, huyện Na Rì")
    page = officer.visit(f"{YEAR}/nhap/")
    closing = fill_members(page)
    follow(page.get_by_role("link", name="Quỹ khuyến học"))
    fill_fund(page)
    follow(page.get_by_role("link", name="Số liệu chung của xã"))
    fill_own_row(page)

    # A real mistake stops her, and leads to its place.
    page.goto(f"{YEAR}/nhap/kiem-tra/")
    expect(page.locator("main")).to_contain_text("cộng tăng trừ giảm được")
    explain_all(page)
    expect(page.get_by_role("button", name="Nộp báo cáo")).to_have_count(0)
    mend(page, "cộng tăng trừ giảm được", "members_closing", closing[MISTAKE])
    page.goto(f"{YEAR}/nhap/kiem-tra/")
    explain_all(page)
    follow(page.get_by_role("button", name="Nộp báo cáo"))
    expect(page.locator(".note.good").first).to_contain_text("Đã nộp")

    # The office asks about two figures.
    office = visit("vanphong", f"{YEAR}/xem-xet/?don-vi={CU_LE}")
    expect(office.locator("main")).to_contain_text("Lý do: ")
    names = asked_about(office)
    assert faults(office) == []
    reasons = office.locator("textarea")
    reasons.nth(0).fill("Có đúng là chỉ thu được chừng này không?")
    reasons.nth(1).fill("Xin nói rõ ai mới vào.")
    follow(office.get_by_role("button", name="Trả lại 2 số để sửa"))

    # She answers both on her phone: one figure is corrected, the other explained.
    phone = officer.visit("/", PHONE)
    expect(phone.locator("main")).to_contain_text("xã Cư Lễ")
    phone.goto(f"{YEAR}/nhap/")
    follow(phone.get_by_role("link", name="Sửa hoặc trả lời những ô đó"))
    assert faults(phone) == []
    correct(phone, names)
    mend_book(phone)
    follow(phone.get_by_role("button", name="Nộp báo cáo"))
    expect(phone.locator(".note.good").first).to_contain_text("Đã nộp")

    # The second look shows these two and what they moved, and nothing else.
    office.goto(f"{YEAR}/xem-xet/?don-vi={CU_LE}")
    expect(rows_of(office)).to_have_count(3)
    expect(office.locator("main")).to_contain_text("Trả lời: Bà Hoa và hai cháu mới tốt nghiệp.")
    expect(office.locator("main")).to_contain_text(dots(RIGHT_DUES))
    assert faults(office) == []
    follow(office.get_by_role("button", name="Chốt số liệu"))
    expect(office.locator("main")).to_contain_text("Đã chốt lúc")

    assert number(visit("vanphong", "/tong-quan/2024/"), "Hội viên") == before + sum(closing)
    commune = visit("vanphong", f"{YEAR}/so/members_closing/?don-vi={CU_LE}")
    expect(commune.locator("tfoot")).to_contain_text(dots(sum(closing)))
    locked = officer.visit(f"{YEAR}/nhap/", PHONE)
    expect(locked.locator("main")).to_contain_text("đã chốt ngày")
    assert faults(locked) == []


def asked_about(office):
    """Two cells of two chapters are marked by keyboard; returns what they are, as the next page says it."""
    for place, label in ((4, "Hội phí"), (6, "Kết nạp trong năm")):
        sheet = office.locator(".review-row").nth(place)
        if not sheet.evaluate("one => one.open"):
            sheet.locator("summary").press("Enter")
        box = sheet.get_by_role("checkbox", name=re.compile(f"Hỏi {label}"))
        box.press("Space")
        expect(box).to_be_checked()
    follow(office.get_by_role("button", name="Hỏi lại những số đã đánh dấu"))
    expect(office.locator("textarea")).to_have_count(2)
    return office.locator(".card p strong").all_inner_texts()


def correct(phone, names):
    dues, joined = (phone.locator("fieldset", has_text=name) for name in names)
    was = dues.locator("strong").inner_text()
    dues.get_by_label("Hội phí").fill(str(RIGHT_DUES))
    dues.get_by_label("Trả lời").fill(f"Ghi nhầm, trước ghi {was}.")
    joined.get_by_label("Trả lời").fill("Bà Hoa và hai cháu mới tốt nghiệp.")
    follow(phone.get_by_role("button", name="Lưu và nộp lại"))
    # The book has to close with it: she is led to what stands in the way, in a row that is open for her.
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Kiểm tra và nộp")


def test_a_commune_reports_its_totals_only_and_is_added_to_the_district(visit, officer_of):
    before = number(visit("vanphong", "/tong-quan/2024/"), "Hội viên")
    officer = officer_of("Lý Văn Kim", "Xã Kim Hỷ, huyện Na Rì")
    phone = officer.visit(f"{YEAR}/nhap/", PHONE)
    phone.get_by_label("Chỉ số tổng").check()
    follow(phone.get_by_role("button", name="Đổi cách báo cáo"))
    expect(phone.locator("main")).to_contain_text("không cộng vì báo cáo chỉ số tổng")
    assert faults(phone) == []
    follow(phone.get_by_role("link", name="Hội xã Kim Hỷ"))
    fill_own_row(phone)
    for code, figure in (("members_closing", "260"), ("fund_closing", "5 triệu")):  # last year its chapters said these
        phone.locator(f"#id_{code}").fill(figure)
        phone.locator(f"#id_{code}").press("Enter")
    settled(phone)
    members = 260

    phone.goto(f"{YEAR}/nhap/kiem-tra/")
    for told, code in (
        ("cộng tăng trừ giảm được", "members_closing"),
        ("cộng thu trừ chi được", "fund_closing"),
    ):
        if (broken := phone.locator("li", has_text=told)).count():
            figure = re.search(r"được ([\d.]+) ", broken.first.inner_text())[1]
            mend(phone, told, code, figure)
            members = int(figure.replace(".", "")) if code == "members_closing" else members
            phone.goto(f"{YEAR}/nhap/kiem-tra/")
    explain_all(phone)
    assert faults(phone) == []
    follow(phone.get_by_role("button", name="Nộp báo cáo"))
    office = visit("vanphong", f"{YEAR}/xem-xet/?don-vi={KIM_HY}")
    follow(office.get_by_role("button", name="Chốt số liệu"))

    expect(office.locator("main")).to_contain_text("Đã chốt lúc")
    assert number(visit("vanphong", "/tong-quan/2024/"), "Hội viên") == before + members
