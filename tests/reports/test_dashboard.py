"""The year on one page: what it shows beside the members, and where each figure leads."""

import re
from decimal import Decimal

import pytest

from reports.actions import open_period, set_targets

from .conftest import declare, put

PAGE = "/tong-quan/2023/"


def bars(page, name):
    return [(bar.label, bar.value_text) for bar in page.context[name].bars]


@pytest.fixture
def told(year):
    """Côn Minh with learning models, ratings, rewards and two targets, of which it reaches one."""
    officer = year.con_minh_officer
    declare(year.con_minh, officer, population=3150, households=800, adults=2000, hamlets=13, agencies=4)
    declare(year.con_minh, officer, clans=9, clans_registered=7, clans_recognised=6, units_recognised=1)
    declare(year.cho_a, officer, members_closing=149, families_registered=650, families_recognised=600)
    declare(year.con_minh, officer, rated_strong=2, rewards_pupils=40, rewards_pupils_money=6_000_000)
    goals = {"members_closing": (None, Decimal(150)), "families_share": (None, Decimal(80))}
    set_targets(period=year.period, unit=year.con_minh, goals=goals, by=year.office)
    return year


def test_each_learning_model_is_a_share_of_its_own_whole(told, as_user):
    page = as_user(told.leader).get(PAGE)

    assert bars(page, "models") == [
        ("Gia đình", "75% (600/800)"),
        ("Dòng họ", "66,67% (6/9)"),
        ("Cộng đồng", "chưa có số liệu"),
        ("Đơn vị", "25% (1/4), mới có 1/2"),
        ("Công dân", "chưa có số liệu"),
    ]
    families, *_ = page.context["models"].bars
    assert families.width == "73.50%"  # three quarters of the plot, not all of it


def test_ratings_rewards_and_targets_reached_are_told(told, as_user):
    page = as_user(told.leader).get(PAGE)

    assert bars(page, "ratings")[0] == ("Vững mạnh", "2")
    assert page.context["ratings"].description.startswith("Đã xếp loại 2 chi hội")
    pupils = page.context["rewards"][0]
    assert (pupils.label, [(name, shown.text) for name, shown, _ in pupils.figures]) == (
        "Học sinh",
        [("Suất", "40"), ("Lượt", "–"), ("Số tiền", "6.000.000")],
    )
    assert bars(page, "scores") == [("Hội viên cuối kỳ", "1/1"), ("Tỷ lệ gia đình học tập", "0/1")]


def test_every_figure_leads_to_the_lines_it_is_made_of(told, as_user):
    client = as_user(told.leader)
    links = set(re.findall(r'href="(/bao-cao/2023/so/[^"]+)"', client.get(PAGE).text))

    for key in ("families_share", "units_share", "rated_strong", "rewards_pupils", "rewards_money", "members_closing"):
        assert f"/bao-cao/2023/so/{key}/?don-vi=066" in links
    for link in links:
        assert client.get(link).status_code == 200


def test_a_figure_shows_the_target_of_each_unit_and_how_far_it_is(told, as_user):
    page = as_user(told.leader).get("/bao-cao/2023/so/families_share/")

    goals = {one.line.label: one.goal and (one.goal.target, one.goal.share) for one in page.context["parts"]}
    assert goals["Xã Côn Minh"] == ("80%", "93,75%")
    assert goals["Xã Văn Lang"] is None
    assert "So với chỉ tiêu" in page.text
    assert "So với chỉ tiêu" not in as_user(told.leader).get("/bao-cao/2023/so/fund_closing/").text


def test_a_commune_sees_its_own_targets_and_no_picture_of_others(told, as_user):
    page = as_user(told.con_minh_officer).get(PAGE)

    assert page.context["scores"] is None
    assert "Chỉ tiêu được giao" in page.text
    assert "đạt 93,75%" in page.text


def test_the_summary_says_how_many_have_reached_what_they_were_given(told, as_user):
    page = as_user(told.leader).get("/bao-cao/2023/")

    sentence = "Số xã đạt chỉ tiêu được giao: hội viên cuối kỳ 1/1; tỷ lệ gia đình học tập 0/1."
    assert ("Thực hiện chỉ tiêu", [sentence]) in page.context["report"].sections


def test_what_nobody_reports_has_no_card(year, as_user):
    page = as_user(year.leader).get(PAGE)

    assert [page.context[name] for name in ("models", "ratings", "scores", "rewards")] == [None, None, None, []]
    for words in ("Mô hình học tập", "Xếp loại chi hội", "Trao thưởng", "Đạt chỉ tiêu"):
        assert words not in page.text


def test_before_2016_the_models_go_by_their_old_name(cast, as_user):
    open_period(year=2015, by=cast.office)
    put(cast.con_minh, {"households": 800}, year=2015)
    put(cast.cho_a, {"families_recognised": 600}, year=2015)

    page = as_user(cast.leader).get("/tong-quan/2015/")

    assert page.context["models"].title == "Mô hình hiếu học"
    assert [label for label, _ in bars(page, "models")] == ["Gia đình", "Dòng họ", "Cộng đồng"]
