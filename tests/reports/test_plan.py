"""The plan of the year to come: three lists, counted by the report, and set beside what came of them a year later."""

from datetime import date
from decimal import Decimal

import pytest

from khuyenhoc.actions import Clash, NotAllowed
from reports.actions import (
    PlanLine,
    adopt_summary,
    begin_summary,
    open_period,
    prepare_conference,
    set_instructions,
    set_plan,
)
from reports.actions.plans import PLAN_MOST, lines_of
from reports.conference_lines import InstructionLine
from reports.document import Document
from reports.models import PlanItem, Summary
from reports.own_report import OwnReport
from reports.reading import adopted_report
from reports.report import Report

from .conftest import YEAR, accept_as_it_is, declare, fill, hand_in, refused, return_of, row_of, totals_of

ADDRESS = "/bao-cao/2023/soan/ke-hoach/"
TASK, TARGET = PlanItem.Kind.TASK, PlanItem.Kind.TARGET
MEMBERS = PlanLine("Phát triển hội viên.", "members_closing", Decimal(40))


@pytest.fixture
def begun(year):
    year.summary = begin_summary(period=year.period, unit=year.con_minh, by=year.con_minh_officer)
    return year


def held(cast, kind=TASK):
    return lines_of(cast.summary.plan_items.filter(kind=kind))


def put(cast, *lines, kind=TASK):
    now = [PlanLine(line) if isinstance(line, str) else line for line in lines]
    return set_plan(summary=cast.summary, kind=kind, was=held(cast, kind), now=now, by=cast.con_minh_officer)


def texts(cast, kind=TASK):
    return [line.text for line in held(cast, kind)]


class Sheet:
    """The page as a browser has it: one list with its boxes."""

    def __init__(self, client, slug="nhiem-vu"):
        self.client, self.slug = client, slug

    @property
    def form(self):
        return next(form for slug, form, *_ in self.client.get(ADDRESS).context["lists"] if slug == self.slug)

    def send(self, form=None, **more):
        form = form or self.form
        data = {
            "list": self.slug,
            "shown": form.shown,
            "text": [line.text for line in form.lines],
            "figure": [line.figure for line in form.lines],
            "value": [line.value for line in form.lines],
        }
        return self.client.post(ADDRESS, data | more, follow=True)


@pytest.fixture
def sheet(begun, as_user):
    return Sheet(as_user(begun.con_minh_officer))


def test_many_are_added_by_pasting_lines_and_word_s_marks_are_left_behind(begun, sheet):
    page = sheet.send(
        more="1. Tuyên truyền.\r\n\r\n- Phát triển hội viên.\r\n\uf0b7 Vận động quỹ.\r\n\tb) Kiểm tra.\r\n"
    )

    assert texts(begun) == ["Tuyên truyền.", "Phát triển hội viên.", "Vận động quỹ.", "Kiểm tra."]
    assert "04 nhiệm vụ" in page.text


def test_a_line_is_reworded_moved_and_taken_out_and_what_was_typed_beside_stays(begun, sheet):
    put(begun, "Một", "Hai", "Ba")

    sheet.send(text=["Một", "Hai sửa", "Ba"], down="0")
    assert texts(begun) == ["Hai sửa", "Một", "Ba"]
    sheet.send(up="2")
    assert texts(begun) == ["Hai sửa", "Ba", "Một"]
    sheet.send(up="0")
    sheet.send(drop="1")
    assert texts(begun) == ["Hai sửa", "Một"]
    sheet.send(text=["Hai sửa", ""])
    assert texts(begun) == ["Hai sửa"]


def test_a_place_that_is_none_moves_nothing(begun, sheet):
    put(begun, "Một", "Hai")

    for place in ("9" * 5000, "-1", "2", "²"):
        assert sheet.send(down=place).status_code == 200

    assert texts(begun) == ["Một", "Hai"]


def test_a_line_that_is_moved_or_reworded_stays_the_same_item(begun):
    one, two, _ = put(begun, "Một", "Hai", "Ba")

    put(begun, "Hai", "Một", "Ba, nói rõ hơn")

    found = {item.text: item.pk for item in begun.summary.plan_items.all()}
    assert (found["Một"], found["Hai"]) == (one.pk, two.pk)
    assert begun.summary.plan_items.count() == 3


def test_two_who_write_one_list_lose_nothing(begun, sheet):
    put(begun, "Một")
    form = sheet.form
    put(begun, "Một", "Hai của người kia")

    page = sheet.send(form, text=["Một, tôi sửa"], more="Ba của tôi")

    assert "Có người vừa sửa danh sách nhiệm vụ" in page.text
    for words in ("Hai của người kia", "Một, tôi sửa", "Ba của tôi"):
        assert words in page.text
    assert texts(begun) == ["Một", "Hai của người kia"]
    with pytest.raises(Clash):
        set_plan(summary=begun.summary, kind=TASK, was=[], now=[PlanLine("Bốn")], by=begun.con_minh_officer)


def test_a_target_may_be_a_figure_with_its_number_however_it_is_typed(begun, as_user):
    sheet = Sheet(as_user(begun.con_minh_officer), "chi-tieu")
    sheet.send(more="Hội viên\r\nTỷ lệ\r\nQuỹ\r\nKhác")

    sheet.send(
        figure=["members_closing", "members_share", "fund_raised", ""], value=["10.360", "23,5%", "1,2 triệu", ""]
    )

    assert [(line.figure, line.value) for line in held(begun, TARGET)] == [
        ("members_closing", Decimal(10_360)),
        ("members_share", Decimal("23.5")),
        ("fund_raised", Decimal(1_200_000)),
        ("", None),
    ]
    shown = [line.value for line in sheet.form.lines]
    assert shown == ["10.360", "23,5%", "1.200.000", ""]


@pytest.mark.parametrize(
    "figure,value,said",
    [
        ("members_closing", "163,055", "không dùng dấu phẩy"),
        ("members_share", "120", "Tỷ lệ không quá 100%"),
        ("members_closing", "", "chưa ghi con số"),
        ("", "12.000", "Con số này chưa nối với số liệu nào."),
        ("khong-co", "3", "số liệu không có"),
    ],
)
def test_a_number_that_cannot_be_read_is_said_beside_it_and_nothing_is_lost(begun, as_user, figure, value, said):
    sheet = Sheet(as_user(begun.con_minh_officer), "chi-tieu")
    put(begun, "Hội viên", kind=TARGET)

    page = sheet.send(figure=[figure], value=[value], more="Điều mới")

    assert said in page.text
    assert "Điều mới" in page.text
    assert f'name="value" value="{value}"' in page.text
    assert held(begun, TARGET) == [PlanLine("Hội viên")]


def test_too_long_too_many_and_two_of_one_figure_are_refused(begun):
    assert "dài 1001 chữ" in refused(lambda: put(begun, "x" * 1001))
    assert f"nhiều nhất là {PLAN_MOST}" in refused(lambda: put(begun, *["điều"] * (PLAN_MOST + 1)))
    assert "cùng một số liệu" in refused(lambda: put(begun, MEMBERS, MEMBERS._replace(text="Khác"), kind=TARGET))
    assert texts(begun) == []


def test_only_who_writes_summaries_writes_the_plan(begun, as_user):
    with pytest.raises(NotAllowed):
        set_plan(summary=begun.summary, kind=TASK, was=[], now=[PlanLine("Một")], by=begun.leader)
    assert as_user(begun.leader).get(f"{ADDRESS}?don-vi=02173").status_code == 403
    assert as_user(begun.con_minh_officer).post(ADDRESS, {"list": "khong-co"}).status_code == 400
    assert as_user(begun.con_minh_officer).post(ADDRESS, {"list": "nhiem-vu", "shown": "x"}).status_code == 400


def test_the_report_counts_the_lists_and_prints_them_in_order(begun, as_user):
    declare(begun.con_minh, begun.con_minh_officer, plan_tasks=5, plan_solutions=8)
    put(begun, *[f"Việc {number}" for number in range(7)])
    put(begun, MEMBERS, kind=TARGET)

    assert {code: totals_of(begun.con_minh)[code] for code in ("plan_tasks", "plan_targets", "plan_solutions")} == {
        "plan_tasks": 7,
        "plan_targets": 1,
        "plan_solutions": 8,
    }
    report = Report(return_of(begun.con_minh))
    assert report.plan_sentence == "Phương hướng năm 2024 gồm 07 nhiệm vụ, 01 chỉ tiêu, 08 giải pháp."
    (part,) = [part for part in Document(report, begun.summary).parts if part.section == "plan"]
    assert [block.text for block in part.blocks][:3] == ["07 nhiệm vụ:", "Việc 0", "Việc 1"]
    page = as_user(begun.con_minh_officer).get("/bao-cao/2023/nhap/")
    assert page.status_code == 200


def test_what_is_planned_after_the_return_was_accepted_is_counted_in_the_sentence_too(begun):
    put(begun, "Một.", "Hai.")
    hand_in(begun.con_minh, begun.office)
    put(begun, "Một.", "Hai.", "Ba.")

    report = Report(return_of(begun.con_minh))

    assert report.plan_sentence == "Phương hướng năm 2024 gồm 03 nhiệm vụ."
    (part,) = [part for part in Document(report, begun.summary).parts if part.section == "plan"]
    assert part.blocks[0].text == "03 nhiệm vụ:"
    assert OwnReport(return_of(begun.con_minh)).plan_sentence == "Phương hướng năm 2024 gồm 02 nhiệm vụ."
    adopted = adopt_summary(summary=begun.summary, adopted_on=date(2024, 1, 18), by=begun.office)
    assert adopted_report(adopted).plan_sentence == report.plan_sentence


def test_a_counted_list_opens_to_its_items(begun, as_user):
    put(begun, "Kết nạp hội viên.", "Vận động quỹ.")
    cell = f"/bao-cao/2023/so/plan_tasks/{row_of(begun.con_minh).pk}/?don-vi={begun.con_minh.code}"

    page = as_user(begun.con_minh_officer).get(cell)

    assert [(one.label, one.kind, one.part) for _, one in page.context["lines"]] == [
        ("Kết nạp hội viên.", "điều của phương hướng", "1"),
        ("Vận động quỹ.", "điều của phương hướng", "1"),
    ]
    assert "Bản chốt cũ" not in page.text
    assert as_user(begun.leader).get(page.context["lines"][0][1].url).status_code == 200


@pytest.fixture
def next_year(begun):
    """2023 planned forty members and a fund; 2024 came to forty-two."""
    begun.summary.plan_items.all().delete()
    put(begun, MEMBERS, PlanLine("Quỹ.", "fund_raised", Decimal(1_000_000)), PlanLine("Giữ vững."), kind=TARGET)
    put(begun, "Một", "Hai")
    fill(begun.con_minh, begun.office)
    accept_as_it_is(return_of(begun.con_minh), begun.office)
    begun.next = open_period(year=YEAR + 1, by=begun.office)
    declare(begun.cho_a, begun.office, YEAR + 1, members_closing=41)
    return begun


def test_a_year_later_targets_stand_beside_what_came_of_them(next_year, as_user):
    report = Report(return_of(next_year.con_minh, YEAR + 1))
    document = Document(report)

    assert [(one.key, one.target, one.now, one.share) for one in document.planned_results] == [
        ("members_closing", "40", "42", "105%"),
        ("fund_raised", "1.000.000", "–", ""),
    ]
    assert document.texts["targets"] == (
        "Phương hướng năm 2024 đã đề ra 02 chỉ tiêu đo được bằng số liệu, nay đạt và vượt 01 chỉ tiêu."
    )
    page = as_user(next_year.con_minh_officer).get("/bao-cao/2024/").text
    assert "Kết quả thực hiện chỉ tiêu năm 2024" in page
    assert "105%" in page


def test_last_year_s_list_is_taken_up_again(next_year, as_user):
    begin_summary(period=next_year.next, unit=next_year.con_minh, by=next_year.con_minh_officer)
    client = as_user(next_year.con_minh_officer)
    address = ADDRESS.replace("2023", "2024")
    form = next(form for slug, form, *_ in client.get(address).context["lists"] if slug == "nhiem-vu")

    client.post(address, {"list": "nhiem-vu", "shown": form.shown, "more": "Mới\r\nHai", "copy": "1"})

    made = Summary.objects.get(period=next_year.next)
    assert [item.text for item in made.plan_items.all()] == ["Mới", "Hai", "Một"]


def test_last_year_s_targets_are_taken_up_beside_those_of_this_year(next_year, as_user):
    officer, address = next_year.con_minh_officer, ADDRESS.replace("2023", "2024")
    summary = begin_summary(period=next_year.next, unit=next_year.con_minh, by=officer)
    now = [PlanLine("Thêm hội viên.", "members_closing", Decimal(50))]
    set_plan(summary=summary, kind=TARGET, was=[], now=now, by=officer)
    client = as_user(officer)
    form = next(form for slug, form, *_ in client.get(address).context["lists"] if slug == "chi-tieu")
    typed = {"text": "Thêm hội viên.", "figure": "members_closing", "value": "50"}

    client.post(address, {"list": "chi-tieu", "shown": form.shown, "copy": "1"} | typed)

    assert [item.text for item in summary.plan_items.all()] == ["Thêm hội viên.", "Quỹ.", "Giữ vững."]


def test_what_leaders_asked_for_last_year_becomes_a_task_of_this_year_once(next_year, as_user):
    officer = next_year.con_minh_officer
    held_then = prepare_conference(period=next_year.period, unit=next_year.con_minh, by=officer)
    asked = InstructionLine("Kiểm tra việc đăng ký thường xuyên.", "Phó Chủ tịch UBND xã")
    set_instructions(conference=held_then, lines=[asked], by=officer)
    begin_summary(period=next_year.next, unit=next_year.con_minh, by=officer)
    client, address = as_user(officer), ADDRESS.replace("2023", "2024")
    assert "Kiểm tra việc đăng ký thường xuyên." in client.get(address).text
    offered = {"instruction": str(held_then.instructions.get().pk)}

    client.post(address, offered)
    client.post(address, offered)

    made = Summary.objects.get(period=next_year.next)
    assert [item.text for item in made.plan_items.filter(kind=TASK)] == ["Kiểm tra việc đăng ký thường xuyên."]
    assert "Ý kiến chỉ đạo tại hội nghị năm trước" not in client.get(address).text
