"""Check and submit: all findings of a return on one page, reasons, and the one button."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_http_methods

from chapters.access import Request, needs
from khuyenhoc.actions import Refusal
from khuyenhoc.dates import format_datetime

from ..access import may_write, period_or_404, require_write, return_or_404
from ..actions import submit_return
from ..models import Return
from ..pages.checking import review_of


@require_http_methods(["GET", "POST"])
@needs("read_returns")
def checking(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    if request.method == "POST":
        require_write(request, top)
        _submit(request, top)
        return redirect(reverse("reports:checking", args=[period], query={"don-vi": top.unit.code}))
    context = {
        "top": top,
        "due": top.period.due_on(top.unit.kind),
        "review": review_of(top, request.user),
        "seen_at": timezone.now().isoformat(),
        "handed_in": _handed_in(top),
        "may_write": may_write(request, top),
        "writable": may_write(request, top) and top.is_writable,
    }
    return render(request, "reports/checking.html", context)


def _submit(request: Request, top: Return) -> None:
    if said := _handed_in(top):
        messages.info(request, said)
        return
    try:
        seen, seen_at = request.POST.get("seen", ""), _moment(request.POST.get("seen_at", ""))
        submit_return(unit_return=top, seen=seen, seen_at=seen_at, by=request.user)
        messages.success(request, "Đã nộp. Cấp trên sẽ xem và chốt số liệu.")
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))


def _moment(text: str) -> datetime | None:
    """When the page was made, as it says itself; None for what is no moment."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _handed_in(top: Return) -> str:
    """Who handed it in and when, for who presses again or comes later; "" while it is being entered."""
    if top.state not in (Return.State.SUBMITTED, Return.State.ACCEPTED):
        return ""
    who = f", do {top.submitted_by.name} nộp" if top.submitted_by else ""
    when = f" lúc {format_datetime(top.submitted_at)}" if top.submitted_at else ""
    if top.accepted_at:
        return f"Báo cáo đã nộp{when}{who}, và đã chốt lúc {format_datetime(top.accepted_at)}."
    return f"Báo cáo đã nộp{when}{who}. Cấp trên đang xem; muốn sửa, hãy đề nghị cấp trên trả lại."
