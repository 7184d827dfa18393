"""A subtree is a range of paths: whatever the tree, the range holds what the parent links say, and nothing else."""

from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapters.kinds import PARENTS
from chapters.models import Appointment, Unit, User
from chapters.reach import ROOT_PATH, child_path, path_end, within

# For each unit: which of those before it is the parent, which number it has there, which of the kinds that fit.
PLANS = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9998), st.integers(0, 7)), max_size=14)


def grow(plan):
    """A tree in the database after the plan; places that are taken, or take nothing below, are passed over."""
    root = Unit.objects.create(kind="central", name="Hội", code="0", path=ROOT_PATH)
    units = [root]
    for pick, number, choice in plan:
        parent = units[pick % len(units)]
        kinds = [kind for kind, parents in PARENTS.items() if parent.kind in parents]
        path = child_path(parent.path, number)
        if not kinds or any(unit.path == path for unit in units):
            continue
        kind = kinds[choice % len(kinds)]
        code = str(len(units))
        units.append(Unit.objects.create(kind=kind, name=code, code=code, parent=parent, path=path))
    return units


def ancestors(unit):
    """By the parent links alone, topmost first."""
    above: list[Unit] = []
    while unit.parent:
        unit = unit.parent
        above.insert(0, unit)
    return above


@contextmanager
def undone():
    """Takes the tree of one example away again; the guards let nobody delete it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS)
def test_ranges_of_paths_agree_with_the_parent_links(plan):
    with undone():
        units = grow(plan)
        for unit in units:
            below = {other for other in units if unit in [other, *ancestors(other)]}
            assert set(Unit.objects.below(unit)) == below
            assert set(Unit.objects.filter(within([unit.path]))) == below
            assert list(Unit.objects.above(unit)) == ancestors(unit)


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=PLANS, picks=st.lists(st.integers(0, 30), max_size=3))
def test_reach_is_the_union_of_the_subtrees_of_her_offices(plan, picks):
    with undone():
        units = grow(plan)
        offices = {units[pick % len(units)] for pick in picks}
        user = User(username="a", name="A")
        user.offices = [Appointment(user=user, unit=unit, role="office") for unit in offices]
        expected = {unit for unit in units if offices & {unit, *ancestors(unit)}}
        assert set(Unit.objects.visible_to(user)) == expected
        assert {unit for unit in units if user.can("write_units", unit)} == expected


@given(numbers=st.lists(st.integers(1, 9998), max_size=6), other=st.integers(1, 9998))
def test_the_end_of_a_range_lies_behind_the_subtree_and_before_the_next_unit(numbers, other):
    path = ROOT_PATH
    for number in numbers:
        path = child_path(path, number)

    assert path < child_path(path, other) < path_end(path)
    assert len(path_end(path)) == len(path)


@pytest.mark.parametrize("number", [0, 9999, -1])
def test_a_number_without_a_place_is_an_error(number):
    with pytest.raises(ValueError, match="cannot have a child number"):
        child_path(ROOT_PATH, number)
