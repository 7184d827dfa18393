"""People come in and go out: the slip on a telephone, the successor, the lock, the code; every page clean to axe."""

import re
import time
from base64 import b32decode

import pytest
from django_otp.oath import TOTP
from playwright.sync_api import expect

from .conftest import LAPTOP, faults, faults_at_both_sizes, follow

OWN = "con trau la dau co nghiep"
PAGES = [
    ("vanphong", "/tai-khoan/"),
    ("vanphong", "/tai-khoan/moi/"),
    ("conminh", "/tai-khoan/cua-toi/"),
    ("conminh", "/tai-khoan/mat-khau/"),
    ("conminh", "/tai-khoan/ma-xac-thuc/"),
]


def open_account(page, name, role, unit="Huyện Na Rì"):
    page.goto("/tai-khoan/moi/")
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_label("Tại đơn vị").select_option(label=unit)
    page.get_by_role("radio", name=re.compile(f"^{role}")).check()
    page.get_by_role("button", name="Mở tài khoản và hiện phiếu").click()
    return slip(page)


def slip(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu tài khoản")
    terms = page.locator(".slip-facts dd").all_inner_texts()
    return terms[1], terms[2]


def sign_in(page, username, password, address="/dang-nhap/"):
    page.goto(address)
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(password)
    follow(page.get_by_role("button", name="Đăng nhập"))


def set_password(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Đặt mật khẩu của bạn")
    page.get_by_label("Mật khẩu mới", exact=False).first.fill(OWN)
    page.get_by_label("Gõ lại mật khẩu mới").fill(OWN)
    page.get_by_role("button", name="Lưu mật khẩu mới").click()
    expect(page.locator(".note.good", has_text="Đã đổi mật khẩu")).to_be_visible()


@pytest.mark.parametrize("username,address", PAGES)
def test_a_page_is_clean_to_axe_and_fits_the_screen(look, username, address):
    assert faults_at_both_sizes(look(username, address)) == []


def test_pages_about_one_account_and_one_unit_are_clean_too(visit):
    page = visit("vanphong", "/tai-khoan/?q=vanlang")
    follow(page.get_by_role("link", name="Hà Văn Chấn"))
    account = page.url
    assert faults_at_both_sizes(page) == []
    for link in ("Bàn giao", "Ghi thôi", "Giao chức trách", "Cấp phiếu mới"):
        page.goto(account)
        follow(page.get_by_role("link", name=link))
        assert faults_at_both_sizes(page) == []
    page.goto("/to-chuc/?q=van+lang")
    page.get_by_role("link", name="Xã Văn Lang", exact=True).first.click()
    page.get_by_role("link", name="Ai xem được đơn vị này?").click()
    expect(page.locator("main")).to_contain_text("Vì xã Văn Lang thuộc huyện Na Rì.")
    assert faults_at_both_sizes(page) == []


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_the_office_opens_an_account_and_the_slip_works_on_a_telephone(visit, stranger, script):
    office = visit("vanphong", "/", LAPTOP, script=script)
    name = f"Nông Thị Mới {'Một' if script else 'Hai'}"
    username, password = open_account(office, name, "Cán bộ Hội", "Xã Côn Minh, huyện Na Rì")
    assert office.get_by_role("button", name="In phiếu").is_visible() is script
    if script:
        assert faults(office) == []

    phone = stranger(script=script)
    sign_in(phone, username, password.upper(), "/dang-nhap/?next=/hoi-vien/")
    if script:
        assert faults(phone) == []
    set_password(phone)

    assert phone.url.endswith("/hoi-vien/")
    again = stranger()
    sign_in(again, username, password)
    expect(again.locator("main")).to_contain_text("Tên đăng nhập hoặc mật khẩu chưa đúng")


def test_loading_the_slip_again_does_not_show_it_again(visit):
    office = visit("vanphong", "/")
    open_account(office, "Nông Thị Ba", "Lãnh đạo")

    office.reload()

    expect(office.locator("main")).to_contain_text("phiếu chỉ hiện một lần")
    assert office.locator("code").count() == 0


def test_an_officer_hands_her_post_over_and_is_out_at_once(visit, stranger):
    username, password = open_account(visit("vanphong", "/"), "Lường Thị Cũ", "Thường trực Hội")
    old = stranger(LAPTOP)
    sign_in(old, username, password)
    set_password(old)
    her_other_tab = old.context.new_page()
    her_other_tab.goto("/hoi-vien/")

    old.get_by_role("link", name="Lường Thị Cũ").click()
    old.get_by_role("link", name="Bàn giao").click()
    expect(old.locator("main")).to_contain_text("Đây là chức trách của chính bạn")
    old.get_by_label("Hoặc mở tài khoản mới").fill("Lường Thị Kế")
    old.get_by_role("button", name="Bàn giao").click()
    successor, her_password = slip(old)

    old.get_by_role("link", name="Đã in hoặc chép xong").click()
    expect(old.locator("main")).to_contain_text("Chức trách của bạn đã hết từ ngày")
    assert faults(old) == []
    assert her_other_tab.reload().status == 403
    new = stranger(LAPTOP)
    sign_in(new, successor, her_password)
    set_password(new)
    new.goto("/tai-khoan/")
    expect(new.locator("main")).to_contain_text("Lường Thị Kế")


def test_too_many_wrong_passwords_lead_to_a_page_that_says_what_to_do(stranger):
    phone = stranger()
    for _ in range(5):
        sign_in(phone, "go-nham-ten", "sai mat khau")

    expect(phone.get_by_role("heading", level=1)).to_have_text("Tạm khóa đăng nhập")
    expect(phone.locator("main")).to_contain_text("gọi Thường trực Hội để được mở khóa")
    assert faults(phone) == []


def test_the_office_unlocks_by_a_button(visit, stranger):
    office = visit("vanphong", "/")
    username, password = open_account(office, "Nông Thị Khóa", "Thủ quỹ")
    phone = stranger()
    for _ in range(5):
        sign_in(phone, username, "sai mat khau")

    office.goto("/tai-khoan/?tinh-trang=khoa")
    office.get_by_role("link", name="Nông Thị Khóa").click()
    office.get_by_role("button", name="Mở khóa").click()
    expect(office.get_by_role("status")).to_contain_text("Đã mở khóa cho Nông Thị Khóa")

    sign_in(phone, username, password)
    set_password(phone)


def test_a_code_from_the_telephone_is_set_up_and_asked_for(visit, stranger):
    username, password = open_account(visit("vanphong", "/"), "Nông Thị Mã", "Thủ quỹ")
    page = stranger()
    sign_in(page, username, password)
    set_password(page)
    page.goto("/tai-khoan/cua-toi/")
    page.get_by_role("link", name="Bật mã xác thực").click()
    follow(page.get_by_role("button", name="Bắt đầu"))
    assert faults(page) == []
    secret = b32decode(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Mã xác thực").fill(code(secret))
    follow(page.get_by_role("button", name="Xác nhận"))
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    assert faults(page) == []

    again = stranger()
    sign_in(again, username, OWN, "/dang-nhap/?next=/quy/")
    expect(again.get_by_role("heading", level=1)).to_have_text("Mã xác thực")
    assert faults(again) == []
    again.get_by_label("Mã xác thực").fill(codes[0])
    again.get_by_role("button", name="Tiếp tục").click()

    expect(again).to_have_url(re.compile("/quy/$"))


def code(secret):
    totp = TOTP(secret)
    totp.time = time.time()
    return f"{totp.token():06}"
