"""Reminders for units that have not handed in: a list to print, and words to send by hand."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from chapters.access import Request, needs
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_pdf

from ..access import period_or_404, return_or_404
from ..reminders import Reminders


@require_safe
@needs("accept_returns")
def reminders(request: Request, period: str) -> HttpResponse:
    made = _reminders(request, period)
    query = {"don-vi": made.top.unit.code}
    context = {
        "reminders": made,
        "title": f"Nhắc nộp báo cáo {made.period.name.lower()}",
        "up_url": reverse("reports:progress", args=[period], query=query),
        "pdf_url": reverse("reports:reminders-pdf", args=[period], query=query),
    }
    return render(request, "reports/reminders.html", context)


@require_safe
@needs("accept_returns")
def reminders_pdf(request: Request, period: str) -> HttpResponse:
    made = _reminders(request, period)
    pdf = render_pdf("reports/reminders_pdf.html", {"reminders": made, "demo": request.user.is_demo})
    name = slugify(search_key(f"chua nop bao cao {period} {made.top.unit.full_name}"))
    return file_answer(pdf, PDF, name, inline=True)


def _reminders(request: Request, period: str) -> Reminders:
    top = return_or_404(request, period_or_404(period))
    if not request.user.can("accept_returns", top.unit):
        raise PermissionDenied("Việc nhắc nộp báo cáo là của Thường trực Hội cấp trên. Nếu cần, xin báo Thường trực.")
    return Reminders(top, request.user)
