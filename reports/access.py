"""Which return a page is about: the unit named by `?don-vi=`, else the topmost one in the user's reach (DESIGN 7)."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from chapters.access import Request

from .models import Period, Return


def period_or_404(code: str) -> Period:
    return get_object_or_404(Period.objects.select_related("previous"), code=code)


def return_or_404(request: Request, period: Period, code: str = "") -> Return:
    """The return in reach, of the unit `code` where it is given; 404 for a neighbour's, or somebody without any."""
    returns = Return.objects.visible_to(request.user).current().filter(period=period)
    returns = returns.select_related("unit", "above__unit")
    if code := code or request.GET.get("don-vi", ""):
        found = returns.filter(unit__code=code).first()
    else:
        found = returns.order_by("path").first()
    if found is None:
        raise Http404("no return of this unit in the user's reach")
    found.period = period
    return found


def may_write(request: Request, unit_return: Return) -> bool:
    return request.user.can("write_returns", unit_return.unit)


def may_accept(request: Request, unit_return: Return) -> bool:
    judge = unit_return.above.unit if unit_return.above else unit_return.unit
    return request.user.can("accept_returns", judge)


def require_write(request: Request, unit_return: Return) -> None:
    if not may_write(request, unit_return):
        raise PermissionDenied(
            "Chức trách của bạn chỉ xem số liệu này, không nhập được. Nếu cần, xin báo Thường trực Hội cấp trên."
        )
