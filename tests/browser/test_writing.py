"""The office writes the summary: begins, puts in figures and a commune's words, sees a sentence that has changed."""

import re

from playwright.sync_api import expect

from .conftest import follow

# A commune's own, so that no other test's summary is in the way.
WRITING = "/bao-cao/2024/soan/?don-vi=02140"


def test_the_office_writes_a_section_with_figures_and_what_communes_sent(visit):
    page = visit("vanphong", "/bao-cao/2024/soan/tuyen-truyen/")
    box = page.get_by_label("Nội dung", exact=True)
    box.fill("Có  tin.")
    box.evaluate("box => box.setSelectionRange(3, 3)")
    box.dispatch_event("select")
    page.get_by_role("button", name="Chèn Tuyên truyền: tin, bài", exact=True).click()
    expect(box).to_have_value("Có {Tuyên truyền: tin, bài} tin.")
    expect(page.get_by_role("status").first).to_contain_text("Đã lưu lúc")
    expect(page.locator("#preview-propaganda")).to_contain_text(re.compile(r"Có \d+ tin\."))

    page.get_by_label("Tìm số liệu khác").fill("hoi vien nam truoc")
    page.locator("#so-lieu-tim-thay").get_by_role("button", name=re.compile("Hội viên cuối kỳ, năm trước$")).click()
    expect(box).to_have_value(re.compile(r"\{Hội viên cuối kỳ, năm trước\}"))

    follow(page.get_by_role("button", name="Đưa vào bài lời của xã Cường Lợi"))
    expect(page.locator("main")).to_contain_text("đã đưa vào")
    expect(page.locator("#preview-propaganda")).to_contain_text("10.360")
    expect(page.locator("#preview-propaganda")).to_contain_text("Hội xã tổ chức hai buổi nói chuyện")


def test_a_summary_is_begun_and_shows_which_sentence_has_changed_without_script(visit):
    page = visit("vanlang", WRITING, script=False)
    follow(page.get_by_role("button", name="Bắt đầu soạn báo cáo"))
    follow(page.get_by_role("link", name="Tổ chức Hội và hội viên"))
    box = page.get_by_label("Nội dung", exact=True)
    expect(box).to_have_value(re.compile("Đến nay, toàn xã có"))
    box.fill("Tính đến cuối năm, Hội giữ vững tổ chức.")
    follow(page.get_by_role("button", name="Lưu và xem trước"))
    expect(page.locator("#preview-organisation")).to_have_text("Tính đến cuối năm, Hội giữ vững tổ chức.")
    follow(page.get_by_role("button", name=re.compile("^Đưa vào bài câu: Đến nay")))
    expect(page.locator("#preview-organisation")).to_contain_text("Đến nay, toàn xã có")

    page.goto("/bao-cao/2024/soan/soat/")

    expect(page.locator("main")).to_contain_text("Các câu đều khớp với số liệu")
    page.goto("/bao-cao/2024/")
    expect(page.locator("article")).to_contain_text("Tính đến cuối năm, Hội giữ vững tổ chức.")
