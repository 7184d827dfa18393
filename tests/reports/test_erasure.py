"""Erasing people keeps every count: in open figures and in accepted ones, whatever their histories."""

from datetime import date

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from chapters.actions import admit_member, end_membership, erase_member, join_unit, record_request
from chapters.models import Member
from reports.actions import accept_return, open_period, submit_return
from reports.models import ReturnValue

from .conftest import declare, fill, return_of, totals_of, undone

CUT = date(2023, 12, 31)
days = st.dates(date(2022, 1, 1), CUT)
history = st.tuples(
    st.sampled_from(["female", "male", ""]),
    days,
    st.none() | days,
    st.sampled_from(["left", "died", "moved_out"]),
    st.booleans(),
    st.booleans(),
).filter(lambda one: one[2] is None or one[1] <= one[2])


def forget(cast, member):
    unit = member.memberships.first().unit
    facts = {"kind": "erase", "received_on": timezone.localdate(), "way": "paper"}
    request = record_request(unit=unit, member=member, by=cast.office, **facts)
    erase_member(member=member, request=request, reason="Theo đơn", by=cast.office)


@pytest.fixture
def year(cast):
    open_period(year=2023, by=cast.office)
    declare(cast.con_minh, cast.office, population=3_210)
    return cast


def snapshot():
    return list(ReturnValue.objects.order_by("pk").values())


def test_a_district_s_figures_are_the_same_before_and_after(year):
    before = totals_of(year.district)

    forget(year, year.lan)

    after = totals_of(year.district)
    assert (before["members_closing"], before["members_women"], before["population"]) == (2, 1, 3_210)
    assert after == before


def test_accepted_figures_and_what_they_are_made_of_stay_as_they_are(year):
    for unit in (year.con_minh, year.van_lang):
        fill(unit, year.office)
        submit_return(unit_return=return_of(unit), by=year.office)
        accept_return(unit_return=return_of(unit), by=year.office)
    before, totals = snapshot(), totals_of(year.district)

    forget(year, year.lan)

    assert snapshot() == before
    assert totals_of(year.district) == totals


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.generate],
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(history, min_size=1, max_size=4))
def test_whatever_people_s_histories_erasing_any_of_them_changes_no_figure(year, histories):
    with undone():
        people = [live(year, *one) for one in histories]
        before = totals_of(year.district)

        for member in [member for member, one in zip(people, histories, strict=True) if one[-1]]:
            forget(year, member)

        assert totals_of(year.district) == before
        assert Member.objects.exclude(erased_at=None).count() == sum(one[-1] for one in histories)


def live(cast, sex, since, until, way, has_moved, _):
    """Admitted at Bản Cào; perhaps gone; perhaps then to Tô Đoóc."""
    member = admit_member(unit=cast.ban_cao, name="Nông Văn Bình", sex=sex, since=since, by=cast.admin)
    if until:
        end_membership(membership=member.memberships.get(), until=until, exit=way, by=cast.admin)
        if has_moved and way == "moved_out":
            join_unit(member=member, unit=cast.to_dooc, since=until, entry="moved_in", by=cast.admin)
    return member
