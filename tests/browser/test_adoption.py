"""The office adopts, a leader opens a figure down to its people, and somebody with the paper in hand verifies it."""

import re

from playwright.sync_api import expect

from .conftest import PHONE, faults, follow


def press(page, name):
    follow(page.get_by_role("button", name=name, exact=True))


def open_link(page, name, nth=0):
    follow(page.locator("main").get_by_role("link", name=name).nth(nth))


def test_a_new_version_is_adopted_opened_and_verified(visit, stranger):
    office = visit("vanphong", "/bao-cao/2023/lap-ban-moi/")
    office.get_by_label("Vì sao lập bản mới").fill("Rà soát lại lời văn")
    press(office, "Lập bản mới")
    open_link(office, "Trình dự thảo")
    press(office, "Trình dự thảo")
    open_link(office, "Ghi nhận thông qua")
    office.get_by_label("Hội nghị thông qua ngày").fill("18/01/2024")
    office.set_default_timeout(120_000)  # three papers are made before it answers
    press(office, "Ghi nhận thông qua")
    expect(office.get_by_text("Đã lưu bản in PDF, Word, Excel.")).to_be_visible()
    code = office.locator("main a[href^='/xac-thuc/']").first.inner_text()

    leader = visit("lanhdao", "/bao-cao/2023/")
    open_link(leader, "10.360")
    expect(leader.get_by_role("heading", level=1)).to_have_text("Hội viên cuối kỳ: 10.360")
    open_link(leader, re.compile("Xã Văn Lang"))
    open_link(leader, re.compile("Tô Đoóc"))
    number = re.search(r"[\d.]+", leader.get_by_role("heading", level=2).first.inner_text())
    assert number
    expect(leader.locator("tbody tr")).to_have_count(int(number[0]))
    assert "?don-vi=02140&ban=" in leader.url

    outsider = stranger(PHONE)
    outsider.goto("/xac-thuc/")
    outsider.get_by_label("Mã xác thực").fill(code.lower())
    press(outsider, "Xem báo cáo")
    expect(outsider.get_by_text("10.360")).to_be_visible()
    expect(outsider.get_by_text("Báo cáo này có thật và đang có hiệu lực.")).to_be_visible()
    assert faults(outsider) == []
