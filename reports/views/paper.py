"""A return on paper: the form to fill in by hand, and the unit's own report as page, PDF and Word."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import DOCX, PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_pdf

from ..access import period_or_404, return_or_404
from ..blank_form import Sheet, sheets
from ..models import Row
from ..own_report import OwnReport
from ..word import write_word


@needs("read_returns")
def blank_form(request: Request, period: str) -> HttpResponse:
    """A sheet for the association's own figures and one for each chapter and board."""
    top = return_or_404(request, period_or_404(period))
    made = sheets(top, list(top.rows.select_related("unit")))
    return _form(request, made, top.unit.full_name, period)


@needs("read_returns")
def row_form(request: Request, period: str, pk: int) -> HttpResponse:
    rows = Row.objects.visible_to(request.user).select_related("unit_return__period__previous", "unit_return__unit")
    row = get_object_or_404(rows, pk=pk, unit_return__period__code=period)
    return _form(request, sheets(row.unit_return, [row]), row.full_name, period)


def _form(request: Request, made: list[Sheet], name: str, period: str) -> HttpResponse:
    pdf = render_pdf("reports/blank_form_pdf.html", {"sheets": made, "demo": request.user.is_demo})
    return file_answer(pdf, PDF, _plain(f"phieu so lieu {period} {name}"), inline=True)


@needs("read_returns")
def own_report(request: Request, period: str) -> HttpResponse:
    return render(request, "reports/own_report.html", {"report": _report(request, period)})


@needs("read_returns")
def own_report_pdf(request: Request, period: str) -> HttpResponse:
    report = _report(request, period)
    pdf = render_pdf("reports/own_report_pdf.html", {"report": report, "demo": request.user.is_demo})
    return file_answer(pdf, PDF, _name(report), inline=True)


@needs("read_returns")
def own_report_word(request: Request, period: str) -> HttpResponse:
    report = _report(request, period)
    words = render_to_string("components/_demo_words.html").strip() if request.user.is_demo else ""
    return file_answer(write_word(report, words), DOCX, _name(report))


def _report(request: Request, period: str) -> OwnReport:
    return OwnReport(return_or_404(request, period_or_404(period)))


def _name(report: OwnReport) -> str:
    return _plain(f"bao cao {report.period.code} {report.row.full_name}")


def _plain(name: str) -> str:
    return slugify(search_key(name))
