"""The tree of a year: the returns of a period and their rows, as the units were then (DESIGN 3.4)."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F, Max, Min, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from chapters.kinds import ASSOCIATIONS
from chapters.models import Unit
from chapters.reach import ROOT_PATH, SEGMENT, child_path, within

from .models import Period, Return, Row


def units_of(period: Period) -> list[Unit]:
    """Units that stood at some time of the period, parents before children."""
    opened = Q(opened_on=None) | Q(opened_on__lte=period.cut_off)
    not_closed = Q(closed_on=None) | Q(closed_on__gt=period.starts_on)
    never_stood = Q(opened_on=F("closed_on"))
    return list(Unit.objects.filter(opened & not_closed).exclude(never_stood).order_by("path"))


def plant(period: Period) -> None:
    """Make one return per association of the period, with a row for itself and for what stands directly under it."""
    units = units_of(period)
    returns = _plant_returns(period, [unit for unit in units if unit.is_association_level])
    books = set(Unit.objects.filter(funds__opened_on__lte=period.cut_off).values_list("pk", flat=True))
    rows = [
        _row(unit, unit_return, has_book=unit.pk in books)
        for unit in units
        if (unit_return := _nearest(returns, unit.path))
    ]
    Row.objects.bulk_create(rows, batch_size=500)


def _plant_returns(period: Period, associations: Iterable[Unit]) -> dict[str, Return]:
    """The returns of the year by the path of their unit."""
    returns: dict[str, Return] = {}
    children: Counter[int] = Counter()
    for unit in associations:
        path = ROOT_PATH
        if above := _nearest(returns, unit.path):
            children[above.pk] += 1
            path = child_path(above.path, children[above.pk])
        returns[unit.path] = Return.objects.create(period=period, unit=unit, above=above, path=path)
    return returns


def _nearest(returns: dict[str, Return], path: str) -> Return | None:
    """The return of the unit at that path, else of the nearest association above it that stood in the year."""
    lengths = range(len(path), 0, -SEGMENT)
    return next((returns[path[:length]] for length in lengths if path[:length] in returns), None)


FACTS = (
    "code",
    "kind",
    "setting",
    "designation",
    "name",
    "opened_on",
    "closed_on",
    "association_since",
    "keeps_roster",
)


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
    """Bring the unit's rows in drafts up to date, and let a new unit join them.

    After the cut-off a row keeps its name and place of the year; only the way it is counted still follows, and the
    dates, which say themselves to which year they belong. A unit that says when it opened joins the periods that had
    not ended by then; one that does not, every draft.
    """
    today = timezone.localdate()
    book_since = unit.funds.aggregate(first=Min("opened_on"))["first"]

    def has_book(period: Period) -> bool:
        return book_since is not None and book_since <= period.cut_off

    rows = Row.objects.filter(unit=unit, unit_return__in=Return.objects.writable()).select_related(
        "unit_return__period", "unit_return__above"
    )
    for row in rows:
        period = row.unit_return.period
        if today <= period.cut_off:
            _copy_facts(row, unit, has_book(period))
            _follow_place(row, unit)
        row.opened_on, row.closed_on = unit.opened_on, unit.closed_on
        row.keeps_roster, row.keeps_book = unit.keeps_roster, has_book(period)
        row.save()
    if unit.opened_on and unit.opened_on == unit.closed_on:
        return  # opened by mistake
    periods = Period.objects.filter(closed_at=None).exclude(returns__rows__unit=unit)
    if unit.opened_on:
        periods = periods.filter(cut_off__gte=unit.opened_on)
    if unit.closed_on:
        periods = periods.filter(starts_on__lt=unit.closed_on)
    for period in periods:
        _join(period, unit, has_book=has_book(period))


def catch_up(unit_return: Return) -> None:
    """Let units join that were opened, and leave that were moved, while the return was handed in and kept as it was."""
    missed = Unit.objects.below(unit_return.unit).exclude(rows__unit_return__period=unit_return.period_id)
    gone = Unit.objects.filter(rows__unit_return=unit_return).exclude(within([unit_return.unit.path]))
    for unit in [*missed, *gone]:
        follow_unit(unit)


def _above_now(period: Period, unit: Unit) -> Return | None:
    """The return, of that year, of the nearest association that the unit stands under today."""
    nearest = [unit.parent_id, *Unit.objects.above(unit).values_list("pk", flat=True)[::-1]]
    candidates = {made.unit_id: made for made in Return.objects.current().filter(period=period, unit__in=nearest)}
    return next((candidates[unit_id] for unit_id in nearest if unit_id in candidates), None)


def _join(period: Period, unit: Unit, *, has_book: bool) -> None:
    """Give a new unit its place in a period: its own return, or a row in the draft of the association above it."""
    above = _above_now(period, unit)
    if above is None or not above.is_writable:
        return
    if unit.kind in ASSOCIATIONS:
        made = Return.objects.create(period=period, unit=unit, above=above, path=_path_under(above))
        _row(unit, made, has_book=has_book).save()
    else:
        _row(unit, above, has_book=has_book).save()


def _path_under(above: Return) -> str:
    last = Return.objects.filter(period=above.period_id, above=above).aggregate(last=Max("path"))["last"]
    return child_path(above.path, int(last[len(above.path) :]) + 1 if last else 1)


def _follow_place(row: Row, unit: Unit) -> None:
    """A moved unit's row goes to the return it belongs to now; a moved association's return goes with all below it.

    Only between drafts: what somebody has handed in keeps the tree in which it was summed.
    """
    moving = row.unit_return
    here, there = moving.above if row.is_own else moving, _above_now(moving.period, unit)
    if here is None or there is None or here.pk == there.pk:
        return
    touched = [here.pk, there.pk, *(Return.objects.below(moving).values_list("pk", flat=True) if row.is_own else [])]
    if not all(made.is_writable for made in Return.objects.select_for_update().filter(pk__in=touched).order_by("pk")):
        return
    if row.is_own:
        _hang_under(moving, there)
    else:
        row.unit_return = there


def _hang_under(moving: Return, above: Return) -> None:
    path, below = _path_under(above), Return.objects.below(moving)
    below.update(path=Concat(Value(path), Substr("path", len(moving.path) + 1)))
    moving.above, moving.path = above, path
    moving.save(update_fields=["above", "path"])
