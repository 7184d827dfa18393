"""A return's way up and down: its basis, submitting, accepting, giving back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from chapters.access import Request, needs
from khuyenhoc.actions import Refusal

from ..access import period_or_404, require_write, return_or_404
from ..actions import accept_return, choose_basis, hand_back, submit_return
from ..models import Return


@require_POST
@needs("read_returns")
def basis(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    require_write(request, top)
    chosen = request.POST.get("basis", "")
    if chosen not in Return.Basis.values:
        raise Refusal("Xin chọn cách báo cáo: theo chi hội hoặc chỉ số tổng.")
    choose_basis(unit_return=top, basis=chosen, by=request.user)
    messages.success(request, f"Đã chọn cách báo cáo: {Return.Basis(chosen).label}.")
    return redirect(_entry_url(top))


@require_POST
@needs("read_returns")
def submit(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    require_write(request, top)
    try:
        submit_return(unit_return=top, by=request.user)
        messages.success(request, "Đã nộp. Cấp trên sẽ xem và chốt số liệu.")
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect(_entry_url(top))


@require_POST
@needs("read_returns")
def accept(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    try:
        accept_return(unit_return=top, by=request.user)
        messages.success(request, f"Đã chốt số liệu của {top.unit}.")
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    return redirect(_entry_url(top))


@require_POST
@needs("read_returns")
def send_back(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    try:
        hand_back(unit_return=top, reason=request.POST.get("reason", ""), by=request.user)
        messages.success(request, f"Đã trả lại báo cáo cho {top.unit}.")
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    return redirect(_entry_url(top))


def _entry_url(top: Return) -> str:
    return f"{reverse('reports:entry', args=[top.period.code])}?don-vi={top.unit.code}"
