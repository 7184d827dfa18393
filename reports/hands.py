"""For whom somebody enters: what she wrote down of it today goes with every figure she types."""

from typing import Any

from django.utils import timezone

from chapters.access import Request

from .actions.common import is_from_above
from .models import OnBehalf, Return


def entering_on_behalf(request: Request, unit_return: Return) -> OnBehalf | None:
    """How the figures came that this user enters for the unit: what she last said about it today."""
    if not is_from_above(request.user, unit_return):
        return None
    mine = OnBehalf.objects.standing().filter(unit_return=unit_return, entered_by=request.user)
    return mine.filter(entered_at__date=timezone.localdate()).first()


def hands_of(request: Request, unit_return: Return) -> dict[str, Any]:
    """For the entry page: for whom she enters, and whether she enters for somebody without having said how."""
    user, writable = request.user, unit_return.is_writable
    from_above = user.can("write_returns", unit_return.unit) and is_from_above(user, unit_return)
    unconfirmed = OnBehalf.objects.standing().filter(unit_return=unit_return, confirmed_at=None)
    return {
        "on_behalf": entering_on_behalf(request, unit_return) if from_above and writable else None,
        "may_enter_for": from_above and writable and unit_return.period.allows_on_behalf,
        "may_link": writable and unit_return.period.allows_links and user.can("accept_returns", unit_return.unit),
        "to_confirm": 0 if from_above else unconfirmed.count(),
    }
