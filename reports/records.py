"""What the records say: each source counts its indicators for many rows at once, with one query (DESIGN 3.3).

Every function returns {unit id: {indicator code: value}}; people and awards are counted, money is in đồng.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

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

Figures = dict[int, dict[str, int]]
Units = QuerySet[Row, dict[str, int]]  # the ids of the units to count for, as a subquery
T = TypeVar("T", int, list[Any])  # what stands for a cell: its figure, or the list of its sources

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


def roster(period: Period, unit_ids: Units) -> Figures:
    """Members counted from names: opening + joined + moved in − left − moved out = closing, by construction."""
    counts = roster_memberships(period, unit_ids).order_by().values("unit_id")
    parts = roster_parts(period)
    lines = counts.annotate(**{code: Count("pk", filter=counted) for code, counted in parts.items()})
    return {unit_id: dict(zip(parts, sums, strict=True)) for unit_id, *sums in lines.values_list("unit_id", *parts)}


def roster_memberships(period: Period, unit_ids: Units) -> QuerySet[Membership]:
    """All that any figure of the roster may count."""
    return Membership.objects.counted().filter(unit__in=unit_ids, since__lte=period.cut_off)


def roster_parts(period: Period) -> dict[str, Q]:
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


ENDS = ("", "_times", "_money")  # of the indicators, in the order of GRANTED


def grants(period: Period, unit_ids: Units) -> Figures:
    """Suất, lượt and đồng of lists of recipients paid by the cut-off, for the classes a unit paid any to.

    A payment reversed later takes them back in the period of its reversal, as it takes its money back.
    """
    figures: Figures = defaultdict(Counter)
    lists = lists_paid(period.starts_on, period.cut_off).filter(fund__unit__in=unit_ids).order_by()
    by = ("fund__unit_id", "pays__kind", "pays__grants__recipient")
    for unit_id, kind, recipient, *sums in lists.values(*by).annotate(**GRANTED).values_list(*by, *GRANTED):
        who = rewarded_class(kind, recipient)
        if who and any(sums):
            figures[unit_id].update({f"rewards_{who}{end}": one for end, one in zip(ENDS, sums, strict=True)})
    return figures


def awards(period: Period, unit_ids: Units) -> Figures:
    """Nominations put forward in the year, and of them those decided by the cut-off, at the recipient's unit.

    What was taken back by the cut-off is neither; what was taken back later had been given by then.
    """
    figures: Figures = defaultdict(dict)
    decided = Q(decision__signed_on__lte=period.cut_off)
    counts = (
        Nomination.objects.standing_on(period.cut_off)
        .filter(year=period.year, unit__in=unit_ids)
        .order_by()
        .values("unit_id", "form__code", "recipient_class")
        .annotate(proposed=Count("pk"), given=Count("pk", filter=decided))
    )
    for line in counts:
        for status in (PROPOSED, GIVEN):
            if line[status]:
                code = award_code(line["form__code"], line["recipient_class"], status)
                figures[line["unit_id"]][code] = line[status]
    return figures


MODEL_CODES = {model.kind.value: code for code, model in MODELS.items() if model.kind}


def learning(period: Period, unit_ids: Units) -> Figures:
    """Models from the registers of the year; only of the kinds in which the unit has registered somebody."""
    figures: Figures = defaultdict(dict)
    recognised = Registration.objects.none().recognised_by(period.cut_off)
    counts = (
        Registration.objects.registered_by(period.cut_off)
        .filter(year=period.year, learning_model__unit__in=unit_ids)
        .order_by()
        .values("learning_model__unit_id", "learning_model__kind")
        .annotate(registered=Count("pk"), recognised=Count("pk", filter=recognised))
    )
    for line in counts:
        code = MODEL_CODES[line["learning_model__kind"]]
        for step in ("registered", "recognised"):
            figures[line["learning_model__unit_id"]][f"{code}_{step}"] = line[step]
    return figures


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


def plan(period: Period, unit_ids: Units) -> Figures:
    """Nhiệm vụ, chỉ tiêu, giải pháp of the summary as it stands, of the kinds of which some are written."""
    figures: Figures = defaultdict(dict)
    items = PlanItem.objects.filter(summary__period=period, summary__is_current=True, summary__unit__in=unit_ids)
    counts = items.order_by().values_list("summary__unit_id", "kind").annotate(count=Count("pk"))
    for unit_id, kind, count in counts:
        figures[unit_id][PLAN_CODES[kind]] = count
    return figures


OPENS = {made.opens_from: code for code, made in CATALOGUE.items() if made.opens_from}


def carried(period: Period, unit_ids: Units) -> Figures:
    """Opening figures: the accepted closing ones of the period before, never typed."""
    figures: Figures = defaultdict(dict)
    for unit_id, code, _, value in closed_before(period, unit_ids):
        figures[unit_id][code] = value
    return figures


def closed_before(period: Period, unit_ids: Units) -> Iterator[tuple[int, str, int, int]]:
    """Unit id, opening indicator, and of the accepted value it opens with the id and the figure."""
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
        yield unit_id, OPENS[code], pk, value or 0


def asked_for(source: str, only: Collection[str]) -> bool:
    """Whether any of these indicators comes from that source; all are asked for where none is named."""
    sources = {CATALOGUE[code].source if code in CATALOGUE else "awards" for code in only}
    return not only or source in sources


def recorded(period: Period, rows: list[Row], chosen: QuerySet[Row], only: Collection[str] = ()) -> Figures:
    """All that the records say, by **row** id. `chosen` is the query whose result `rows` is.

    `only` some indicators: sources that have none of them are not asked.
    """
    units: Units = chosen.order_by().values("unit")  # type: ignore[assignment]
    rosters_of, books_of = units.filter(keeps_roster=True), units.filter(keeps_book=True)
    stands_now = organisation(period, rows)
    rosters = roster(period, rosters_of) if asked_for("roster", only) else {}
    books = book(period, books_of) if asked_for("book", only) else {}
    rewards = grants(period, books_of) if asked_for("grants", only) else {}
    honours = awards(period, units) if asked_for("awards", only) else {}
    registers = learning(period, units) if asked_for("learning", only) else {}
    visits = inspections(period, units) if asked_for("inspection", only) else {}
    plans = plan(period, units) if asked_for("plan", only) else {}
    openings = carried(period, units)
    figures: Figures = {}
    for row in rows:
        unit_id = row.unit_id
        own = dict(stands_now.get(unit_id, {}))
        if row.keeps_roster:
            own |= dict.fromkeys(ROSTER_CODES, 0) | rosters.get(unit_id, {})
        if row.keeps_book:
            own |= books.get(unit_id) or dict.fromkeys(BOOK_CODES, 0)
        _open(own, openings.get(unit_id, {}), is_new=row.opened_on is not None and row.opened_on >= period.starts_on)
        own |= registers.get(unit_id, {}) | visits.get(unit_id, {}) | rewards.get(unit_id, {})
        own |= honours.get(unit_id, {}) | plans.get(unit_id, {})
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
