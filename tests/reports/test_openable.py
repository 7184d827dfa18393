"""From a figure on the page down to the records behind it, each page adding up to the one before."""

import html
import re
from copy import deepcopy
from datetime import date

import pytest
from django.utils import timezone

from chapters.actions import admit_member, end_membership, move_unit
from chapters.models import Membership
from reports.actions import adopt_summary, begin_summary, hand_back, open_period, submit_return
from reports.freezing import frozen_origins
from reports.models import Row
from reports.origins import freeze_origin, origins_of, thaw_origin
from reports.report import Report
from reports.sources import sum_of

from ..conftest import standing
from .adoption import adopted, busy, take_in
from .conftest import YEAR, add, declare, explain_all, fill, hand_in, return_of, row_of
from .walking import cells_unlike_their_origin, not_the_sum

LINK = re.compile(r'href="(/bao-cao/2023/so/[^"]+)"')


@pytest.fixture(scope="module")
def _busy(_year, django_db_blocker):
    with standing(django_db_blocker, busy, _year) as year:
        yield year


@pytest.fixture
def open_year(_busy, db):
    return deepcopy(_busy)


def links(client, url):
    page = client.get(url)
    assert page.status_code == 200, url
    return [html.unescape(link) for link in dict.fromkeys(LINK.findall(page.content.decode()))]


@pytest.mark.runs_on("sqlite")
def test_every_link_of_the_page_leads_down_until_there_is_nothing_below(open_year, as_user):
    client = as_user(open_year.leader)
    seen, waiting = set(), [f"/bao-cao/{YEAR}/"]
    while waiting:
        url = waiting.pop()
        found = [link for link in links(client, url) if link not in seen]
        seen |= set(found)
        waiting += found

    cells = {url.split("?")[0] for url in seen if re.search(r"/so/[\w-]+/\d+/", url)}
    assert f"/bao-cao/{YEAR}/so/members_closing/{row_of(open_year.cho_a).pk}/" in cells
    assert f"/bao-cao/{YEAR}/so/fund_in_members/{row_of(open_year.ban_cao).pk}/" in cells
    assert f"/bao-cao/{YEAR}/so/award--giay-khen-huyen--person--pending/{row_of(open_year.cho_a).pk}/" in cells
    assert f"/bao-cao/{YEAR}/so/plan_tasks/" not in cells


@pytest.mark.parametrize("is_adopted", [False, True])
def test_all_figures_add_up_live_and_adopted(open_year, is_adopted):
    summary = adopted(open_year).summary if is_adopted else None
    tops = [return_of(unit) for unit in (open_year.district, open_year.con_minh, open_year.van_lang)]
    for top in tops:
        report = Report(top, summary)
        chosen = Row.objects.filter(unit_return=top)
        origins = (summary and frozen_origins(summary, top)) or origins_of(report.table.rows, chosen)
        assert not_the_sum(report) == []
        assert cells_unlike_their_origin(report, origins) == []
        assert [cell for cell, one in origins.items() if (one.recorded or 0) != sum_of(one.sources)] == []


def test_a_counted_cell_names_its_records_to_who_may_read_them(open_year, as_user):
    url = f"/bao-cao/{YEAR}/so/members_closing/{row_of(open_year.ban_cao).pk}/"

    seen = as_user(open_year.leader).get(url).content.decode()
    hidden = as_user(open_year.treasurer).get(url).content.decode()

    assert "Nông Thị Mai" in seen
    assert "Hoàng Thị Lan" in seen
    assert "Hội viên cuối kỳ: 2" in seen
    assert "Nông Thị Mai" not in hidden
    assert "2 hồ sơ ở trang này không nêu tên" in hidden
    assert as_user(open_year.van_lang_officer).get(url).status_code == 404


def test_a_declared_cell_says_who_entered_and_who_accepted_it(open_year, as_user):
    page = as_user(open_year.leader).get(f"/bao-cao/{YEAR}/so/members_closing/{row_of(open_year.cho_a).pk}/")
    text = page.content.decode()

    assert "Hội viên cuối kỳ: 30" in text
    assert "Cán bộ Côn Minh" in text
    assert "Thường trực Hội chốt lúc" in text


def test_vouchers_are_listed_with_what_each_adds(open_year, as_user):
    page = as_user(open_year.treasurer).get(f"/bao-cao/{YEAR}/so/fund_closing/{row_of(open_year.ban_cao).pk}/")
    records = [(record.label.split(": ")[-1], record.part) for _, record in page.context["lines"]]

    assert records == [("Ủng hộ", "500.000"), ("Học bổng", "-200.000")]
    assert [cell.origin.used for cell in page.context["cells"]] == [300_000]


def test_what_came_after_acceptance_is_told_beside_it_with_the_record(open_year, as_user):
    take_in(open_year.fund, 70_000, open_year.treasurer)
    client = as_user(open_year.treasurer)

    line = client.get(f"/bao-cao/{YEAR}/so/fund_in_members/?don-vi=02173").content.decode()
    cell = client.get(f"/bao-cao/{YEAR}/so/fund_in_members/{row_of(open_year.ban_cao).pk}/")

    assert "Theo báo cáo đã chốt: <strong>500.000</strong> · Hôm nay: <strong>570.000</strong>" in line
    assert [(record.kind, record.part) for _, _, record in cell.context["changed"]] == [("chứng từ", "70.000")]


def test_an_old_paper_does_not_tell_what_a_neighbour_counts_today(cast, as_user):
    year, officer = timezone.localdate().year, cast.con_minh_officer
    period = open_period(year=year, by=cast.office)
    declare(cast.cho_a, cast.office, year, members_closing=30)
    fill(cast.con_minh, cast.office, year)
    explain_all(cast.con_minh, cast.office, year)
    submitted = submit_return(unit_return=return_of(cast.con_minh, year), by=cast.office)
    paper = adopt_summary(
        summary=begin_summary(period=period, unit=cast.con_minh, by=officer),
        adopted_on=timezone.localdate(),
        by=officer,
    )
    hand_back(unit_return=submitted, reason="Chi hội Chợ A về Văn Lang", by=cast.office)
    row = row_of(cast.cho_a, year)
    url = f"/bao-cao/{year}/so/members_closing/{row.pk}/?ban={paper.pk}&don-vi={cast.con_minh.code}"
    declare(cast.cho_a, cast.office, year, members_closing=31)
    assert "<dt>Hôm nay</dt><dd>31</dd>" in as_user(officer).get(url).text

    move_unit(unit=cast.cho_a, parent=cast.van_lang, by=cast.office)
    declare(cast.cho_a, cast.van_lang_officer, year, members_closing=77)

    shown = as_user(officer).get(url).text
    assert ": 30</h2>" in shown
    assert "<dt>Hôm nay</dt><dd>–</dd>" in shown
    assert "<dt>Hôm nay</dt><dd>77</dd>" in as_user(cast.office).get(url).text


def test_a_sum_that_is_the_same_today_does_not_hide_that_its_lines_are_not(open_year, as_user):
    adopted(open_year)
    url, client = f"/bao-cao/{YEAR}/so/members_closing/", as_user(open_year.office)
    assert "Không khác." in client.get(url).text

    mai = Membership.objects.get(member__name="Nông Thị Mai")
    end_membership(membership=mai, until=date(YEAR, 12, 1), exit="left", by=open_year.admin)
    admit_member(
        unit=open_year.to_dooc,
        name="Ma Thị Én",
        sex="female",
        birth_year=1980,
        since=date(YEAR, 12, 1),
        by=open_year.admin,
    )
    page = client.get(url).text

    assert "Hôm nay: <strong>33</strong>" in page
    assert "hôm nay 2<" in page
    assert "Không khác." not in page
    assert "Tổng không đổi, nhưng có dòng khác" in page


def test_a_share_shows_both_its_sides(open_year, as_user):
    page = as_user(open_year.leader).get(f"/bao-cao/{YEAR}/so/members_share/")
    opened = page.context["opened"]

    assert opened.over[:2] == ("Hội viên cuối kỳ", "33")
    assert opened.under[1] == "2"
    assert "/so/population/" in page.content.decode()


@pytest.mark.parametrize("key", ["khong-co", "award--khong-co--person--given", "award--giay-khen-huyen--x--given"])
def test_what_is_no_figure_is_not_found(open_year, as_user, key):
    assert as_user(open_year.leader).get(f"/bao-cao/{YEAR}/so/{key}/").status_code == 404


@pytest.mark.parametrize("chapters", [1, 3])
def test_a_figure_and_a_cell_ask_as_much_of_one_as_of_three(chapters, year, as_user, django_assert_num_queries):
    for number in range(chapters):
        add(year.con_minh, "chapter", f"Chi hội số {number}", year.office)
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    hand_in(year.con_minh, year.office)
    client = as_user(year.office)
    for url in (
        f"/bao-cao/{YEAR}/so/members_closing/?don-vi=02173",
        f"/bao-cao/{YEAR}/so/members_closing/{row_of(year.ban_cao).pk}/",
    ):
        client.get(url)

    with django_assert_num_queries(12):
        client.get(f"/bao-cao/{YEAR}/so/members_closing/?don-vi=02173")
    with django_assert_num_queries(19):
        client.get(f"/bao-cao/{YEAR}/so/members_closing/{row_of(year.ban_cao).pk}/")


def test_an_origin_is_frozen_and_read_again_whole(open_year):
    chosen = Row.objects.filter(unit_return=return_of(open_year.district))
    origins = origins_of(list(chosen.select_related("unit_return__period")), chosen)

    assert origins
    assert {cell: thaw_origin(freeze_origin(one)) for cell, one in origins.items()} == origins


def test_a_long_list_has_pages_and_the_sum_of_all_under_each(open_year, as_user, monkeypatch):
    monkeypatch.setattr("chapters.views.common.PAGE_SIZE", 1)
    url = f"/bao-cao/{YEAR}/so/members_closing/{row_of(open_year.ban_cao).pk}/"
    client = as_user(open_year.leader)

    pages = [client.get(url, {"trang": number}) for number in (1, 2)]

    assert [[record.label.split(",")[0] for _, record in page.context["lines"]] for page in pages] == [
        ["Hoàng Thị Lan"],
        ["Nông Thị Mai"],
    ]
    assert all('data-label="Cộng">2</td>' in page.content.decode() for page in pages)


def test_a_row_shows_of_a_share_only_the_side_it_is_asked_for(open_year, as_user):
    page = as_user(open_year.leader).get(f"/bao-cao/{YEAR}/so/members_share/?don-vi=02173")
    sides = {part.line.label: (part.over, part.under) for part in page.context["parts"]}

    assert sides["Chi hội thôn Chợ A"] == ("30", "–")
    assert f'<a href="/bao-cao/{YEAR}/so/members_share/{row_of(open_year.cho_a).pk}/?don-vi=02173">30<' in page.text
