"""The figures inside the sentences lead to what they are made of, and the sentences stay what they were."""

import re
from html import unescape

import pytest

from reports.actions import adopt_summary, begin_summary, open_period, present_summary, set_section
from reports.document import Block, blocks_of
from reports.models import Section
from reports.opening import column_of
from reports.report import Report
from reports.templatetags.opened import opened
from reports.tokens import TOKENS, award_tokens

from .adoption import HELD, busy
from .conftest import YEAR, accept_as_it_is, declare, return_of

LINK = re.compile(r'<a class="opens" href="([^"]+)">([^<]+)</a>')


def words_of(html):
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.fixture
def told(year):
    """Chợ A says 30 and Tô Đoóc is counted from its roster."""
    declare(year.cho_a, year.office, members_closing=30)
    return year


def test_every_figure_that_can_be_named_leads_to_a_page_there_is(told, certificate):
    opening = [one for one in [*TOKENS.values(), *award_tokens([certificate])] if one.opens]

    assert len(opening) > len(TOKENS) / 2
    assert [one.name for one in opening if column_of(one.opens, [certificate]) is None] == []


def test_a_figure_in_a_sentence_is_a_link_and_the_sentence_reads_as_before(told):
    report = Report(return_of(told.con_minh))
    html = opened(Block("Có 31 hội viên, 02 chi hội.", source="Có {Hội viên} hội viên, {Chi hội} chi hội."), report)

    assert words_of(html) == "Có 31 hội viên, 02 chi hội."
    assert LINK.findall(html) == [
        (f"/bao-cao/{YEAR}/so/members_closing/?don-vi=02173", "31"),
        (f"/bao-cao/{YEAR}/so/chapters/?don-vi=02173", "02"),
    ]


def test_what_was_printed_otherwise_stays_words_from_there_on(told):
    report = Report(return_of(told.con_minh))
    html = opened(
        Block("02 chi hội, 29 hội viên, 02.", source="{Chi hội} chi hội, {Hội viên} hội viên, {Chi hội}."), report
    )

    assert words_of(html) == "02 chi hội, 29 hội viên, 02."
    assert [shown for _, shown in LINK.findall(html)] == ["02"]


@pytest.mark.parametrize("text", ["{Số voi}", "{", "<b>{Hội viên}</b>", "31", "{Hội viên}{Hội viên}"])
def test_any_text_comes_out_as_it_went_in(told, text):
    html = opened(Block("<script>31</script>", source=text), Report(return_of(told.con_minh)))

    assert unescape(re.sub(r"</?a\b[^>]*>", "", html)) == "<script>31</script>"
    assert "<script" not in html


def test_lists_open_their_figures_too():
    first, second = blocks_of("- 31 hội viên;\n2. có 02 chi hội", "- {Hội viên} hội viên;\n2. có {Chi hội} chi hội")

    assert (first.text, first.source) == ("31 hội viên;", "{Hội viên} hội viên;")
    assert (second.mark, second.source) == ("2.", "có {Chi hội} chi hội")
    assert blocks_of("12. Một dòng", "{Hội viên}. Một dòng")[0].source == ""
    assert [one.source for one in blocks_of("Một\nHai", "Một")] == ["", ""]


def test_last_year_s_figure_leads_to_last_year(told):
    accept_as_it_is(return_of(told.con_minh), told.office)
    open_period(year=YEAR + 1, by=told.office)
    declare(told.cho_a, told.office, YEAR + 1, members_closing=33)
    html = opened(
        Block("31 lên 34", source="{Hội viên cuối kỳ, năm trước} lên {Hội viên cuối kỳ}"),
        Report(return_of(told.con_minh, YEAR + 1)),
    )

    assert [url.split("/")[2] for url, _ in LINK.findall(html)] == [str(YEAR), str(YEAR + 1)]


def test_an_adopted_paper_opens_through_what_it_froze(year, as_user):
    busy(year)
    summary = begin_summary(period=year.period, unit=year.district, by=year.office)
    section = summary.sections.get(section=Section.SETTING)
    set_section(
        summary=summary, section=Section.SETTING, was=section.text, now="- Có {Hội viên} người.", by=year.office
    )
    present_summary(summary=summary, by=year.office)
    adopt_summary(summary=summary, adopted_on=HELD, by=year.office)

    page = as_user(year.leader).get(f"/bao-cao/{YEAR}/").text
    (link,) = [url for url, shown in LINK.findall(page) if shown == "33" and "members_closing" in url][:1]

    assert f"ban={summary.pk}" in link
    assert "33" in as_user(year.leader).get(unescape(link)).text


def test_each_number_of_a_headline_with_two_leads_to_its_own(told, as_user):
    for page in (f"/bao-cao/{YEAR}/", f"/tong-quan/{YEAR}/"):
        html = as_user(told.leader).get(page).text
        tile = html[html.index("Chi hội · Ban khuyến học") :][:900]

        assert re.findall(r"/so/(\w+)/[^>]*>(\d+)<", tile) == [("chapters", "3"), ("boards", "0")]
