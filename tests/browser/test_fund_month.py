"""A treasurer's month in a new book: receipts by keyboard, a pasted list, what the cash cannot pay, bank, transfer."""

from playwright.sync_api import expect

from .axe import faults_by_axe
from .conftest import PASSWORD, PHONE, follow, overflows

PASTE = """text => {
  const data = new DataTransfer();
  data.setData("text", text);
  const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""
HOUSEHOLDS = "\n".join(f"Hộ thứ {number}\tThôn Bản Cào\t20.000" for number in range(1, 46))
RECEIPTS = 20


def open_book(page, name):
    page.goto("/quy/moi/")
    page.get_by_label("Đơn vị").select_option(label="xã Côn Minh")
    page.get_by_label("Tên quỹ").fill(name)
    page.get_by_label("Mở sổ ngày").fill("1/9/2024")
    follow(page.get_by_role("button", name="Mở sổ"))
    return page.url


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def posted(page, keys="Enter"):
    with page.expect_navigation():
        page.keyboard.press(keys)


def test_a_treasurer_s_month_from_the_opening_to_the_total(visit):
    page = visit("thuquy", "/quy/")
    other = open_book(page, "Tủ sách thôn")
    book = open_book(page, "Quỹ tháng chín")

    follow(page.get_by_role("link", name="Ghi số dư đầu kỳ"))
    page.get_by_label("Tiền mặt (đồng)").fill("1,2 triệu")
    expect(page.get_by_text("1.200.000 đồng (Một triệu hai trăm nghìn đồng)")).to_be_visible()
    follow(page.get_by_role("button", name="Ghi số dư"))

    # Receipts in a row: the first sets day, source and reason, all others are an amount and a name.
    follow(page.get_by_role("link", name="Ghi thu"))
    assert faults_by_axe(page) == []
    expect(page.get_by_label("Hiện vật và cách định giá")).to_be_hidden()
    page.get_by_label("Ngày").fill("5/9/2024")
    page.get_by_label("Số tiền").fill("12,500")
    expect(page.get_by_text("Xin viết 12.500 hoặc 12500 (không dùng dấu phẩy).")).to_be_visible()
    page.get_by_label("Số tiền").fill("50 nghìn")
    page.get_by_label("Nguồn thu").select_option(label="Hội viên ủng hộ")
    page.get_by_label("Tên người nộp").fill("Người thứ 1")
    page.get_by_label("Diễn giải").fill("Ủng hộ năm học mới")
    follow(page.get_by_role("button", name="Ghi và thêm phiếu nữa"))
    for number in range(2, RECEIPTS + 1):
        expect(page.get_by_label("Số tiền")).to_be_focused()
        page.keyboard.type("50 nghìn")
        press(page, "Tab", "Tab")  # past the donors
        page.keyboard.type(f"Người thứ {number}")
        posted(page)
    expect(page.get_by_text(f"Đã ghi PT {RECEIPTS}/2024: 50.000 đồng")).to_be_visible()

    follow(page.get_by_role("link", name="Nhiều người nộp, một phiếu"))
    page.get_by_label("Họ tên, đơn vị").first.focus()
    page.evaluate(PASTE, HOUSEHOLDS)
    expect(page.get_by_text("Cộng 45 dòng: 900.000 đồng (Chín trăm nghìn đồng).")).to_be_visible()
    page.get_by_label("Số tiền", exact=True).last.focus()
    press(page, "Enter")
    page.keyboard.type("Hộ sau cùng")
    press(page, "Tab", "Tab")
    page.keyboard.type("100.000")
    expect(page.get_by_text("Cộng 46 dòng: 1.000.000 đồng (Một triệu đồng).")).to_be_visible()
    page.get_by_label("Ngày").fill("10/9/2024")
    page.get_by_label("Nguồn thu").select_option(label="Hội viên ủng hộ")
    page.get_by_label("Người nộp tiền cho quỹ").fill("Chi hội trưởng")
    page.get_by_label("Diễn giải").fill("Bảng kê thôn Bản Cào")
    assert faults_by_axe(page) == []
    page.set_viewport_size(PHONE)
    assert not overflows(page)
    follow(page.get_by_role("button", name="Ghi phiếu thu"))
    expect(page.get_by_text("Cộng 46 người")).to_be_visible()
    assert faults_by_axe(page) == []

    def pay(address, label, amount, button):
        page.goto(address)
        page.get_by_label("Ngày").fill("20/9/2024")
        page.get_by_label("Số tiền").fill(amount)
        if label:
            page.get_by_label("Mục đích chi").select_option(label=label)
            page.get_by_label("Người nhận").fill("Trường THCS")
        page.get_by_label("Diễn giải").fill("Việc tháng chín")
        follow(page.get_by_role("button", name=button))

    pay(f"{book}chi/", "Học bổng", "4 triệu", "Ghi phiếu chi")
    expect(page.get_by_text("Tiền mặt chỉ còn 3.200.000 đồng")).to_be_visible()
    page.get_by_label("Số tiền").fill("500.000")
    follow(page.get_by_role("button", name="Ghi phiếu chi"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Phiếu chi PC 01/2024")

    pay(f"{book}doi-cho/", "", "1 triệu", "Ghi")
    page.goto(f"{book}chuyen/?q=tu sach")
    follow(page.get_by_role("link", name="Tủ sách thôn"))
    pay(page.url, "", "700.000", "Ghi phiếu chuyển")
    expect(page.get_by_text("và PT 01/2024 ở sổ bên nhận")).to_be_visible()

    page.goto(f"{book}?trang=1")
    follow(page.get_by_role("link", name="PT 01/2024", exact=True))
    follow(page.get_by_role("link", name="Hủy phiếu"))
    page.get_by_label("Ngày hủy").fill("25/9/2024")
    page.get_by_label("Lý do hủy").fill("Ghi nhầm")
    follow(page.get_by_role("button", name="Hủy phiếu"))

    page.goto(book)
    total = page.locator("tfoot").first
    # 20 × 50.000 − 50.000 + 1.000.000; 500.000 + 700.000; 1.200.000 from before
    for figure in ("1.950.000", "1.200.000", "1.950.000"):
        expect(total).to_contain_text(figure)
    assert not overflows(page)
    page.goto(other)
    expect(page.locator("tfoot").first).to_contain_text("700.000")


def test_a_list_copied_whole_leaves_its_heading_its_ordinals_and_its_sum_behind(visit):
    page = visit("thuquy", "/quy/1/thu/bang-ke/")
    rows = ["TT\tHọ và tên\tĐịa chỉ\tSố tiền", "1\tHoàng Văn A\tThôn Nà Ca\t20.000", "2\tTổng công ty B\t\t12,500"]
    page.get_by_label("Họ tên, đơn vị").first.focus()
    page.evaluate(PASTE, "\n".join([*rows, "\tTổng cộng\t\t32.500"]))

    expect(page.get_by_text("Cộng 1 dòng: 20.000 đồng (Hai mươi nghìn đồng). Còn 1 ô chưa đọc được")).to_be_visible()
    names = page.get_by_label("Họ tên, đơn vị")
    assert [names.nth(place).input_value() for place in range(3)] == ["Hoàng Văn A", "Tổng công ty B", ""]


def test_an_amount_that_was_refused_is_told_once_and_no_longer_when_it_is_mended(visit):
    page = visit("thuquy", "/quy/1/thu/")
    page.get_by_label("Số tiền").fill("12,500")
    follow(page.get_by_role("button", name="Ghi phiếu thu"))
    refusal = page.get_by_text("không dùng dấu phẩy")
    expect(refusal).to_have_count(1)

    page.get_by_label("Số tiền").fill("12.500")

    expect(page.get_by_text("12.500 đồng (Mười hai nghìn năm trăm đồng)")).to_be_visible()
    expect(refusal).to_be_hidden()


def test_the_back_key_opens_an_empty_form_not_half_of_what_is_posted(visit):
    page = visit("thuquy", "/quy/moi/")
    book = open_book(page, "Quỹ tháng mười")
    page.goto(f"{book}thu/")
    page.get_by_label("Ngày").fill("5/9/2024")
    page.get_by_label("Số tiền").fill("50 nghìn")
    page.get_by_label("Nguồn thu").select_option(label="Hội viên ủng hộ")
    page.get_by_label("Tên người nộp").fill("Lý Văn Sang")
    page.get_by_label("Diễn giải").fill("Ủng hộ")
    follow(page.get_by_role("button", name="Ghi phiếu thu"))

    page.go_back()

    expect(page.get_by_label("Tên người nộp")).to_have_value("")
    follow(page.get_by_role("button", name="Ghi phiếu thu"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi thu")
    page.goto(book)
    expect(page.get_by_text("Lý Văn Sang")).to_have_count(1)


def test_what_met_the_sign_in_page_is_filled_in_again_and_posted_once(visit):
    page = visit("thuquy", "/quy/moi/")
    book = open_book(page, "Quỹ tháng mười một")
    page.goto(f"{book}thu/bang-ke/")
    page.get_by_label("Họ tên, đơn vị").first.focus()
    page.evaluate(PASTE, "\n".join(f"Hộ thứ {number}\tBản Cào\t20.000" for number in range(1, 9)))
    page.get_by_label("Ngày").fill("5/9/2024")
    page.get_by_label("Nguồn thu").select_option(label="Hội viên ủng hộ")
    page.get_by_label("Người nộp tiền cho quỹ").fill("Chi hội trưởng")
    page.get_by_label("Diễn giải").fill("Bảng kê")
    page.context.clear_cookies(name="sessionid")
    follow(page.get_by_role("button", name="Ghi phiếu thu"))

    sign_in_here(page)

    expect(page.get_by_text("Đã điền lại những gì bạn gõ")).to_be_visible()
    expect(page.get_by_text("Cộng 8 dòng: 160.000 đồng")).to_be_visible()
    follow(page.get_by_role("button", name="Ghi phiếu thu"))
    expect(page.get_by_text("Cộng 8 người")).to_be_visible()
    page.goto(f"{book}thu/bang-ke/")
    expect(page.get_by_label("Diễn giải")).to_have_value("")


def test_a_move_and_a_reversal_that_met_the_sign_in_page_are_filled_in_again(visit):
    page = visit("thuquy", "/quy/moi/")
    book = open_book(page, "Quỹ tháng mười hai")
    page.goto(f"{book}so-du/")
    page.get_by_label("Tiền mặt").fill("500.000")
    follow(page.locator("main form button"))
    page.goto(f"{book}doi-cho/")
    page.get_by_label("Ngày").fill("6/9/2024")
    page.get_by_label("Số tiền (đồng)").fill("300.000")
    page.get_by_label("Diễn giải").fill("Gửi tiền mặt")
    page.context.clear_cookies(name="sessionid")
    follow(page.get_by_role("button", name="Ghi", exact=True))

    sign_in_here(page)

    expect(page.get_by_label("Diễn giải")).to_have_value("Gửi tiền mặt")
    follow(page.get_by_role("button", name="Ghi", exact=True))
    expect(page.get_by_role("heading", level=1)).to_contain_text("ĐC 02/2024")

    page.goto(f"{page.url}huy/")
    page.get_by_label("Lý do hủy").fill("Ghi nhầm ngày")
    page.context.clear_cookies(name="sessionid")
    follow(page.get_by_role("button", name="Hủy phiếu"))
    sign_in_here(page)
    expect(page.get_by_label("Lý do hủy")).to_have_value("Ghi nhầm ngày")


def test_what_one_typed_is_never_shown_to_another_who_signs_in_in_the_same_tab(visit):
    page = visit("thuquy", "/quy/moi/")
    book = open_book(page, "Quỹ cuối năm")
    page.goto(f"{book}chi/")
    page.get_by_label("Người nhận").fill("Lý Thị Kín")
    page.context.clear_cookies(name="sessionid")
    follow(page.get_by_role("button", name="Ghi phiếu chi", exact=True))

    sign_in_here(page, "vanphong")

    expect(page.get_by_role("heading", level=1)).to_have_text("Ghi chi")
    expect(page.get_by_label("Người nhận")).to_have_value("")
    expect(page.get_by_text("Đã điền lại những gì bạn gõ")).to_be_hidden()
    assert page.evaluate("sessionStorage.length") == 0


def test_who_signs_out_leaves_nothing_behind_that_she_typed(visit):
    page = visit("thuquy", "/quy/moi/")
    page.context.clear_cookies(name="sessionid")  # what she leaves is a session of her own, not that of other tests
    page.goto("/quy/moi/")
    sign_in_here(page)
    book = open_book(page, "Quỹ thoát ra")
    page.goto(f"{book}chi/")
    page.evaluate("sessionStorage.setItem('interrupted-form', JSON.stringify({ typed: 'Lý Thị Kín' }))")

    follow(page.get_by_role("button", name="Thoát"))

    assert page.evaluate("sessionStorage.length") == 0


def sign_in_here(page, username="thuquy"):
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    follow(page.get_by_role("button", name="Đăng nhập"))
