"""A chapter on its phone, a commune's sentences, and a return that is stopped, explained and submitted."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import LAPTOP, PHONE, faults, follow

TEXTS = "/bao-cao/2024/nhap/loi-van/"
CHECKING = "/bao-cao/2024/nhap/kiem-tra/"


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_chapter_s_officer_answers_on_her_phone_is_stopped_explains_and_is_done(visit, script):
    page = visit("bancao", "/bao-cao/2024/nhap/", PHONE, script=script)
    overview = page.url
    follow(page.get_by_role("link", name="Dư cuối kỳ"))
    right = page.locator("#id_now").input_value()

    def go_on(typed):
        page.locator("#id_now").fill(typed)
        follow(page.get_by_role("button", name="Tiếp tục"))

    go_on("163,055")
    expect(page.locator("#id_now_error")).to_contain_text("163,055")
    expect(page.locator("#id_now")).to_have_value("163,055")
    go_on("1")
    expect(page.locator("#xem-lai")).to_contain_text("Dư đầu kỳ cộng thu trừ chi được")
    assert not script or faults(page) == []
    go_on(right)
    page.goto(overview)
    assert not script or faults(page) == []
    while page.get_by_role("button", name="Năm nay không có.").count():
        follow(page.get_by_role("button", name="Năm nay không có.").first)
    follow(page.get_by_role("button", name="Đã xong"))

    expect(page.locator(".note.good").first).to_contain_text("báo xong")
    follow(page.get_by_role("button", name="Sửa tiếp"))
    expect(page.get_by_role("button", name="Đã xong")).to_be_visible()


def test_the_questions_go_by_keyboard_alone(visit):
    page = visit("bancao", "/bao-cao/2024/nhap/", PHONE)
    follow(page.get_by_role("link", name="Hội phí"))
    expect(page.locator("#id_now")).to_be_focused()
    asked = page.url

    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url != asked
    expect(page.locator("#id_now")).to_be_focused()


def test_sentences_save_themselves_and_come_back_after_a_sign_out(visit):
    page = visit("conminh", TEXTS, PHONE)
    box, state = page.get_by_label("Hạn chế, nguyên nhân"), page.locator("#state-weaknesses")
    assert faults(page) == []

    box.fill("Quỹ các chi hội còn ít.")
    expect(state).to_contain_text("Đã lưu lúc")
    page.route("**/loi-van/**", lambda route: route.fulfill(status=403, body=""))
    box.fill("Quỹ các chi hội còn ít, thu chậm.")
    expect(state).to_contain_text("đã thoát khỏi phần mềm")
    page.unroute_all()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    expect(box).to_have_value("Quỹ các chi hội còn ít, thu chậm.")
    expect(state).to_contain_text("Đã lưu lúc")
    assert "thu chậm" in visit("vanphong", f"{TEXTS}?don-vi=02173").content()


def test_two_who_write_one_topic_see_both_and_lose_nothing(visit):
    mine, theirs = visit("conminh", TEXTS), visit("vanphong", f"{TEXTS}?don-vi=02173")
    theirs.get_by_label("Kiến nghị").fill("Lời của văn phòng.")
    expect(theirs.locator("#state-proposals")).to_contain_text("Đã lưu lúc")

    mine.get_by_label("Kiến nghị").fill("Lời của xã.")

    expect(mine.locator("#other-proposals")).to_contain_text("Lời của văn phòng.")
    expect(mine.get_by_label("Kiến nghị")).to_have_value("Lời của xã.")
    follow(mine.get_by_role("button", name="Lưu lời văn"))
    assert "Lời của xã." in visit("vanphong", f"{TEXTS}?don-vi=02173").content()


@pytest.mark.parametrize("size", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_what_stands_in_the_way_leads_to_its_cell(visit, size):
    page = visit("conminh", CHECKING, size)
    assert faults(page) == []

    follow(page.get_by_role("link", name="Dư cuối kỳ").first)

    expect(page.locator("#id_fund_closing")).to_be_visible()


FIGURES = {
    "population": "2.000",
    "hamlets": "9",
    "hamlets_with_chapter": "10",
    "schools": "2",
    "schools_with_chapter": "2",
    "agencies": "3",
    "agencies_with_chapter": "3",
    "members_closing": "40",
    "fund_closing": "5 triệu",
}
RECKONED = {
    "members_closing": r"cộng tăng trừ giảm được ([\d.]+) hội viên",
    "fund_closing": r"cộng thu trừ chi được ([\d.]+) đồng",
}


def test_a_return_in_totals_is_stopped_by_a_mistake_explained_and_submitted(visit):
    """Văn Vũ, whose figures came on paper, entered by the office."""
    entry = visit("vanphong", "/bao-cao/2024/nhap/?don-vi=02137", script=False)
    entry.get_by_label("Chỉ số tổng").check()
    follow(entry.get_by_role("button", name="Đổi cách báo cáo"))
    follow(entry.get_by_role("link", name="Hội xã Văn Vũ"))
    row = entry.url
    for code, figure in FIGURES.items():
        entry.locator(f"#id_{code}").fill(figure)
    follow(entry.get_by_role("button", name="Lưu số liệu"))

    page = visit("vanphong", f"{CHECKING}?don-vi=02137")
    expect(page.locator("main")).to_contain_text("Thôn, tổ dân phố đã có chi hội (10) lớn hơn Số thôn, tổ dân phố (9).")
    expect(page.get_by_role("button", name="Nộp báo cáo")).to_have_count(0)
    told = page.locator("main").inner_text()
    entry.goto(row)
    entry.locator("#id_hamlets_with_chapter").fill("9")
    for code, sentence in RECKONED.items():
        if found := re.search(sentence, told):  # what last year's closing and this year's records come to
            entry.locator(f"#id_{code}").fill(found[1])
    follow(entry.get_by_role("button", name="Lưu số liệu"))
    page.reload()
    assert faults(page) == []
    while page.locator("#xem-lai .reasons button").count():
        follow(page.locator("#xem-lai .reasons button").first)
    follow(page.get_by_role("button", name="Nộp báo cáo"))

    expect(page.locator(".note.good").first).to_contain_text("Đã nộp")
    expect(page.locator("main")).to_contain_text("Cấp trên đang xem")
    assert faults(page) == []
