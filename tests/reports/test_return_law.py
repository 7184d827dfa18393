"""Whatever is done to returns by whomever, in whatever order: accepted values stay, states follow one another."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from khuyenhoc.actions import Refusal
from khuyenhoc.files import store_file
from reports.actions import (
    accept_return,
    change_period,
    close_period,
    hand_back,
    make_link,
    open_period,
    reopen_period,
    reopen_return,
    set_values,
    submit_return,
)
from reports.models import LinkHolder, Period, Return, ReturnValue, Row

from ..databases import examples
from .conftest import explain_all, fill, undone

PLACES = ("con_minh", "van_lang", "district")
WHO = ("office", "admin", "con_minh_officer", "van_lang_officer", "leader", "chapter_officer")
# From → to of a current return; a new version begins as a draft.
WAYS = {
    ("draft", "submitted"),
    ("returned", "submitted"),
    ("submitted", "draft"),
    ("submitted", "returned"),
    ("submitted", "accepted"),
    ("draft", "accepted"),
    ("returned", "accepted"),
}
DEEDS = (
    "enter", "fill", "submit", "hand_back", "ask", "accept", "sign", "reopen", "close", "open", "link", "sql_value",
    "sql_state", "sql_delete",
)  # fmt: skip

steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.sampled_from(PLACES), st.sampled_from(WHO), st.integers(0, 9)),
    min_size=6,
    max_size=14,
)
A_WHOLE_ROUND = [
    ("fill", "con_minh", "con_minh_officer", 1),
    ("submit", "con_minh", "con_minh_officer", 1),
    ("ask", "con_minh", "office", 1),
    ("enter", "con_minh", "con_minh_officer", 5),
    ("submit", "con_minh", "con_minh_officer", 1),
    ("accept", "con_minh", "office", 1),
    ("sql_value", "con_minh", "office", 8),
    ("sql_state", "con_minh", "office", 0),
    ("sql_delete", "con_minh", "office", 0),
    ("link", "con_minh", "office", 3),
    ("reopen", "con_minh", "office", 1),
    ("enter", "con_minh", "con_minh_officer", 7),
    ("close", "con_minh", "office", 0),
    ("enter", "con_minh", "con_minh_officer", 9),
    ("sql_value", "con_minh", "office", 4),
]


class Year:
    """The year beside what must never change of it."""

    def __init__(self, cast):
        self.cast = cast
        self.accepted, self.states, self.versions = {}, self.states_now(), {}

    def top(self, place):
        return (
            Return.objects.current().select_related("period", "unit", "above__unit").get(unit=getattr(self.cast, place))
        )

    def row(self, place):
        """A row that declares its members: a chapter of the commune, or the district's own."""
        return Row.objects.select_related("unit", "unit_return__period").filter(unit_return=self.top(place)).last()

    def take(self, deed, place, who, number):
        by, closed = getattr(self.cast, who), Period.objects.get().closed_at
        before = self.everything()
        with suppress(Refusal, IntegrityError), transaction.atomic():
            getattr(self, deed)(place, by, number)
        if closed and deed != "open":
            assert self.everything() == before, f"a closed period took {deed}"

    def enter(self, place, by, number):
        row = self.row(place)
        code = "members_closing" if not row.is_own else "plan_tasks"
        held = ReturnValue.objects.filter(row=row, indicator=code).first()
        set_values(row=row, cells={code: (held.said if held else None, number)}, by=by)

    def fill(self, place, by, number):
        fill(getattr(self.cast, place), by)
        explain_all(getattr(self.cast, place), by)

    def submit(self, place, by, number):
        submit_return(unit_return=self.top(place), by=by)

    def hand_back(self, place, by, number):
        hand_back(unit_return=self.top(place), reason="Xem lại", by=by)

    def ask(self, place, by, number):
        questions = {(self.row(place).pk, "members_closing"): "Đúng không?"}
        hand_back(unit_return=self.top(place), questions=questions, by=by)

    def accept(self, place, by, number):
        accept_return(unit_return=self.top(place), by=by)

    def sign(self, place, by, number):
        scan = store_file(name="a.pdf", content=b"%PDF-1.7", by=by)
        accept_return(unit_return=self.top(place), scan=scan, by=by)

    def reopen(self, place, by, number):
        reopen_return(unit_return=self.top(place), reason="Thiếu", by=by)

    def close(self, place, by, number):
        close_period(period=Period.objects.get(), by=by)

    def open(self, place, by, number):
        reopen_period(period=Period.objects.get(), reason="Bổ sung", by=by)

    def link(self, place, by, number):
        until = timezone.now() + timedelta(days=1)
        link, _ = make_link(unit_return=self.top(place), holder="bà Sen", expires_at=until, by=by)
        self.enter(place, LinkHolder(link), number)

    def sql_value(self, place, by, number):
        self.sql("UPDATE reports_returnvalue SET declared = %s WHERE row_id = %s", [number, self.row(place).pk])

    def sql_state(self, place, by, number):
        to = ("accepted", "draft")[number % 2]
        at = timezone.now() if to == "accepted" else None
        Return.objects.filter(pk=self.top(place).pk).exclude(state="draft").update(state=to, accepted_at=at)

    def sql_delete(self, place, by, number):
        if self.top(place).state == "accepted":
            self.sql("DELETE FROM reports_returnvalue WHERE row_id = %s", [self.row(place).pk])

    def sql(self, statement, values):
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def states_now(self):
        return dict(Return.objects.current().values_list("unit_id", "state"))

    def everything(self):
        values = ReturnValue.objects.order_by("pk").values_list("pk", "declared", "value", "is_unknown")
        return list(values), list(Return.objects.order_by("pk").values_list("pk", "state", "version"))

    def look(self):
        """What must hold after each step."""
        now = self.states_now()
        current = dict(Return.objects.current().values_list("unit_id", "version"))
        for unit, version in current.items():
            before = self.versions.get(unit, 1)
            assert before <= version <= before + 1
            if version == before and now[unit] != self.states[unit]:
                assert (self.states[unit], now[unit]) in WAYS
            if version > before:
                assert (self.states[unit], now[unit]) == ("accepted", "draft")
        self.states, self.versions = now, current
        held = {
            pk: facts
            for pk, *facts in ReturnValue.objects.filter(row__unit_return__state="accepted").values_list(
                "pk", "row__unit_return", "indicator", "declared", "recorded", "value", "as_of", "entered_by"
            )
        }
        for pk, facts in self.accepted.items():
            assert held[pk] == facts, "an accepted value changed"
        self.accepted = held
        drafted = Return.objects.filter(state="accepted", scan=None, submitted_at=None)
        assert not drafted.exists(), "accepted without having been handed in or signed"


@pytest.fixture
def open_year(cast):
    change_period(period=open_period(year=2023, by=cast.office), allows_links=True, by=cast.office)
    return cast


@settings(max_examples=examples(12, on="postgresql"), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
@example(steps=A_WHOLE_ROUND)
def test_no_sequence_changes_what_was_accepted_or_skips_a_state(open_year, steps):
    with undone():
        year = Year(open_year)
        for step in steps:
            year.take(*step)
            year.look()


def test_the_whole_round_really_goes_round(open_year):
    """So that the law above is not kept by refusing everything."""
    year = Year(open_year)
    for step in A_WHOLE_ROUND:
        year.take(*step)
        year.look()

    versions = Return.objects.filter(unit=open_year.con_minh).order_by("version")
    assert list(versions.values_list("version", "state", "is_current")) == [(1, "accepted", False), (2, "draft", True)]
    assert [year.row("con_minh").values.get(indicator="members_closing").declared] == [7]
