"""The few sentences of a return: four topics, last year's beside, saved by a button or by the page itself."""

import unicodedata

import pytest

from khuyenhoc.actions import Clash
from reports.actions import open_period, set_text, submit_return
from reports.models import Return, ReturnText

from ..crowds import at_once
from .conftest import explain_all, fill, refused, return_of

ADDRESS = "/bao-cao/2023/nhap/loi-van/"
SAID = "Hội đã phối hợp với nhà trường.\n\nTặng 28 suất quà cho học sinh nghèo."


def stored(unit):
    texts = ReturnText.objects.filter(unit_return=return_of(unit), text__gt="")
    return dict(texts.values_list("topic", "text"))


def write(cast, unit, topic, text, by=None):
    held = ReturnText.objects.filter(unit_return=return_of(unit), topic=topic).first()
    was = held.text if held else ""
    set_text(unit_return=return_of(unit), topic=topic, was=was, now=text, by=by or cast.con_minh_officer)


def sent(**topics):
    """What a browser sends: CRLF for a new line, and beside each text what it was."""
    data = dict.fromkeys([name for topic in ReturnText.Topic.values for name in (topic, f"was-{topic}")], "")
    for topic, (was, now) in topics.items():
        data |= {topic: now.replace("\n", "\r\n"), f"was-{topic}": was.replace("\n", "\r\n")}
    return data


def by_itself(client, topic, was, now):
    """One topic, as static/js/texts.js sends it."""
    return client.post(ADDRESS, {topic: now, f"was-{topic}": was}, headers={"accept": "application/json"})


def test_four_topics_are_written_and_keep_their_paragraphs(year, as_user):
    client = as_user(year.con_minh_officer)

    page = client.post(ADDRESS, sent(cooperation=("", SAID), proposals=("", "Thêm kinh phí.")), follow=True)

    assert "Đã lưu: Công tác phối hợp, Kiến nghị." in page.text
    assert stored(year.con_minh) == {"cooperation": SAID, "proposals": "Thêm kinh phí."}
    assert [topic.label for topic in page.context["topics"]] == [
        "Tham mưu, tuyên truyền",
        "Công tác phối hợp",
        "Hạn chế, nguyên nhân",
        "Kiến nghị",
    ]
    assert f"{len(SAID)} trên 5.000 ký tự" in page.text


def test_nothing_changed_writes_nothing_and_an_emptied_text_is_empty(year, as_user):
    write(year, year.con_minh, "cooperation", SAID)
    client = as_user(year.con_minh_officer)

    client.post(ADDRESS, sent(cooperation=(SAID, SAID)))
    assert ReturnText.objects.count() == 1
    client.post(ADDRESS, sent(cooperation=(SAID, "")))
    assert stored(year.con_minh) == {}


def test_last_years_words_stand_beside(year, as_user):
    open_period(year=2022, by=year.office)
    last = Return.objects.get(unit=year.con_minh, period__year=2022)
    set_text(unit_return=last, topic="weaknesses", was="", now="Quỹ các chi hội còn ít.", by=year.con_minh_officer)

    page = as_user(year.con_minh_officer).get(ADDRESS).text

    assert "Năm 2022 đã viết" in page
    assert "Quỹ các chi hội còn ít." in page
    assert page.count("Năm 2022 chưa viết mục này.") == 3


def test_two_who_write_at_once_both_find_their_words_and_the_other_topics_are_saved(year, as_user):
    write(year, year.con_minh, "cooperation", "Lời của văn phòng.", by=year.office)
    client = as_user(year.con_minh_officer)

    page = client.post(ADDRESS, sent(cooperation=("", "Lời của xã."), proposals=("", "Thêm kinh phí.")))

    assert "Có người vừa sửa mục này." in page.text
    assert "Lời của văn phòng." in page.text
    assert "Lời của xã." in page.text
    assert stored(year.con_minh) == {"cooperation": "Lời của văn phòng.", "proposals": "Thêm kinh phí."}
    client.post(ADDRESS, sent(cooperation=("Lời của văn phòng.", "Lời của xã."), proposals=("Thêm kinh phí.",) * 2))
    assert stored(year.con_minh)["cooperation"] == "Lời của xã."


def test_a_topic_saves_itself_and_says_when(year, as_user):
    answer = by_itself(as_user(year.con_minh_officer), "propaganda", "", "Phát thanh mỗi tuần.")

    assert answer.status_code == 200
    assert set(answer.json()) == {"saved_at"}
    assert stored(year.con_minh) == {"propaganda": "Phát thanh mỗi tuần."}


def test_a_topic_that_saves_itself_over_another_s_words_is_told_what_they_are(year, as_user):
    write(year, year.con_minh, "propaganda", "Lời của văn phòng.", by=year.office)

    answer = by_itself(as_user(year.con_minh_officer), "propaganda", "", "Lời của xã.")

    assert answer.json()["held"] == {"propaganda": "Lời của văn phòng."}
    assert "Có người vừa sửa mục này." in answer.json()["errors"]["propaganda"]
    assert stored(year.con_minh) == {"propaganda": "Lời của văn phòng."}


def test_too_long_a_text_is_refused_whole_and_stays_in_the_box(year, as_user):
    long = "a" * 5001

    page = as_user(year.con_minh_officer).post(ADDRESS, sent(propaganda=("", long), proposals=("", "Ngắn.")))

    assert "Tham mưu, tuyên truyền dài 5.001 ký tự, quá 5.000. Xin viết gọn lại; chưa có gì bị mất." in page.text
    assert long in page.text
    assert "maxlength" not in page.text
    assert stored(year.con_minh) == {"proposals": "Ngắn."}


def test_words_typed_on_another_keyboard_are_stored_in_nfc(year, as_user):
    by_itself(as_user(year.con_minh_officer), "proposals", "", unicodedata.normalize("NFD", "Đề nghị hỗ trợ"))

    assert stored(year.con_minh) == {"proposals": "Đề nghị hỗ trợ"}


def test_a_text_with_nul_is_refused_beside_it(year, as_user):
    answer = by_itself(as_user(year.con_minh_officer), "proposals", "", "a\x00b")

    assert "ký tự không đọc được" in answer.json()["errors"]["proposals"]


def test_the_district_writes_its_own_too(year, as_user):
    client = as_user(year.office)

    client.post(f"{ADDRESS}?don-vi=066", sent(proposals=("", "Đề nghị Hội tỉnh.")))

    assert stored(year.district) == {"proposals": "Đề nghị Hội tỉnh."}
    assert stored(year.con_minh) == {}


def test_what_has_been_handed_in_is_read_and_takes_no_words(year, as_user):
    write(year, year.con_minh, "proposals", "Thêm kinh phí.")
    fill(year.con_minh, year.con_minh_officer)
    explain_all(year.con_minh, year.con_minh_officer)
    submit_return(unit_return=return_of(year.con_minh), by=year.con_minh_officer)
    client = as_user(year.con_minh_officer)

    assert "Thêm kinh phí." in client.get(ADDRESS).text
    assert "<textarea" not in client.get(ADDRESS).text
    late = by_itself(client, "proposals", "Thêm kinh phí.", "Khác.")
    assert "đã nộp và đang chờ cấp trên xem" in late.json()["errors"]["__all__"]
    assert stored(year.con_minh) == {"proposals": "Thêm kinh phí."}


def test_readers_read_and_neighbours_find_nothing(year, as_user):
    write(year, year.con_minh, "proposals", "Thêm kinh phí.")
    named = f"{ADDRESS}?don-vi=02173"

    assert "Thêm kinh phí." in as_user(year.leader).get(named).text
    assert as_user(year.leader).post(named, sent(proposals=("Thêm kinh phí.", ""))).status_code == 403
    assert as_user(year.van_lang_officer).get(named).status_code == 404
    assert as_user(year.van_lang_officer).post(named, sent(proposals=("", "x"))).status_code == 404
    assert stored(year.con_minh) == {"proposals": "Thêm kinh phí."}


def test_the_verb_keeps_to_the_four_topics_and_sees_a_stale_text(year):
    by, top = year.con_minh_officer, return_of(year.con_minh)

    assert refused(lambda: set_text(unit_return=top, topic="la", was="", now="x", by=by)) == (
        "Không có mục này. Xin tải lại trang."
    )
    write(year, year.con_minh, "proposals", "Một.")
    with pytest.raises(Clash) as clash:
        set_text(unit_return=top, topic="proposals", was="Hai.", now="Ba.", by=by)
    assert clash.value.cells == {"proposals": "Một."}


def test_two_who_write_one_topic_at_the_same_moment_one_is_told_what_the_other_wrote(shared):
    open_period(year=2023, by=shared.office)
    top = return_of(shared.con_minh)

    def say(words, by):
        return lambda: set_text(unit_return=top, topic="proposals", was="", now=words, by=by)

    results = at_once(say("Của xã.", shared.con_minh_officer), say("Của huyện.", shared.office))

    (clash,) = [result for result in results if isinstance(result, Clash)]
    assert results.count(None) == 1
    assert stored(shared.con_minh) == clash.cells == {"proposals": "Của xã." if results[0] is None else "Của huyện."}
