"""What a counted figure is made of: every record behind it, with what it adds (DESIGN 3.3, "opens down to the rows").

The counterpart of `records.recorded`, used when a figure is opened and when acceptance writes it down: the parts of a
figure always come to what `recorded` counts.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Case, Model, Q, QuerySet, Value, When

from awards.models import Inspection, InspectionFinding, Nomination, Registration
from chapters.models import Membership
from funds.figures import GRANTED, in_transit, lists_paid, rewarded_class
from funds.models import Account, GrantList, Voucher

from .indicators import GIVEN, PROPOSED, award_code
from .models import Period, PlanItem, ReturnValue, Row
from .records import (
    ENDS,
    MODEL_CODES,
    PLAN_CODES,
    SIDES,
    Units,
    asked_for,
    book_before,
    closed_before,
    enter,
    gather_totals,
    organisation,
    roster_memberships,
    roster_parts,
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
    families: list[_Found] = [
        _learning(period, units) if asked_for("learning", only) else {},
        _inspections(period, units) if asked_for("inspection", only) else {},
        _grants(period, units.filter(keeps_book=True)) if asked_for("grants", only) else {},
        _awards(period, units) if asked_for("awards", only) else {},
        _plan(period, units) if asked_for("plan", only) else {},
    ]
    rosters = _roster(period, units.filter(keeps_roster=True)) if asked_for("roster", only) else {}
    books = _book(period, units.filter(keeps_book=True)) if asked_for("book", only) else {}
    stands_now, openings = organisation(period, rows), _carried(period, units)
    found: _Found = {}
    for row in rows:
        own: dict[str, list[Source]] = {
            code: [Source(UNIT, row.unit_id)] for code, one in stands_now.get(row.unit_id, {}).items() if one
        }
        for is_kept, family in ((row.keeps_roster, rosters), (row.keeps_book, books)):
            own |= family.get(row.unit_id, {}) if is_kept else {}
        _open(own, openings.get(row.unit_id, {}), row)
        for family in families:
            own |= family.get(row.unit_id, {})
        found[row.pk] = own
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


def _roster(period: Period, units: Units) -> _Found:
    parts = roster_parts(period)
    counted = {code: Case(When(which, then=Value(1)), default=Value(0)) for code, which in parts.items()}
    found = _new()
    memberships = roster_memberships(period, units).annotate(**counted).order_by("member__sort_key", "pk")
    for unit_id, pk, *flags in memberships.values_list("unit_id", "pk", *parts):
        for code, counts in zip(parts, flags, strict=True):
            if counts:
                found[unit_id][code].append(Source("membership", pk))
    return found


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


def _grants(period: Period, units: Units) -> _Found:
    found = _new()
    lists = lists_paid(period.starts_on, period.cut_off).filter(fund__unit__in=units).order_by()
    by = ("fund__unit_id", "pays__kind", "pays__grants__recipient", "pays_id")
    sums: dict[tuple[int, str, int], int] = defaultdict(int)
    for unit_id, kind, recipient, pk, *parts in lists.values(*by).annotate(**GRANTED).values_list(*by, *GRANTED):
        who = rewarded_class(kind, recipient)
        for end, part in zip(ENDS, parts, strict=True) if who else ():
            sums[unit_id, f"rewards_{who}{end}", pk] += part
    for (unit_id, code, pk), part in sorted(sums.items()):
        if part:
            found[unit_id][code].append(Source("grant_list", pk, part))
    return found


def _awards(period: Period, units: Units) -> _Found:
    found = _new()
    named = Nomination.objects.standing_on(period.cut_off).filter(year=period.year, unit__in=units)
    lines = named.order_by("sort_key", "pk").values_list(
        "unit_id", "pk", "form__code", "recipient_class", "decision__signed_on"
    )
    for unit_id, pk, form, kind, signed_on in lines:
        found[unit_id][award_code(form, kind, PROPOSED)].append(Source("nomination", pk))
        if signed_on and signed_on <= period.cut_off:
            found[unit_id][award_code(form, kind, GIVEN)].append(Source("nomination", pk))
    return found


def _learning(period: Period, units: Units) -> _Found:
    found = _new()
    recognised = Registration.objects.none().recognised_by(period.cut_off)
    of_year = Registration.objects.registered_by(period.cut_off).filter(
        year=period.year, learning_model__unit__in=units
    )
    lines = of_year.annotate(counts=Case(When(recognised, then=Value(1)), default=Value(0)))
    for unit_id, kind, pk, is_recognised in lines.order_by("learning_model__sort_key", "pk").values_list(
        "learning_model__unit_id", "learning_model__kind", "pk", "counts"
    ):
        code = MODEL_CODES[kind]
        found[unit_id][f"{code}_registered"].append(Source("registration", pk))
        if is_recognised:
            found[unit_id][f"{code}_recognised"].append(Source("registration", pk))
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


def _plan(period: Period, units: Units) -> _Found:
    found = _new()
    items = PlanItem.objects.filter(summary__period=period, summary__is_current=True, summary__unit__in=units)
    for unit_id, kind, pk in items.order_by("position", "pk").values_list("summary__unit_id", "kind", "pk"):
        found[unit_id][PLAN_CODES[kind]].append(Source("plan_item", pk))
    return found


def _carried(period: Period, units: Units) -> dict[int, dict[str, Source]]:
    """Opening indicator → last year's accepted closing."""
    found: dict[int, dict[str, Source]] = defaultdict(dict)
    for unit_id, code, pk, value in closed_before(period, units):
        found[unit_id][code] = Source(VALUE, pk, value)
    return found


def _open(own: dict[str, list[Source]], carried: Mapping[str, Source], row: Row) -> None:
    """The opening is last year's closing; what the records open with otherwise is the adjustment."""
    for opening, source in carried.items():
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
