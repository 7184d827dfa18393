"""The year's result: summary page, PDF and dashboard."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_pdf

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
def summary_pdf(request: Request, period: str) -> HttpResponse:
    document = document_or_404(request, period)
    report = document.report
    context = {"document": document, "report": report, "demo": request.user.is_demo}
    pdf = render_pdf("reports/summary_pdf.html", context)
    name = slugify(search_key(f"tong ket {report.period.code} {report.row.full_name}"))
    return file_answer(pdf, PDF, name, inline=True)


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
