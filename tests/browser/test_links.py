"""A link sent by Zalo: the office makes it, a phone without any account enters figures, withdrawn it opens nothing."""

import pytest
from playwright.sync_api import expect

from .conftest import faults, faults_at_both_sizes, follow

DONG_XA = "02194"
LINKS = f"/bao-cao/2024/lien-ket/?don-vi={DONG_XA}"


def switched_on(page):
    """Links are off until the topmost office switches them on for the year."""
    page.goto("/bao-cao/2024/cai-dat/")
    page.get_by_label("Cho gửi liên kết nhập số liệu thay mật khẩu").check()
    follow(page.get_by_role("button", name="Lưu"))
    page.goto(LINKS)


def made(page, holder):
    """The address in the message that is ready for Zalo."""
    page.get_by_label("Gửi cho ai").fill(holder)
    follow(page.get_by_role("button", name="Tạo liên kết"))
    text = page.get_by_label("Tin nhắn để dán vào Zalo").input_value()
    assert holder in text
    return text.split()[-1]


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_figures_come_through_a_link_until_it_is_withdrawn(visit, stranger, script):
    office = visit("vanphong", LINKS)
    switched_on(office)
    assert faults_at_both_sizes(office) == []
    holder = f"Bà Nông Thị Sen {'Một' if script else 'Hai'}"
    address = made(office, holder)
    assert faults_at_both_sizes(visit("vanphong", LINKS)) == []

    phone = stranger(script=script)
    phone.goto(address)
    assert not script or faults(phone) == []
    expect(phone.locator("main")).to_contain_text(f"Mời {holder}")
    chapter = phone.locator("h2 a", has_text="Chi hội").nth(1 + script)
    name = chapter.inner_text()
    follow(chapter)
    assert not script or faults(phone) == []
    dues = phone.get_by_label("Hội phí (đồng)")
    dues.fill("163,055")
    follow(phone.get_by_role("button", name="Lưu số liệu"))
    expect(phone.locator("main")).to_contain_text("163.055")
    expect(dues).to_have_value("163,055")
    dues.fill("350.000")
    follow(phone.get_by_role("button", name="Lưu số liệu"))
    expect(phone.locator(".note.good, .alert-success").first).to_contain_text(f"Đã lưu số liệu của {name}")
    inside = phone.url
    phone.goto(address.split("/lien-ket/")[0] + "/hoi-vien/")
    assert "/dang-nhap/" in phone.url, "the link opens this return and nothing else"

    office.goto(f"/bao-cao/2024/xem-xet/?don-vi={DONG_XA}")
    sheet = office.locator(".review-row", has_text=name)
    sheet.locator("summary").first.press("Enter")
    expect(sheet.locator("tr", has_text="Hội phí").last).to_contain_text(f"{holder}, qua liên kết")
    office.goto(LINKS)
    follow(office.get_by_role("button", name=f"Thu hồi liên kết gửi {holder}"))
    for shut in (address, inside):
        assert phone.goto(shut).status == 410
        expect(phone.locator("main")).to_contain_text("đã bị thu hồi")
        expect(phone.get_by_label("Hội phí (đồng)")).to_have_count(0)
    assert not script or faults(phone) == []
