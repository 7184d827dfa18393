"""The words of a reminder are taken to the clipboard with one click; without scripts they stand there to be marked."""

from playwright.sync_api import expect

from .conftest import PHONE


def test_one_click_copies_the_words_and_says_so(visit):
    page = visit("vanphong", "/bao-cao/2024/nhac/", PHONE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    text = page.get_by_label("Để dán vào nhóm Zalo của các Hội")

    page.get_by_role("button", name="Chép lời nhắn").first.click()

    expect(page.get_by_role("status").first).to_have_text("Đã chép.")
    assert page.evaluate("navigator.clipboard.readText()") == text.input_value()


def test_where_the_browser_does_not_copy_the_words_are_marked(visit):
    page = visit("vanphong", "/bao-cao/2024/nhac/", PHONE)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")

    page.get_by_role("button", name="Chép lời nhắn").first.click()

    expect(page.get_by_role("status").first).to_have_text("Đã chọn sẵn, bấm Ctrl+C để chép.")
    text = page.get_by_label("Để dán vào nhóm Zalo của các Hội")
    expect(text).to_be_focused()
    assert text.evaluate("text => text.value.slice(text.selectionStart, text.selectionEnd)") == text.input_value()


def test_without_scripts_there_is_no_button_and_the_words_are_there(visit):
    page = visit("vanphong", "/bao-cao/2024/nhac/", PHONE, script=False)

    text = page.get_by_label("Để dán vào nhóm Zalo của các Hội")
    expect(text).to_contain_text("Kính gửi các Hội trực thuộc Hội Khuyến học huyện Na Rì.")
    expect(text).not_to_be_editable()
    expect(page.get_by_role("button", name="Chép lời nhắn")).to_have_count(0)
