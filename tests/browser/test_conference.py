"""The conference of 2024, prepared at the office and held with a telephone in hand."""

from .conftest import PHONE, follow

YEAR = "/bao-cao/2024/hoi-nghi/"


def test_a_conference_is_prepared_and_its_roll_called_on_a_phone(visit):
    office = visit("vanphong", YEAR)
    follow(office.get_by_role("link", name="Chuẩn bị hội nghị"))
    office.get_by_label("Ngày họp").fill("16/01/2025")
    office.get_by_label("Giờ bắt đầu").fill("8h")
    office.get_by_label("Địa điểm").fill("Hội trường huyện")
    follow(office.get_by_role("button", name="Lưu"))

    follow(office.get_by_role("link", name="Chương trình", exact=True).first)
    follow(office.get_by_role("link", name="Lấy chương trình thường dùng"))
    follow(office.get_by_role("button", name="Lưu", exact=True))
    follow(office.get_by_role("link", name="Khách mời, đại biểu"))
    follow(office.get_by_role("button", name="Chủ tịch các Hội trực thuộc"))
    assert "Chủ tịch Hội Khuyến học xã Côn Minh" in office.locator("main").inner_text()

    phone = visit("vanphong", f"{YEAR}diem-danh/", PHONE)
    boxes = phone.get_by_role("checkbox")
    for place in range(3):
        boxes.nth(place).check()
    follow(phone.get_by_role("button", name="Lưu điểm danh"))
    assert "3 người có mặt" in phone.locator("main").inner_text()

    follow(phone.get_by_role("link", name="Biểu quyết"))
    follow(phone.get_by_role("link", name="Lấy các nội dung thường biểu quyết, 100% tán thành"))
    follow(phone.get_by_role("button", name="Lưu", exact=True))
    assert "100%" in phone.locator("main").inner_text()
