"""The year on one page, on one sheet of paper, and on the wall of a hall."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_sheet

from ..pages.dashboard import Dashboard, dashboard_of
from ..reading import report_or_404, shown_document

LETTERS = ("", "small", "smallest")  # of the sheet, as much as there is to be said


@needs("read_returns")
def dashboard(request: Request, period: str) -> HttpResponse:
    board = _board(request, period)
    return render(request, "reports/dashboard.html", {"board": board, "report": board.report})


@needs("read_returns")
def dashboard_pdf(request: Request, period: str) -> HttpResponse:
    """One sheet to print, to pin up and to send on."""
    board = Dashboard(report_or_404(request, period))
    context = {"board": board, "report": board.report, "demo": request.user.is_demo}
    name = slugify(search_key(f"tong quan {board.report.period.code} {board.report.row.full_name}"))
    pdf = render_sheet("reports/dashboard_pdf.html", (context | {"letters": letters} for letters in LETTERS))
    return file_answer(pdf, PDF, name, inline=True)


@needs("read_returns")
def slides(request: Request, period: str) -> HttpResponse:
    """Without menu and buttons, in letters for the last row."""
    board = _board(request, period)
    return render(request, "reports/slides.html", {"board": board, "report": board.report})


def _board(request: Request, period: str) -> Dashboard:
    return dashboard_of(shown_document(request, period).report)
