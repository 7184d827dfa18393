"""Figures named in a text: found however they are typed, filled from the tables, refused when there are none."""

import re
import unicodedata
from datetime import date

import pytest

from awards.actions import decide, nominate, propose
from khuyenhoc.actions import Refusal
from khuyenhoc.names import search_key
from khuyenhoc.numbers import NBSP
from reports.actions import begin_summary, open_period, set_section
from reports.columns import COLUMNS
from reports.indicators import MODELS
from reports.models import Section
from reports.report import Report
from reports.targets import figures_at
from reports.tokens import (
    NO_FIGURE,
    NO_SHARE,
    TOKENS,
    canonical,
    fill,
    has_stray_brace,
    is_money,
    nearest,
    tokens_like,
    unknown_tokens,
    written,
)

from .conftest import YEAR, accept_as_it_is, declare, return_of


@pytest.fixture
def told(year):
    """Chợ A says 30 and Tô Đoóc is counted from its roster; Côn Minh has people, Văn Lang does not say how many."""
    declare(year.cho_a, year.office, members_closing=30, fund_closing=900_000)
    declare(year.con_minh, year.office, population=310, households=5)
    return year


def report(unit, year=YEAR):
    return Report(return_of(unit, year))


def test_no_two_figures_bear_one_name():
    assert len({search_key(name) for name in TOKENS}) == len(TOKENS)


def test_every_column_of_the_tables_can_be_named():
    names = [one.name for one in TOKENS.values()]
    assert len(names) > 5 * len(COLUMNS)
    assert {"Hội viên cuối kỳ", "Tỷ lệ gia đình học tập", "Dư cuối kỳ", "Hội viên cuối kỳ, so với năm trước"} <= set(
        names
    )


@pytest.mark.parametrize(
    "typed",
    [
        "{Hội viên cuối kỳ}",
        "{hoi vien  cuoi ky}",
        "{ HỘI VIÊN CUỐI KỲ }",
        unicodedata.normalize("NFD", "{Hội viên cuối kỳ}"),
        "{Hội viên}",
    ],
)
def test_a_name_is_found_however_it_is_typed_and_written_as_the_list_has_it(told, typed):
    assert canonical(f"Có {typed} người.") == "Có {Hội viên cuối kỳ} người."
    assert fill(f"Có {typed} người.", report(told.con_minh)) == "Có 31 người."


@pytest.mark.parametrize("text", ["{", "}", "a { b", "{Hội viên\ncuối kỳ}", "{}"])
def test_a_brace_that_names_nothing_stands_as_it_was_typed(told, text):
    assert fill(text, report(told.con_minh)) == text
    assert unknown_tokens(text) == []
    assert has_stray_brace(text)


def test_what_names_no_figure_is_said_in_its_place_and_the_nearest_is_offered(told):
    assert unknown_tokens("{Hội viên cuối kì} {Số voi}") == ["Hội viên cuối kì", "Số voi"]
    assert nearest("Hội viên cuối kì") == "Hội viên cuối kỳ"
    assert fill("Có {Số voi}.", report(told.con_minh)) == "Có [không có số liệu “Số voi”]."


def test_a_section_that_names_no_figure_is_refused_with_a_question(told):
    summary = begin_summary(period=told.period, unit=told.district, by=told.office)

    with pytest.raises(Refusal, match=r"Không có số liệu “Hội viên cuối kì”\. Có phải là “Hội viên cuối kỳ”\?"):
        set_section(summary=summary, section=Section.OPENING, was="", now="{Hội viên cuối kì}", by=told.office)


def test_a_figure_nobody_has_reported_says_so_in_words(told):
    words = fill("{Hội viên cuối kỳ}; {Dân số}; {Tỷ lệ hội viên trên dân số}; {Dư cuối kỳ}", report(told.van_lang))

    assert words == f"01; {NO_FIGURE}; {NO_SHARE}; {NO_FIGURE}"


def test_half_a_figure_says_how_far_it_goes(told):
    said = report(told.district)

    assert fill("{Dân số}", said) == "310 (mới tính 1/2 đơn vị)"
    assert fill("{Tỷ lệ hội viên trên dân số}", said) == "10% (mới tính 1/2 đơn vị)"
    assert fill("{Dư cuối kỳ, số đã có}, {Dư cuối kỳ, số đơn vị đã có số liệu}", said) == f"900.000{NBSP}đồng, 1/3"


def test_numbers_of_prose_have_a_leading_zero_and_money_its_unit(told):
    said = report(told.con_minh)

    assert fill("{Chi hội} chi hội, {Ban khuyến học} ban", said) == "02 chi hội, 0 ban"
    declare(told.ban_cao, told.office, fund_closing=1_400_000)
    said = report(told.con_minh)
    assert fill("{Dư cuối kỳ}; {Dư cuối kỳ, viết gọn}", said) == f"2.300.000{NBSP}đồng; 2,3{NBSP}triệu đồng"


def test_figures_are_set_beside_last_year_s_only_where_both_years_are_whole(told):
    accept_as_it_is(return_of(told.con_minh), told.office)
    open_period(year=YEAR + 1, by=told.office)
    declare(told.cho_a, told.office, YEAR + 1, members_closing=33)
    said = report(told.con_minh, YEAR + 1)

    assert fill("{Hội viên cuối kỳ, so với năm trước}", said) == "tăng 3 (9,68%)"
    assert fill("{Hội viên cuối kỳ, chênh lệch}; {Hội viên cuối kỳ, năm trước}", said) == "3 (9,68%); 31"
    assert fill("{Dân số, so với năm trước}", said) == "(chưa so được với năm trước)"
    assert fill("{Hội viên cuối kỳ, so với năm trước}", report(told.con_minh)) == "(chưa so được với năm trước)"


def test_awards_are_named_by_form_class_and_what_became_of_them(told, certificate):
    given, asked = (
        propose(
            nomination=nominate(
                unit=told.cho_a,
                form=certificate,
                recipient_class="person",
                recipient_name=name,
                year=YEAR,
                by=told.office,
            ),
            by=told.office,
        )
        for name in ("Hoàng Thị Lan", "Nông Thị Sen")
    )
    decide(nominations=[given], unit=told.district, number="5/QĐ", signed_on=date(2023, 11, 20), by=told.office)
    said = report(told.district)

    name = "Giấy khen của Hội Khuyến học huyện Na Rì cho cá nhân"
    assert asked.pk
    assert fill(f"{{{name}, được tặng}}; {{{name}, đề nghị}}", said) == "01; 01"
    assert unknown_tokens(f"{{{name.lower()}, được tặng}}") == []
    assert unknown_tokens("{Giấy khen của Hội khác cho cá nhân, được tặng}") != []


def test_every_token_of_a_column_says_what_the_column_says(told):
    said = report(told.con_minh)
    figures = figures_at(said.table.root)

    for column in COLUMNS.values():
        shown = column.show(figures).text
        words = written(column, figures)
        if words is not None:
            digits = re.sub(r"\D", "", words.partition(" (")[0].removesuffix(f"{NBSP}đồng"))
            assert int(digits) == int(re.sub(r"\D", "", shown)), column.key
            assert words.endswith("đồng") == is_money(column) or "mới tính" in words


def test_the_list_is_searched_without_marks(told):
    found = [one.name for one in tokens_like("gia dinh ty le", [])]

    assert found[0] == "Tỷ lệ gia đình học tập"
    assert all("gia đình" in name.lower() for name in found)
    assert len(MODELS) == 5
