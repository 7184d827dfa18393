"""The summary is written section by section: begun by one click, saved by itself, drawn together, signed."""

import html
import re
import time
import unicodedata
from datetime import date

import pytest

from reports.actions import adopt_summary, begin_summary, change_head, open_period, set_section, set_text
from reports.document import Document, blocks_of, runs_of
from reports.models import SECTION_MAX, ReturnText, Section, Summary
from reports.report import Report

from .conftest import YEAR, accept_as_it_is, declare, refused, return_of

WRITING = "/bao-cao/2023/soan/"
COOPERATION = f"{WRITING}phoi-hop/"
HOSTILE = "<script>alert(1)</script> {% include 'base.html' %} <img src=x onerror=alert(1)>"


@pytest.fixture
def begun(year):
    year.summary = begin_summary(period=year.period, unit=year.district, by=year.office)
    return year


def stored(cast, section=Section.COOPERATION):
    return cast.summary.sections.get(section=section).text


def write(cast, text, section=Section.COOPERATION):
    return set_section(summary=cast.summary, section=section, was=stored(cast, section), now=text, by=cast.office)


def sent(was, now, **more):
    """What a browser sends: CRLF for a new line."""
    return {"cooperation": now.replace("\n", "\r\n"), "was-cooperation": was.replace("\n", "\r\n"), **more}


def by_itself(client, was, now):
    return client.post(COOPERATION, sent(was, now), headers={"accept": "application/json"}).json()


# Beginning


def test_it_is_begun_by_one_click_after_a_page_that_explains(year, as_user):
    client = as_user(year.office)

    assert "Bắt đầu soạn báo cáo" in client.get(WRITING).text
    page = client.post(WRITING, follow=True)

    assert Summary.objects.get().unit == year.district
    assert "Đã bắt đầu soạn" in page.text
    assert [line.section for line in page.context["writing"].lines] == list(Section)
    assert "soạn theo số liệu" in page.text


def test_only_who_writes_summaries_may_look_and_a_neighbour_finds_nothing(begun, as_user):
    for user in (begun.leader, begun.inspector, begun.treasurer):
        assert as_user(user).get(WRITING).status_code == 403
        assert as_user(user).post(COOPERATION, sent("", "Không")).status_code == 403
    assert as_user(begun.van_lang_officer).get(f"{WRITING}?don-vi=02173").status_code == 404
    assert as_user(begun.office).get(f"{WRITING}khong-co/").status_code == 404
    assert stored(begun) == ""


def test_before_it_is_begun_every_page_leads_to_its_beginning(year, as_user):
    client = as_user(year.office)

    for address in ("phoi-hop/", "soat/", "so-lieu/", "dau-cuoi/", "ke-hoach/"):
        assert client.get(f"{WRITING}{address}").headers["Location"].startswith(WRITING)


# A section


def test_a_section_saves_itself_and_answers_with_how_it_prints(begun, as_user):
    answer = by_itself(as_user(begun.office), "", "Có {hoi vien cuoi ky} hội viên:\n- một\n- hai")

    assert "saved_at" in answer
    assert stored(begun) == "Có {Hội viên cuối kỳ} hội viên:\n- một\n- hai"
    assert "<p>Có 02 (mới tính 2/3 đơn vị) hội viên:</p>" in answer["preview"]
    assert answer["preview"].count("<li>") == 2


def test_it_goes_on_saving_though_the_names_of_figures_were_put_right(begun, as_user):
    client = as_user(begun.office)
    by_itself(client, "", "Có {hoi vien cuoi ky}")

    assert "saved_at" in by_itself(client, "Có {hoi vien cuoi ky}", "Có {hoi vien cuoi ky} người")
    assert stored(begun) == "Có {Hội viên cuối kỳ} người"


def test_two_who_write_one_section_lose_nothing(begun, as_user):
    write(begun, "Lời của người kia.")
    client = as_user(begun.office)

    answer = by_itself(client, "", "Lời của tôi.")
    page = client.post(COOPERATION, sent("", "Lời của tôi."))

    assert answer["held"] == {"cooperation": "Lời của người kia."}
    assert stored(begun) == "Lời của người kia."
    assert "Lời của tôi." in page.text
    assert "Lời của người kia." in page.text
    client.post(COOPERATION, sent("Lời của người kia.", "Lời của tôi."))
    assert stored(begun) == "Lời của tôi."


def test_a_section_takes_forty_thousand_letters_quickly_and_no_more(begun, as_user):
    client = as_user(begun.office)
    line = "Hội viên {Hội viên cuối kỳ} người, quỹ {Dư cuối kỳ}. "
    longest = (line * (SECTION_MAX // len(line) + 1))[:SECTION_MAX].rstrip(" {")
    longest = longest.rpartition("{")[0].ljust(SECTION_MAX, "x")
    started = time.monotonic()

    answer = by_itself(client, "", longest)

    assert "saved_at" in answer
    assert time.monotonic() - started < 5
    assert len(stored(begun)) == SECTION_MAX
    page = client.post(COOPERATION, sent(longest, f"{longest}y"))
    assert f"dài {SECTION_MAX + 1} chữ cái" in page.text
    assert f"{longest}y" in html.unescape(page.text), "what was typed is still there"
    assert stored(begun) == longest


def test_what_is_typed_in_pieces_and_with_tabs_is_put_together(begun):
    write(begun, unicodedata.normalize("NFD", "\tPhối\thợp   với  trường.  "))

    assert stored(begun) == "Phối hợp với trường."


@pytest.mark.parametrize("text", [HOSTILE, "{", "}{", "a {\nHội viên} b", "\\{x\\", "1)"])
def test_hostile_text_shows_as_text_everywhere(begun, as_user, text):
    begun.summary.sections.filter(section=Section.COOPERATION).update(text=text)
    client = as_user(begun.office)

    for address in (COOPERATION, WRITING, "/bao-cao/2023/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    assert client.get("/bao-cao/2023/tong-ket.pdf").content.startswith(b"%PDF")


def test_a_stray_brace_and_a_figure_that_is_gone_are_told_on_the_page(begun, as_user):
    write(begun, "Có { người.")
    begun.summary.sections.filter(section=Section.PROPOSALS).update(text="Có {Số voi} con.")
    client = as_user(begun.office)

    assert "Có dấu { hoặc } đứng riêng" in client.get(COOPERATION).text
    assert "Không còn số liệu “Số voi”" in client.get(f"{WRITING}kien-nghi/").text
    assert "có số liệu không còn" in client.get(WRITING).text
    assert "[không có số liệu “Số voi”]" in client.get("/bao-cao/2023/").text


def test_a_character_nobody_can_read_is_refused_and_the_rest_stays(begun, as_user):
    answer = by_itself(as_user(begun.office), "", "Có \x00 gì")

    assert "ký tự không đọc được" in answer["errors"]["cooperation"]
    assert stored(begun) == ""


# What can be put in


def told_below(cast):
    set_text(
        unit_return=return_of(cast.con_minh), topic="cooperation", was="", now="Tặng {28} suất quà.", by=cast.office
    )
    return ReturnText.objects.get(topic="cooperation", unit_return=return_of(cast.con_minh))


def test_what_a_commune_wrote_is_drawn_in_and_known_to_be_in(begun, as_user):
    words, client = told_below(begun), as_user(begun.office)
    assert "Tặng {28} suất quà." in client.get(COOPERATION).text

    page = client.post(COOPERATION, sent("", "Lời đang gõ.", draw=words.pk), follow=True)

    assert stored(begun) == "Lời đang gõ.\nTặng (28) suất quà."
    assert "đã đưa vào" in page.text
    assert 'name="draw"' not in page.text
    assert "đã có trong bài" in client.post(COOPERATION, sent(stored(begun), stored(begun), draw=words.pk)).text


def test_words_of_another_topic_or_unit_are_not_drawn(begun, as_user):
    words, client = told_below(begun), as_user(begun.office)
    proposals = {"proposals": "", "was-proposals": "", "draw": words.pk}

    assert client.post(f"{WRITING}kien-nghi/", proposals).status_code == 404
    assert client.post(COOPERATION, sent("", "", draw="9" * 9)).status_code == 404


def test_a_sentence_is_put_in_with_what_was_typed_and_taken_over_by_a_tick(begun, as_user):
    client, address = as_user(begun.office), f"{WRITING}to-chuc/"
    write(begun, "", Section.ORGANISATION)
    (one,) = client.get(address).context["page"].sentences
    assert one.sentence.state == "out"

    data = {"organisation": "Lời đầu.", "was-organisation": "", "take": "organisation"}
    client.post(address, data | {"new-organisation": one.sentence.new})
    assert stored(begun, Section.ORGANISATION) == f"Lời đầu.\n{one.sentence.new}"

    old = one.sentence.new.replace("Đến nay", "Đến hôm nay")
    text = f"Lời đầu.\n{old}"
    begun.summary.sections.filter(section=Section.ORGANISATION).update(text=text, drafted={"organisation": old})
    assert "Số liệu đã khác ở 01 câu" in client.get(WRITING).text
    page = client.get(f"{WRITING}soat/")
    assert "Đến hôm nay" in page.text
    client.post(f"{WRITING}soat/", {"take-organisation": "organisation", "new-organisation": one.sentence.new})
    assert stored(begun, Section.ORGANISATION) == f"Lời đầu.\n{one.sentence.new}"
    assert "Các câu đều khớp với số liệu" in client.get(f"{WRITING}soat/").text


def test_last_year_s_text_stands_beside(begun, as_user):
    write(begun, "Năm ngoái viết thế này.")
    accept_as_it_is(return_of(begun.district), begun.office)
    following = open_period(year=YEAR + 1, by=begun.office)
    begin_summary(period=following, unit=begun.district, by=begun.office)

    assert "Năm ngoái viết thế này." in as_user(begun.office).get("/bao-cao/2024/soan/phoi-hop/").text


def test_figures_are_listed_with_today_s_value_and_searched_without_marks(begun, as_user):
    client = as_user(begun.office)

    whole, found = client.get(f"{WRITING}so-lieu/"), client.get(f"{WRITING}so-lieu/", {"q": "hoi vien cuoi ky"})
    part = client.get(f"{WRITING}so-lieu/", {"q": "chi hoi"}, headers={"hx-request": "true"})
    nothing = client.get(f"{WRITING}so-lieu/", {"q": "con voi"})

    assert "{Ban khuyến học}" in whole.text
    assert "02 (mới tính 2/3 đơn vị)" in found.text
    assert 'data-token="{Chi hội}"' in part.text
    assert "<html" not in part.text
    assert "Không thấy số liệu nào có “con voi”" in nothing.text


# Lists


def test_lists_are_read_however_word_writes_them():
    text = (
        "Gồm:\n- một\n• hai\n\uf0b7 ba\n– bốn\no năm\n+ dưới năm\n1. thứ nhất\n2) thứ hai\na) điểm a\nđ) điểm đ\n-5 độ"
    )

    assert [(block.look, block.mark, block.text) for block in blocks_of(text)] == [
        ("prose", "", "Gồm:"),
        ("item", "-", "một"),
        ("item", "-", "hai"),
        ("item", "-", "ba"),
        ("item", "-", "bốn"),
        ("item", "-", "năm"),
        ("subitem", "+", "dưới năm"),
        ("numbered", "1.", "thứ nhất"),
        ("numbered", "2)", "thứ hai"),
        ("numbered", "a)", "điểm a"),
        ("numbered", "đ)", "điểm đ"),
        ("prose", "", "-5 độ"),
    ]
    runs = runs_of(blocks_of(text))
    assert [(run.look, len(run.items)) for run in runs] == [("prose", 1), ("item", 5), ("numbered", 4), ("prose", 1)]
    assert runs[1].items[-1].below[0].text == "dưới năm"


def test_the_page_reads_like_the_paper_with_real_lists_and_a_list_of_contents(begun, as_user):
    write(begun, "Phối hợp:\n- với trường\n+ tiểu học\n- với xã")
    write(begun, "1. Xin kinh phí.", Section.PROPOSALS)

    page = as_user(begun.leader).get("/bao-cao/2023/").text

    shown = re.sub(r"\s*([<>])\s*", r"\1", page)
    assert (
        '<ul class="dashes"><li>với trường<ul class="pluses"><li>tiểu học</li></ul></li><li>với xã</li></ul>' in shown
    )
    assert '<a href="#muc-cooperation">' in page
    assert 'id="muc-cooperation"' in page
    assert "Đang soạn, chưa trình." in page
    assert "Soạn báo cáo" not in page, "the leadership reads"
    assert "Soạn báo cáo" in as_user(begun.office).get("/bao-cao/2023/").text


# Head and foot

HEAD = {
    "issuer_above": "UBND huyện Na Rì",
    "issuer": "",
    "number": "5",
    "symbol": "BC-HKH",
    "place": "",
    "dated_on": "18/01/2024",
    "addressee": "",
    "signer_lines": "TM. BAN THƯỜNG VỤ\r\nPHÓ CHỦ TỊCH",
    "signer_name": "Nông Văn Tình",
    "recipients": "- Như trên;\r\n- Lưu: VT.",
}


def test_the_head_and_foot_are_those_of_the_paper(begun, as_user):
    client, address = as_user(begun.office), f"{WRITING}dau-cuoi/"
    shown = client.get(address).context["form"]["shown"].initial

    client.post(address, HEAD | {"shown": shown})

    document = Document(Report(return_of(begun.district)), Summary.objects.get())
    assert (document.issuer_above, document.issuer) == ("UBND huyện Na Rì", "Hội Khuyến học huyện Na Rì")
    assert document.number_line == "Số: 05/BC-HKH"
    assert document.dated_line == "Na Rì, ngày 18 tháng 01 năm 2024"
    assert document.signer.lines == ("TM. BAN THƯỜNG VỤ", "PHÓ CHỦ TỊCH")
    assert document.recipients == ["- Như trên;", "- Lưu: VT."]


def test_a_head_that_somebody_changed_meanwhile_is_shown_and_kept(begun, as_user):
    client, address = as_user(begun.office), f"{WRITING}dau-cuoi/"
    shown = client.get(address).context["form"]["shown"].initial
    change_head(summary=begun.summary, number="9", by=begun.office)

    page = client.post(address, HEAD | {"shown": shown})

    assert page.context["form"].errors["number"] == ["Người khác vừa ghi: “9”."]
    assert Summary.objects.get().number == "9"


def test_what_was_adopted_is_not_written_any_more(begun, as_user):
    accept_as_it_is(return_of(begun.district), begun.office)
    adopt_summary(summary=begun.summary, adopted_on=date(2024, 1, 18), by=begun.office)
    client = as_user(begun.office)

    refusal = client.post(COOPERATION, sent("", "Thêm"))
    assert (refusal.status_code, "Lời bạn vừa gõ chưa ghi" in refusal.text) == (409, True)
    assert client.get(COOPERATION).headers["Location"].startswith(WRITING)
    assert "Báo cáo này đã thông qua ngày 18/01/2024" in client.get(WRITING).text
    assert "Đã thông qua" in client.get("/bao-cao/2023/").text
    assert "đã thông qua" in refused(lambda: change_head(summary=begun.summary, number="9", by=begun.office))
    assert stored(begun) == ""


# Cost


@pytest.mark.parametrize("count", [1, 3])
def test_a_section_is_opened_with_the_same_queries_however_many_wrote(begun, as_user, django_assert_num_queries, count):
    for unit in (begun.con_minh, begun.van_lang)[:count]:
        set_text(unit_return=return_of(unit), topic="cooperation", was="", now="Đã phối hợp.", by=begun.office)
    declare(begun.cho_a, begun.office, members_closing=5)
    client = as_user(begun.office)
    client.get(COOPERATION)

    with django_assert_num_queries(QUERIES):
        client.get(COOPERATION)


QUERIES = 26
