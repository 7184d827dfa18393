"""What can change no more is kept, and what can is read each time."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chapters.actions import admit_member
from khuyenhoc.models import Change
from reports.actions import adopt_summary, begin_summary, reopen_return, set_section, set_targets, submit_return
from reports.models import Section
from reports.pages.dashboard import Dashboard
from reports.report import Report
from reports.settled import KEPT, STANDING, forget_all, remembered, while_nothing_is_written
from reports.tables import annual_table, settled_key

from .conftest import accept_as_it_is, declare, fill, hand_in, return_of, row_of, table_of

PAGE = "/tong-quan/2023/?don-vi=02173"


def drawn(board):
    """The bars but for where they lead: of what was adopted to its paper."""
    charts = (board.share, board.members, board.settings, board.fund)
    return [chart and [replace(bar, url=None) for bar in chart.bars] for chart in charts]


@pytest.fixture
def accepted(year):
    declare(year.cho_a, year.con_minh_officer, members_closing=30)
    hand_in(year.con_minh, year.office)
    return year


def test_only_a_tree_in_which_all_is_accepted_is_kept(accepted):
    assert settled_key(return_of(accepted.con_minh))
    assert settled_key(return_of(accepted.district)) == ""
    assert annual_table(return_of(accepted.con_minh)).root is annual_table(return_of(accepted.con_minh)).root
    district = return_of(accepted.district)
    assert annual_table(district).root is not annual_table(district).root


def test_a_corrected_version_is_another_table(accepted, as_user):
    client = as_user(accepted.leader)
    assert "31" in client.get(PAGE).context["board"].key_figures[0].value
    key = table_of(accepted.con_minh).settled

    reopen_return(unit_return=return_of(accepted.con_minh), reason="Ghi nhầm", by=accepted.office)
    assert table_of(accepted.con_minh).settled == ""
    declare(accepted.cho_a, accepted.con_minh_officer, members_closing=45)
    assert client.get(PAGE).context["board"].key_figures[0].value == "46"
    accept_as_it_is(return_of(accepted.con_minh), accepted.office)

    assert table_of(accepted.con_minh).settled not in ("", key)
    page = client.get(PAGE)
    assert ">46<" in page.text
    assert ">31<" not in page.text


def test_the_kept_page_is_the_page(accepted, as_user):
    client = as_user(accepted.leader)

    first, again = client.get(PAGE).text, client.get(PAGE).text

    assert without_token(first) == without_token(again)
    assert "Hội viên theo chi hội" in again


def without_token(text):
    return [line for line in text.splitlines() if "csrf" not in line]


def test_a_target_given_later_is_seen_though_the_figures_are_settled(accepted, as_user):
    client = as_user(accepted.leader)
    client.get(PAGE)
    before = Report(return_of(accepted.con_minh)).settled

    goals = {"members_closing": (None, Decimal(60))}
    set_targets(period=accepted.period, unit=accepted.con_minh, goals=goals, by=accepted.office)

    assert Report(return_of(accepted.con_minh)).settled != before
    assert "Chỉ tiêu được giao" in client.get(PAGE).text


@pytest.fixture
def adopted(accepted):
    """The district's summary of 2023, adopted after both communes were accepted."""
    hand_in(accepted.van_lang, accepted.office)
    fill(accepted.district, accepted.office)
    submit_return(unit_return=return_of(accepted.district), by=accepted.office)
    accepted.live = drawn(Dashboard(Report(return_of(accepted.district))))
    summary = begin_summary(period=accepted.period, unit=accepted.district, by=accepted.office)
    accepted.summary = adopt_summary(summary=summary, adopted_on=date(2024, 1, 18), by=accepted.office)
    return accepted


def test_an_adopted_year_shows_what_was_adopted_whatever_is_corrected_afterwards(adopted, as_user):
    client = as_user(adopted.leader)
    for unit in (adopted.district, adopted.con_minh):
        reopen_return(unit_return=return_of(unit), reason="Ghi nhầm", by=adopted.office)
    declare(adopted.cho_a, adopted.con_minh_officer, members_closing=900)

    board = client.get("/tong-quan/2023/").context["board"]
    trend = client.get("/bao-cao/2023/nhieu-nam/").context["trend"]

    assert board.settled
    assert board.key_figures[0].value == "32"
    assert drawn(board) == adopted.live
    assert [year.state for year in trend.years] == ["đã thông qua"]


def test_an_adopted_year_is_read_once(adopted, as_user):
    client, costs = as_user(adopted.leader), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/tong-quan/2023/")
        costs.append(len(queries))

    assert costs[1] <= 10 < costs[0]


OPEN = ("/tong-quan/2023/", "/bao-cao/2023/")


@pytest.mark.parametrize("page", OPEN)
def test_an_open_year_is_read_once_while_nobody_writes(year, as_user, page):
    client, costs = as_user(year.leader), []
    client.get("/")
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page)
        costs.append(len(queries))

    assert costs[1] <= 12 < costs[0]


def written_by(cast):
    """What people write, one after the other, each by its own verb or past all of them."""
    declare(cast.cho_a, cast.con_minh_officer, members_closing=30)
    yield "what a chapter says"
    goals = {"members_share": (None, Decimal(5))}
    set_targets(period=cast.period, unit=cast.con_minh, goals=goals, by=cast.office)
    yield "a target"
    summary = begin_summary(period=cast.period, unit=cast.district, by=cast.office)
    yield "a summary begun"
    held = summary.sections.get(section=Section.SETTING)
    set_section(summary=summary, section=Section.SETTING, was=held.text, now="Có {Hội viên} người.", by=cast.office)
    yield "a section of its text"
    admit_member(unit=cast.to_dooc, name="Nông Thị Mẩy", since=date(2023, 5, 1), by=cast.office)
    yield "a member on a roster"
    with connection.cursor() as cursor:
        cursor.execute("UPDATE reports_row SET name = 'Côn Minh Hai' WHERE id = %s", [row_of(cast.con_minh).pk])
    yield "a row, by hand in the database"
    hand_in(cast.con_minh, cast.office)
    yield "an acceptance"


def test_whatever_is_written_is_on_the_next_page_at_once(year, as_user):
    client, told = as_user(year.leader), {}
    for what in written_by(year):
        kept = [without_token(client.get(page).text) for page in OPEN]
        forget_all()
        anew = [without_token(client.get(page).text) for page in OPEN]
        assert kept == anew, what
        assert kept not in told.values(), what
        told[what] = kept


def test_an_open_year_is_read_again_on_the_next_day(year, as_user):
    state, boards = Change.objects.state(), []
    for days in (0, 0, 1):
        with time_machine.travel(timezone.now() + timedelta(days), tick=False):
            boards.append(as_user(year.leader).get(OPEN[0]).context["board"])

    assert Change.objects.state()[:2] == state[:2]
    assert boards[0] is boards[1]
    assert boards[0] is not boards[2]


def test_it_keeps_only_so_many():
    made = []
    for number in range(KEPT + 1):
        remembered(number, lambda number=number: number)
    remembered(0, lambda: made.append("again"))

    assert made == ["again"]
    forget_all()


def test_of_open_years_it_keeps_only_so_many_and_the_state_of_each_once(cast):
    made = []
    for number in range(STANDING + 1):
        while_nothing_is_written(number, lambda number=number: made.append(number))
    while_nothing_is_written(STANDING, lambda: made.append("kept"))
    while_nothing_is_written(0, lambda: made.append("again"))

    assert made == [*range(STANDING + 1), "again"]


def test_somebody_else_is_shown_nothing_of_who_looked_first(accepted, as_user):
    as_user(accepted.con_minh_officer).get(PAGE)

    page = as_user(accepted.leader).get(PAGE)

    assert accepted.con_minh_officer.name not in page.text
    assert as_user(accepted.van_lang_officer).get(PAGE).status_code == 404
    assert row_of(accepted.cho_a).unit_return.state == "accepted"
