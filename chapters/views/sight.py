from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..access import Request
from ..pages.sight import watchers_of
from .common import with_itself


@require_safe
def who_sees(request: Request, pk: int) -> HttpResponse:
    """For whoever reads the log or manages accounts at the unit: who else sees it, and why."""
    user = request.user
    if not user.may("read_log") and not user.may("manage_users"):
        raise PermissionDenied(
            "Chức trách của bạn không xem danh sách người có quyền. Nếu cần, xin hỏi Thường trực Hội cấp trên."
        )
    reached = user.units_reached("read_log") | user.units_reached("manage_users")
    unit = get_object_or_404(reached, pk=pk)
    groups = watchers_of(unit)
    people = {term.user_id for group in groups for term in group.terms}
    context = {"unit": unit, "trail": with_itself(user, unit), "groups": groups, "people": len(people)}
    return render(request, "chapters/who_sees.html", context)
