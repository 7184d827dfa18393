"""The office prints one certificate on her phone, and orders all of them, which takes a while."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, faults, follow, overflows


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_one_is_fetched_at_once_and_many_may_be_left_to_themselves(visit, script):
    page = visit("vanphong", "/khen-thuong/quyet-dinh/2/", PHONE, script=script)
    follow(page.get_by_role("link", name="In giấy khen"))
    page.get_by_label("In cho").select_option(index=1)
    page.get_by_label("Lời ghi thành tích").fill("Có nhiều công lao khuyến học")
    follow(page.get_by_role("button", name="In giấy khen"))

    expect(page.get_by_role("heading", name="Đã in xong")).to_be_visible()
    assert not overflows(page)
    assert not script or faults(page) == []
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tải tệp PDF").click()
    assert fetched.value.suggested_filename.startswith("giay-khen-")

    follow(page.get_by_role("link", name="In lần khác"))
    follow(page.get_by_role("button", name="In giấy khen"))
    expect(page.get_by_text("Bạn có thể rời trang này và quay lại sau; việc vẫn chạy.")).to_be_visible()
    assert not script or faults(page) == []
