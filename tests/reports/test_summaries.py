"""The summary is written, put before the conference, adopted, and then stands still."""

from copy import deepcopy
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError

from chapters.actions import update_unit
from khuyenhoc.actions import Clash, NotAllowed, Refusal
from reports.actions import (
    adopt_summary,
    begin_summary,
    change_period,
    present_summary,
    renew_summary,
    set_section,
    set_targets,
    submit_return,
)
from reports.freezing import digest_of, freeze_table, frozen_table
from reports.models import FrozenReturn, Return, Section, Summary
from reports.reading import adopted_report
from reports.report import Report
from reports.settled import forget_all
from reports.tables import annual_table

from ..conftest import standing
from .conftest import YEAR, declare, fill, hand_in, return_of, row_of

HELD = date(YEAR + 1, 1, 18)


def hand_all_in(year):
    declare(year.cho_a, year.con_minh_officer, members_closing=30, fund_closing=900_000)
    hand_in(year.con_minh, year.office)
    hand_in(year.van_lang, year.office)
    fill(year.district, year.office)
    submit_return(unit_return=return_of(year.district), by=year.office)
    return year


@pytest.fixture(scope="module")
def _busy(_year, django_db_blocker):
    with standing(django_db_blocker, hand_all_in, _year) as year:
        yield year


@pytest.fixture
def handed_in(_busy, db):
    """Both communes accepted, the district's own return submitted."""
    return deepcopy(_busy)


@pytest.fixture
def written(handed_in):
    made = begin_summary(period=return_of(handed_in.district).period, unit=handed_in.district, by=handed_in.office)
    handed_in.summary = made
    return handed_in


def adopted(cast):
    return adopt_summary(summary=cast.summary, adopted_on=HELD, by=cast.office)


def said(table):
    """Everything a table says, node by node and row by row."""
    return (
        [(node.row.full_name, node.own, node.total) for node in table.nodes()],
        [(row.full_name, table.by_row[row.pk]) for row in table.rows],
        table.root.share(["members_closing"], "population"),
    )


def test_row_by_row_comes_to_the_same_as_summed_by_the_database(handed_in):
    for unit in (handed_in.district, handed_in.con_minh):
        top = return_of(unit)
        assert said(annual_table(top)) == said(annual_table(top, row_by_row=True))


def test_a_summary_begins_with_what_the_figures_say(written):
    text = written.summary.sections.get(section=Section.ORGANISATION).text
    assert "hội viên" in text
    assert written.summary.sections.count() == len(Section)


def test_it_is_begun_once_and_not_by_who_only_reads(written):
    with pytest.raises(Refusal, match="đã được soạn rồi"):
        begin_summary(period=written.summary.period, unit=written.district, by=written.office)
    with pytest.raises(NotAllowed):
        begin_summary(period=written.summary.period, unit=written.con_minh, by=written.leader)


def test_a_section_that_somebody_changed_meanwhile_is_a_clash(written):
    section = written.summary.sections.get(section=Section.PROPOSALS)
    set_section(summary=written.summary, section=section.section, was="", now="Kiến nghị một.", by=written.office)

    with pytest.raises(Clash):
        set_section(summary=written.summary, section=section.section, was="", now="Kiến nghị hai.", by=written.office)

    section.refresh_from_db()
    assert section.text == "Kiến nghị một."


def test_a_figure_that_does_not_exist_is_refused_by_its_name(written):
    with pytest.raises(Refusal, match="Không có số liệu “Hội viên danh dự”"):
        set_section(
            summary=written.summary,
            section=Section.OPENING,
            was="",
            now="Có {Hội viên danh dự} người.",
            by=written.office,
        )


def test_adopting_freezes_what_the_table_says(written):
    present_summary(summary=written.summary, by=written.office)
    live = annual_table(return_of(written.district))

    made = adopted(written)

    assert Return.objects.get(pk=return_of(written.district).pk).state == Return.State.ACCEPTED
    frozen = frozen_table(made)
    assert said(frozen) == said(live)
    commune = frozen_table(made, return_of(written.con_minh))
    assert said(commune) == said(annual_table(return_of(written.con_minh)))
    assert Report(return_of(written.district), made).honours.lines == Report(return_of(written.district)).honours.lines
    assert all(one.digest == digest_of(one) for one in FrozenReturn.objects.all())


def test_what_was_adopted_stands_still_when_units_are_renamed(written):
    made = adopted(written)
    before = said(frozen_table(made))

    update_unit(unit=written.con_minh, by=written.admin, name="Tên khác")

    assert said(frozen_table(made)) == before


def test_what_was_adopted_keeps_its_targets_when_their_figure_is_not_asked_for_any_more(written):
    set_targets(
        period=written.summary.period,
        unit=written.district,
        goals={"members_closing": (None, Decimal(40))},
        by=written.office,
    )
    made = adopted(written)

    change_period(period=made.period, indicators_off=["members_closing", "members_women"], by=written.office)
    forget_all()

    again = Summary.objects.select_related("period", "unit").get(pk=made.pk)
    assert [(one.key, one.target) for one in adopted_report(again).goals.reached if one.is_given] == [
        ("members_closing", "40")
    ]


def test_nothing_is_adopted_before_its_figures_are_handed_in(year):
    summary = begin_summary(period=return_of(year.district).period, unit=year.district, by=year.office)
    with pytest.raises(Refusal, match="chưa nộp"):
        adopt_summary(summary=summary, adopted_on=HELD, by=year.office)


def test_what_was_adopted_is_written_no_more_but_in_a_new_version(written):
    made = adopted(written)
    with pytest.raises(Refusal, match="đã thông qua"):
        set_section(summary=made, section=Section.OPENING, was="", now="Khác", by=written.office)
    with pytest.raises(Refusal, match="lý do"):
        renew_summary(summary=made, reason=" ", by=written.office)

    newer = renew_summary(summary=made, reason="Sai số chi hội", by=written.office)

    assert (newer.version, newer.state, newer.code) == (2, Summary.State.WRITING, None)
    assert newer.sections.count() == made.sections.count()
    made.refresh_from_db()
    assert (made.is_current, made.is_adopted) == (False, True)


def test_a_new_version_is_found_from_the_page_of_the_adopted_one(written, as_user):
    newer = renew_summary(summary=adopted(written), reason="Sai số chi hội", by=written.office)
    page = f"/bao-cao/{YEAR}/"
    draft = f'{page}?don-vi=066&amp;ban={newer.pk}">Xem dự thảo'
    writing = f'{page}soan/?don-vi=066">Soạn tiếp'

    office, reader = (as_user(user).get(page).text for user in (written.office, written.leader))
    assert draft in office
    assert writing in office
    assert draft in reader
    assert writing not in reader

    present_summary(summary=newer, by=written.office)
    assert draft in as_user(written.leader).get(page).text


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE reports_summary SET number = '9'",
        "UPDATE reports_summary SET state = 'writing'",
        "DELETE FROM reports_summary",
        "UPDATE reports_summarysection SET printed = 'khác'",
        "DELETE FROM reports_summarysection",
        "UPDATE reports_frozenreturn SET cells = '{}'",
        "DELETE FROM reports_frozenreturn",
        "INSERT INTO reports_planitem (summary_id, kind, position, text, figure) "
        "SELECT id, 'task', 1, 'Thêm', '' FROM reports_summary",
    ],
)
def test_frozen_rows_resist_sql(written, sql):
    adopted(written)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_it_is_not_adopted_without_its_figures_even_by_sql(written):
    columns = "state = 'adopted', adopted_on = '2024-01-18', adopted_at = '2024-01-18', code = 'X', besides = '{}'"
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE reports_summary SET {columns}")


def test_freezing_keeps_every_row_of_the_tree(written):
    table = annual_table(return_of(written.district), row_by_row=True)
    frozen = freeze_table(written.summary, table)
    assert {one.facts["code"] for one in frozen} == {"066", "02173", "02140"}
    rows = [row["facts"]["id"] for one in frozen for row in one.rows]
    assert row_of(written.cho_a).pk in rows
