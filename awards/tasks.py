"""What inspections and point sheets ask somebody to do, for her page of things to do."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from chapters.models import User

from .models import Inspection, PointSheet, UnitScore

State = UnitScore.State
_ASKED = Q(findings__settled_on=None) & ~Q(findings__request="") & Q(findings__isnull=False)


@dataclass(frozen=True)
class Honours:
    """`to_score_self` and `to_mend` are those of her own units; the others lie with whoever scores and inspects."""

    to_score_self: list[UnitScore]
    to_score: list[Any]
    to_mend: list[Any]
    to_settle: list[Any]


def honours_of(user: User) -> Honours:
    own = [office.unit_id for office in user.offices if user.can("write_awards", office.unit)]
    drafts = UnitScore.objects.filter(unit__in=own, state=State.DRAFT, sheet__closed_at=None)
    sheets = PointSheet.objects.editable_by(user).filter(closed_at=None)
    told = _ASKED & ~Q(findings__follow_up="")
    return Honours(
        list(drafts.filter(sheet__criteria__isnull=False).select_related("unit", "sheet").distinct()),
        list(_waiting(sheets, Count("scores", filter=Q(scores__state=State.SUBMITTED)))),
        list(_waiting(Inspection.objects.filter(unit__in=own), Count("findings", filter=_ASKED & ~told))),
        list(_waiting(Inspection.objects.editable_by(user), Count("findings", filter=told))),
    )


def _waiting(records: Any, number: Count) -> Any:
    """Those with something that waits, and how many as `waiting`."""
    return records.select_related("unit").annotate(waiting=number).filter(waiting__gt=0)
