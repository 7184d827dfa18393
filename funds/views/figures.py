"""What a figure of the report is made of: its vouchers, or the lists of recipients that were paid."""

from datetime import date

from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from chapters.access import Request, needs
from chapters.models import Unit
from khuyenhoc.dates import DateFault, parse_date

from .. import figures

LINES_PER_PAGE = 50


@needs("read_funds")
def vouchers_behind(request: Request, item: str) -> HttpResponse:
    """One unit's own vouchers of one item in a span of days."""
    label = _label(figures.ITEM_LABELS, item)
    unit, since, until = _asked(request)
    vouchers = figures.vouchers_behind(item, since, until).filter(fund__unit=unit)
    shown = vouchers.select_related("fund__unit", "reverses", "reversed_by").order_by("dated_on", "id")
    context = {
        "label": label,
        "unit": unit,
        "since": since,
        "until": until,
        "page": Paginator(shown, LINES_PER_PAGE).get_page(request.GET.get("trang")),
        "total": vouchers.aggregate(total=Sum("counted", default=0))["total"],
    }
    return render(request, "funds/vouchers_behind.html", context)


@needs("read_funds")
def lists_behind(request: Request, who: str) -> HttpResponse:
    """One unit's own lists of recipients paid in a span of days, with what they gave to one class."""
    label = _label(figures.CLASS_LABELS, who)
    unit, since, until = _asked(request)
    paid = figures.lists_paid(since, until).filter(figures.of_class(who), fund__unit=unit)
    lists = paid.select_related("pays", "reversed_by").annotate(**figures.GRANTED).order_by("dated_on", "id")
    context = {
        "label": label,
        "unit": unit,
        "since": since,
        "until": until,
        "page": Paginator(lists, LINES_PER_PAGE).get_page(request.GET.get("trang")),
        "total": paid.order_by().aggregate(**figures.GRANTED),
    }
    return render(request, "funds/lists_behind.html", context)


def _label(known: dict[str, str], word: str) -> str:
    if word not in known:
        raise Http404
    return known[word]


def _asked(request: Request) -> tuple[Unit, date, date]:
    """The unit and the days of the address, this year's without any; links make it, so anything else is no page."""
    unit = get_object_or_404(request.user.units_reached("read_funds"), code=request.GET.get("don-vi"))
    today = timezone.localdate()
    try:
        since = parse_date(request.GET.get("tu") or f"1/1/{today.year}")
        return unit, since, parse_date(request.GET["den"]) if "den" in request.GET else today
    except DateFault as fault:
        raise Http404 from fault
