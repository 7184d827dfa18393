"""What a user has to do, the periods, and who has reported."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from awards.models import Nomination
from chapters.access import Request, needs
from chapters.models import DataRequest
from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt

from ..access import period_or_404, return_or_404
from ..actions import open_period
from ..forms import PeriodForm
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
    if not request.user.serves_root("open_periods"):
        raise PermissionDenied("Kỳ báo cáo do Thường trực Hội cấp trên cùng mở.")
    latest = Period.objects.first()
    form = PeriodForm(request.POST or None, initial={"year": latest.year + 1 if latest else None})
    if request.method == "POST" and form.is_valid():
        year = form.cleaned_data["year"]
        if period := attempt(form, lambda: open_period(year=year, by=request.user)):
            messages.success(request, f"Đã mở {period.name.lower()}; mọi đơn vị đã có báo cáo để nhập.")
            return redirect("reports:period-list")
    return render(request, "reports/period_open.html", {"form": form})


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
