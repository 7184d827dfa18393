"""The year's result: summary page, PDF, dashboard, and what a figure is made of."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.charts import BarChart, bar_chart
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.numbers import NBSP
from khuyenhoc.pdf import render_pdf

from ..access import may_write, period_or_404, return_or_404
from ..columns import COLUMNS, MEMBERS, full_label
from ..summary import Summary

CHART_ROWS = 20  # more bars than that are a table


@needs("read_returns")
def summary(request: Request, period: str) -> HttpResponse:
    report = _report(request, period)
    return render(request, "reports/summary.html", {"report": report, "may_write": may_write(request, report.top)})


@needs("read_returns")
def summary_pdf(request: Request, period: str) -> HttpResponse:
    report = _report(request, period)
    pdf = render_pdf("reports/summary_pdf.html", {"report": report, "demo": request.user.is_demo})
    name = slugify(search_key(f"tong ket {report.period.code} {report.row.full_name}"))
    return file_answer(pdf, PDF, name, inline=True)


@needs("read_returns")
def dashboard(request: Request, period: str) -> HttpResponse:
    report = _report(request, period)
    accepted, expected = report.table.accepted
    context = {
        "report": report,
        "chart": _share_chart(report),
        "table": report.stat_table("Hội viên", MEMBERS),
        "fund_facts": _fund_facts(report),
        "accepted": accepted,
        "expected": expected,
        "progress_label": f"{accepted}/{expected} {report.commune_words} đã chốt số liệu",
    }
    return render(request, "reports/dashboard.html", context)


def _fund_facts(report: Summary) -> list[dict[str, str]]:
    """Opening, raised, spent, closing, each leading to its make-up."""
    keys = ("fund_opening", "fund_raised", "fund_spent", "fund_closing", "fund_per_person")
    return [
        {
            "label": full_label(COLUMNS[key], report.period.year),
            "value": f"{shown.text}{NBSP}đồng" if shown.says_something else shown.text,
            "note": f"mới có {shown.coverage}" if shown.coverage else "",
            "url": f"{reverse('reports:figure', args=[report.period.code, key])}?don-vi={report.row.code}",
        }
        for key in keys
        for shown in [COLUMNS[key].show(report.root_figures)]
    ]


@needs("read_returns")
def figure(request: Request, period: str, key: str) -> HttpResponse:
    """One figure by the lines it is made of; each line leads on to the unit below."""
    column = COLUMNS.get(key)
    if column is None:
        raise Http404("no such figure")
    report = _report(request, period)
    lines = [(line, column.show(line.figures)) for line in report.lines]
    context = {"report": report, "column": column, "label": full_label(column, report.period.year), "lines": lines}
    return render(request, "reports/figure.html", context | {"total": column.show(report.root_figures)})


def _report(request: Request, period: str) -> Summary:
    return Summary(return_or_404(request, period_or_404(period)))


def _share_chart(report: Summary) -> BarChart | None:
    """Members as a share of the population by commune; members by chapter inside a commune."""
    column = COLUMNS["members_share"] if report.has_communes_below else COLUMNS["members_closing"]
    title = "Hội viên trên dân số" if report.has_communes_below else "Hội viên theo chi hội"
    items = []
    for line in report.lines:
        value = column.value(line.figures)
        if (report.has_communes_below and not line.unit_code) or (line.is_own and value is None):
            continue
        url = f"{reverse('reports:dashboard', args=[report.period.code])}?don-vi={line.unit_code}"
        items.append((line.label, value, column.show(line.figures).text, url if line.unit_code else None))
    items.sort(key=lambda item: (item[1] is None, -(item[1] or 0)))
    if not items or len(items) > CHART_ROWS * 2:
        return None
    return bar_chart(title, f"Số liệu năm {report.period.year}, cao nhất trước.", items)
