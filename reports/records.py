"""What the records say: each source counts its indicators for many rows at once, with one query (DESIGN 3.3).

People and awards are counted, money is in đồng. All records of a figure are counted together or, `apart`, each on its
own: so a figure and what it is made of (reports/sources.py) come from one query.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Q, QuerySet, Sum

from awards.models import Inspection, Nomination, Registration
from chapters.kinds import Kind
from chapters.models import Member, Membership, Unit
from funds.figures import GRANTED, in_transit, lists_paid, rewarded_class
from funds.models import Account, Voucher
from funds.sums import DAY, moved

from .indicators import (
    BOARD_SETTINGS,
    CATALOGUE,
    CHAPTER_SETTINGS,
    FUND_PURPOSES,
    FUND_SOURCES,
    GIVEN,
    MODELS,
    PROPOSED,
    award_code,
)
from .models import Period, PlanItem, Return, ReturnValue, Row

Figures = dict[int, dict[str, int]]  # unit or row id → indicator → figure
Units = QuerySet[Row, dict[str, int]]  # the ids of the units to count for, as a subquery
T = TypeVar("T", int, list[Any])  # what stands for a cell: its figure, or the list of its sources


class Counted(NamedTuple):
    """What one record adds to a figure of a unit; or, without `pk`, all its records of that table together."""

    unit_id: int
    code: str
    value: int
    table: str
    pk: int = 0


Counts = Iterator[Counted]


def figures_of(parts: Counts) -> Figures:
    figures: Figures = defaultdict(lambda: defaultdict(int))
    for part in parts:
        figures[part.unit_id][part.code] += part.value
    return figures


def _added(
    records: QuerySet[Any], by: Sequence[str], each: Sequence[str], sums: Mapping[str, Any]
) -> Iterator[tuple[Sequence[Any], int, Sequence[int]]]:
    """The values of `by`, and the sums over the records alike in them; `each`, an order ending in the id, parts it."""
    for line in records.order_by(*each).values_list(*by, *each).annotate(**sums):
        yield line[: len(by)], line[-len(sums) - 1] if each else 0, line[-len(sums) :]


ROSTER_CODES = [code for code, made in CATALOGUE.items() if made.source == "roster"]
BOOK_CODES = [code for code, made in CATALOGUE.items() if made.source == "book"]
_CHAPTER_CODES = {setting.value: f"chapters_{code}" for code, setting in CHAPTER_SETTINGS.items()}
_BOARD_CODES = {setting.value: f"boards_{code}" for code, setting in BOARD_SETTINGS.items()}


def organisation(period: Period, rows: Iterable[Row]) -> Figures:
    """What stands at the cut-off: associations, chapters and boards, from the rows of the year themselves."""
    figures: Figures = defaultdict(dict)
    for row in rows:
        if not stands(row, period):
            continue
        if row.kind == Kind.COMMUNE:
            has_association = row.association_since is not None and row.association_since <= period.cut_off
            figures[row.unit_id] |= {"communes": 1, "communes_with_association": int(has_association)}
        elif row.kind == Kind.CHAPTER:
            figures[row.unit_id][_CHAPTER_CODES.get(row.setting, "chapters_other")] = 1
        elif row.kind == Kind.BOARD:
            figures[row.unit_id][_BOARD_CODES.get(row.setting, "boards_other")] = 1
    return figures


def stands(row: Row, period: Period) -> bool:
    """Whether the row's unit is open at the cut-off."""
    opened = row.opened_on is None or row.opened_on <= period.cut_off
    return opened and (row.closed_on is None or row.closed_on > period.cut_off)


def roster(period: Period, unit_ids: Units, *, apart: bool = False) -> Counts:
    """Members counted from names: opening + joined + moved in − left − moved out = closing, by construction."""
    memberships = Membership.objects.counted().filter(unit__in=unit_ids, since__lte=period.cut_off)
    sums = {code: Count("pk", filter=counted) for code, counted in _roster_parts(period).items()}
    each = ("member__sort_key", "pk") if apart else ()
    for (unit_id,), pk, counts in _added(memberships, ("unit_id",), each, sums):
        for code, count in zip(sums, counts, strict=True):
            yield Counted(unit_id, code, count, "membership", pk)


def _roster_parts(period: Period) -> dict[str, Q]:
    """Indicator → which of those memberships it counts."""
    start, cut = period.starts_on, period.cut_off
    at_start = Q(since__lt=start) & (Q(until=None) | Q(until__gte=start))
    at_cut = Q(until=None) | Q(until__gt=cut)
    came, went = Q(since__gte=start), Q(until__gte=start, until__lte=cut)
    moved_in, moved_out = Q(entry=Membership.Entry.MOVED_IN), Q(exit=Membership.Exit.MOVED_OUT)
    return {
        "members_opening": at_start,
        "members_joined": came & ~moved_in,
        "members_moved_in": came & moved_in,
        "members_left": went & ~moved_out,
        "members_moved_out": went & moved_out,
        "members_closing": at_cut,
        "members_women": at_cut & Q(member__sex=Member.Sex.FEMALE),
        "members_cards": at_cut & Q(member__has_card=True),
        "members_dues": at_cut & Q(member__dues_year__gte=period.year),
    }


_SOURCE_CODES = {account: code for code, (account, _) in FUND_SOURCES.items() if account}
_PURPOSE_CODES = {account: code for code, (account, _) in FUND_PURPOSES.items()}


SIDES = ("from_account__kind", "from_account__code", "to_account__kind", "to_account__code", "is_reversal")


def book(period: Period, unit_ids: Units) -> Figures:
    """Money from posted vouchers up to the cut-off; a reversal takes its amount back on the day it is dated.

    What is on its way between two purses of one unit is still the unit's.
    """
    figures: Figures = defaultdict(lambda: dict.fromkeys(BOOK_CODES, 0))
    books = Q(fund__unit__in=unit_ids)
    for unit_id, amount in book_before(period, books).items():
        figures[unit_id] |= {"fund_opening": amount, "fund_closing": amount}
    in_period = moved(books, "fund__unit_id", *SIDES, since=period.starts_on, until=period.cut_off)
    for (unit_id, *sides), amount in in_period:
        enter(figures[unit_id], sides, amount)
    sent = in_transit(period.cut_off).filter(books, to_account__kind=Account.Kind.ASSOCIATION).order_by()
    for unit_id, amount in sent.values_list("fund__unit_id").annotate(Sum("amount")):
        figures[unit_id]["fund_in_transit"] += amount
    return figures


def book_before(period: Period, books: Q) -> dict[int, int]:
    """Unit id → the money it had when the period began."""
    found: dict[int, int] = defaultdict(int)
    before = moved(books, "fund__unit_id", *SIDES, until=period.starts_on - DAY)
    for (unit_id, source, _, target, _, _), amount in before:
        if Account.Kind.OWN not in (source, target):
            found[unit_id] += amount * ((target in Account.MONEY) - (source in Account.MONEY))
    return found


def book_since(period: Period, unit: Unit, moment: datetime) -> dict[str, int]:
    """What vouchers posted after a moment, dated up to the cut-off, add to a unit's figures."""
    figures: dict[str, int] = defaultdict(int)
    late = Voucher.objects.posted().filter(fund__unit=unit, posted_at__gt=moment, dated_on__lte=period.cut_off)
    for *sides, amount, dated_on in late.values_list(*SIDES, "amount", "dated_on"):
        if dated_on >= period.starts_on:
            enter(figures, sides, amount)
        elif Account.Kind.OWN not in sides:
            figures["fund_closing"] += amount * ((sides[2] in Account.MONEY) - (sides[0] in Account.MONEY))
    return figures


def enter(figures: dict[str, int], sides: list[Any], amount: int) -> None:
    """Add what moved in the period from one account to another to a unit's figures."""
    source, source_code, target, target_code, is_reversal = sides
    comes_in = target in Account.MONEY
    if (comes_in and source in Account.MONEY) or Account.Kind.OWN in (source, target):
        return
    money, kind, code = (target, source, source_code) if comes_in else (source, target, target_code)
    effect = amount if comes_in else -amount
    figures["fund_closing"] += effect
    if kind == Account.Kind.OPENING:
        figures["fund_opening"] += effect
    elif kind == Account.Kind.PURPOSE:
        figures[_PURPOSE_CODES[code]] -= effect
    elif kind == Account.Kind.ASSOCIATION:
        # A reversal runs against the flow: money back from above undoes a transfer, it is not a receipt.
        is_receipt = comes_in != is_reversal
        figures["fund_in_association" if is_receipt else "fund_out_association"] += effect if is_receipt else -effect
    elif kind == Account.Kind.SOURCE:
        figures["fund_in_kind" if money == Account.Kind.IN_KIND else _SOURCE_CODES[code]] += effect


_ENDS = ("", "_times", "_money")  # of the indicators, in the order of GRANTED


def grants(period: Period, unit_ids: Units, *, apart: bool = False) -> Counts:
    """Suất, lượt and đồng of lists of recipients paid by the cut-off, for the classes a unit paid any to.

    A payment reversed later takes them back in the period of its reversal, as it takes its money back.
    """
    lists = lists_paid(period.starts_on, period.cut_off).filter(fund__unit__in=unit_ids)
    by = ("fund__unit_id", "pays__kind", "pays__grants__recipient")
    for (unit_id, kind, recipient), pk, sums in _added(lists, by, ("pays_id",) if apart else (), GRANTED):
        who = rewarded_class(kind, recipient)
        for end, one in zip(_ENDS, sums, strict=True) if who and any(sums) else ():
            yield Counted(unit_id, f"rewards_{who}{end}", one, "grant_list", pk)


def awards(period: Period, unit_ids: Units, *, apart: bool = False) -> Counts:
    """Nominations put forward in the year, and of them those decided by the cut-off, at the recipient's unit.

    What was taken back by the cut-off is neither; what was taken back later had been given by then.
    """
    decided = Q(decision__signed_on__lte=period.cut_off)
    named = Nomination.objects.standing_on(period.cut_off).filter(year=period.year, unit__in=unit_ids)
    by, each = ("unit_id", "form__code", "recipient_class"), ("sort_key", "pk") if apart else ()
    sums = {PROPOSED: Count("pk"), GIVEN: Count("pk", filter=decided)}
    for (unit_id, form, kind), pk, counts in _added(named, by, each, sums):
        for status, count in zip(sums, counts, strict=True):
            if count:
                yield Counted(unit_id, award_code(form, kind, status), count, "nomination", pk)


_MODEL_CODES = {model.kind.value: code for code, model in MODELS.items() if model.kind}


def learning(period: Period, unit_ids: Units, *, apart: bool = False) -> Counts:
    """Models from the registers of the year; only of the kinds in which the unit has registered somebody."""
    recognised = Registration.objects.none().recognised_by(period.cut_off)
    of_year = Registration.objects.registered_by(period.cut_off).filter(
        year=period.year, learning_model__unit__in=unit_ids
    )
    by = ("learning_model__unit_id", "learning_model__kind")
    sums = {"registered": Count("pk"), "recognised": Count("pk", filter=recognised)}
    for (unit_id, kind), pk, counts in _added(of_year, by, ("learning_model__sort_key", "pk") if apart else (), sums):
        for step, count in zip(sums, counts, strict=True):
            yield Counted(unit_id, f"{_MODEL_CODES[kind]}_{step}", count, "registration", pk)


def inspections(period: Period, unit_ids: Units) -> Figures:
    """Visits held in the period at each unit, what they asked for, and what of that is settled by the cut-off."""
    held = Inspection.objects.filter(unit__in=unit_ids, held_on__range=(period.starts_on, period.cut_off)).order_by()
    asked = Q(findings__isnull=False) & ~Q(findings__request="")
    counts = held.values("unit_id").annotate(
        inspections_held=Count("pk", distinct=True),
        findings_asked=Count("findings", filter=asked),
        findings_settled=Count("findings", filter=asked & Q(findings__settled_on__lte=period.cut_off)),
    )
    return {line.pop("unit_id"): line | {"inspections_units": 1} for line in counts}


PLAN_CODES = {
    PlanItem.Kind.TASK.value: "plan_tasks",
    PlanItem.Kind.TARGET.value: "plan_targets",
    PlanItem.Kind.SOLUTION.value: "plan_solutions",
}


def plan(period: Period, unit_ids: Units, *, apart: bool = False) -> Counts:
    """Nhiệm vụ, chỉ tiêu, giải pháp of the summary as it stands, of the kinds of which some are written."""
    items = PlanItem.objects.filter(summary__period=period, summary__is_current=True, summary__unit__in=unit_ids)
    by, each = ("summary__unit_id", "kind"), ("position", "pk") if apart else ()
    for (unit_id, kind), pk, (count,) in _added(items, by, each, {"count": Count("pk")}):
        yield Counted(unit_id, PLAN_CODES[kind], count, "plan_item", pk)


OPENS = {made.opens_from: code for code, made in CATALOGUE.items() if made.opens_from}


def carried(period: Period, unit_ids: Units) -> Counts:
    """Opening figures: the accepted closing ones of the period before, never typed."""
    if period.previous_id is None:
        return
    closing = ReturnValue.objects.filter(
        row__unit_return__period_id=period.previous_id,
        row__unit_return__is_current=True,
        row__unit_return__state=Return.State.ACCEPTED,
        row__unit__in=unit_ids,
        indicator__in=OPENS,
        value__isnull=False,
    )
    for unit_id, code, pk, value in closing.values_list("row__unit_id", "indicator", "pk", "value"):
        yield Counted(unit_id, OPENS[code], value or 0, "value", pk)


def asked_for(source: str, only: Collection[str]) -> bool:
    """Whether any of these indicators comes from that source; all are asked for where none is named."""
    sources = {CATALOGUE[code].source if code in CATALOGUE else "awards" for code in only}
    return not only or source in sources


def registers(period: Period, units: Units, only: Collection[str], *, apart: bool = False) -> Counts:
    """What is counted wherever there is any of it, whatever a unit keeps."""
    for source, count in (("learning", learning), ("awards", awards), ("plan", plan)):
        if asked_for(source, only):
            yield from count(period, units, apart=apart)
    if asked_for("grants", only):
        yield from grants(period, units.filter(keeps_book=True), apart=apart)


def recorded(period: Period, rows: list[Row], chosen: QuerySet[Row], only: Collection[str] = ()) -> Figures:
    """All that the records say, by **row** id. `chosen` is the query whose result `rows` is.

    `only` some indicators: sources that have none of them are not asked.
    """
    units: Units = chosen.order_by().values("unit")  # type: ignore[assignment]
    stands_now = organisation(period, rows)
    rosters = figures_of(roster(period, units.filter(keeps_roster=True))) if asked_for("roster", only) else {}
    books = book(period, units.filter(keeps_book=True)) if asked_for("book", only) else {}
    visits = inspections(period, units) if asked_for("inspection", only) else {}
    others, openings = figures_of(registers(period, units, only)), figures_of(carried(period, units))
    figures: Figures = {}
    for row in rows:
        unit_id = row.unit_id
        own = dict(stands_now.get(unit_id, {}))
        if row.keeps_roster:
            own |= dict.fromkeys(ROSTER_CODES, 0) | rosters.get(unit_id, {})
        if row.keeps_book:
            own |= books.get(unit_id) or dict.fromkeys(BOOK_CODES, 0)
        _open(own, openings.get(unit_id, {}), is_new=row.opened_on is not None and row.opened_on >= period.starts_on)
        own |= visits.get(unit_id, {}) | others.get(unit_id, {})
        figures[row.pk] = {code: own[code] for code in own if code in only} if only else own
    gather_totals(rows, figures)
    return figures


def _open(own: dict[str, int], opening: dict[str, int], *, is_new: bool) -> None:
    """Put in the carried opening; what the records open with otherwise shows as an explicit adjustment."""
    for closing_code, opening_code in OPENS.items():
        adjusted = opening_code.replace("opening", "adjusted")
        if opening_code in opening:
            if closing_code in own:
                own[adjusted] = own[opening_code] - opening[opening_code]
            own[opening_code] = opening[opening_code]
        elif is_new and opening_code not in own:
            own[opening_code] = 0


def gather_totals(rows: list[Row], found: dict[int, dict[str, T]]) -> None:
    """A return in totals stands on its own row alone: what is counted at its chapters is gathered there."""
    totals = [row for row in rows if row.unit_return.basis == Return.Basis.TOTALS]
    own_row = {row.unit_return_id: row.pk for row in totals if row.is_own}
    for row in totals:
        if row.is_own or row.unit_return_id not in own_row:
            continue
        gathered = found[own_row[row.unit_return_id]]
        for code, one in found[row.pk].items():
            if _is_gathered(code):
                gathered[code] = gathered[code] + one if code in gathered else one


def _is_gathered(code: str) -> bool:
    """What under totals is counted at the chapters all the same: what stands there, their visits and their awards."""
    return code not in CATALOGUE or CATALOGUE[code].source in ("organisation", "inspection")


def used(row: Row, code: str, recorded: int | None, declared: int | None) -> int | None:
    """The one rule by which a cell's figure is chosen: records where they are kept, else the officer's word."""
    if row.unit_return.basis == Return.Basis.TOTALS:
        if not row.is_own:
            return None
        return recorded if declared is None else declared
    return declared if recorded is None else recorded
