"""Entering for a unit: how its figures came, with the paper, and the unit's own word on them later."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from chapters.access import Request, needs
from chapters.forms.privacy import today
from chapters.views.common import done, form_page, posted_with_files
from chapters.views.consents import scan_answer

from ..access import may_write, period_or_404, return_or_404
from ..actions import confirm_on_behalf, enter_on_behalf
from ..actions.common import is_from_above
from ..forms.review import OnBehalfForm
from ..models import OnBehalf, Return
from .review import url_of


@form_page
@needs("read_returns")
def on_behalf_list(request: Request, period: str) -> HttpResponse:
    """What was entered for this unit, and the form to begin with: how it came, from whom, when, the scan."""
    top = return_or_404(request, period_or_404(period))
    from_above = may_write(request, top) and is_from_above(request.user, top)
    if request.method == "POST" and not from_above:
        raise PermissionDenied("Chỉ Hội cấp trên nhập thay. Số liệu của đơn vị mình thì nhập thẳng vào báo cáo.")
    form = OnBehalfForm(*posted_with_files(request), initial={"received_on": today()})
    if form.is_valid() and done(form, lambda: _enter(request, top, form)):
        messages.success(request, f"Đã ghi. Số liệu bạn nhập hôm nay được ghi là nhập thay {top.unit}.")
        return redirect(url_of("entry", top))
    entered = OnBehalf.objects.filter(unit_return=top).select_related("entered_by", "confirmed_by", "voided_by")
    context = {
        "top": top,
        "entered": entered.annotate(figures=Count("values")),
        "form": form if from_above and top.is_writable and top.period.allows_on_behalf else None,
        "is_forbidden": not top.period.allows_on_behalf,
        "may_confirm": may_write(request, top) and not from_above and top.period.is_open,
    }
    return render(request, "reports/on_behalf.html", context)


def _enter(request: Request, top: Return, form: OnBehalfForm) -> OnBehalf:
    """The scan is kept only if all else is in order."""
    facts = form.cleaned_data
    with transaction.atomic():
        scan = facts["scan"].store(request.user) if facts["scan"] else None
        return enter_on_behalf(unit_return=top, **(facts | {"scan": scan}), by=request.user)


@require_POST
@needs("read_returns")
def confirm(request: Request, period: str, pk: int) -> HttpResponse:
    entered = _visible(request, period, pk)
    confirm_on_behalf(on_behalf=entered, by=request.user)
    messages.success(request, "Cảm ơn bạn. Đã ghi đơn vị xác nhận số liệu nhập thay.")
    return redirect(url_of("on-behalf", entered.unit_return))


@require_safe
@needs("read_returns")
def scan(request: Request, period: str, pk: int) -> HttpResponse:
    entered = _visible(request, period, pk)
    if entered.scan is None:
        raise Http404("told by telephone")
    return scan_answer(entered.scan)


def _visible(request: Request, period: str, pk: int) -> OnBehalf:
    reached = Return.objects.visible_to(request.user).filter(period__code=period)
    entered = OnBehalf.objects.filter(unit_return__in=reached)
    return get_object_or_404(entered.select_related("unit_return__period", "unit_return__unit"), pk=pk)
