"""The honours of a year, end to end: a commune puts forward and mends, the office has the council vote and decides."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from playwright.sync_api import expect

from awards import actions
from awards.models import AwardForm, AwardRound
from chapters.models import Unit, User

from ..databases import instead
from .conftest import PHONE, faults, follow
from .test_grid_journey import paste

ROUND = "/khen-thuong/dot/2/"
DISTRICT, PROVINCE, MEDAL = "huyen-giay-khen", "tinh-giay-khen", "tw-ky-niem-chuong"
CON_MINH = "02173"
FORTY_WORDS = (
    "Nhóm bạn đồng môn khóa một nghìn chín trăm tám mươi hai Trường cấp hai Côn Minh nay sống ở Hà Nội, Thái Nguyên, "
    "Lạng Sơn, Cao Bằng và các tỉnh phía Nam cùng chung tay vì con em"
)


@pytest.fixture
def put_forward(demonstration, django_db_blocker):
    """Put recipients forward in the demonstration, as Côn Minh's officer: (form, class, name), all sent.

    In a thread of its own: Playwright's loop runs in this one, and Django refuses its database beside a loop.
    """

    def work(wanted):
        with instead(demonstration.name):
            by, unit = User.objects.get(username="conminh"), Unit.objects.get(code=CON_MINH)
            award_round = AwardRound.objects.get(year=2024)
            for code, kind, name in wanted:
                form = AwardForm.objects.get(code=code)
                made = actions.nominate(
                    form=form, unit=unit, award_round=award_round, recipient_class=kind, recipient_name=name, by=by
                )
                actions.propose(nomination=made, by=by)

    def act(*wanted):
        with ThreadPoolExecutor(1) as apart, django_db_blocker.unblock():
            apart.submit(work, wanted).result()

    return act


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
    cells = row(page, "Giấy khen của Hội Khuyến học huyện Na Rì").locator("td.num")
    return [int(text) for text in cells.all_inner_texts()]


def test_a_commune_puts_forward_is_told_what_stands_in_the_way_and_mends_what_comes_back_on_her_phone(visit):
    page = visit("conminh", ROUND)
    allowed, used, left = quota(page)
    assert allowed == used + left
    assert faults(page) == []

    # A member: what the records say of her is there already.
    begin(page, "nguyen van chien")
    expect(page.get_by_label("Năm sinh")).to_have_value("1988")
    expect(page.get_by_label("Số năm công tác Hội")).to_have_value("10")
    expect(page.get_by_label("Đã được khen")).to_have_value("Giấy khen của Hội Khuyến học huyện Na Rì (số 45/QĐ-HKH, 25/12/2023)")
    assert faults(page) == []
    keep(page, "Giấy khen của Hội Khuyến học huyện Na Rì", "Cá nhân")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nguyễn Văn Chiến")

    # Another has not worked for the association long enough.
    begin(page, "loc thi chiem")
    keep(page, "Kỷ niệm chương “Vì sự nghiệp Khuyến học” của Trung ương Hội Khuyến học Việt Nam", "Cá nhân")
    expect(page.get_by_text("Lộc Thị Chiêm mới có 3 năm.")).to_be_visible()
    assert faults(page) == []

    # A household, with a paper that is none.
    begin(page)
    keep(page, "Giấy khen của Hội Khuyến học huyện Na Rì", "Hộ gia đình", "Gia đình ông Lường Văn Thọ")
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

    hand_back(visit("vanphong", "/khen-thuong/cho-xet/"), "Gia đình ông Lường Văn Thọ", "Xin nói rõ mấy cháu học đại học.")
    answer(visit("conminh", "/", PHONE))


def attach(page, content):
    page.get_by_label("Tên giấy tờ").fill("Báo cáo thành tích")
    page.get_by_label("Tệp").set_input_files([{"name": "bc.pdf", "mimeType": "application/pdf", "buffer": content}])
    follow(page.get_by_role("button", name="Kèm giấy tờ"))


def hand_back(office, name, reason):
    office.get_by_label(f"Đánh dấu {name}").check()
    follow(office.get_by_role("button", name="Trả lại"))
    expect(office.get_by_text("Xin ghi điều cần sửa để đơn vị được biết.")).to_be_visible()
    office.get_by_label("Lý do chung").fill(reason)
    follow(office.get_by_role("button", name="Trả lại"))
    expect(office.get_by_text("Đã trả lại 1 đề nghị, kèm điều cần sửa.")).to_be_visible()
    assert faults(office) == []


def answer(phone):
    """From what waits for her to the nomination that came back: mended and sent again."""
    expect(phone.get_by_text("1 đề nghị khen thưởng bị trả lại, chờ sửa rồi gửi lại.")).to_be_visible()
    follow(phone.get_by_role("link", name="Sửa đề nghị"))
    expect(phone.get_by_label("Gửi Gia đình ông Lường Văn Thọ")).not_to_be_checked()
    assert faults(phone) == []
    follow(phone.get_by_role("link", name="Gia đình ông Lường Văn Thọ"))
    expect(phone.locator(".note")).to_contain_text("Hội Khuyến học huyện Na Rì trả lại: Xin nói rõ mấy cháu học đại học.")
    assert faults(phone) == []
    follow(phone.get_by_role("link", name="Sửa", exact=True))
    assert faults(phone) == []
    phone.get_by_label("Tóm tắt thành tích").fill("Ba cháu đang học đại học, một cháu đã là bác sĩ.")
    follow(phone.get_by_role("button", name="Lưu bản soạn"))
    follow(phone.get_by_role("button", name="Gửi đề nghị"))
    expect(phone.get_by_text("Đã gửi đề nghị.")).to_be_visible()
