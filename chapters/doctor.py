"""The doctor on units, the tree by its paths against the tree by its parents, and on days off. It never mends."""

from collections.abc import Iterator

from django.conf import settings
from django.utils import timezone

from khuyenhoc.doctor import Finding, told

from .holidays import TET_AND_HUNG_KINGS
from .kinds import PARENTS
from .models import Membership, Unit
from .reach import ROOT_PATH, SEGMENT

DECEMBER = 12


def check_paths() -> Iterator[Finding]:
    """Each path is the parent's, recomputed from the root down, and four digits of its own."""
    units = {unit.pk: unit for unit in Unit.objects.order_by("path")}
    recomputed = _recompute(units)
    wrong = [unit for unit in units.values() if recomputed.get(unit.pk) != unit.path]
    yield from told(
        [
            f"{_named(unit)} has path {unit.path}; by the unit above it should be {recomputed.get(unit.pk, 'another')}"
            for unit in wrong
        ],
        f"The paths of {len(units)} units agree with the tree",
    )


def _recompute(units: dict[int, Unit]) -> dict[int, str]:
    """Paths by the parent links alone; who hangs in a circle or on nothing has none."""
    below: dict[int | None, list[Unit]] = {}
    for unit in units.values():
        below.setdefault(unit.parent_id, []).append(unit)
    paths = {root.pk: ROOT_PATH for root in below.get(None, [])[:1]}
    waiting = list(paths)
    while waiting:
        pk = waiting.pop()
        for child in below.get(pk, []):
            paths[child.pk] = paths[pk] + child.path[-SEGMENT:]
            waiting.append(child.pk)
    return paths


def check_numbers() -> Iterator[Finding]:
    """`children_made` is at least the largest number given, or the next unit would take a place that was used."""
    made = Unit.objects.exclude(parent=None).select_related("parent").order_by("path")
    behind = [unit for unit in made if unit.parent and _number(unit) > unit.parent.children_made]
    yield from told(
        [f"{_named(unit)} has number {_number(unit)}, more than {unit.parent} has given" for unit in behind],
        "Every unit's number under its parent was given to it",
    )


def _number(unit: Unit) -> int:
    return int(unit.path[-SEGMENT:])


def check_kinds() -> Iterator[Finding]:
    units = Unit.objects.exclude(parent=None).select_related("parent").order_by("path")
    wrong = [unit for unit in units if unit.parent and unit.parent.kind not in PARENTS[unit.kind]]
    yield from told(
        [f"{_named(unit)}, a {unit.kind}, stands under {unit.parent}, a {unit.parent.kind}" for unit in wrong],
        "The kind of every unit fits under its parent",
    )


def check_closed() -> Iterator[Finding]:
    """Nothing works on under a closed unit."""
    units = Unit.objects.filter(closed_on=None, parent__closed_on__isnull=False).select_related("parent")
    members = Membership.objects.current().filter(unit__closed_on__isnull=False).values_list("unit__name", flat=True)
    yield from told(
        [f"{_named(unit)} is open under {unit.parent}, which is closed" for unit in units.order_by("path")]
        + [f"{name} is closed and still has members" for name in sorted(set(members))],
        "Nothing and nobody works on in closed units",
    )


def _named(unit: Unit) -> str:
    return f"{unit} ({unit.code})"


def check_holidays() -> Iterator[Finding]:
    """The clock of requests about people's data needs this year's days off, and by December next year's."""
    today = timezone.localdate()
    years = [today.year, today.year + 1] if today.month == DECEMBER else [today.year]
    unnamed = [year for year in years if not any(day.year == year for day in settings.HOLIDAYS)]
    if years[-1] not in TET_AND_HUNG_KINGS:
        yield Finding("warn", f"When Tết of {years[-1]} falls is not known", "Upgrade the software.")
    elif unnamed:
        todo = "Add the days off that the Government announces for Tết and 2/9 to HOLIDAYS (docs/operators-guide.md)."
        yield Finding("warn", f"HOLIDAYS names no day of {unnamed[0]}", todo)
    else:
        yield Finding("good", f"Days off are known for {' and '.join(map(str, years))}")


TREE_CHECKS = [check_paths, check_numbers, check_kinds, check_closed]
CHECKS = [*TREE_CHECKS, check_holidays]
