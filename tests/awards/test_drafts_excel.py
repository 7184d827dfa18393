"""Many nominations by Excel: drafts of a round, which are then sent on the page."""

from datetime import date

import pytest
import time_machine

from awards import actions
from awards.models import Nomination
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.files import export
from khuyenhoc.imports.registry import importer_of
from tests.chapters.excel import as_file, confirm, counts, edited, opened, undo, upload, workbook

HEADINGS = ("Đơn vị", "Hình thức khen", "Đối tượng", "Tên người, tập thể", "Năm sinh", "Chức vụ", "Tóm tắt thành tích")
LAN = ("Chi hội thôn Bản Cào", "Giấy khen", "cá nhân", "Hoàng Thị Lan", 1960, "Chi hội phó", "Đỡ đầu hai em.")
HUNG = ("", "Giấy khen", "cá nhân", "Nông Văn Hùng", 1975, "", "")
UNIT = ("Chi hội thôn Chợ A", "Giấy khen", "tập thể", "", None, "", "")


@pytest.fixture(autouse=True, scope="module")
def _in_november():
    with time_machine.travel("2023-11-15 09:00+07:00"):
        yield


@pytest.fixture
def award_round(cast):
    return actions.open_round(
        unit=cast.district, name="Đợt tổng kết", year=2023, opens_on=date(2023, 10, 1), by=cast.office
    )


@pytest.fixture
def bring(cast, award_round):
    def act(*rows):
        content = workbook(HEADINGS, *rows)
        return upload(cast.con_minh, content, cast.con_minh_officer, kind="nominations", round=str(award_round.pk))

    return act


def sentences(imported):
    return [fault["sentence"] for fault in imported.faults]


def test_each_row_becomes_a_draft_of_the_round(cast, forms, award_round, bring):
    imported = confirm(bring(LAN, HUNG, UNIT), cast.con_minh_officer)

    assert (imported.state, counts(imported).new) == ("done", 3)
    lan, hung, unit = Nomination.objects.order_by("pk")
    assert {(one.state, one.round, one.year) for one in (lan, hung, unit)} == {("draft", award_round, 2023)}
    assert (lan.member, lan.unit, lan.service_years, lan.position_held) == (cast.lan, cast.ban_cao, 3, "Chi hội phó")
    assert (hung.member, hung.unit) == (None, cast.con_minh)
    assert (unit.recipient_unit, unit.recipient_name) == (cast.cho_a, "Chi hội thôn Chợ A")


def test_an_import_taken_back_gives_up_its_drafts_and_they_may_come_again(cast, forms, bring):
    undo(confirm(bring(LAN, HUNG), cast.con_minh_officer), cast.con_minh_officer)

    assert set(Nomination.objects.values_list("state", flat=True)) == {"withdrawn"}
    assert counts(bring(LAN, HUNG)).new == 2


def test_what_was_sent_meanwhile_keeps_the_import(cast, forms, bring):
    imported = confirm(bring(LAN, HUNG), cast.con_minh_officer)
    actions.propose(nomination=Nomination.objects.first(), by=cast.con_minh_officer)

    with pytest.raises(Refusal, match="Không hoàn tác được"):
        undo(imported, cast.con_minh_officer)
    assert set(Nomination.objects.values_list("state", flat=True)) == {"proposed", "draft"}


def test_what_the_page_refuses_the_file_refuses_in_the_same_words(cast, forms, award_round, bring, nominate):
    nominate("", member=cast.lan, award_round=award_round)
    stranger = ("Chi hội thôn Tô Đoóc", *HUNG[1:])
    clan = ("", "Giấy khen", "dòng họ", "Dòng họ Hoàng", None, "", "")
    nameless = ("", "Giấy khen", "cá nhân", "", None, "", "")

    told = sentences(bring(LAN, stranger, clan, nameless, HUNG, HUNG))

    assert told[0] == "Người này đã được đề nghị hình thức khen đó trong năm."
    assert told[1].startswith("Không có đơn vị nào tên hay mã “Chi hội thôn Tô Đoóc”")
    assert told[2] == "Giấy khen của Hội Khuyến học huyện Na Rì không dành cho dòng họ."
    assert told[3].startswith("Chưa ghi tên.")
    assert told[4] == "Dòng 6 đã ghi trường hợp này. Xin bỏ bớt một dòng hoặc ghi chức vụ."
    assert Nomination.objects.count() == 1


def test_one_person_of_two_units_in_a_file_is_caught(cast, forms, bring):
    told = sentences(bring(LAN, ("", *LAN[1:])))

    assert told == ["Dòng 2 đã ghi trường hợp này. Xin bỏ bớt một dòng hoặc ghi chức vụ."]


def test_a_round_that_is_over_takes_no_file(cast, forms, award_round, bring):
    actions.close_round(award_round=award_round, by=cast.office)

    assert "đã kết thúc" in sentences(bring(HUNG))[0]


def test_a_file_does_not_go_past_the_round(cast, forms, award_round):
    imported = upload(cast.con_minh, workbook(HEADINGS, HUNG), cast.con_minh_officer, kind="nominations")

    assert sentences(imported) == [
        "Năm 2023 đã có Đợt tổng kết của Hội Khuyến học huyện Na Rì. Xin chọn đợt đó khi lập đề nghị."
    ]


def test_a_closing_between_preview_and_confirmation_is_seen(cast, forms, award_round, bring):
    imported = bring(HUNG)
    actions.close_round(award_round=award_round, by=cast.office)

    again = confirm(imported, cast.con_minh_officer)

    assert (again.state, counts(again).faulty) == ("previewed", 1)
    assert Nomination.objects.count() == 0


def test_the_list_comes_back_unchanged_and_a_changed_row_leads_to_its_page(cast, forms, bring):
    confirm(bring(LAN, HUNG), cast.con_minh_officer)
    content = export(importer_of("nominations"), cast.con_minh_officer, cast.con_minh.pk).content
    name = next(
        cell.coordinate for row in opened(content).worksheets[0] for cell in row if cell.value == "Nông Văn Hùng"
    )

    def brought(file):
        return upload(cast.con_minh, file, cast.con_minh_officer, kind="nominations")

    assert (counts(brought(content)).unchanged, counts(brought(content)).faulty) == (2, 0)
    assert sentences(brought(edited(content, **{name: "Khác"}))) == [
        "Đề nghị đã có thì sửa ở trang của đề nghị. Xin để nguyên dòng này như khi tải về."
    ]


def test_the_page_takes_the_file_into_the_round_that_is_chosen(cast, forms, award_round, as_user):
    client = as_user(cast.con_minh_officer)
    page = client.get("/khen-thuong/excel/").content.decode()
    assert "Đợt tổng kết năm 2023" in page

    sent = {"file": as_file(workbook(HEADINGS, HUNG)), "round": award_round.pk}
    answer = client.post("/khen-thuong/excel/", sent, follow=True)

    assert "Nông Văn Hùng" in answer.content.decode()
    assert client.post("/khen-thuong/excel/", sent | {"round": "x"}).context["form"].errors["round"]
