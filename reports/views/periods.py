"""What a user has to do, the periods, and who has reported."""

from datetime import date

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from awards.models import Nomination
from awards.tasks import tasks_of
from chapters.access import Request, needs
from chapters.models import DataRequest, Unit
from chapters.views.common import done, form_page, posted
from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt

from ..access import period_or_404, return_or_404
from ..actions import change_period, close_period, open_period, reopen_period
from ..forms.periods import PeriodForm, PeriodSettingsForm, ReasonForm, proposed_dates
from ..models import Period, Return, Row
from ..progress import standings
from ..tables import annual_table


def home(request: Request) -> HttpResponse:
    """The to-do page: what is to enter, to look at, to accept."""
    user = request.user
    returns = Return.objects.visible_to(user).current().select_related("period", "unit")
    mine = returns.filter(unit__in=[office.unit_id for office in user.offices])
    context = {
        "drafts": [each for each in mine.writable() if user.can("write_returns", each.unit)],
        "to_accept": _to_accept(request),
        "my_rows": _my_rows(request),
        "nominations": Nomination.objects.pending().filter(pk__in=_decidable(request)).count(),
        "honours": tasks_of(user),
        "data_requests": DataRequest.objects.editable_by(user).pending().count(),
        "periods": Period.objects.all()[:3] if mine else [],
        "keeps_books": user.may("write_funds"),
    }
    return render(request, "reports/home.html", context)


def _to_accept(request: Request) -> list[Return]:
    submitted = Return.objects.visible_to(request.user).current().filter(state=Return.State.SUBMITTED)
    found = submitted.select_related("period", "unit", "above__unit").order_by("period", "path")
    return [each for each in found if request.user.can("accept_returns", (each.above or each).unit)]


def _my_rows(request: Request) -> list[Row]:
    """Rows of chapter officers: their unit has no return of its own."""
    units = [office.unit_id for office in request.user.offices if not office.unit.is_association_level]
    rows = Row.objects.editable_by(request.user).filter(unit__in=units, unit_return__in=Return.objects.writable())
    return list(rows.select_related("unit_return__period").order_by("-unit_return__period__cut_off"))


def _decidable(request: Request) -> QuerySet[Nomination, dict[str, int]]:
    units = request.user.units_reached("decide_awards").values("pk")
    found: QuerySet[Nomination, dict[str, int]] = (
        Nomination.objects.visible_to(request.user).filter(unit__in=units).values("pk")
    )
    return found


@needs("read_returns")
def period_list(request: Request) -> HttpResponse:
    may_open = request.user.serves_root("open_periods")
    has_return = Return.objects.visible_to(request.user).exists()
    context = {
        "periods": Period.objects.all(),
        "may_open": may_open,
        "has_return": has_return,
        "my_rows": _my_rows(request),
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
    form = PeriodSettingsForm(posted(request), period=opened, levels=_levels())
    if form.is_valid() and done(form, lambda: change_period(period=opened, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã lưu quy định của {opened.name.lower()}.")
        return redirect("reports:period-list")
    return render(request, "reports/period_settings.html", {"period": opened, "form": form})


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


@needs("read_returns")
def progress(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    table = annual_table(top)
    found = standings(table)
    accepted, total = table.accepted
    context = {
        "top": top,
        "standings": found,
        "accepted": accepted,
        "total": total,
        "title": f"Tiến độ báo cáo {top.period.name.lower()}",
        "subtitle": f"{top.unit.association_name} · số liệu đến {format_date(top.period.cut_off)}",
        "progress_label": f"{accepted}/{total} xã, phường, thị trấn đã chốt số liệu",
    }
    return render(request, "reports/progress.html", context)
