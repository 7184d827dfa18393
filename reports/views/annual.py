"""The year's result: summary page and dashboard."""

from django.http import HttpResponse
from django.shortcuts import render

from chapters.access import Request, needs

from ..columns import MEMBERS
from ..pages.dashboard import fund_facts, models_chart, ratings_chart, rewards, rewards_total, scores_chart, share_chart
from ..pages.lives import Lives
from ..reading import document_or_404, report_or_404


@needs("read_returns")
def summary(request: Request, period: str) -> HttpResponse:
    document = document_or_404(request, period)
    context = {
        "document": document,
        "report": document.report,
        "may_compose": request.user.can("write_summaries", document.report.top.unit),
        "lives": Lives(document.report.period, document.report.row.unit_id, document.report.row.code, request.user),
    }
    return render(request, "reports/summary.html", context)


@needs("read_returns")
def dashboard(request: Request, period: str) -> HttpResponse:
    report = report_or_404(request, period)
    accepted, expected = report.table.accepted
    context = {
        "report": report,
        "chart": share_chart(report),
        "models": models_chart(report),
        "ratings": ratings_chart(report),
        "scores": scores_chart(report),
        "rewards": rewards(report),
        "rewards_total": rewards_total(report),
        "table": report.stat_table("Hội viên", MEMBERS),
        "fund_facts": fund_facts(report),
        "accepted": accepted,
        "expected": expected,
        "progress_label": f"{accepted}/{expected} {report.commune_words} đã chốt số liệu",
    }
    return render(request, "reports/dashboard.html", context)
