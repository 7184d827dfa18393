"""Inspections on paper: the report of one as PDF and Word, the list of a year."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.text import slugify

from chapters.access import Request, needs, visible_or_404
from khuyenhoc.downloads import DOCX, PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.papers import dated_line
from khuyenhoc.pdf import render_pdf

from .. import inspections
from ..inspection_report import InspectionReport
from ..inspection_word import write_word
from ..models import Inspection


def inspection_report_pdf(request: Request, pk: int) -> HttpResponse:
    report = _report_or_404(request, pk)
    pdf = render_pdf("awards/inspection_report_pdf.html", {"report": report, "demo": request.user.is_demo})
    return file_answer(pdf, PDF, _name(report), inline=True)


def inspection_report_word(request: Request, pk: int) -> HttpResponse:
    report = _report_or_404(request, pk)
    words = render_to_string("components/_demo_words.html").strip() if request.user.is_demo else ""
    return file_answer(write_word(report, words), DOCX, _name(report))


def _report_or_404(request: Request, pk: int) -> InspectionReport:
    found = visible_or_404(Inspection, request, pk=pk)
    if found.held_on is None:
        raise Http404("not held yet: there is nothing to report")
    return InspectionReport(found)


def _name(report: InspectionReport) -> str:
    return slugify(search_key(f"ket qua kiem tra {report.inspection.year} {report.inspection.unit}"))


@needs("read_awards")
def inspection_year_pdf(request: Request, year: int) -> HttpResponse:
    user = request.user
    of_year = Inspection.objects.visible_to(user).filter(year=year)
    listed = list(inspections.with_counts(of_year).order_by("planned_on", "pk"))
    if not listed:
        raise Http404(f"no inspections of {year} in reach")
    unit = user.units_reached("read_awards")[0]
    figures = inspections.figures_of(of_year)
    context = {
        "unit": unit,
        "dated": dated_line(unit.name, None, year),
        "year": year,
        "listed": listed,
        "figures": figures,
        "is_signed": user.can("write_inspections", unit),
        "demo": user.is_demo,
    }
    pdf = render_pdf("awards/inspection_year_pdf.html", context)
    return file_answer(pdf, PDF, f"kiem-tra-{year}", inline=True)
