"""The honours of a year, end to end: a commune puts forward and mends, the office has the council vote and decides."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from awards import actions
from awards.models import AwardForm, AwardRound
from chapters.models import Unit, User
from khuyenhoc.jobs import Job, run_job

from ..databases import instead
from .conftest import PHONE, faults, follow
from .test_grid_journey import paste

ROUND = "/khen-thuong/dot/2/"
DISTRICT, PROVINCE = "huyen-giay-khen", "tinh-giay-khen"
CON_MINH = "02173"
FORM = "Giấy khen của Hội Khuyến học huyện Na Rì"
FAMILY, WANTING = "Gia đình ông Lường Văn Thọ", "Xin nói rõ mấy cháu học đại học."
FORTY_WORDS = (
    "Nhóm bạn đồng môn khóa một nghìn chín trăm tám mươi hai Trường cấp hai Côn Minh nay sống ở Hà Nội, Thái Nguyên, "
    "Lạng Sơn, Cao Bằng và các tỉnh phía Nam cùng chung tay vì con em"
)


@pytest.fixture
def behind(demonstration, django_db_blocker):
    """Do something in the demonstration's database behind the pages' back.

    In a thread of its own: Playwright's loop runs in this one, and Django refuses its database beside a loop.
    """

    def act(work, *what):
        def there():
            with instead(demonstration.name):
                work(*what)

        with ThreadPoolExecutor(1) as apart, django_db_blocker.unblock():
            apart.submit(there).result()

    return act


def put_forward(code, kind, *names):
    """As Côn Minh's officer, in the round of the year, all sent."""
    by, unit = User.objects.get(username="conminh"), Unit.objects.get(code=CON_MINH)
    facts = {"award_round": AwardRound.objects.get(year=2024), "form": AwardForm.objects.get(code=code), "unit": unit}
    for name in names:
        made = actions.nominate(recipient_class=kind, recipient_name=name, by=by, **facts)
        actions.propose(nomination=made, by=by)


def work_off():
    """What was ordered last, as the worker does it."""
    run_job.call(Job.objects.latest("pk").pk)


def row(page, name):
    return page.locator("tr", has=page.get_by_role("rowheader", name=name))


def begin(page, words=""):
    """From the round to the form of one nomination of the commune; `words` find a member."""
    page.goto(ROUND)
    follow(page.get_by_role("link", name="Lập đề nghị"))
    expect(page.get_by_label("Đơn vị")).to_have_value(CON_MINH)
    page.get_by_label("Tìm hội viên").fill(words)
    follow(page.get_by_role("button", name="Tiếp tục"))


def keep(page, form, kind, name=""):
    page.get_by_label("Hình thức").select_option(label=form)
    page.get_by_role("radio", name=kind).check()
    if name:
        page.get_by_label("Tên người, tập thể được đề nghị").fill(name)
    follow(page.get_by_role("button", name="Lưu bản soạn"))


def quota(page):
    """What the round says of persons for the district's form: allowed, used, left."""
    page.goto(ROUND)
    cells = row(page, FORM).locator("td.num")
    return [int(text) for text in cells.all_inner_texts()]


def test_a_commune_puts_forward_is_told_what_stands_in_the_way_and_mends_what_comes_back_on_her_phone(visit):
    page = visit("conminh", ROUND)
    allowed, used, left = quota(page)
    assert allowed == used + left

    # A member: what the records say of her is there already.
    begin(page, "nguyen van chien")
    expect(page.get_by_label("Năm sinh")).to_have_value("1988")
    expect(page.get_by_label("Số năm công tác Hội")).to_have_value("10")
    expect(page.get_by_label("Đã được khen")).to_have_value(f"{FORM} (số 45/QĐ-HKH, 25/12/2023)")
    assert faults(page) == []
    keep(page, FORM, "Cá nhân")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Văn Chiến")

    # Another has not worked for the association long enough.
    begin(page, "loc thi chiem")
    keep(page, "Kỷ niệm chương “Vì sự nghiệp Khuyến học” của Trung ương Hội Khuyến học Việt Nam", "Cá nhân")
    expect(page.get_by_text("Lộc Thị Chiêm mới có 3 năm.")).to_be_visible()
    assert faults(page) == []

    # A household, with a paper that is none.
    begin(page)
    keep(page, FORM, "Hộ gia đình", FAMILY)
    attach(page, b"MZ this is a program")
    expect(page.get_by_text("không phải tệp PDF, Word (.docx), ảnh JPEG hoặc PNG")).to_be_visible()
    attach(page, b"%PDF-1.4 x")
    expect(page.get_by_role("link", name="Báo cáo thành tích")).to_be_visible()

    # Friends who live elsewhere, whose name has forty words.
    begin(page)
    keep(page, "Giấy khen của Hội Khuyến học tỉnh Bắc Kạn", "Tập thể", FORTY_WORDS)
    expect(page.get_by_role("heading", level=1)).to_have_text(FORTY_WORDS)

    # All go up but the one, which says why.
    page.goto("/khen-thuong/")
    follow(page.get_by_role("link", name="Xem và gửi các đề nghị"))
    follow(page.get_by_role("button", name="Gửi những đề nghị đã đánh dấu"))
    expect(page.get_by_text("Đã gửi 3 đề nghị.")).to_be_visible()
    expect(row(page, "Lộc Thị Chiêm")).to_contain_text("cần ít nhất 5 năm công tác Hội")
    assert faults(page) == []
    assert quota(page) == [allowed, used + 1, left - 1]

    hand_back(visit("vanphong", "/khen-thuong/cho-xet/"))
    answer(visit("conminh", "/", PHONE))


def attach(page, content):
    page.get_by_label("Tên giấy tờ").fill("Báo cáo thành tích")
    page.get_by_label("Tệp").set_input_files([{"name": "bc.pdf", "mimeType": "application/pdf", "buffer": content}])
    follow(page.get_by_role("button", name="Kèm giấy tờ"))


def hand_back(office):
    office.get_by_label(f"Đánh dấu {FAMILY}").check()
    follow(office.get_by_role("button", name="Trả lại"))
    expect(office.get_by_text("Xin ghi điều cần sửa để đơn vị được biết.")).to_be_visible()
    assert faults(office) == []
    office.get_by_label("Lý do chung").fill(WANTING)
    follow(office.get_by_role("button", name="Trả lại"))
    expect(office.get_by_text("Đã trả lại 1 đề nghị, kèm điều cần sửa.")).to_be_visible()


def answer(phone):
    """From what waits for her to the nomination that came back: mended and sent again."""
    expect(phone.get_by_text("1 đề nghị khen thưởng bị trả lại, chờ sửa rồi gửi lại.")).to_be_visible()
    follow(phone.get_by_role("link", name="Sửa đề nghị"))
    expect(phone.get_by_label(f"Gửi {FAMILY}")).not_to_be_checked()
    follow(phone.get_by_role("link", name=FAMILY))
    expect(phone.locator(".note")).to_contain_text(f"Hội Khuyến học huyện Na Rì trả lại: {WANTING}")
    assert faults(phone) == []
    follow(phone.get_by_role("link", name="Sửa", exact=True))
    phone.get_by_label("Tóm tắt thành tích").fill("Ba cháu đang học đại học, một cháu đã là bác sĩ.")
    follow(phone.get_by_role("button", name="Lưu bản soạn"))
    follow(phone.get_by_role("button", name="Gửi đề nghị"))
    expect(phone.get_by_text("Đã gửi đề nghị.")).to_be_visible()


CLANS = [f"Dòng họ Hoàng {place}" for place in ("Bản A", "Bản B", "Bản C", "Bản D", "Bản E", "Bản G", "Bản H", "Bản I")]
CLANS += ["Dòng họ Hoàng Nà Cà", "Dòng họ Hoàng Nà Đon", "Dòng họ Hoàng Nà Mới", "Dòng họ Hoàng Nà Ó"]
BOARD = "Ban Khuyến học liên họ Lý, Lục và Lường"
FOR = [8, 7, 8, 8, 6, 8, 8, 8, 7, 8, 8, 3]  # of eight who were there; the last falls through
OWN, HIGHER = "Hội Khuyến học huyện Na Rì", "Hội Khuyến học tỉnh Bắc Kạn"


def test_the_office_has_the_council_vote_decides_prints_and_waits_for_the_province(visit, behind):
    behind(put_forward, DISTRICT, "clan", *CLANS)
    behind(put_forward, PROVINCE, "collective", BOARD)
    page = visit("vanphong", "/tong-quan/2024/")
    clans, boards = awarded(page, OWN, "đã tặng", "Dòng họ"), awarded(page, HIGHER, "đã tặng", "Tập thể")
    endorse(page, *CLANS, BOARD)
    page.goto("/khen-thuong/hoi-dong/")
    convene(page, attended=8)
    vote(page)
    settle(page)
    decide(page)
    print_all(page, behind)
    page.goto("/tong-quan/2024/")
    assert awarded(page, OWN, "đã tặng", "Dòng họ") == clans + 11
    waiting = awarded(page, HIGHER, "đề nghị", "Tập thể")
    assert (awarded(page, HIGHER, "đã tặng", "Tập thể"), waiting >= 1) == (boards, True)

    # What goes to the province stays put forward until its decision is written down.
    page.goto(f"/khen-thuong/?nam=2024&q={BOARD}")
    expect(row(page, BOARD)).to_contain_text("đã xét, trình cấp khen")
    page.goto("/khen-thuong/quyet-dinh/moi/?hinh-thuc=tinh-giay-khen&nam=2024")
    sign(page, "71/QĐ-HKH", "20/12/2024")
    expect(page.locator("main")).to_contain_text("Hội Khuyến học tỉnh Bắc Kạn, ngày 20 tháng 12 năm 2024")
    expect(page.get_by_role("link", name="In giấy khen")).to_have_count(0)
    page.goto("/tong-quan/2024/")
    assert awarded(page, HIGHER, "đã tặng", "Tập thể") == boards + 1
    assert awarded(page, HIGHER, "đề nghị", "Tập thể") == waiting - 1


def awarded(page, grantor, status, kind):
    """How many Giấy khen of a grantor the dashboard tells under Khen thưởng; what nobody got has no line."""
    lines = page.locator("section", has=page.get_by_role("heading", name="Khen thưởng năm 2024")).locator("tbody tr")
    line = lines.filter(has_text=grantor).filter(has_text="Giấy khen").filter(has_text=status)
    cell = line.locator(f'td[data-label="{kind}"]')
    text = cell.inner_text() if cell.count() else "–"
    return 0 if text == "–" else int(text)


def endorse(page, *names):
    page.goto("/")
    follow(page.get_by_role("link", name="Xét đề nghị"))
    for name in names:
        page.get_by_label(f"Đánh dấu {name}").check()
    follow(page.get_by_role("button", name="Đồng ý, trình lên"))
    expect(page.get_by_text(f"Đã đồng ý {len(names)} đề nghị")).to_be_visible()


def convene(page, *, attended):
    follow(page.get_by_role("link", name="Ghi phiên họp"))
    page.get_by_label("Họp ngày").fill("10/12/2024")
    page.get_by_label("Tại", exact=True).fill("trụ sở Hội Khuyến học huyện")
    page.get_by_label("Số thành viên hội đồng").fill("9")
    page.get_by_label("Số có mặt").fill(str(attended))
    page.get_by_label("Chủ trì").fill("Lý Quang Sầm")
    page.get_by_label("Thư ký").fill("Lường Thị Hiên")
    follow(page.get_by_role("button", name="Ghi phiên họp"))


def votes_for(page, name):
    return page.get_by_label(f"Đồng ý: {name}", exact=True)


def vote(page):
    """Two by keyboard, one of them wrong; then all of them as a block out of Excel."""
    votes_for(page, CLANS[0]).focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(votes_for(page, CLANS[1])).to_be_focused()
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    follow(page.get_by_role("button", name="Lưu kết quả"))
    cell = page.locator("td", has=votes_for(page, CLANS[0]))
    expect(cell).to_contain_text("9 phiếu, nhưng chỉ có 8 thành viên có mặt.")
    expect(votes_for(page, CLANS[0])).to_be_focused()
    expect(votes_for(page, CLANS[1])).to_have_value("7")
    assert faults(page) == []

    paste(votes_for(page, CLANS[0]), "\r\n".join(f"{agree}\t{8 - agree}" for agree in FOR))
    expect(row(page, CLANS[-1]).locator("[data-result]")).to_have_text("không đồng ý")
    page.get_by_label(f"Ghi chú: {CLANS[-1]}").fill("Chưa đủ hai năm giữ danh hiệu.")
    votes_for(page, BOARD).fill("8")
    follow(page.get_by_role("button", name="Lưu kết quả"))
    expect(page.get_by_text("Đã lưu kết quả của 13 trường hợp.")).to_be_visible()


def settle(page):
    """The minutes are made from the table; the signed ones come when they are signed."""
    follow(page.get_by_role("link", name="Biên bản"))
    expect(page.locator("main")).to_contain_text("đồng ý 12 trường hợp")
    follow(page.get_by_role("link", name="Hội đồng thi đua – khen thưởng huyện Na Rì"))
    follow(page.get_by_role("link", name="Chốt kết quả"))
    assert faults(page) == []
    follow(page.get_by_role("button", name="Chốt kết quả"))
    page.get_by_label("Bản đã ký").set_input_files(
        [{"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 x"}]
    )
    follow(page.get_by_role("button", name="Lưu biên bản"))
    expect(page.get_by_text("Đã lưu biên bản đã ký.")).to_be_visible()


def decide(page):
    """A number that is taken in its year is refused with what has it; nothing that was typed goes."""
    follow(page.get_by_role("link", name="Ghi quyết định"))
    follow(page.locator("tr", has_text="Hội Khuyến học huyện Na Rì").get_by_role("link"))
    sign(page, "45/QĐ-HKH", "28/12/2023")
    expect(page.get_by_text("đã có quyết định số 45/QĐ-HKH ngày 25/12/2023 trong sổ.")).to_be_visible()
    expect(page.get_by_label("Số quyết định")).to_be_focused()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(11)  # what has come all its way, and no other
    assert faults(page) == []
    sign(page, "52/QĐ-HKH", "16/12/2024")
    expect(page.get_by_role("heading", level=1)).to_have_text("Quyết định số 52/QĐ-HKH")


def sign(page, number, day):
    page.get_by_label("Số quyết định").fill(number)
    page.get_by_label("Ngày ký").fill(day)
    follow(page.get_by_role("button", name="Ghi quyết định"))


def print_all(page, behind):
    follow(page.get_by_role("link", name="In giấy khen"))
    follow(page.get_by_role("button", name="In giấy khen"))
    expect(page.get_by_text("Bạn có thể rời trang này và quay lại sau; việc vẫn chạy.")).to_be_visible()
    assert faults(page) == []
    behind(work_off)
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Tải tệp PDF").click()  # the page tells by itself when it is there
    sheets = [sheet.extract_text() for sheet in PdfReader(fetched.value.path()).pages]
    assert [name in sheet for name, sheet in zip(CLANS[:-1], sheets, strict=True)] == [True] * 11


def test_without_scripts_a_commune_sends_at_once_and_the_council_s_table_is_saved_by_its_button(visit):
    family = "Gia đình bà Nông Thị Ngân"
    page = visit("conminh", f"/khen-thuong/moi/?don-vi={CON_MINH}&dot=2", script=False)
    page.get_by_label("Hình thức").select_option(label=FORM)
    page.get_by_role("radio", name="Hộ gia đình").check()
    page.get_by_label("Tóm tắt thành tích").fill("Bốn con đều tốt nghiệp đại học.")
    follow(page.get_by_role("button", name="Gửi đề nghị ngay"))
    expect(page.get_by_text("Xin ghi tên chủ hộ.")).to_be_visible()
    expect(page.get_by_label("Tóm tắt thành tích")).to_have_value("Bốn con đều tốt nghiệp đại học.")
    page.get_by_label("Tên người, tập thể được đề nghị").fill(family)
    follow(page.get_by_role("button", name="Gửi đề nghị ngay"))
    expect(page.get_by_text("Đã gửi đề nghị")).to_be_visible()

    page = visit("vanphong", "/khen-thuong/hoi-dong/", script=False)
    convene(page, attended=5)
    votes_for(page, family).fill("6")
    follow(page.get_by_role("button", name="Lưu kết quả"))
    expect(page.locator("td", has=votes_for(page, family))).to_contain_text("6 phiếu, nhưng chỉ có 5 thành viên")
    votes_for(page, family).fill("4")
    follow(page.get_by_role("button", name="Lưu kết quả"))
    expect(row(page, family).locator("[data-abstained]")).to_have_text("1")
    expect(row(page, family).locator("[data-result]")).to_have_text("đồng ý")
    follow(page.get_by_role("link", name="Chốt kết quả"))
    follow(page.get_by_role("button", name="Chốt kết quả"))
    expect(page.get_by_text("Đã chốt kết quả họp hội đồng.")).to_be_visible()
