"""The tree of a year: the returns of a period and their rows, as the units were then (DESIGN 3.4)."""

from collections.abc import Iterable

from django.db.models import Max, Q
from django.utils import timezone

from chapters.kinds import ASSOCIATIONS
from chapters.models import Unit
from chapters.reach import ROOT_PATH, child_path

from .models import Period, Return, Row


def units_of(period: Period) -> list[Unit]:
    """Units that stood at some time of the period, parents before children."""
    opened = Q(opened_on=None) | Q(opened_on__lte=period.cut_off)
    not_closed = Q(closed_on=None) | Q(closed_on__gt=period.starts_on)
    return list(Unit.objects.filter(opened & not_closed).order_by("path"))


def plant(period: Period) -> None:
    """Make one return per association of the period, with a row for itself and for what stands directly under it."""
    units = units_of(period)
    returns = _plant_returns(period, [unit for unit in units if unit.is_association_level])
    books = set(Unit.objects.filter(funds__isnull=False).values_list("pk", flat=True))
    by_id = {unit.pk: unit for unit in units}
    rows = [
        _row(unit, unit_return, has_book=unit.pk in books)
        for unit in units
        if (unit_return := _return_for(unit, returns, by_id))
    ]
    Row.objects.bulk_create(rows, batch_size=500)


def _plant_returns(period: Period, associations: Iterable[Unit]) -> dict[int, Return]:
    returns: dict[int, Return] = {}
    children: dict[int | None, int] = {}
    for unit in associations:
        above = returns.get(unit.parent_id) if unit.parent_id else None
        key = above.pk if above else None
        children[key] = children.get(key, 0) + 1
        path = child_path(above.path, children[key]) if above else ROOT_PATH
        returns[unit.pk] = Return.objects.create(period=period, unit=unit, above=above, path=path)
    return returns


def _return_for(unit: Unit, returns: dict[int, Return], by_id: dict[int, Unit]) -> Return | None:
    """The return that the unit's row stands in: its own, else that of the nearest association above."""
    above: Unit | None = unit
    while above and above.pk not in returns:
        above = by_id.get(above.parent_id) if above.parent_id else None
    return returns[above.pk] if above else None


FACTS = ("code", "kind", "setting", "designation", "name", "opened_on", "closed_on", "association_since", "keeps_roster")


def _row(unit: Unit, unit_return: Return, *, has_book: bool) -> Row:
    row = Row(unit_return=unit_return, unit=unit, is_own=unit_return.unit_id == unit.pk)
    return _copy_facts(row, unit, has_book)


def _copy_facts(row: Row, unit: Unit, has_book: bool) -> Row:
    for fact in FACTS:
        setattr(row, fact, getattr(unit, fact))
    row.keeps_book = has_book
    row.sort_key = unit.sort_key
    return row


def follow_unit(unit: Unit) -> None:
    """Bring the unit's rows in drafts of running periods up to date, and let a new unit join them."""
    today = timezone.localdate()
    has_book = unit.funds.exists()
    rows = Row.objects.filter(
        unit=unit, unit_return__state=Return.State.DRAFT, unit_return__is_current=True
    ).select_related("unit_return__period")
    for row in rows:
        if today <= row.unit_return.period.cut_off or row.keeps_book != has_book:
            _copy_facts(row, unit, has_book).save()
    for period in Period.objects.exclude(returns__rows__unit=unit).filter(cut_off__gte=unit.opened_on or today):
        _join(period, unit, has_book)


def _join(period: Period, unit: Unit, has_book: bool) -> None:
    """Give a new unit its place in a period: its own return, or a row in the draft of the association above it."""
    nearest = [unit.parent_id, *Unit.objects.above(unit).values_list("pk", flat=True)[::-1]]
    candidates = {
        made.unit_id: made for made in Return.objects.current().filter(period=period, unit__in=nearest).order_by("path")
    }
    above = next((candidates[unit_id] for unit_id in nearest if unit_id in candidates), None)
    if above is None:
        return
    if unit.kind in ASSOCIATIONS:
        last = Return.objects.filter(period=period, above=above).aggregate(last=Max("path"))["last"]
        number = int(last[len(above.path) :]) + 1 if last else 1
        made = Return.objects.create(period=period, unit=unit, above=above, path=child_path(above.path, number))
        _row(unit, made, has_book=has_book).save()
    elif above.is_writable:
        _row(unit, above, has_book=has_book).save()
