"""Years side by side, as a page and as a workbook."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import XLSX, file_answer
from khuyenhoc.names import search_key

from ..access import period_or_404, return_or_404
from ..pages.trend import Trend
from ..side_by_side import choices
from ..trend_excel import workbook


def _trend(request: Request, code: str) -> Trend:
    return Trend(return_or_404(request, period_or_404(code)), request.GET.get("bang", ""))


@needs("read_returns")
def trend(request: Request, period: str) -> HttpResponse:
    made = _trend(request, period)
    may_open = request.user.serves_root("open_periods")
    context = {"trend": made, "top": made.top, "choices": choices(), "may_open": may_open}
    return render(request, "reports/trend.html", context)


@needs("read_returns")
def trend_file(request: Request, period: str) -> HttpResponse:
    made = _trend(request, period)
    name = slugify(search_key(f"nhieu nam den {made.period.code} {made.name}"))
    return file_answer(workbook(made), XLSX, name)
