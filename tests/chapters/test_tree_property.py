"""Whatever offices open, move, close and open again: paths follow parents, codes are unique, kinds are allowed."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chapters.actions import (
    Founder,
    close_unit,
    create_unit,
    found,
    move_children_of,
    move_unit,
    reopen_unit,
)
from chapters.kinds import PARENTS, Kind
from chapters.models import Unit
from khuyenhoc.actions import Refusal

from ..conftest import PASSWORD
from .test_paths import undone
from .trees import problems

PICK = st.integers(0, 40)
STEP = st.tuples(st.sampled_from(["open", "open", "open", "move", "empty", "close", "reopen"]), PICK, PICK, PICK)


def place_for(unit, units, pick, blindly):
    """Somewhere the unit's kind may stand, so that many moves are made; or anywhere, so that some are refused."""
    fitting = [other for other in units if other.kind in PARENTS[unit.kind]]
    choice = units if blindly or not fitting else fitting
    return choice[pick % len(choice)]


def take(step, admin):
    """One step of an office; what cannot be is refused, and changes nothing."""
    what, first, second, third = step
    units = list(Unit.objects.order_by("pk"))
    unit = units[first % len(units)]
    other = place_for(unit, units, second, blindly=third % 4 == 0)
    if what == "open":
        fitting = [kind for kind in Kind if unit.kind in PARENTS[kind]]
        kind = (fitting or list(Kind))[second % len(fitting or Kind)]
        setting = "school" if kind in ("chapter", "board") else ""
        code = f"goc-{third:03d}" if third % 7 == 0 else ""
        return create_unit(parent=unit, kind=kind, name=f"{kind} {third}", setting=setting, code=code, by=admin)
    if what == "move":
        return move_unit(unit=unit, parent=other, by=admin)
    if what == "empty":
        return move_children_of(unit=unit, to=other, by=admin)
    if what == "close":
        return close_unit(unit=unit, closed_on=date(2024, 1, 1 + third % 28), reason="Sáp nhập", by=admin)
    return reopen_unit(unit=unit, reason="Nhầm", by=admin)


@pytest.mark.django_db
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=5, max_size=25))
def test_whatever_offices_do_the_tree_stays_a_tree(steps):
    with undone():
        root, admin = found(
            code="goc",
            kind="central",
            designation="",
            name="Hội Khuyến học Việt Nam",
            username="quantri",
            user_name="Người quản trị",
            password=PASSWORD,
            by=Founder(),
        )
        for step in steps:
            before = list(Unit.objects.order_by("pk").values())
            try:
                take(step, admin)
            except Refusal:
                assert list(Unit.objects.order_by("pk").values()) == before
            assert problems() == []
        units = list(Unit.objects.select_related("parent"))
        assert len({unit.code for unit in units}) == len(units)
        assert all(unit.parent is None or unit.parent.kind in PARENTS[unit.kind] for unit in units)
        assert [unit for unit in units if unit.parent is None] == [root]
