"""Two years or two units side by side; only what is in reach can be chosen."""

import pytest

from reports.actions import open_period

from .conftest import put

PAGE = "/tong-quan/2023/so-sanh/"


@pytest.fixture
def years(cast):
    for year, members in ((2022, 100), (2023, 120)):
        open_period(year=year, by=cast.office)
        for unit in (cast.con_minh, cast.van_lang):
            put(unit, {"population": 1000}, year=year)
        put(cast.cho_a, {"members_closing": members, "fund_closing": 5_000_000}, year=year)
        put(cast.ban_cao, {"fund_closing": 0}, year=year)
        put(cast.to_dooc, {"fund_closing": 2_000_000}, year=year)
    return cast


def pairs(page):
    groups = page.context["comparison"].groups
    return {pair.label: (pair.first.text, pair.second.text, pair.difference) for _, found in groups for pair in found}


def test_without_asking_the_year_before_stands_beside(years, as_user):
    page = as_user(years.leader).get(PAGE)

    assert page.context["comparison"].headings == ("Năm 2023", "Năm 2022")
    told = pairs(page)
    assert told["Hội viên cuối kỳ"] == ("122", "102", "tăng 20 (19,61%)")
    assert told["Tỷ lệ hội viên trên dân số"] == ("6,1%", "5,1%", "tăng 1 điểm phần trăm")
    assert told["Dư cuối kỳ"] == ("7.000.000", "7.000.000", "không đổi")


def test_against_a_later_year_nothing_is_said_to_fall(years, as_user):
    told = pairs(as_user(years.leader).get("/tong-quan/2022/so-sanh/", {"voi-ky": "2023"}))

    assert told["Hội viên cuối kỳ"] == ("102", "122", "kém 20 (16,39%)")
    assert told["Dư cuối kỳ"][2] == "bằng nhau"


def test_two_communes_of_one_year(years, as_user):
    page = as_user(years.leader).get(PAGE, {"don-vi": "02173", "voi-don-vi": "02140"})

    assert page.context["comparison"].headings == ("Xã Côn Minh", "Xã Văn Lang")
    assert pairs(page)["Hội viên cuối kỳ"] == ("121", "1", "hơn 120 (12.000%)")
    assert pairs(page)["Dân số"] == ("1.000", "1.000", "bằng nhau")


def test_another_commune_in_another_year(years, as_user):
    page = as_user(years.leader).get(PAGE, {"don-vi": "02173", "voi-don-vi": "02140", "voi-ky": "2022"})

    assert page.context["comparison"].headings == ("Xã Côn Minh, năm 2023", "Xã Văn Lang, năm 2022")


def test_what_is_not_whole_is_shown_and_not_compared(years, as_user):
    open_period(year=2024, by=years.office)
    put(years.con_minh, {"population": 1100}, year=2024)

    page = as_user(years.leader).get("/tong-quan/2024/so-sanh/")

    assert pairs(page)["Dân số"] == ("1.100", "2.000", "")
    assert "Năm 2024: số liệu tạm tính" in page.text


def test_only_what_is_in_reach_can_be_chosen(years, as_user):
    client = as_user(years.con_minh_officer)

    page = client.get(PAGE)
    assert [code for code, _ in page.context["units"]] == ["02173"]
    assert "Văn Lang" not in page.text
    for asked in ({"voi-don-vi": "02140"}, {"don-vi": "02140"}, {"voi-don-vi": "066"}, {"voi-ky": "1999"}):
        assert client.get(PAGE, asked).status_code == 404


def test_with_no_year_before_she_is_asked_to_choose(years, as_user):
    page = as_user(years.leader).get("/tong-quan/2022/so-sanh/")

    assert page.context["comparison"] is None
    assert "Chưa có năm trước để so" in page.text


def test_every_number_leads_to_its_own_lines(years, as_user):
    client = as_user(years.leader)
    comparison = client.get(PAGE, {"voi-ky": "2022"}).context["comparison"]

    (pair,) = [pair for _, found in comparison.groups for pair in found if pair.label == "Hội viên cuối kỳ"]
    assert pair.second.url == "/bao-cao/2022/so/members_closing/?don-vi=066"
    assert client.get(pair.second.url).context["opened"].total.text == pair.second.text
