"""The year on one page: what it shows beside the members, and where each figure leads."""

import re
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from khuyenhoc.numbers import NBSP
from reports.actions import adopt_summary, begin_summary, choose_basis, open_period, reopen_return, set_targets
from reports.by_setting import members_by_setting
from reports.models import Return, ReturnValue, Row
from reports.settled import forget_all
from tests.wide import accept_all, add_communes, report_all

from .adoption import adopted
from .conftest import accept_as_it_is, at_noon, declare, put, return_of, table_of, undone

PAGE = "/tong-quan/2023/"


def bars(page, name):
    return [(bar.label, bar.value_text) for bar in getattr(page.context["board"], name).bars]


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
    families, *_ = page.context["board"].models.bars
    assert families.width == "73.50%"  # three quarters of the plot, not all of it


def test_ratings_rewards_and_targets_reached_are_told(told, as_user):
    page = as_user(told.leader).get(PAGE)

    assert bars(page, "ratings")[0] == ("Vững mạnh", "2")
    assert page.context["board"].ratings.description.startswith("Đã xếp loại 2 chi hội")
    pupils = page.context["board"].rewards[0]
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

    assert page.context["board"].scores is None
    assert "Chỉ tiêu được giao" in page.text
    assert "đạt 93,75%" in page.text


def test_the_summary_says_how_many_have_reached_what_they_were_given(told, as_user):
    page = as_user(told.leader).get("/bao-cao/2023/")

    sentence = "Số xã đạt chỉ tiêu được giao: hội viên cuối kỳ 1/1; tỷ lệ gia đình học tập 0/1."
    assert ("Thực hiện chỉ tiêu", [sentence]) in page.context["report"].sections


def test_what_nobody_reports_has_no_card(year, as_user):
    page = as_user(year.leader).get(PAGE)

    assert [getattr(page.context["board"], name) for name in ("models", "ratings", "scores", "rewards")] == [
        None,
        None,
        None,
        [],
    ]
    for words in ("Mô hình học tập", "Xếp loại chi hội", "Trao thưởng", "Đạt chỉ tiêu"):
        assert words not in page.text


def test_before_2016_the_models_go_by_their_old_name(cast, as_user):
    open_period(year=2015, by=cast.office)
    put(cast.con_minh, {"households": 800}, year=2015)
    put(cast.cho_a, {"families_recognised": 600}, year=2015)

    page = as_user(cast.leader).get("/tong-quan/2015/")

    assert page.context["board"].models.title == "Mô hình hiếu học"
    assert [label for label, _ in bars(page, "models")] == ["Gia đình", "Dòng họ", "Cộng đồng"]


# What the year was against the years before


@pytest.fixture
def two_years(cast):
    """2022 accepted, 2023 entered; in between Chợ A has lost members and money, Tô Đoóc has them as before."""
    open_period(year=2022, by=cast.office)
    cast.period = open_period(year=2023, by=cast.office)
    for unit, figures in (
        (cast.con_minh, {"population": 1000}),
        (cast.van_lang, {"population": 500}),
        (cast.cho_a, {"members_closing": 100, "fund_closing": 20_000_000}),
        (cast.ban_cao, {"fund_closing": 0}),
        (cast.to_dooc, {"fund_closing": 5_000_000}),
    ):
        put(unit, figures, year=2022)
        put(unit, figures | ({"members_closing": 60, "fund_closing": 8_000_000} if unit == cast.cho_a else {}))
    for unit in (cast.con_minh, cast.van_lang, cast.district):
        accept_as_it_is(return_of(unit, 2022), cast.office)
    return cast


def points(chart):
    return [(point.label, point.text, point.change) for point in chart.points]


def test_years_stand_in_a_line_with_what_changed(two_years, as_user):
    board = as_user(two_years.leader).get(PAGE).context["board"]
    members, share, fund = board.lines

    assert points(members) == [("2022", "102", ""), ("2023", "62", "giảm 40 (39,22%)")]
    assert points(share) == [("2022", "6,8%", ""), ("2023", "4,13%", "giảm 2,67 điểm phần trăm")]
    assert [(label, text) for label, text, _ in points(fund)] == [("2022", "25"), ("2023", "13")]
    assert fund.description == "triệu đồng"
    assert len(members.lines) == 1


def test_an_adopted_year_is_compared_with_the_year_before_as_its_paper_was(two_years, as_user):
    for unit in (two_years.con_minh, two_years.van_lang):
        accept_as_it_is(return_of(unit, 2023), two_years.office)
    Return.objects.filter(pk=return_of(two_years.district).pk).update(state=Return.State.SUBMITTED)
    adopted(two_years)
    before = as_user(two_years.leader).get(PAGE).context["board"].key_figures
    assert [one.change for one in before[:2]] == ["giảm 40 (39,22%)", "giảm 2,67 điểm phần trăm"]

    for unit in (two_years.district, two_years.con_minh):
        reopen_return(unit_return=return_of(unit, 2022), reason="Rà soát lại", by=two_years.office)
    declare(two_years.con_minh, two_years.office, 2022, population=2000)

    assert as_user(two_years.leader).get(PAGE).context["board"].key_figures == before


def test_a_year_that_is_not_whole_is_left_open_and_says_so(two_years, as_user):
    open_period(year=2024, by=two_years.office)
    put(two_years.cho_a, {"members_closing": 70}, year=2024)

    page = as_user(two_years.leader).get("/tong-quan/2024/")

    fund = page.context["board"].lines[2]
    assert [text for _, text, _ in points(fund)] == ["25", "13", "chưa có"]
    assert len(fund.lines[0].split()) == 2  # the line ends before the hole
    assert "2024: chưa có" in page.text


def test_a_year_nobody_opened_is_a_hole_and_no_year_is_set_against_the_one_before_it(cast, as_user):
    for year, members in ((2020, 80), (2021, 90), (2023, 60)):
        open_period(year=year, by=cast.office)
        put(cast.con_minh, {"population": 1000}, year=year)
        put(cast.van_lang, {"population": 500}, year=year)
        put(cast.cho_a, {"members_closing": members}, year=year)

    board = as_user(cast.leader).get(PAGE).context["board"]

    members, share, _ = board.lines
    assert points(members) == [
        ("2020", "81", ""),
        ("2021", "92", "tăng 11 (13,58%)"),
        ("2022", "chưa có", ""),
        ("2023", "62", ""),
    ]
    assert [point.change for point in share.points[2:]] == ["", ""]
    assert [figure.change for figure in board.key_figures[:2]] == ["", ""]
    assert [one.sentence for one in board.notices if "2021" in one.sentence]  # a sentence names the year it speaks of


def test_all_key_figures_of_an_adopted_year_are_set_beside_what_its_paper_froze(two_years, as_user):
    by = two_years.office
    for unit in (two_years.con_minh, two_years.van_lang):
        accept_as_it_is(return_of(unit), by)
    Return.objects.filter(pk=return_of(two_years.district).pk).update(state=Return.State.SUBMITTED)
    summary = begin_summary(period=two_years.period, unit=two_years.district, by=by)
    adopt_summary(summary=summary, adopted_on=date(2024, 1, 18), by=by)
    before = [figure.change for figure in as_user(two_years.leader).get(PAGE).context["board"].key_figures]
    assert before[:2] == ["giảm 40 (39,22%)", "giảm 2,67 điểm phần trăm"]

    for unit in (two_years.district, two_years.con_minh):
        reopen_return(unit_return=return_of(unit, 2022), reason="Sai dân số", by=by)
    declare(two_years.con_minh, by, 2022, population=2000)
    forget_all()

    assert [figure.change for figure in as_user(two_years.leader).get(PAGE).context["board"].key_figures] == before


def test_what_needs_attention_is_told_with_a_way_to_it(two_years, as_user):
    client = as_user(two_years.leader)
    notices = client.get(PAGE).context["board"].notices

    told = {notice.sentence: notice.url for notice in notices}
    assert told["Xã Côn Minh: hội viên giảm 40 (39,6%) so với năm 2022."] == "/tong-quan/2023/?don-vi=02173"
    assert f"Xã Côn Minh: quỹ giảm 12{NBSP}triệu đồng so với năm 2022." in told
    assert all(client.get(url).status_code == 200 for url in told.values())


def test_late_returns_are_told_while_the_period_is_open(year, clock, as_user):
    at_noon(clock, "2023-12-05")
    accept_as_it_is(return_of(year.van_lang), year.office)

    page = as_user(year.leader).get(PAGE)

    (late,) = [notice for notice in page.context["board"].notices if notice.is_late]
    assert late.sentence == "Quá hạn nộp báo cáo: xã Côn Minh."
    assert late.url.endswith("xem=qua-han")
    assert page.text.count("1/2 xã đã chốt") == 1


# Pictures


def test_the_fund_goes_from_what_was_there_to_what_is_left(year, as_user):
    put(year.cho_a, {"fund_opening": 10_000_000, "fund_in_dues": 4_000_000, "fund_out_scholarships": 6_000_000})
    put(year.ban_cao, {"fund_closing": 0})
    put(year.to_dooc, {"fund_closing": 0})
    declare(year.cho_a, year.con_minh_officer, fund_closing=7_000_000)

    page = as_user(year.leader).get(PAGE)

    assert bars(page, "fund") == [
        ("Dư đầu kỳ", f"10{NBSP}triệu đồng"),
        ("Vận động", f"+{NBSP}4{NBSP}triệu đồng"),
        ("Chi", f"−{NBSP}6{NBSP}triệu đồng"),
        ("Các đơn vị chưa ghi rõ", f"−{NBSP}1{NBSP}triệu đồng"),
        ("Dư cuối kỳ", f"7{NBSP}triệu đồng"),
    ]
    raised, spent = page.context["board"].fund.bars[1:3]
    assert (raised.start, raised.width, spent.start) == ("70.00%", "28.00%", "56.00%")


def test_members_are_told_by_setting_and_add_up(told, as_user):
    page = as_user(told.leader).get(PAGE)

    assert bars(page, "settings") == [("Thôn, tổ dân phố", "151 (100%)")]
    assert page.context["board"].settings.description == "Cộng 151 hội viên."


def test_by_setting_is_the_same_open_accepted_and_in_one_number(told):
    live = members_by_setting(table_of(told.district))
    for unit in (told.con_minh, told.van_lang, told.district):
        accept_as_it_is(return_of(unit), told.office)

    table = table_of(told.district)
    assert table.settled
    assert members_by_setting(table) == live == {"hamlet": 151}


def test_what_stands_under_a_district_in_one_number_is_not_parted_either(told):
    choose_basis(unit_return=return_of(told.district), basis="totals", by=told.office)
    declare(told.district, told.office, members_closing=900)
    assert members_by_setting(table_of(told.district)) == {}

    for unit in (told.con_minh, told.van_lang):
        accept_as_it_is(return_of(unit), told.office)

    assert members_by_setting(table_of(told.district)) == {}


def test_who_reports_in_one_number_is_not_parted(told, as_user):
    Return.objects.filter(pk=return_of(told.con_minh).pk).update(basis=Return.Basis.TOTALS)
    put(told.con_minh, {"members_closing": 200})

    page = as_user(told.leader).get(PAGE)

    assert bars(page, "settings") == [
        ("Thôn, tổ dân phố", "1 (0,5%)"),
        ("Chỉ báo tổng số, không tách", "200 (99,5%)"),
    ]


def test_bars_of_chapters_lead_to_what_each_is_made_of(told, as_user):
    client = as_user(told.con_minh_officer)
    members = client.get(f"{PAGE}?don-vi=02173").context["board"].members
    assert [bar.label for bar in members.bars if bar.value_text == "149"] == ["Chi hội thôn Chợ A"]
    assert all("/so/members_closing/" in bar.url and client.get(bar.url).status_code == 200 for bar in members.bars)


def test_a_cut_list_counts_no_silent_unit_among_the_lowest(cast, as_user):
    add_communes(cast.district, 30, chapters=1)
    report_all(open_period(year=2023, by=cast.office))
    silent = Return.objects.filter(unit__kind="commune")[:3]
    ReturnValue.objects.filter(row__unit_return__in=silent, indicator="population").delete()

    share = as_user(cast.leader).get(PAGE).context["board"].share

    assert share.description.startswith("3 nơi chưa có số liệu. 10 đơn vị cao nhất, 10 đơn vị thấp nhất trong 29.")
    assert len([bar for bar in share.bars if bar.width]) == 20


def test_a_target_all_units_were_given_stands_over_the_bars(told, as_user):
    for unit in (told.con_minh, told.van_lang):
        goals = {"members_share": (None, Decimal(10))}
        set_targets(period=told.period, unit=unit, goals=goals, by=told.office)

    page = as_user(told.leader).get(PAGE)

    share = page.context["board"].share
    assert share.target.label == "chỉ tiêu 10%"
    assert "chỉ tiêu 10%" in page.context["board"].key_figures[1].note


def test_a_unit_without_population_has_no_share_and_says_so(year, as_user):
    put(year.cho_a, {"members_closing": 12})

    page = as_user(year.leader).get(PAGE)

    assert page.context["board"].key_figures[1].value == ""
    assert page.context["board"].share is None
    assert bars(page, "members") == [("Xã Côn Minh", "13"), ("Xã Văn Lang", "1")]


def test_an_empty_year_shows_what_there_is_and_no_picture(cast, as_user):
    open_period(year=2015, by=cast.office)

    page = as_user(cast.con_minh_officer).get("/tong-quan/2015/")

    board = page.context["board"]
    assert [board.share, board.fund, board.models, board.ratings] == [None] * 4
    assert len(board.years) == 1


# On paper and on the wall


@pytest.mark.parametrize("communes", [17, 40])
def test_the_year_fits_one_sheet_for_seventeen_and_for_forty_units(cast, as_user, certificate, communes):
    period = wide_year(cast, communes)

    answer = as_user(cast.leader).get(f"/tong-quan/{period.code}/tong-quan.pdf")

    (page,) = PdfReader(BytesIO(answer.content)).pages
    text = " ".join(page.extract_text().split())
    assert "TỔNG QUAN NĂM 2023" in text
    assert "Cần chú ý" in text
    assert ("10 đơn vị thấp nhất trong 40" in text) is (communes == 40)


def test_the_sheet_says_how_much_of_what_asks_for_a_look_it_leaves_to_the_page(cast, as_user):
    period = wide_year(cast, 6)
    for unit_return in Return.objects.filter(period=period, unit__kind="commune"):
        chapter = Row.objects.filter(unit_return=unit_return, is_own=False).first()
        ReturnValue.objects.filter(row=chapter, indicator="members_closing").update(declared=500)

    client = as_user(cast.leader)
    told = len(client.get(PAGE).context["board"].notices)
    (page,) = PdfReader(BytesIO(client.get(f"{PAGE}tong-quan.pdf").content)).pages

    assert told > 4
    assert f"Còn {told - 4} điều khác ở trang tổng quan." in " ".join(page.extract_text().split())


def wide_year(cast, communes):
    """So many communes, the cast's among them, with two years of figures of every kind."""
    add_communes(cast.district, communes - 2, chapters=1)
    open_period(year=2022, by=cast.office)
    period = open_period(year=2023, by=cast.office)
    for one in (period.previous, period):
        report_all(one)
    return period


def test_the_file_of_the_sheet_says_what_it_is(told, as_user):
    answer = as_user(told.leader).get("/tong-quan/2023/tong-quan.pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="tong-quan-2023-huyen-na-ri.pdf"'


def test_the_hall_sees_one_thing_a_screen_and_goes_on_without_script(told, as_user):
    page = as_user(told.leader).get("/tong-quan/2023/trinh-chieu/")

    slides = page.context["board"].slide_list
    assert slides[0].kind == "opening"
    for number in range(1, len(slides) + 1):
        assert f'id="trang-{number}"' in page.text
    assert 'href="#trang-2"' in page.text
    assert "Menu" not in page.text


# What it costs


PAGES = (PAGE, "/bao-cao/2023/", "/bao-cao/2023/nhieu-nam/", "/tong-quan/2023/so-sanh/")


def test_the_pages_of_the_year_ask_as_much_for_170_communes_as_for_17_open_and_accepted(cast, as_user):
    client, still_open, accepted = as_user(cast.leader), [], []
    for communes in (17, 170):
        with undone():
            period = wide_year(cast, communes)
            accept_all(period.previous)
            still_open.append(asked(client))
            accept_all(period)
            accepted.append(asked(client))

    assert still_open[0] == still_open[1]
    assert accepted[0] == accepted[1]
    assert max(still_open[0] + accepted[0]) <= 38


def asked(client):
    """How much each page asks with nothing kept of the year itself but what the pages before it have kept."""
    forget_all()
    return [queries(client, page) for page in PAGES]


def queries(client, address):
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)
