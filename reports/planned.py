"""What last year's plan wanted of this year's figures, and what came of it."""

from collections.abc import Iterable
from decimal import Decimal

from .columns import COLUMNS, Column, Figures
from .models import Period, PlanItem, Summary
from .targets import Reached, reached_of


def planned_before(period: Period, unit_id: int) -> dict[str, Decimal]:
    """Column → target, from the plan that the same association adopted, or is writing, for this year."""
    if period.previous_id is None:
        return {}
    items = PlanItem.objects.filter(
        summary__in=standing_before(period, unit_id), kind=PlanItem.Kind.TARGET, value__isnull=False
    )
    return {key: value for key, value in items.values_list("figure", "value") if key in COLUMNS and value is not None}


def standing_before(period: Period, unit_id: int) -> Iterable[int]:
    """The newest adopted version of last year's summary, else the one being written."""
    versions = Summary.objects.filter(period=period.previous, unit_id=unit_id).order_by("-version")
    found = list(versions.values_list("pk", "state"))
    adopted = [pk for pk, state in found if state == Summary.State.ADOPTED]
    return adopted[:1] or [pk for pk, _ in found[:1]]


def results(planned: dict[str, Decimal], figures: Figures, year: int) -> list[Reached]:
    """In the order of the plan."""
    return [reached_of(figures, key, target, year) for key, target in planned.items()]


def may_be_planned(column: Column) -> bool:
    """What does not add up to a wish: opening balances and adjustments are carried, nobody aims at them."""
    return not any(code.endswith(("_opening", "_adjusted", "_in_transit")) for code in column.codes)
