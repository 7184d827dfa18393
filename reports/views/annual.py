"""The year's result: summary page, PDF, and what a figure is made of."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_pdf

from ..access import may_write
from ..columns import COLUMNS, full_label
from ..reading import document_or_404, report_or_404


@needs("read_returns")
def summary(request: Request, period: str) -> HttpResponse:
    document = document_or_404(request, period)
    context = {
        "document": document,
        "report": document.report,
        "may_write": may_write(request, document.report.top),
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
