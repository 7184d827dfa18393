"""One installation serves a town of 2023 or a province of 2025 as well as Na Rì: the words and figures are its own."""

from datetime import date

import pytest
from django.core.management import call_command

from chapters.models import Unit, User
from reports.actions import open_period
from reports.columns import COLUMNS
from reports.pages.figures import OpenedFigure
from reports.report import Report

from .conftest import PASSWORD, add, declare, fill, hand_in, return_of

PLACES = {"hamlets": 10, "hamlets_with_chapter": 9, "schools": 2, "schools_with_chapter": 2}


def begin(monkeypatch, **options):
    """The installation as its operator begins it."""
    monkeypatch.setenv("KHOI_TAO", PASSWORD)
    given = {
        "username": "quantri",
        "user_name": "Nguyễn Thị An",
        "association_since": "02/10/2001",
        "password_variable": "KHOI_TAO",
    }
    call_command("start", no_input=True, verbosity=0, **(given | options))
    return Unit.objects.get(), User.objects.get()


def commune(parent, designation, name, admin, *, people, members, **facts):
    """A commune with one chapter: what it will declare."""
    unit = add(parent, "commune", name, admin, designation=designation, **facts)
    chapter = add(unit, "chapter", f"Chi hội thôn {name}", admin)
    return unit, chapter, people, members


def enter(communes, admin, year):
    for unit, chapter, people, members in communes:
        declare(unit, admin, year, population=people, **PLACES)
        declare(chapter, admin, year, members_closing=members, fund_closing=1_500_000)


def report(unit, year):
    return Report(return_of(unit, year))


def shown(summary, key):
    """The column of that key in the tables: line → what stands there, the total last."""
    for table in summary.tables:
        place = next((number for number, column in enumerate(table.columns) if column.key == key), None)
        if place is not None:
            lines = {line.label: cells[place].text for line, cells in table.lines}
            return lines | {table.total_label: table.total[place].text}
    raise AssertionError(key)


def key_figure(summary, code):
    figure = next(figure for figure in summary.key_figures if figure.code == code)
    return figure.value, figure.note


# A town of 2023


@pytest.fixture
def town(db, monkeypatch):
    root, admin = begin(monkeypatch, kind="district", designation="thị xã", name="Nghĩa Lộ", code="133")
    communes = [
        commune(root, "phường", "Trung Tâm", admin, people=5_000, members=1_250),
        commune(root, "phường", "Tân An", admin, people=3_000, members=600),
        commune(root, "xã", "Nghĩa An", admin, people=2_000, members=150),
        commune(root, "phường", "Cầu Thia", admin, people=1_000, members=0, association_since=None),
    ]
    school = add(root, "chapter", "Chi hội Trường THPT Nghĩa Lộ", admin, setting="school")
    open_period(year=2023, by=admin)
    enter(communes, admin, 2023)
    declare(school, admin, members_closing=80, fund_closing=0)
    return root, admin, communes


def test_what_stands_directly_under_the_town_is_opened_and_added_up_by_its_own_name(town):
    opened = OpenedFigure(report(town[0], 2023), COLUMNS["members_closing"], direct=True)

    assert (opened.place, opened.total_label, opened.total.text) == (
        "Trực thuộc thị xã",
        "Cộng trực thuộc thị xã",
        "80",
    )


def test_the_town_s_summary_speaks_of_the_town_its_wards_and_communes(town):
    root, _, _ = town

    summary = report(root, 2023)

    assert summary.association == "Hội Khuyến học thị xã Nghĩa Lộ"
    assert summary.as_of == "Toàn thị xã · số liệu đến 31/12/2023"
    assert summary.provisional == "Số liệu tạm tính: 0/4 phường, xã đã chốt."
    assert dict(summary.sections)["Tổ chức Hội và hội viên"] == [
        "Đến nay, 3/4 phường, xã có tổ chức Hội; toàn thị xã có 05 chi hội, 0 ban khuyến học "
        "với 2.080 hội viên, chiếm 18,91% dân số.",
        "Có chi hội: 90% thôn, tổ dân phố (36/40); 100% trường học (8/8).",
    ]
    assert dict(summary.sections)["Quỹ khuyến học, học bổng, khen thưởng"] == [
        "Quỹ khuyến học toàn thị xã còn 6.000.000\N{NO-BREAK SPACE}đồng; bình quân 545\N{NO-BREAK SPACE}đồng/người."
    ]


def test_the_town_s_tables_have_its_wards_what_is_direct_and_the_sum(town):
    root, _, _ = town
    summary = report(root, 2023)

    assert shown(summary, "members_closing") == {
        "Phường Cầu Thia": "0",
        "Xã Nghĩa An": "150",
        "Phường Tân An": "600",
        "Phường Trung Tâm": "1.250",
        "Trực thuộc thị xã": "80",
        "Cộng toàn thị xã": "2.080",
    }
    assert shown(summary, "members_share") == {
        "Phường Cầu Thia": "0%",
        "Xã Nghĩa An": "7,5%",
        "Phường Tân An": "20%",
        "Phường Trung Tâm": "25%",
        "Trực thuộc thị xã": "–",
        "Cộng toàn thị xã": "18,91%",
    }


def test_the_town_tells_when_its_wards_are_accepted_and_when_it_is_itself(town):
    root, admin, communes = town
    before = shown(report(root, 2023), "members_closing")
    for unit, *_ in communes:
        hand_in(unit, admin)

    told = "Số liệu tạm tính: 4/4 phường, xã đã chốt, số liệu của Hội thị xã chưa chốt."
    assert report(root, 2023).provisional == told
    hand_in(root, admin)
    assert report(root, 2023).provisional == ""
    assert shown(report(root, 2023), "members_closing") == before


def test_a_ward_s_own_report_has_a_line_for_each_chapter(town):
    _, admin, communes = town
    ward, chapter, *_ = communes[0]
    add(ward, "board", "Ban khuyến học họ Hoàng", admin, setting="clan")

    summary = report(ward, 2023)

    assert summary.association == "Hội Khuyến học phường Trung Tâm"
    assert summary.association_above == "Hội Khuyến học thị xã Nghĩa Lộ"
    assert summary.provisional == "Số liệu tạm tính: báo cáo của đơn vị chưa chốt."
    assert shown(summary, "members_closing")["Cộng toàn phường"] == "1.250"
    assert shown(summary, "members_closing")[chapter.name] == "1.250"
    assert shown(summary, "members_closing")["Ban khuyến học họ Hoàng"] == "chưa có"
    assert key_figure(summary, "chapters") == ("1 · 1", "")
    assert key_figure(summary, "members_closing") == ("1.250", "mới có 1/2 chi hội, ban")


def test_the_next_year_is_set_against_this_one(town):
    root, admin, communes = town
    open_period(year=2024, by=admin)
    for unit, chapter, people, members in communes:
        declare(unit, admin, 2024, population=people, **PLACES)
        declare(chapter, admin, 2024, members_closing=members + 25, fund_closing=2_000_000)
    declare(root.children.get(kind="chapter"), admin, 2024, members_closing=80, fund_closing=0)

    members, *_ = report(root, 2024).key_figures

    assert (members.value, members.direction, members.change) == ("2.180", "up", "tăng 100 (4,81%)")


# A province of 2025, without districts


@pytest.fixture
def province(db, monkeypatch):
    root, admin = begin(monkeypatch, kind="province", designation="tỉnh", name="Thái Nguyên", code="19")
    communes = [
        commune(root, "xã", "Na Rì", admin, people=12_000, members=3_000, code="02155"),
        commune(root, "xã", "Côn Minh", admin, people=8_000, members=1_000, code="02173"),
        commune(root, "phường", "Bắc Kạn", admin, people=20_000, members=5_000, code="01840"),
    ]
    add(root, "chapter", "Chi hội Đại học Thái Nguyên", admin, setting="school")
    open_period(year=2025, by=admin, due_commune=date(2025, 12, 5))
    return root, admin, communes


def test_the_province_stands_directly_above_its_communes(province):
    root, admin, communes = province
    enter(communes, admin, 2025)
    declare(root.children.get(kind="chapter"), admin, 2025, members_closing=400, fund_closing=0)
    declare(root, admin, 2025, plan_tasks=7, plan_targets=7, plan_solutions=8)

    summary = report(root, 2025)

    assert summary.provisional == "Số liệu tạm tính: 0/3 xã, phường đã chốt."
    assert summary.as_of == "Toàn tỉnh · số liệu đến 31/12/2025"
    assert summary.plan_sentence == "Phương hướng năm 2026 gồm 07 nhiệm vụ, 07 chỉ tiêu, 08 giải pháp."
    assert dict(summary.sections)["Tổ chức Hội và hội viên"][0] == (
        "Đến nay, 3/3 xã, phường có tổ chức Hội; toàn tỉnh có 04 chi hội, 0 ban khuyến học "
        "với 9.400 hội viên, chiếm 23,5% dân số."
    )
    assert shown(summary, "members_closing") == {
        "Phường Bắc Kạn": "5.000",
        "Xã Côn Minh": "1.000",
        "Xã Na Rì": "3.000",
        "Trực thuộc tỉnh": "400",
        "Cộng toàn tỉnh": "9.400",
    }
    assert [unit_return.period.due_on(unit_return.unit.kind) for unit_return in returns(province)] == [
        date(2025, 12, 15),
        *[date(2025, 12, 5)] * 3,
    ]


def returns(province):
    root, _, communes = province
    return [return_of(unit, 2025) for unit in (root, *(line[0] for line in communes))]


def test_the_province_accepts_its_communes_itself(province):
    root, admin, communes = province
    enter(communes, admin, 2025)
    fill(root, admin, 2025)
    for unit in (*(line[0] for line in communes), root):
        hand_in(unit, admin, 2025)

    assert report(root, 2025).provisional == ""
    assert key_figure(report(root, 2025), "members_share") == ("22,5%", "trên 40.000 người dân")


# A year without a value


@pytest.mark.parametrize("place", ["town", "province"])
def test_a_year_without_any_value_says_so_and_names_no_share(place, request):
    root, admin, communes = request.getfixturevalue(place)
    open_period(year=2026, by=admin)

    for unit in (root, communes[0][0]):
        summary = report(unit, 2026)
        assert [key_figure(summary, code)[0] for code in ("members_closing", "members_share", "fund_closing")] == [
            ""
        ] * 3
        assert "hội viên" not in dict(summary.sections)["Tổ chức Hội và hội viên"][0]
        assert "Quỹ khuyến học" not in dict(summary.sections)
        assert [shown(summary, key)[f"Cộng {summary.row.whole}"] for key in ("members_closing", "members_share")] == [
            "chưa có"
        ] * 2
        assert (summary.plan_sentence, summary.award_sentences, summary.fund_detail) == ("", [], [])
