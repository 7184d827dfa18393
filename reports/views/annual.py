"""The year's result as a page."""

from django.http import HttpResponse
from django.shortcuts import render

from chapters.access import Request, needs

from ..pages.lives import Lives
from ..reading import shown_document


@needs("read_returns")
def summary(request: Request, period: str) -> HttpResponse:
    document, version = shown_document(request, period), request.GET.get("ban")
    context = {
        "document": document,
        "report": document.report,
        "version_query": f"&ban={version}" if version else "",
        "may_compose": request.user.can("write_summaries", document.report.top.unit),
        "lives": Lives(document.report.period, document.report.row.unit_id, document.report.row.code, request.user),
    }
    return render(request, "reports/summary.html", context)
