"""People's data on a phone: a signed sheet for many, and an erasure that is typed out."""

import pytest
from playwright.sync_api import expect

from .axe import faults_by_axe
from .conftest import PHONE, follow, overflows

SCAN = {"name": "ky.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 chu ky"}


def roster_of(page):
    """From the tree to the page where a chapter's consents are."""
    page.get_by_role("link", name="Chi hội thôn Bản Cào").first.click()
    follow(page.get_by_role("link", name="Sự đồng ý về dữ liệu cá nhân"))
    return page


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_an_officer_records_a_signed_sheet_on_her_phone(visit, script):
    page = roster_of(visit("conminh", "/to-chuc/", PHONE, script=script))
    assert page.locator("input[name=members]:checked").count() == 0
    people = page.locator("input[name=members]").count()

    page.get_by_role("link", name="Đánh dấu tất cả").click()
    expect(page.locator("input[name=members]:checked")).to_have_count(people)
    for box in page.locator("input[name=members]").all()[2:]:
        box.uncheck()
    page.get_by_label("Ký ngày").fill("01/03/2026")
    page.get_by_label("Bản quét hoặc ảnh chụp").set_input_files(SCAN)
    assert faults_by_axe(page) == [] if script else not overflows(page)
    page.get_by_role("button", name="Ghi sự đồng ý").click()

    expect(page.locator("main")).to_contain_text("Đã ghi sự đồng ý của 2 người.")
    assert page.locator("input[name=members]").count() == people - 2


def test_without_javascript_a_person_is_erased_by_typing_her_name(visit):
    page = visit("vanphong", "/hoi-vien/", script=False)
    name = page.locator("tbody th a").first.inner_text()
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Ghi yêu cầu").click()
    page.get_by_label("Xóa thông tin").check()
    page.get_by_label("Cách gửi").select_option("paper")
    page.get_by_role("button", name="Lưu").click()
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Xóa thông tin").click()

    page.get_by_label("Căn cứ xóa").fill("Theo đơn")
    page.get_by_label("Gõ lại họ tên").fill(name)
    page.get_by_role("button", name="Xóa thông tin").click()

    expect(page.locator("main")).to_contain_text("Mọi con số vẫn giữ nguyên.")
    expect(page.locator("main")).not_to_contain_text(name)
