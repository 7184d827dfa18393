"""Figures of many rows declared at once: the same values, the same log and the same refusals as row by row."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from khuyenhoc.actions import Refusal
from khuyenhoc.models import Change
from reports.actions import RowEntry, close_period, enter_on_behalf, hand_back, set_many_values, set_values
from reports.models import UNKNOWN, OnBehalf, Return, ReturnValue

from .conftest import declare, hand_in, return_of, row_of, undone


def at_once(entries, by):
    set_many_values(entries=entries, by=by)


@transaction.atomic
def row_by_row(entries, by):
    for one in entries:
        set_values(row=one.row, cells=one.cells, by=by, on_behalf=one.on_behalf)


def written_by(way, entries, by):
    """What stands in the table and in the log after it, without the moments and the numbers that rows get."""
    values = ("row", "indicator", "declared", "is_unknown", "entered_by", "on_behalf", "link", "value")
    changes = ("table_name", "operation", "unit_id", "actor_id", "actor_name", "through")
    with undone():
        before = Change.objects.count()
        way(entries, by)
        log = [
            ([getattr(one, name) for name in changes], told(one.before), told(one.after))
            for one in Change.objects.order_by("pk")[before:]
        ]
        return list(ReturnValue.objects.order_by("row", "indicator").values_list(*values)), log


def told(side):
    return {column: value for column, value in (side or {}).items() if column not in ("id", "entered_at")}


@pytest.fixture
def entries(year):
    """New figures, one taken back, one unknown, one as it was, one that somebody else has made so already."""
    declare(year.cho_a, year.con_minh_officer, members_closing=57, fund_closing=5)
    declare(year.to_dooc, year.van_lang_officer, fund_closing=9)
    return [
        RowEntry(row_of(year.con_minh), {"population": (None, 3208), "households": (None, UNKNOWN)}),
        RowEntry(row_of(year.cho_a), {"members_closing": (57, None), "fund_closing": (5, 5)}),
        RowEntry(row_of(year.ban_cao), {"fund_closing": (None, 0)}),
        RowEntry(row_of(year.to_dooc), {"fund_closing": (8, 9)}),
    ]


def test_the_table_and_the_log_hold_the_same_afterwards(year, entries):
    expected = written_by(row_by_row, entries, year.office)

    assert written_by(at_once, entries, year.office) == expected
    assert len(expected[1]) == 4


def test_each_row_keeps_how_its_own_figures_came(year, entries):
    def came(unit):
        facts = {"way": "phone", "from_whom": unit.name, "received_on": year.period.cut_off, "by": year.office}
        return enter_on_behalf(unit_return=return_of(unit), **facts)

    of_con_minh, of_van_lang = came(year.con_minh), came(year.van_lang)
    told_how = [RowEntry(one.row, one.cells, of_con_minh) for one in entries[:3]]
    told_how.append(RowEntry(entries[3].row, {"fund_closing": (9, 10)}, of_van_lang))

    expected = written_by(row_by_row, told_how, year.office)
    set_many_values(entries=told_how, by=year.office)

    assert [row[5] for row in expected[0]].count(of_van_lang.pk) == 1
    figures = {str(one): one.values.count() for one in OnBehalf.objects.all()}
    assert figures == {"điện thoại của Côn Minh": 4, "điện thoại của Văn Lang": 1}


def a_clash(year, entries):
    return [*entries, RowEntry(entries[2].row, {"fund_in_dues": (3, 4)})]


def a_figure_below_zero(year, entries):
    return [*entries, RowEntry(entries[2].row, {"fund_in_dues": (None, -4)})]


def an_unknown_figure(year, entries):
    return [*entries, RowEntry(entries[2].row, {"no_such": (None, 4)})]


def a_figure_of_another_level(year, entries):
    return [*entries, RowEntry(entries[2].row, {"population": (None, 4)})]


def an_accepted_return(year, entries):
    hand_in(year.van_lang, year.office)
    return [entries[0], RowEntry(entries[3].row, {"fund_in_dues": (1, 2)})]


def a_submitted_return(year, entries):
    Return.objects.filter(pk=return_of(year.van_lang).pk).update(state="submitted")
    return [entries[0], RowEntry(entries[3].row, {"fund_in_dues": (None, 2)})]


def a_row_nobody_asked_about(year, entries):
    Return.objects.filter(pk=return_of(year.con_minh).pk).update(state="submitted")
    asked = {(row_of(year.cho_a).pk, "fund_closing"): "Sao lại là 5?"}
    hand_back(unit_return=return_of(year.con_minh), questions=asked, by=year.office)
    return [entries[1], entries[2]]


def a_closed_period(year, entries):
    close_period(period=year.period, by=year.office)
    return entries


def somebody_elses_paper(year, entries):
    facts = {"way": "phone", "from_whom": "A", "received_on": year.period.cut_off, "by": year.office}
    paper = enter_on_behalf(unit_return=return_of(year.van_lang), **facts)
    return [entries[0], RowEntry(entries[2].row, entries[2].cells, paper)]


@pytest.mark.parametrize(
    "with_fault",
    [
        a_clash,
        a_figure_below_zero,
        an_unknown_figure,
        a_figure_of_another_level,
        an_accepted_return,
        a_submitted_return,
        a_row_nobody_asked_about,
        a_closed_period,
        somebody_elses_paper,
    ],
)
def test_one_row_that_is_refused_refuses_all_in_the_same_words(year, entries, with_fault):
    faulty = with_fault(year, entries)
    before = list(ReturnValue.objects.values().order_by("pk"))

    refusals = []
    for way in (row_by_row, at_once):
        with pytest.raises(Refusal) as refused:
            way(faulty, year.office)
        refusals.append((type(refused.value), str(refused.value), refused.value.field, vars(refused.value)))

    assert refusals[0] == refusals[1]
    assert list(ReturnValue.objects.values().order_by("pk")) == before


def test_a_row_out_of_reach_refuses_all(year, entries):
    with pytest.raises(Refusal, match="không nhập số liệu tại Chi hội thôn Tô Đoóc"):
        set_many_values(entries=entries, by=year.con_minh_officer)

    assert ReturnValue.objects.count() == 3


def test_three_rows_ask_as_much_as_one(year, entries):
    def queries(some):
        with CaptureQueriesContext(connection) as asked, undone():
            set_many_values(entries=some, by=year.office)
        return len(asked)

    queries(entries[:1])  # what is asked once for the user
    assert queries(entries[:1]) == queries(entries[:3])
