"""What has happened to each of many returns: entered, asked, given back, entered on behalf. One query a question."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from khuyenhoc.models import Change

from .models import OnBehalf, Period, Remark, Return, ReturnValue, Row
from .records import stands
from .tables import is_expected


@dataclass(frozen=True)
class Tally:
    """Of one return. `chapters` and `ready` count its chapters and boards, `unknown` the answers "there is no figure",
    `on_behalf` the times of which its unit has not confirmed yet what was entered for it.
    """

    entered_at: datetime | None = None
    unknown: int = 0
    questions: int = 0
    given_back: int = 0
    chapters: int = 0
    ready: int = 0
    on_behalf: int = 0


def tallies(period: Period, returns: Collection[Return]) -> dict[int, Tally]:
    """By the id of the return, all of one period; a number of queries that does not grow."""
    by_id = {made.pk: made for made in returns}
    ids = list(by_id)
    entered, unknown = _entered(ids), _unknown(period, by_id)
    questions, given_back, on_behalf = open_questions_by_return(ids), _given_back(ids), unconfirmed(ids)
    chapters, ready = _chapters(period, ids)
    return {
        pk: Tally(
            entered.get(pk),
            unknown[pk],
            questions.get(pk, 0),
            given_back.get(pk, 0),
            chapters[pk],
            ready[pk],
            on_behalf.get(pk, 0),
        )
        for pk in ids
    }


def _entered(ids: list[int]) -> dict[int, datetime]:
    """When somebody last typed a figure."""
    typed = ReturnValue.objects.filter(row__unit_return__in=ids, entered_at__isnull=False).order_by()
    return dict(typed.values_list("row__unit_return").annotate(last=Max("entered_at")))


def _unknown(period: Period, returns: Mapping[int, Return]) -> Counter[int]:
    """Cells that were to be reported and of which an officer says that there is no figure."""
    said = ReturnValue.objects.filter(row__unit_return__in=list(returns), is_unknown=True)
    found: Counter[int] = Counter()
    for value in said.select_related("row").only("indicator", "row"):
        value.row.unit_return = returns[value.row.unit_return_id]
        found[value.row.unit_return_id] += is_expected(value.row, value.indicator, period)
    return found


def open_questions_by_return(ids: Collection[int]) -> dict[int, int]:
    """How much the level above asks and has not settled."""
    asked = Remark.objects.filter(row__unit_return__in=ids, kind=Remark.Kind.QUESTION, settled_at=None).order_by()
    return dict(asked.values_list("row__unit_return").annotate(number=Count("pk")))


def open_questions_by_row(ids: Collection[int]) -> dict[int, int]:
    asked = Remark.objects.filter(row__in=ids, kind=Remark.Kind.QUESTION, settled_at=None).order_by()
    return dict(asked.values_list("row").annotate(number=Count("pk")))


def _given_back(ids: list[int]) -> dict[int, int]:
    """How often the level above has given it back, as the log knows it."""
    moved = Change.objects.filter(table_name=Return._meta.db_table, row_id__in=ids, operation="update").order_by()
    back = moved.filter(before__state=Return.State.SUBMITTED, after__state__in=list(Return.WRITABLE))
    return dict(back.values_list("row_id").annotate(times=Count("pk")))


def _chapters(period: Period, ids: list[int]) -> tuple[Counter[int], Counter[int]]:
    """How many chapters and boards stand, and how many of them their officers have marked ready."""
    standing, ready = Counter[int](), Counter[int]()
    rows = Row.objects.filter(unit_return__in=ids, is_own=False)
    for row in rows.only("unit_return", "opened_on", "closed_on", "ready_at"):
        if stands(row, period):
            standing[row.unit_return_id] += 1
            ready[row.unit_return_id] += row.ready_at is not None
    return standing, ready


def unconfirmed(ids: Collection[int]) -> dict[int, int]:
    """How often was entered for the unit what it has not confirmed yet."""
    entered = OnBehalf.objects.standing().filter(unit_return__in=ids, confirmed_at=None).order_by()
    return dict(entered.values_list("unit_return").annotate(times=Count("pk")))
