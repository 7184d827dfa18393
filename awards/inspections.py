"""What the pages of the inspections show; the number of queries does not grow with the rows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from khuyenhoc.names import search_key
from khuyenhoc.numbers import format_number

from .models import Inspection, InspectionFinding

State = Inspection.State
FILTERS = ("q", "trang-thai", "don-vi", "viec")
OVERDUE = "qua-han"


def overdue(prefix: str = "") -> Q:
    """Requests that are past their day and not settled."""
    return Q(**{f"{prefix}settled_on": None, f"{prefix}due_on__lt": timezone.localdate()}) & ~Q(
        **{f"{prefix}request": ""}
    )


def with_counts(inspections: Any) -> Any:
    """Each with how many requests it made, and how many are settled and overdue."""
    asked = ~Q(findings__request="")
    return inspections.select_related("unit", "by_unit").annotate(
        asked=Count("findings", filter=asked),
        settled=Count("findings", filter=asked & Q(findings__settled_on__isnull=False)),
        overdue=Count("findings", filter=overdue("findings__")),
    )


def years_of(inspections: Any) -> list[int]:
    """The years that have a plan, latest first."""
    return list(inspections.order_by("-year").values_list("year", flat=True).distinct())


def picked(inspections: Any, asked: Any) -> Any:
    """Those that the list was asked for by ?q=, ?trang-thai= and ?viec=."""
    if asked.get("trang-thai") in State.values:
        inspections = inspections.filter(state=asked["trang-thai"])
    if asked.get("viec") == OVERDUE:
        late = InspectionFinding.objects.filter(overdue()).values("inspection")
        inspections = inspections.filter(pk__in=late)
    for word in search_key(asked.get("q", "")).split():
        inspections = inspections.filter(unit__search_key__contains=word)
    return inspections


@dataclass(frozen=True)
class YearFigures:
    """The year at a glance; cancelled visits are not counted."""

    planned: int
    held: int
    units: int
    asked: int
    settled: int
    overdue: int

    @property
    def planned_note(self) -> str:
        return f"trong {format_number(self.planned)} cuộc theo kế hoạch"

    @property
    def asked_note(self) -> str:
        return f"trong {format_number(self.asked)} kiến nghị" if self.asked else "chưa có kiến nghị nào"


def figures_of(inspections: Any) -> YearFigures:
    """Over the inspections of one year, in two queries."""
    is_held = Q(state__in=(State.HELD, State.CONCLUDED))
    visits = inspections.order_by().aggregate(
        planned=Count("pk", filter=~Q(state=State.CANCELLED)),
        held=Count("pk", filter=is_held),
        units=Count("unit", filter=is_held, distinct=True),
    )
    asked = InspectionFinding.objects.filter(inspection__in=inspections.values("pk")).exclude(request="")
    requests = asked.order_by().aggregate(
        asked=Count("pk"),
        settled=Count("pk", filter=Q(settled_on__isnull=False)),
        overdue=Count("pk", filter=overdue()),
    )
    return YearFigures(**visits, **requests)
