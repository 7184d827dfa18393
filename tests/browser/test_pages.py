"""Every page, in the right role: clean to axe, not wider than a phone, and one heading."""

import pytest

from .conftest import HALF, LAPTOP, PHONE, faults, faults_at_both_sizes, overflows

PAGES = [
    ("lanhdao", "/"),
    ("lanhdao", "/tong-quan/2023/"),
    ("lanhdao", "/bao-cao/"),
    ("lanhdao", "/bao-cao/2023/"),
    ("lanhdao", "/bao-cao/2023/?don-vi=02173"),
    ("lanhdao", "/bao-cao/2023/so/members_share/"),
    ("lanhdao", "/bao-cao/2023/so/families_share/"),
    ("lanhdao", "/bao-cao/2023/so/fund_closing/301/"),
    ("lanhdao", "/bao-cao/2023/so/award--huyen-giay-khen--person--given/"),
    ("lanhdao", "/bao-cao/2023/ban-tong-ket/"),
    ("lanhdao", "/xac-thuc/?ma=ABCD"),
    ("lanhdao", "/tong-quan/2023/?don-vi=02173"),
    ("lanhdao", "/bao-cao/2023/don-vi/?don-vi=02173"),
    ("lanhdao", "/bao-cao/2023/chi-tieu/"),
    ("lanhdao", "/bao-cao/2023/tien-do/"),
    ("lanhdao", "/to-chuc/"),
    ("lanhdao", "/hoi-vien/"),
    ("lanhdao", "/khen-thuong/?nam=2023"),
    ("lanhdao", "/quy/"),
    ("thuquy", "/quy/trao/"),
    ("thuquy", "/quy/1/trao/moi/"),
    ("thuquy", "/quy/1/in/"),
    ("lanhdao", "/quy/cong-khai/?nam=2023&ten=on&nguoi-nhan=on"),
    ("vanphong", "/"),
    ("vanphong", "/to-chuc/?mo=het"),
    ("vanphong", "/to-chuc/?q=ban+cao&dia-ban=hamlet"),
    ("vanphong", "/to-chuc/2/"),  # the first commune
    ("vanphong", "/to-chuc/2/giai-the/"),
    ("vanphong", "/to-chuc/2/chuyen-cap-duoi/"),
    ("vanphong", "/to-chuc/20/chuyen/"),  # one of the chapters
    ("vanphong", "/to-chuc/20/sua/"),
    ("vanphong", "/bao-cao/moi/"),
    ("vanphong", "/bao-cao/2024/tien-do/?xem=qua-han&xep=cay"),
    ("vanphong", "/bao-cao/2024/nhac/"),
    ("vanphong", "/bao-cao/2024/cai-dat/"),
    ("vanphong", "/bao-cao/2024/chi-tieu/"),
    ("vanphong", "/khen-thuong/quyet-dinh/"),
    ("vanphong", "/khen-thuong/hinh-thuc/"),
    ("vanphong", "/khen-thuong/cho-xet/"),
    ("vanphong", "/khen-thuong/hoi-dong/"),
    ("vanphong", "/khen-thuong/hoi-dong/moi/"),
    ("lanhdao", "/khen-thuong/hoi-dong/1/"),
    ("vanphong", "/khen-thuong/hoi-dong/1/bien-ban/"),
    ("vanphong", "/khen-thuong/quyet-dinh/1/"),
    ("vanphong", "/khen-thuong/quyet-dinh/2/giay-khen/"),
    ("vanphong", "/khen-thuong/hinh-thuc/6/mau-in/"),
    ("conminh", "/khen-thuong/cho-xet/"),
    ("vanphong", "/khen-thuong/to-trinh/"),
    ("vanphong", "/khen-thuong/to-trinh/?hinh-thuc=tinh-giay-khen&nam=2023"),
    ("vanphong", "/khen-thuong/danh-sach-trao/?nam=2023"),
    ("vanphong", "/khen-thuong/thi-dua/"),
    ("vanphong", "/khen-thuong/thi-dua/moi/"),
    ("vanphong", "/khen-thuong/thi-dua/1/"),
    ("vanphong", "/khen-thuong/thi-dua/2/tieu-chi/"),
    ("vanphong", "/khen-thuong/thi-dua/phieu/1/"),
    ("vanphong", "/khen-thuong/thi-dua/phieu/18/cham/"),
    ("conminh", "/khen-thuong/thi-dua/2/"),
    ("conminh", "/khen-thuong/thi-dua/phieu/27/tu-cham/"),
    ("kiemtra", "/khen-thuong/kiem-tra/?nam=2023"),
    ("kiemtra", "/khen-thuong/kiem-tra/moi/"),
    ("kiemtra", "/khen-thuong/kiem-tra/1/"),
    ("kiemtra", "/khen-thuong/kiem-tra/phat-hien/2/lui-han/"),
    ("conminh", "/khen-thuong/kiem-tra/phat-hien/2/khac-phuc/"),
    ("vanphong", "/khen-thuong/hinh-thuc/2/"),
    ("vanphong", "/khen-thuong/hinh-thuc/2/dieu-kien/moi/"),
    ("vanphong", "/khen-thuong/dot/"),
    ("vanphong", "/khen-thuong/dot/1/"),
    ("vanphong", "/khen-thuong/dot/moi/"),
    ("vanphong", "/khen-thuong/lich-su/?q=nong"),
    ("vanphong", "/khen-thuong/lich-su/excel/"),
    ("vanphong", "/can-bo/"),
    ("vanphong", "/can-bo/khuyet/"),
    ("vanphong", "/can-bo/1/sua/"),
    ("vanphong", "/can-bo/don-vi/1/"),
    ("vanphong", "/can-bo/don-vi/1/danh-sach/chu-tich/"),
    ("vanphong", "/nhat-ky/"),
    ("vanphong", "/du-lieu-ca-nhan/"),
    ("vanphong", "/du-lieu-ca-nhan/moi/"),
    ("vanphong", "/du-lieu-ca-nhan/noi-dung-dong-y/"),
    ("conminh", "/"),
    ("conminh", "/bao-cao/2024/nhap/"),
    ("conminh", "/bao-cao/2024/tien-do/"),
    ("conminh", "/to-chuc/"),
    ("conminh", "/hoi-vien/"),
    ("conminh", "/hoi-vien/moi/"),
    ("conminh", "/hoi-vien/trung/"),
    ("conminh", "/hoi-vien/trung/?tinh-trang=khong-phai"),
    ("conminh", "/khen-thuong/moi/"),
    ("conminh", "/khen-thuong/moi/?don-vi=02173&dot=1"),
    ("conminh", "/khen-thuong/gui/"),
    ("conminh", "/khen-thuong/excel/"),
    ("bancao", "/khen-thuong/"),
    ("bancao", "/khen-thuong/moi/"),
    ("conminh", "/huong-dan/"),
    ("conminh", "/mo-hinh/"),
    ("conminh", "/mo-hinh/?q=khong+co+ai"),
    ("conminh", "/mo-hinh/1/"),
    ("conminh", "/mo-hinh/1/sua/"),
    ("conminh", "/mo-hinh/moi/"),
    ("conminh", "/mo-hinh/dang-ky-lai/?nam=2022"),
    ("conminh", "/mo-hinh/tham-dinh/"),
    ("conminh", "/mo-hinh/cong-nhan/?nam=2021"),
    ("conminh", "/mo-hinh/dang-ky/1/sua/"),
    ("conminh", "/mo-hinh/excel/"),
    ("lanhdao", "/mo-hinh/?nam=2020"),
    ("bancao", "/mo-hinh/"),
    ("thuquy", "/"),
    ("thuquy", "/quy/"),
    ("thuquy", "/quy/1/kiem-soat/?nam=2023"),
    ("thuquy", "/quy/1/kiem-ke/"),
    ("lanhdao", "/quy/kiem-ke/1/"),
    ("lanhdao", "/quy/khoa-so/1/"),
    ("thuquy", "/quy/1/khoa-so/"),
    ("vanphong", "/quy/1/muc-duyet/"),
    ("vanphong", "/quy/cho-duyet/"),
    ("thuquy", "/quy/moi/"),
    ("thuquy", "/quy/1/"),
    ("thuquy", "/quy/1/thu/bang-ke/"),
    ("thuquy", "/quy/1/doi-cho/"),
    ("thuquy", "/quy/1/chuyen/"),
    ("thuquy", "/quy/1/chuyen/?den=2"),
    ("thuquy", "/quy/1/sua/"),
    ("thuquy", "/quy/excel/"),
    ("lanhdao", "/quy/nguoi-ung-ho/"),
    ("thuquy", "/quy/nguoi-ung-ho/1/"),
    ("thuquy", "/quy/nguoi-ung-ho/1/sua/"),
    ("kiemtra", "/nhat-ky/"),
    ("kiemtra", "/to-chuc/20/ai-xem-duoc/"),
    ("kiemtra", "/du-lieu-ca-nhan/"),
    ("conminh", "/bao-cao/2024/nhap/loi-van/"),
    ("lanhdao", "/bao-cao/2023/nhap/kiem-tra/?don-vi=02173"),
    ("bancao", "/"),
    ("conminh", "/bao-cao/2024/nhap/?nhom=fund"),
    ("conminh", "/bao-cao/2024/sua/"),
    ("conminh", "/bao-cao/2024/excel/"),
    ("conminh", "/bao-cao/2024/chi-tieu/"),
    ("conminh", "/bao-cao/2024/nhap-thay/"),
    ("conminh", "/bao-cao/2023/don-vi/"),
    ("conminh", "/bao-cao/2023/cac-ban/"),
    ("conminh", "/bao-cao/2023/xem-xet/"),
    ("vanphong", "/bao-cao/"),
    ("vanphong", "/bao-cao/2024/nhap/"),
    ("vanphong", "/bao-cao/2024/xem-xet/?don-vi=02173"),
    ("vanphong", "/bao-cao/2023/mo-lai/?don-vi=02173"),
    ("vanphong", "/bao-cao/2024/nhap-thay/?don-vi=02173"),
    ("vanphong", "/bao-cao/2024/lien-ket/?don-vi=02173"),
    ("vanphong", "/bao-cao/2024/dong-ky/"),
    ("vanphong", "/bao-cao/2024/excel/"),
    ("bancao", "/bao-cao/2024/nhap/"),
    ("bancao", "/hoi-vien/"),
    ("bancao", "/can-bo/"),
    ("bancao", "/tai-khoan/cua-toi/"),
]


@pytest.mark.parametrize("username,address", PAGES[HALF])
def test_a_page_is_clean_to_axe_and_fits_the_screen(look, username, address):
    assert faults_at_both_sizes(look(username, address)) == []


def test_the_sign_in_page_is_clean_too(site, browser):
    page = browser.new_context(base_url=site, viewport=PHONE).new_page()
    page.goto("/")

    assert page.url.endswith("/dang-nhap/?next=/")
    assert faults(page) == []


def test_the_menu_of_the_office_keeps_to_one_line_with_room_for_more(visit):
    page = visit("vanphong", "/tai-khoan/")

    work, registers = page.locator(".menu nav").all()
    for line in (work, registers):
        assert len({entry.bounding_box()["y"] for entry in line.locator("li").all()}) == 1
    last, whole = work.locator("li").last.bounding_box(), work.bounding_box()
    assert last["x"] + last["width"] < whole["x"] + whole["width"] - 250  # two entries more


def test_pages_hold_at_twice_the_text_size(visit):
    for address in ("/", "/tong-quan/2023/", "/bao-cao/2023/"):
        page = visit("lanhdao", address, LAPTOP)
        page.evaluate("document.documentElement.style.fontSize = '200%'")

        assert not overflows(page), address
