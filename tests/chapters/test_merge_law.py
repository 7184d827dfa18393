"""For random histories: a merge loses nobody, counts nobody twice, and undoing it leaves every row as it was."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from awards.actions import add_award_form, nominate
from chapters.actions import merge_members, undo_merge
from chapters.models import Member, Membership
from khuyenhoc.actions import Refusal

from .rows import everything

START = date(2015, 1, 1)
belonging = st.tuples(
    st.sampled_from(["ban_cao", "cho_a", "to_dooc"]),
    st.integers(0, 3000),
    st.one_of(st.none(), st.integers(1, 1500)),
    st.sampled_from(["left", "moved_out", "died"]),
    st.booleans(),
)
person = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Hoàng Thị Lan", "Hoàng T. Lan", "HOÀNG THỊ LAN"]),
        "sex": st.sampled_from(["", "female"]),
        "birth_year": st.sampled_from([None, 1960]),
        "phone": st.sampled_from(["", "0987 654 321"]),
        "has_card": st.booleans(),
        "dues_year": st.sampled_from([None, 2022, 2023]),
    }
)
history = st.tuples(
    person, st.lists(belonging, min_size=1, max_size=4), st.lists(st.sampled_from([2021, 2022, 2023]), unique=True)
)


@pytest.fixture
def form(cast):
    return add_award_form(
        code="gk", grantor_level="district", grantor_name="Hội", name="Giấy khen", for_person=True, by=cast.admin
    )


def write(cast, form, facts, belongings, years):
    """One record with as much of its history as the database takes."""
    member = Member.objects.create(**facts)
    for unit, since, length, exit_code, is_counted in belongings:
        first = START + timedelta(days=since)
        end = {"until": first + timedelta(days=length), "exit": exit_code} if length else {}
        row = Membership(member=member, unit=getattr(cast, unit), since=first, is_counted=is_counted, **end)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            continue  # what the guards refuse is no history
    for year in years if member.memberships.filter(unit=cast.ban_cao).exists() else ():
        nominate(
            year=year,
            form=form,
            unit=cast.ban_cao,
            recipient_class="person",
            recipient_name=facts["name"],
            member=member,
            by=cast.admin,
        )
    return member


def days(belongings):
    """Every day of these belongings; a day on which two run is one day."""
    found = set()
    for one in belongings:
        last = one.until or date(2026, 1, 1)
        found |= {one.since + timedelta(days=day) for day in range((last - one.since).days)}
    return found


def merged_or_refused(cast, keep, gone, prefers):
    """None where one record died before the other left: which is wrong only people can say."""
    with suppress(Refusal):
        return merge_members(keep=keep, gone=gone, prefers=prefers, by=cast.admin)
    return None


def of(*members):
    return Membership.objects.genuine().filter(member__in=members)


NOBODY = {"name": "Hoàng T. Lan", "sex": "", "birth_year": None, "phone": "", "has_card": False, "dues_year": None}
# Both lists know both chapters, each with other dates: each belonging begins where the other record's was.
CROSSED = (
    (NOBODY, [("ban_cao", 429, 401, "moved_out", True), ("to_dooc", 367, None, "moved_out", False)], []),
    (NOBODY, [("to_dooc", 489, None, "died", True), ("ban_cao", 0, None, "moved_out", False)], []),
)


NAMED = {
    "name": "Hoàng Thị Lan",
    "sex": "female",
    "birth_year": None,
    "phone": "",
    "has_card": False,
    "dues_year": None,
}
DEAD_BUT_OPEN = (
    NAMED,
    [("cho_a", 443, None, "left", False), ("to_dooc", 54, 1164, "died", True), ("ban_cao", 248, None, "left", False)],
    [],
)
STAYED = (NAMED, [("ban_cao", 272, 1452, "left", True), ("cho_a", 3000, None, "left", True)], [2021])


@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@example(*CROSSED, "keep")
@example(STAYED, DEAD_BUT_OPEN, "keep")
@given(history, history, st.sampled_from(["keep", "gone"]))
def test_a_merge_keeps_every_day_counts_it_once_and_is_undone_exactly(cast, form, one, other, prefers):
    with transaction.atomic():
        keep, gone = write(cast, form, *one), write(cast, form, *other)
        before, belonged, counted = everything(), days(of(keep, gone)), days(of(keep, gone).counted())
        has_died = of(keep, gone).filter(exit="died").exists()

        merge = merged_or_refused(cast, keep, gone, prefers)
        if merge is None:
            assert has_died
            assert everything() == before
            transaction.set_rollback(True)
            return

        now = days(of(keep).counted())
        assert sum(len(days([one])) for one in of(keep).counted()) == len(now)
        assert now <= belonged
        assert has_died or now >= counted
        assert not of(gone).exists()
        undo_merge(merge=merge, by=cast.admin)
        assert everything() == before
        transaction.set_rollback(True)
