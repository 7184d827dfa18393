"""Whatever is elected, ended, replaced, voided and carried over: one head a day, and the dates answer for every day."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapters.actions import (
    before_term,
    carry_over,
    elect_officer,
    end_officer,
    open_term,
    replace_officer,
    void_officer,
)
from chapters.models import Officer
from khuyenhoc.actions import Refusal

FIRST = date(2022, 1, 1)
DAYS = 40
POSTS = ("chair", "inspection_head", "vice_chair")
NAMES = ("Lý Quang Sầm", "Bàn Văn Lưu", "Hà Thị Chuyên")

days = st.integers(0, DAYS)
steps = st.lists(
    st.tuples(
        st.sampled_from(["elect", "end", "replace", "void", "carry"]),
        st.sampled_from(POSTS),
        st.sampled_from(NAMES),
        days,
        st.integers(0, 5),
    ),
    min_size=4,
    max_size=12,
)


class Book:
    """The same steps kept by hand: number of the row → (post, name, since, until)."""

    def __init__(self, cast):
        self.cast, self.held = cast, {}

    def take(self, step):
        what, post, name, day, pick = step
        on = FIRST + timedelta(days=day)
        officers = list(Officer.objects.genuine().order_by("pk"))
        officer = officers[pick % len(officers)] if officers else None
        if what == "elect":
            made = elect_officer(unit=self.cast.district, post=post, name=name, since=on, by=self.cast.office)
            self.held[made.pk] = [post, name, on, None]
        elif what == "carry":
            self.carry(on, pick)
        elif officer:
            self.change(what, officer, on, name)

    def change(self, what, officer, on, name):
        if what == "void":
            void_officer(officer=officer, by=self.cast.office)
            del self.held[officer.pk]
        elif what == "end":
            end_officer(officer=officer, until=on, exit="left", by=self.cast.office)
            self.held[officer.pk][3] = on
        else:
            made = replace_officer(officer=officer, until=on, exit="left", name=name, by=self.cast.office)
            self.held[officer.pk][3] = on
            self.held[made.pk] = [officer.post, name, on, None]

    def carry(self, on, pick):
        planned = on + timedelta(days=1800)
        with transaction.atomic():
            term = open_term(
                unit=self.cast.district, name=f"{on}", since=on, planned_until=planned, by=self.cast.office
            )
            serving = list(before_term(term))
            staying = serving[: pick % (len(serving) + 1)]
            made = carry_over(term=term, staying=staying, shown=serving, by=self.cast.office)
        for officer in serving:
            self.held[officer.pk][3] = on
        for officer in made:
            self.held[officer.pk] = [officer.post, officer.name, on, None]

    def holders(self, day):
        return sorted(
            (post, name)
            for post, name, since, until in self.held.values()
            if since <= day and (until is None or day < until)
        )


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_one_head_a_day_and_in_office_agrees_with_the_hand(steps, cast):
    point = transaction.savepoint()
    try:
        book = Book(cast)
        for step in steps:
            try:
                book.take(step)
            except Refusal:
                continue
        for day in (FIRST + timedelta(days=number) for number in range(-1, DAYS + 2)):
            found = sorted(Officer.objects.in_office(day).values_list("post", "name"))
            assert found == book.holders(day)
            heads = [post for post, _ in found if post != "vice_chair"]
            assert len(heads) == len(set(heads))
    finally:
        transaction.savepoint_rollback(point)
