"""Whatever is done to people, and in whatever order: nobody is counted twice, and each year's roster adds up."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapters.actions import (
    admit_member,
    count_here,
    create_unit,
    end_membership,
    join_unit,
    transfer_member,
    void_membership,
)
from chapters.models import Member, Membership
from khuyenhoc.actions import Refusal
from reports.models import Period
from reports.records import figures_of, roster

from ..databases import examples
from .test_records import start, undone

FIRST = date(2022, 1, 1)
DAYS = 730  # the years 2022 and 2023

days = st.integers(0, DAYS - 1).map(lambda number: FIRST + timedelta(days=number))
kinds = st.sampled_from(["admit", "transfer", "end", "return", "second", "void", "count"])
steps = st.lists(st.tuples(kinds, st.integers(0, 2), st.integers(0, 2), days), min_size=4, max_size=14)


def do(kind, person, unit, day, by):
    """One step on whatever there is; what the verbs refuse, does not happen."""
    if kind == "admit" or person is None:
        admit_member(unit=unit, name="Nông Văn Bình", since=day, by=by)
        return
    line = person.memberships.genuine().first()
    if kind in ("return", "second"):
        join_unit(member=person, unit=unit, since=day, is_counted=kind == "return", by=by)
    elif line and kind == "transfer":
        transfer_member(member=person, membership=line, to=unit, on=day, by=by)
    elif line and kind == "end":
        end_membership(membership=line, until=day, exit=("left", "moved_out", "died")[day.day % 3], by=by)
    elif line and kind == "void":
        void_membership(membership=line, by=by)
    elif line:
        count_here(membership=line, on=day, by=by)


def counted_on(person, day):
    lines = person.memberships.filter(is_counted=True, since__lte=day)
    return lines.exclude(until__lte=day).count()


@pytest.mark.django_db
@settings(max_examples=examples(25, on="postgresql"), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=steps)
def test_nobody_is_counted_twice_and_each_year_adds_up(steps):
    with undone():
        root, by = start("commune", "xã", "Côn Minh")
        units = [
            create_unit(parent=root, kind="chapter", name=f"Chi hội {n}", setting="hamlet", keeps_roster=True, by=by)
            for n in range(3)
        ]
        happened = 0
        for kind, who, where, day in steps:
            people = list(Member.objects.order_by("pk"))
            try:
                do(kind, people[who % len(people)] if people else None, units[where], day, by)
                happened += 1
            except Refusal:
                continue

        assert happened
        turns = {day for line in Membership.objects.all() for day in (line.since, line.until) if day}
        assert max(counted_on(person, day) for person in Member.objects.all() for day in turns) <= 1
        for year in (2022, 2023):
            check_year(units, year)


def check_year(units, year):
    period = Period(year=year, starts_on=date(year, 1, 1), cut_off=date(year, 12, 31))
    told = figures_of(roster(period, [unit.pk for unit in units]))
    for figures in told.values():
        came = figures["members_joined"] + figures["members_moved_in"]
        went = figures["members_left"] + figures["members_moved_out"]
        assert figures["members_opening"] + came - went == figures["members_closing"]
    standing = Membership.objects.filter(is_counted=True, since__lte=period.cut_off)
    there = standing.exclude(until__lte=period.cut_off).values("member").distinct().count()
    assert sum(figures["members_closing"] for figures in told.values()) == there
