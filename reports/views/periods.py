"""The periods: their list, opening, settings, closing and reopening."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chapters.access import Request, needs
from chapters.models import Unit
from chapters.views.common import done, form_page, posted
from khuyenhoc.forms import attempt

from ..access import period_or_404
from ..actions import change_period, close_period, open_period, reopen_period
from ..forms.periods import PeriodForm, PeriodSettingsForm, ReasonForm, proposed_dates
from ..models import Period, Return, ReturnValue
from ..todo import rows_to_fill


@needs("read_returns")
def period_list(request: Request) -> HttpResponse:
    may_open = request.user.serves_root("open_periods")
    has_return = Return.objects.visible_to(request.user).exists()
    context = {
        "periods": Period.objects.all(),
        "may_open": may_open,
        "has_return": has_return,
        "my_rows": rows_to_fill(request.user),
    }
    return render(request, "reports/period_list.html", context)


@needs("open_periods")
def period_open(request: Request) -> HttpResponse:
    _require_root(request)
    latest = Period.objects.first()
    year = latest.year + 1 if latest else timezone.localdate().year
    initial: dict[str, object] = {"year": year, **proposed_dates(year, latest)}
    form = PeriodForm(posted(request), levels=_levels(), initial=initial)
    if form.is_valid():
        facts = form.cleaned_data
        moved = proposed_dates(facts["year"], latest)
        dates = {name: _of_year(form, name, day) or moved[name] for name, day in facts.items() if name != "year"}
        if period := attempt(form, lambda: open_period(year=facts["year"], by=request.user, **dates)):
            messages.success(request, f"Đã mở {period.name.lower()}; mọi đơn vị đã có báo cáo để nhập.")
            return redirect("reports:period-list")
    return render(request, "reports/period_open.html", {"form": form})


def _of_year(form: PeriodForm, name: str, day: date | None) -> date | None:
    """A date left as it was proposed belongs to the year that is opened, whichever she typed."""
    return None if day == form.initial.get(name) else day


def _require_root(request: Request) -> None:
    if not request.user.serves_root("open_periods"):
        raise PermissionDenied("Kỳ báo cáo do Thường trực Hội cấp trên cùng mở, đóng và đặt quy định.")


def _levels() -> set[str]:
    return set(Unit.objects.values_list("kind", flat=True).distinct())


@form_page
@needs("open_periods")
def period_settings(request: Request, period: str) -> HttpResponse:
    """Dates, thresholds, what is allowed, which figures are asked for."""
    _require_root(request)
    opened = period_or_404(period)
    form = PeriodSettingsForm(posted(request), period=opened, levels=_levels(), entered=_entered(opened))
    if form.is_valid() and done(form, lambda: change_period(period=opened, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã lưu quy định của {opened.name.lower()}.")
        if form.dropped:
            named = "; ".join(f"{one.made.label} ({one.entered})" for one in form.dropped)
            kept = "Số đã nhập vẫn giữ nhưng không vào báo cáo; bỏ dấu là dùng lại."
            messages.warning(request, f"Không dùng nữa mà đã có số: {named}. {kept}")
        return redirect("reports:period-list")
    return render(request, "reports/period_settings.html", {"period": opened, "form": form})


def _entered(period: Period) -> dict[str, int]:
    """Indicator → on how many rows somebody has declared it."""
    values = ReturnValue.objects.filter(
        row__unit_return__period=period, row__unit_return__is_current=True, declared__isnull=False
    )
    return dict(values.order_by().values_list("indicator").annotate(count=Count("pk")))


@form_page
@needs("open_periods")
def period_close(request: Request, period: str) -> HttpResponse:
    """Asks to be sure, and says who has not been accepted yet."""
    _require_root(request)
    opened = period_or_404(period)
    form = forms.Form(posted(request))
    if form.is_valid() and done(form, lambda: close_period(period=opened, by=request.user)):
        messages.success(request, f"Đã đóng {opened.name.lower()}. Không ai ghi thêm được cho đến khi mở lại.")
        return redirect("reports:period-list")
    waiting = (
        Return.objects.visible_to(request.user).current().filter(period=opened).exclude(state=Return.State.ACCEPTED)
    )
    context = {"period": opened, "form": form, "waiting": list(waiting.select_related("unit"))}
    return render(request, "reports/period_close.html", context)


@form_page
@needs("open_periods")
def period_reopen(request: Request, period: str) -> HttpResponse:
    _require_root(request)
    closed = period_or_404(period)
    form = ReasonForm(posted(request))
    if form.is_valid() and done(form, lambda: reopen_period(period=closed, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã mở lại {closed.name.lower()}.")
        return redirect("reports:period-list")
    context = {
        "title": f"Mở lại {closed.name.lower()}",
        "subtitle": "Báo cáo chưa chốt nhập tiếp được; số đã chốt vẫn giữ nguyên cho đến khi mở lại từng báo cáo.",
        "form": form,
        "submit": "Mở lại kỳ này",
        "cancel_url": reverse("reports:period-list"),
    }
    return render(request, "chapters/form.html", context)
