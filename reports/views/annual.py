"""The year's result: summary page, PDF, dashboard, and what a figure is made of."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_pdf

from ..columns import COLUMNS, MEMBERS, full_label
from ..pages.dashboard import fund_facts, models_chart, ratings_chart, rewards, rewards_total, scores_chart, share_chart
from ..reading import document_or_404, report_or_404


@needs("read_returns")
def summary(request: Request, period: str) -> HttpResponse:
    document = document_or_404(request, period)
    context = {
        "document": document,
        "report": document.report,
        "version_query": f"&ban={document.summary.pk}" if document.summary and "ban" in request.GET else "",
        "may_compose": request.user.can("write_summaries", document.report.top.unit),
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


@needs("read_returns")
def figure(request: Request, period: str, key: str) -> HttpResponse:
    """One figure by the lines it is made of; each line leads on to the unit below."""
    column = COLUMNS.get(key)
    if column is None:
        raise Http404("no such figure")
    report = report_or_404(request, period)
    goals = report.goals.of(key)
    lines = [(line, column.show(line.figures), goals.get(line.unit_code)) for line in report.lines]
    context = {
        "report": report,
        "column": column,
        "label": full_label(column, report.period.year),
        "lines": lines,
        "total": column.show(report.root_figures),
        "has_goals": bool(goals),
        "own_goal": goals.get(report.row.code),
    }
    return render(request, "reports/figure.html", context)
