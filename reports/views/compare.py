"""Two years or two units side by side; only what is in reach can be chosen."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from chapters.access import Request, needs

from ..access import period_or_404
from ..models import Period, Return
from ..models.returns import ReturnQuerySet
from ..pages.compare import Comparison
from ..reading import report_or_404, standing_summary
from ..report import Report


@needs("read_returns")
def compare(request: Request, period: str) -> HttpResponse:
    """`?voi-ky=` names the other year, `?voi-don-vi=` the other unit; without either the year before is."""
    first = report_or_404(request, period)
    reach = Return.objects.visible_to(request.user).current()
    year, unit = request.GET.get("voi-ky", ""), request.GET.get("voi-don-vi", "")
    top = _other(reach, first, year, unit)
    second = _report(top) if top else None
    context = {
        "report": first,
        "comparison": Comparison(first, second) if second else None,
        "years": Period.objects.filter(returns__in=reach.filter(unit=first.row.unit_id)).exclude(pk=first.period.pk),
        "units": _units(reach, first.period),
        "year": second.period.code if second else "",
        "unit": unit,
    }
    return render(request, "reports/compare.html", context)


def _other(reach: ReturnQuerySet, first: Report, year: str, code: str) -> Return | None:
    """404 for what she cannot reach; None where nothing was asked for and there is no year before."""
    period = period_or_404(year) if year else first.period if code else first.period.previous
    if period is None:
        return None
    returns = reach.filter(period=period).select_related("unit", "above__unit", "period__previous")
    if year or code:
        return get_object_or_404(returns, unit__code=code or first.row.code)
    found: Return | None = returns.filter(unit=first.row.unit_id).first()
    return found


def _report(top: Return) -> Report:
    summary = standing_summary(top.period, top.unit_id)
    return Report(top, summary if summary and summary.is_adopted else None)


def _units(reach: ReturnQuerySet, period: Period) -> list[tuple[str, str]]:
    """(code, name as it was in that year) of all in reach, each below the one it belongs to."""
    rows = reach.filter(period=period, rows__is_own=True).order_by("path")
    return [
        (code, f"{designation} {name}".strip())
        for code, designation, name in rows.values_list("rows__code", "rows__designation", "rows__name")
    ]
