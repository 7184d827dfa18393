"""What a counted figure is made of: every record behind it, with what it adds (DESIGN 3.3, "opens down to the rows").

The counterpart of `records.recorded`, used when a figure is opened and when acceptance writes it down: the parts of a
figure always come to what `recorded` counts. Only the book and the visits are read here in a way of their own.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from awards.models import Inspection, InspectionFinding, Nomination, Registration
from chapters.models import Membership
from funds.figures import in_transit
from funds.models import Account, GrantList, Voucher

from .models import Period, PlanItem, ReturnValue, Row
from .records import (
    SIDES,
    Counts,
    Units,
    asked_for,
    book_before,
    carried,
    enter,
    gather_totals,
    organisation,
    registers,
    roster,
)

# What a source may be. Two are no record of their own: the existence of a unit in that year, and all that the book of
# a unit said before the year began.
UNIT, BOOK, VALUE = "unit", "book", "value"
TABLES: dict[str, type[Model]] = {
    "membership": Membership,
    "voucher": Voucher,
    "grant_list": GrantList,
    "nomination": Nomination,
    "registration": Registration,
    "inspection": Inspection,
    "finding": InspectionFinding,
    "plan_item": PlanItem,
    VALUE: ReturnValue,
}
ONE_EACH = frozenset({UNIT, "membership", "nomination", "registration", "inspection", "finding", "plan_item"})


class Source(NamedTuple):
    """One record behind a figure. `part` is what it adds; None in snapshots of before parts were written down."""

    table: str
    pk: int
    part: int | None = 1


Sources = dict[tuple[int, str], list[Source]]  # (row id, indicator) → what is behind it
_Found = dict[int, dict[str, list[Source]]]


def sources_of(period: Period, rows: list[Row], chosen: QuerySet[Row], only: Collection[str] = ()) -> Sources:
    """The parts of all that `recorded` counts for these rows, by a number of queries that does not grow."""
    units: Units = chosen.order_by().values("unit")  # type: ignore[assignment]
    stands_now = organisation(period, rows)
    of_roster = roster(period, units.filter(keeps_roster=True), apart=True)
    rosters = _by_record(of_roster) if asked_for("roster", only) else {}
    books = _book(period, units.filter(keeps_book=True)) if asked_for("book", only) else {}
    visits = _inspections(period, units) if asked_for("inspection", only) else {}
    others = _by_record(registers(period, units, only, apart=True))
    openings = _by_record(carried(period, units))
    found: _Found = {}
    for row in rows:
        own: dict[str, list[Source]] = {
            code: [Source(UNIT, row.unit_id)] for code, one in stands_now.get(row.unit_id, {}).items() if one
        }
        for is_kept, family in ((row.keeps_roster, rosters), (row.keeps_book, books)):
            own |= family.get(row.unit_id, {}) if is_kept else {}
        _open(own, openings.get(row.unit_id, {}), row)
        found[row.pk] = own | visits.get(row.unit_id, {}) | others.get(row.unit_id, {})
    gather_totals(rows, found)
    return {
        (row_id, code): sources
        for row_id, own in found.items()
        for code, sources in own.items()
        if sources and (not only or code in only)
    }


def pack(sources: Iterable[Source]) -> dict[str, list[Any]]:
    """As a snapshot keeps them: table → ids, each with what it adds unless that is one of whatever is counted."""
    packed: dict[str, list[Any]] = {}
    for table, pk, part in sources:
        packed.setdefault(table, []).append(pk if part == 1 and table in ONE_EACH else [pk, part])
    return packed


def unpack(packed: Mapping[str, list[Any]] | None) -> list[Source]:
    """Back from a snapshot; an older one has bare ids also where they are not one each."""
    return [
        Source(table, *one) if isinstance(one, list) else Source(table, one, 1 if table in ONE_EACH else None)
        for table, entries in (packed or {}).items()
        for one in entries
    ]


def sum_of(sources: Iterable[Source]) -> int:
    return sum(source.part or 0 for source in sources)


def _new() -> _Found:
    return defaultdict(lambda: defaultdict(list))


def _by_record(parts: Counts) -> _Found:
    """Each record once, in the order it came; without those that add nothing, unless it is last year's figure."""
    added: dict[int, dict[str, dict[tuple[str, int], int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for unit_id, code, value, table, pk in parts:
        added[unit_id][code][table, pk] += value
    return {
        unit_id: {
            code: [Source(*one, part) for one, part in records.items() if part or one[0] == VALUE]
            for code, records in own.items()
        }
        for unit_id, own in added.items()
    }


def _book(period: Period, units: Units) -> _Found:
    """Each voucher of the period by what it enters; what was there before the period is one source."""
    start, cut, books = period.starts_on, period.cut_off, Q(fund__unit__in=units)
    found = _new()
    for unit_id, amount in book_before(period, books).items():
        for code in ("fund_opening", "fund_closing") if amount else ():
            found[unit_id][code].append(Source(BOOK, unit_id, amount))
    posted = Voucher.objects.posted().filter(books, dated_on__range=(start, cut)).order_by("dated_on", "pk")
    for unit_id, pk, amount, *sides in posted.values_list("fund__unit_id", "pk", "amount", *SIDES):
        effects: dict[str, int] = defaultdict(int)
        enter(effects, sides, amount)
        for code, effect in effects.items():
            found[unit_id][code].append(Source("voucher", pk, effect))
    sent = in_transit(cut).filter(books, to_account__kind=Account.Kind.ASSOCIATION).order_by("dated_on", "pk")
    for unit_id, pk, amount in sent.values_list("fund__unit_id", "pk", "amount"):
        found[unit_id]["fund_in_transit"].append(Source("voucher", pk, amount))
    return found


def _inspections(period: Period, units: Units) -> _Found:
    found = _new()
    held = Inspection.objects.filter(unit__in=units, held_on__range=(period.starts_on, period.cut_off))
    for unit_id, pk in held.order_by("held_on", "pk").values_list("unit_id", "pk"):
        found[unit_id]["inspections_held"].append(Source("inspection", pk))
        if not found[unit_id]["inspections_units"]:
            found[unit_id]["inspections_units"].append(Source("inspection", pk))
    asked = InspectionFinding.objects.filter(inspection__in=held).exclude(request="").order_by("pk")
    for unit_id, pk, settled_on in asked.values_list("inspection__unit_id", "pk", "settled_on"):
        found[unit_id]["findings_asked"].append(Source("finding", pk))
        if settled_on and settled_on <= period.cut_off:
            found[unit_id]["findings_settled"].append(Source("finding", pk))
    return found


def _open(own: dict[str, list[Source]], carried: Mapping[str, list[Source]], row: Row) -> None:
    """The opening is last year's closing; what the records open with otherwise is the adjustment."""
    for opening, (source,) in carried.items():
        is_kept = row.keeps_roster if opening == "members_opening" else row.keeps_book
        counted = own.get(opening, [])
        if is_kept and sum_of(counted) != source.part:
            taken_off = Source(VALUE, source.pk, -(source.part or 0))
            own[opening.replace("opening", "adjusted")] = [*counted, taken_off]
        own[opening] = [source]


def differences(before: Iterable[Source], now: Iterable[Source]) -> list[Source]:
    """Each record that adds more, or less, now than it did, with how much more."""
    parts: dict[tuple[str, int], int] = defaultdict(int)
    for sign, sources in ((-1, before), (1, now)):
        for table, pk, part in sources:
            parts[table, pk] += sign * (part or 0)
    return [Source(table, pk, part) for (table, pk), part in parts.items() if part]
