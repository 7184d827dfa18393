"""A chapter's officer nominates on her phone: what the draft lacks, the paper it asks for, and on its way."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE, faults, follow


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_chapter_s_officer_is_told_what_is_missing_attaches_it_and_sends(visit, script):
    page = visit("bancao", "/khen-thuong/moi/", PHONE, script=script)
    expect(page.get_by_label("Đợt khen thưởng")).to_contain_text("Đợt khen thưởng tổng kết năm 2024")
    follow(page.get_by_role("button", name="Tiếp tục"))
    page.get_by_label("Hình thức").select_option(label="Bằng khen của Trung ương Hội Khuyến học Việt Nam")
    page.get_by_label("Cá nhân").check()
    page.get_by_label("Tên người, tập thể được đề nghị").fill(f"Cô giáo Nông Thị Hoa {script}")
    page.get_by_label("Năm sinh").fill("1980")
    follow(page.get_by_role("button", name="Lưu bản soạn"))

    expect(page.get_by_text("Hồ sơ còn thiếu Báo cáo thành tích.")).to_be_visible()
    assert not script or faults(page) == []
    follow(page.get_by_role("button", name="Gửi đề nghị"))
    expect(page.get_by_role("alert")).to_contain_text("Hồ sơ còn thiếu Báo cáo thành tích.")

    def attach(content):
        page.get_by_label("Tệp").set_input_files(
            [{"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": content}]
        )
        follow(page.get_by_role("button", name="Kèm giấy tờ"))

    attach(b"MZ this is a program")
    expect(page.get_by_text("không phải tệp PDF, Word (.docx), ảnh JPEG hoặc PNG")).to_be_visible()
    attach(b"%PDF-1.4 x")
    expect(page.get_by_role("link", name="Báo cáo thành tích")).to_be_visible()
    follow(page.get_by_role("button", name="Gửi đề nghị"))
    expect(page.get_by_text("Đã gửi đề nghị.")).to_be_visible()
    expect(page.get_by_text("Hội Khuyến học xã Côn Minh", exact=True).first).to_be_visible()
    follow(page.get_by_role("button", name="Rút về bản soạn"))
    follow(page.get_by_role("button", name="Bỏ bản soạn"))
    expect(page.get_by_text("Đã bỏ bản soạn")).to_be_visible()
