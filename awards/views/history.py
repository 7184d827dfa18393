from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chapters.access import Request, needs
from chapters.reach import within
from chapters.views.common import page_of

from .. import lists
from ..models import AwardForm, Nomination
from .asked import unit_asked, year_among


@require_safe
@needs("read_awards")
def history(request: Request) -> HttpResponse:
    """What each person and unit received, when, by which decision; of all years, latest first."""
    user = request.user
    received = Nomination.objects.visible_to(user).received()
    years = lists.years_of(received)
    forms = AwardForm.objects.filter(pk__in=received.order_by().values("form"))
    unit = unit_asked(request)
    if unit:
        received = received.filter(within([unit.path], "unit__path"))
    year, code = year_among(request, years), request.GET.get("hinh-thuc", "")
    if year:
        received = received.filter(year=year)
    if code:
        received = received.filter(form__code=code)
    words = request.GET.get("q", "")
    context = {
        "page": page_of(request, lists.search(received, words)),
        "unit": unit,
        "units": user.units_reached("read_awards").associations(),
        "choices": [
            {
                "name": "nam",
                "label": "Năm",
                "chosen": str(year or ""),
                "options": [(str(one), str(one)) for one in years],
            },
            {
                "name": "hinh-thuc",
                "label": "Hình thức",
                "chosen": code,
                "options": [(form.code, str(form)) for form in forms],
            },
        ],
        "is_filtered": bool(words or unit or year or code),
        "may_import": user.may("decide_awards"),
    }
    return render(request, "awards/history.html", context)
