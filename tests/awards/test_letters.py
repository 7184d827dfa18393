"""The papers of an award: what they say is the same on the page, in the PDF and in the Word file."""

import io
from datetime import date

import docx
import pypdf
import pytest
import time_machine
from docx.oxml.ns import qn

from awards import actions, letters
from awards.models import Council, Nomination
from chapters.actions import elect_officer
from khuyenhoc.papers import dated_line, number_line

WHOLE_YEAR = "/khen-thuong/danh-sach-trao"


@pytest.fixture(autouse=True, scope="module")
def _in_2024():
    with time_machine.travel("2024-01-18 09:00+07:00"):
        yield


@pytest.fixture
def award_round(cast):
    return actions.open_round(
        unit=cast.district, year=2023, name="Khen thưởng tổng kết", opens_on=date(2023, 10, 1), by=cast.office
    )


@pytest.fixture
def settled(cast, forms, nominate, award_round):
    """A sitting that agreed to a collective and a member, and refused one person."""
    passed = [
        nominate("", kind="collective", achievements="Vận động quỹ.\nKhông có học sinh bỏ học."),
        nominate("", member=cast.lan),
    ]
    refused = nominate("Nông Văn Hùng", position_held="Chi hội trưởng Chi hội thôn Chợ A")
    council = actions.convene(
        unit=cast.district,
        award_round=award_round,
        held_on=date(2023, 12, 2),
        place="trụ sở Hội",
        size=9,
        attended=8,
        chair="Hoàng Thị Nga",
        secretary="Nông Văn Tú",
        by=cast.office,
    )
    ballots = [actions.Ballot(each, 7, 1, True) for each in passed]
    ballots.append(actions.Ballot(refused, 2, 5, False, "Chưa đủ hai năm."))
    actions.record_votes(council=council, ballots=ballots, by=cast.office)
    return actions.settle_council(council=council, by=cast.office)


def squeezed(text):
    """Without spaces: a line break in the paper is no difference in what it says."""
    return "".join(text.split())


def in_pdf(answer):
    assert answer["Content-Type"] == "application/pdf"
    return squeezed("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages))


def in_word(answer):
    """All text in the order in which it stands, cells included."""
    document = docx.Document(io.BytesIO(answer.content))
    return squeezed("".join(run.text or "" for run in document.element.body.iter(qn("w:t"))))


def said(paper):
    """Everything a paper says, piece by piece."""
    yield from (paper.kind, paper.about, paper.dated, paper.addressee, paper.authority, paper.resolution, paper.note)
    yield from paper.grounds
    for strong, rest in paper.paragraphs:
        yield f"{strong} {rest}"
    for signer in paper.signers:
        yield from (*signer.lines, signer.name)
    yield from paper.recipients
    for made in paper.attachments:
        yield from (made.title, made.attached, *(column.heading for column in made.columns))
        for group in made.groups:
            yield group.heading
            for line in group.lines:
                yield from (cell.text for cell in line)


def assert_same_everywhere(client, address, query=""):
    """Page, PDF and Word say all that the paper says; returns the paper."""
    page = client.get(f"{address}/{query}")
    paper = page.context["paper"]
    pdf, word = (client.get(f"{address}.{ending}{query}") for ending in ("pdf", "docx"))
    pdf_text, word_text = in_pdf(pdf), in_word(word)
    for piece in said(paper):
        assert squeezed(piece) in word_text, piece
        assert squeezed(piece) in pdf_text, piece
    html = squeezed(page.content.decode())
    for strong, rest in paper.paragraphs:
        assert squeezed(rest) in html, (strong, rest)
    assert client.get(f"{address}.exe{query}").status_code == 404
    return paper


def lines(paper):
    return [
        (group.heading, [[cell.text for cell in line] for line in group.lines]) for group in paper.attachments[0].groups
    ]


def test_the_minutes_tell_the_votes_and_who_sat(cast, settled, as_user):
    paper = assert_same_everywhere(as_user(cast.office), f"/khen-thuong/hoi-dong/{settled.pk}/bien-ban")

    text = " ".join(rest for _, rest in paper.paragraphs)
    assert paper.dated == "Na Rì, ngày 02 tháng 12 năm 2023"
    assert "có 09 thành viên; có mặt 08, vắng 01. Chủ trì: Hoàng Thị Nga. Thư ký: Nông Văn Tú." in text
    own = "Giấy khen của Hội Khuyến học huyện Na Rì"
    assert f"đồng ý 02 trường hợp, gồm {own} cho 01 tập thể và 01 cá nhân; không đồng ý 01 trường hợp" in text
    assert lines(paper) == [
        (f"I. {own}: 01 tập thể", [["1", "Hội Khuyến học xã Côn Minh", "", "7", "1", "0", "đồng ý", ""]]),
        (
            f"II. {own}: 02 cá nhân",
            [
                ["1", "Nông Văn Hùng", "Chi hội trưởng Chi hội thôn Chợ A, xã Côn Minh", "2", "5", "1", "không đồng ý",
                 "Chưa đủ hai năm."],
                ["2", "Hoàng Thị Lan", "xã Côn Minh", "7", "1", "0", "đồng ý", ""],
            ],
        ),
    ]  # fmt: skip
    assert [signer.name for signer in paper.signers] == ["Nông Văn Tú", "Hoàng Thị Nga"]


def test_minutes_of_what_is_not_settled_say_so(cast, settled, award_round):
    open_one = actions.convene(
        unit=cast.district, award_round=award_round, held_on=date(2023, 12, 9), size=9, attended=8, by=cast.office
    )

    assert letters.minutes(open_one).note == "(Dự thảo, kết quả chưa chốt)"
    assert letters.minutes(settled).note == ""


def test_the_petition_lists_whom_it_asks_for_with_years_and_earlier_awards(
    cast, forms, nominate, decide, award_round, as_user
):
    decide(nominate("", member=cast.lan, year=2022), signed_on=date(2022, 12, 28))
    sent = nominate("", form=forms.medal, member=cast.lan, achievements="Đỡ đầu hai em.", award_round=award_round)
    actions.endorse(nomination=sent, by=cast.office)
    query = f"?don-vi=066&hinh-thuc={forms.medal.code}&nam=2023"

    paper = assert_same_everywhere(as_user(cast.leader), "/khen-thuong/to-trinh", query)

    assert paper.addressee == "Hội Khuyến học Việt Nam"
    assert ("", "- Kỷ niệm chương cho 01 cá nhân.") in paper.paragraphs
    assert lines(paper) == [
        (
            "I. Kỷ niệm chương của Hội Khuyến học Việt Nam: 01 cá nhân",
            [["1", "Hoàng Thị Lan", "1960 (nữ)", "xã Côn Minh", "3", "Đỡ đầu hai em.",
              "Giấy khen của Hội Khuyến học huyện Na Rì (số 12/QĐ-HKH, 28/12/2022)", "Kỷ niệm chương", ""]],
        )
    ]  # fmt: skip


def test_a_commune_petitions_the_district_over_what_it_sent_up(cast, forms, nominate, as_user):
    nominate("Của xã")
    nominate("Còn ở xã", unit=cast.ban_cao, by=cast.chapter_officer)
    nominate("Bản soạn", sends=False)
    client = as_user(cast.con_minh_officer)
    start = client.get("/khen-thuong/to-trinh/")
    assert [(line.form, line.year, line.number) for line in start.context["waiting"]] == [(forms.certificate, 2023, 1)]

    paper = client.get(f"/khen-thuong/to-trinh/?hinh-thuc={forms.certificate.code}&nam=2023").context["paper"]

    assert (paper.issuer, paper.issuer_above) == ("Hội Khuyến học xã Côn Minh", "Hội Khuyến học huyện Na Rì")
    assert paper.addressee == "Hội Khuyến học huyện Na Rì"
    assert [line[1] for _, members in lines(paper) for line in members] == ["Của xã"]
    assert as_user(cast.van_lang_officer).get("/khen-thuong/to-trinh/?don-vi=02173").status_code == 404


def test_the_decision_is_drafted_from_what_passed_and_printed_as_it_was_signed(cast, forms, settled, as_user):
    elect_officer(unit=cast.district, post="chair", name="Lý Quang Sầm", since=date(2020, 1, 1), by=cast.admin)
    client = as_user(cast.office)
    draft = assert_same_everywhere(
        client, "/khen-thuong/quyet-dinh/du-thao", f"?hinh-thuc={forms.certificate.code}&nam=2023"
    )
    assert (draft.number, draft.signers[0].name) == (number_line("", "QĐ-HKH"), "Lý Quang Sầm")
    assert "Căn cứ Biên bản họp Hội đồng thi đua – khen thưởng ngày 02/12/2023;" in draft.grounds

    passed = Nomination.objects.filter(state="endorsed")
    decision = actions.decide(
        nominations=passed, unit=cast.district, number="5/QĐ-HKH", signed_on=date(2023, 12, 25), by=cast.office
    )
    paper = assert_same_everywhere(client, f"/khen-thuong/quyet-dinh/{decision.pk}/van-ban")

    assert (paper.number, paper.dated) == ("Số: 05/QĐ-HKH", "Na Rì, ngày 25 tháng 12 năm 2023")
    assert [strong for strong, _ in paper.paragraphs] == ["Điều 1.", "Điều 2.", "Điều 3."]
    assert paper.paragraphs[0][1].startswith(
        "Tặng Giấy khen của Hội Khuyến học huyện Na Rì cho 01 tập thể và 01 cá nhân đã có thành tích"
    )
    assert [line[1] for _, members in lines(paper) for line in members] == [
        "Hội Khuyến học xã Côn Minh", "Hoàng Thị Lan",
    ]  # fmt: skip


def test_another_grantors_decision_is_not_printed(cast, forms, nominate, decide, as_user):
    decision = decide(nominate(form=forms.medal))
    client = as_user(cast.office)

    assert client.get(f"/khen-thuong/quyet-dinh/{decision.pk}/van-ban/").status_code == 404
    query = f"?hinh-thuc={forms.medal.code}&nam=2023"
    assert client.get(f"/khen-thuong/quyet-dinh/du-thao/{query}").status_code == 404


def test_the_conference_hands_over_the_highest_first_and_nothing_taken_back(cast, forms, nominate, decide, as_user):
    certificate, medal, gone = nominate("Giấy khen"), nominate("Huân", form=forms.medal), nominate("Đã thu hồi")
    nominate("Chưa có quyết định")
    decide(certificate, gone)
    decide(medal, number="512/QĐ-KHVN")
    gone.refresh_from_db()
    actions.revoke(nomination=gone, number="3", signed_on=date(2024, 1, 15), reason="Khai man.", by=cast.office)

    paper = assert_same_everywhere(as_user(cast.office), WHOLE_YEAR, "?nam=2023")

    assert [line[1:4:2] for _, members in lines(paper) for line in members] == [
        ["Huân", "512/QĐ-KHVN, 28/12/2023"], ["Giấy khen", "12/QĐ-HKH, 28/12/2023"],
    ]  # fmt: skip
    assert paper.number == ""


def test_the_list_of_a_commune_holds_what_is_handed_over_there(cast, forms, nominate, decide, as_user):
    here, elsewhere = nominate("Ở Côn Minh"), nominate("Ở Văn Lang", unit=cast.van_lang, by=cast.office)
    decide(here, elsewhere)
    office = as_user(cast.office)

    assert "Ở Văn Lang" in office.get(f"{WHOLE_YEAR}/?nam=2023").text
    commune = office.get(f"{WHOLE_YEAR}/?nam=2023&don-vi=02173").text
    assert "Ở Côn Minh" in commune
    assert "Ở Văn Lang" not in commune


def test_the_lists_lie_on_their_side_and_count_their_own_pages(cast, settled, as_user):
    client = as_user(cast.office)
    address = f"/khen-thuong/hoi-dong/{settled.pk}/bien-ban"
    first, last = pypdf.PdfReader(io.BytesIO(client.get(f"{address}.pdf").content)).pages
    sections = docx.Document(io.BytesIO(client.get(f"{address}.docx").content)).sections

    assert first.mediabox.height > first.mediabox.width
    assert last.mediabox.width > last.mediabox.height
    assert last.extract_text().split()[-1] == "1"
    assert [section.page_width > section.page_height for section in sections] == [False, True]
    assert [section.different_first_page_header_footer for section in sections] == [True, False]
    assert 'w:instr="PAGE"' in sections[0].header._element.xml
    assert sections[1]._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"


def test_numbers_and_days_are_written_as_the_decree_asks():
    assert number_line("5/QĐ-HKH", "QĐ-HKH") == "Số: 05/QĐ-HKH"
    assert number_line("45/QĐ-HKH", "QĐ-HKH") == "Số: 45/QĐ-HKH"
    assert number_line("1205/QĐ-HKH", "QĐ-HKH") == "Số: 1205/QĐ-HKH"
    assert number_line("", "QĐ-HKH").split() == ["Số:", "/QĐ-HKH"]
    assert dated_line("Na Rì", date(2024, 1, 8)) == "Na Rì, ngày 08 tháng 01 năm 2024"
    assert dated_line("Na Rì", None, 2024).split() == ["Na", "Rì,", "ngày", "tháng", "năm", "2024"]


@pytest.mark.parametrize("number", [1, 3])
def test_a_petition_asks_as_much_for_three_as_for_one(
    cast, forms, nominate, as_user, django_assert_num_queries, number
):
    for place in range(number):
        actions.endorse(nomination=nominate(f"Người {place}", form=forms.medal), by=cast.office)
    client = as_user(cast.office)

    with django_assert_num_queries(9):
        client.get(f"/khen-thuong/to-trinh/?hinh-thuc={forms.medal.code}&nam=2023")
    assert Council.objects.count() == 0
