"""A return's way up and down: basis, submitting, looking at it, giving back, correcting, accepting, opening again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chapters.access import Request, needs
from chapters.views.common import posted
from chapters.views.consents import scan_answer
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import record_number

from ..access import may_accept, may_write, period_or_404, require_write, return_or_404
from ..actions import accept_return, answer, choose_basis, hand_back, reopen_return, set_values, submit_return
from ..forms.review import AnswersForm, Asked, FiguresForm, ReopenForm, SignedScanForm
from ..hands import entering_on_behalf
from ..models import OnBehalf, Remark, Return
from ..pages.review import Cell, Review, cells_of, review_of
from ..pages.versions import versions_of

form_page = require_http_methods(["GET", "POST"])


@require_POST
@needs("read_returns")
def basis(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    require_write(request, top)
    chosen = request.POST.get("basis", "")
    if chosen not in Return.Basis.values:
        raise Refusal("Xin chọn một cách báo cáo trong các cách đã nêu.")
    choose_basis(unit_return=top, basis=chosen, by=request.user)
    messages.success(request, f"Đã chọn cách báo cáo: {top.basis_in(chosen)}.")
    return redirect(url_of("entry", top))


@require_POST
@needs("read_returns")
def submit(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    require_write(request, top)
    _submit(request, top)
    return redirect(url_of("entry", top))


def _submit(request: Request, top: Return) -> bool:
    try:
        submit_return(unit_return=top, by=request.user)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, "Đã nộp. Cấp trên sẽ xem và chốt số liệu.")
    return True


@form_page
@needs("read_returns")
def review(request: Request, period: str) -> HttpResponse:
    """All figures of a return, or what has changed since the last look; cells are marked here to be given back."""
    top = return_or_404(request, period_or_404(period))
    if request.method == "POST":
        return _ask(request, top)
    looked_again = top.looked_at is not None and top.state != Return.State.ACCEPTED
    only_changed = looked_again and request.GET.get("xem") != "tat-ca"
    judges = may_accept(request, top)
    context = {
        "top": top,
        "review": review_of(top, only_changed=only_changed),
        "only_changed": only_changed,
        "looked_again": looked_again,
        "may_judge": judges and top.state == Return.State.SUBMITTED and top.period.is_open,
        "may_accept_scan": judges and top.is_writable and top.period.allows_on_behalf,
        "may_reopen": judges and top.state == Return.State.ACCEPTED and top.period.is_open,
        "scan_form": SignedScanForm(),
    }
    return render(request, "reports/review.html", context)


def _ask(request: Request, top: Return) -> HttpResponse:
    """The cells that were marked, each with room for what is asked about it."""
    require_judge(request, top)
    marked = _marked(request, review_of(top))
    if not marked:
        messages.error(request, "Chưa đánh dấu số nào. Xin đánh dấu những số cần hỏi rồi bấm lại.")
        return redirect(url_of("review", top))
    asked = [(cell, cell.suggestion, "") for cell in marked]
    return render(request, "reports/review_ask.html", {"top": top, "asked": asked})


def _marked(request: Request, looked_at: Review) -> list[Cell]:
    keys = set(request.POST.getlist("o"))
    return [cell for cell in looked_at.cells if cell.key in keys]


def require_judge(request: Request, top: Return) -> None:
    if not may_accept(request, top):
        raise PermissionDenied("Việc này là của cấp trên của đơn vị. Nếu cần, xin báo Thường trực Hội cấp trên.")


@require_POST
@needs("read_returns")
def send_back(request: Request, period: str) -> HttpResponse:
    """Give back the marked cells with a question each, or the whole with a sentence."""
    top = return_or_404(request, period_or_404(period))
    require_judge(request, top)
    reason, keys = request.POST.get("reason", ""), request.POST.getlist("o")
    typed = {key: request.POST.get(f"hoi-{key}", "").strip() for key in keys}
    try:
        if not all(typed.values()):
            raise Refusal("Xin ghi điều cần sửa bên mỗi số đã đánh dấu.")
        asked = {_place(key): text for key, text in typed.items()}
        hand_back(unit_return=top, reason=reason, questions=asked, by=request.user)
    except Refusal as refusal:
        return _refused(request, top, refusal, typed, reason)
    what = f" {len(typed)} số" if typed else ""
    messages.success(request, f"Đã trả lại{what or ' báo cáo'} cho {top.unit}.")
    return redirect(url_of("review", top))


def _place(key: str) -> tuple[int, str]:
    row, _, code = key.partition(":")
    return record_number(row) or 0, code


def _refused(request: Request, top: Return, refusal: Refusal, typed: dict[str, str], reason: str) -> HttpResponse:
    """Nothing that was typed is lost."""
    if refusal.status == 403:
        raise refusal
    messages.error(request, str(refusal))
    if not typed:
        return redirect(url_of("review", top))
    cells = [cell for cell in cells_of(top) if cell.key in typed]
    missing = "Xin ghi điều cần sửa."
    asked = [(cell, typed[cell.key], "" if typed[cell.key] else missing) for cell in cells]
    return render(request, "reports/review_ask.html", {"top": top, "asked": asked, "reason": reason})


@require_POST
@needs("read_returns")
def accept(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    require_judge(request, top)
    try:
        _accept(request, top)
        messages.success(request, f"Đã chốt số liệu của {top.unit}.")
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        messages.error(request, str(refusal))
    return redirect(url_of("review", top))


def _accept(request: Request, top: Return) -> None:
    """With a signed scan where one was sent; it is kept only if the return is accepted."""
    if "scan" not in request.FILES and "signed" not in request.POST:
        accept_return(unit_return=top, by=request.user)
        return
    form = SignedScanForm(request.POST, request.FILES)
    if not form.is_valid():
        raise Refusal("Xin chọn bản ký đã quét: PDF, JPEG hoặc PNG, không quá 20 MB.")
    with transaction.atomic():
        stored = form.cleaned_data["scan"].store(request.user)
        accept_return(unit_return=top, scan=stored, by=request.user)


@form_page
@needs("read_returns")
def correct(request: Request, period: str) -> HttpResponse:
    """Just the cells that the level above asks about: correct the figure or answer, then hand in again."""
    top = return_or_404(request, period_or_404(period))
    asked = [cell for cell in cells_of(top) if cell.question]
    form = _answers_form(request, asked)
    if request.method == "POST":
        require_write(request, top)
        if form.is_valid() and _save(request, top, form, asked):
            if request.POST.get("press") != "nop":
                messages.success(request, "Đã lưu.")
            else:
                return redirect(url_of("entry" if _submit(request, top) else "checking", top))
            return redirect(url_of("correct", top))
    parts = [(cell, _boxes(form, cell), form[f"answer-{cell.row.pk}-{cell.made.code}"]) for cell in asked]
    writable = may_write(request, top) and top.is_writable
    return render(request, "reports/correct.html", {"top": top, "form": form, "parts": parts, "writable": writable})


def _answers_form(request: Request, asked: list[Cell]) -> AnswersForm:
    figures = [Asked(cell.row, cell.made, cell.figure.said) for cell in asked if takes_figure(cell)]
    answers = {f"{cell.row.pk}-{cell.made.code}": cell.question.answer for cell in asked if cell.question}
    return AnswersForm(posted(request), asked=figures, answers=answers)


def takes_figure(cell: Cell) -> bool:
    """Whether an officer types it: what is counted from lists and books is corrected there."""
    totals_here = cell.row.is_own and cell.row.unit_return.basis == Return.Basis.TOTALS
    return totals_here or (cell.row.kind in cell.made.entered_at and cell.figure.recorded is None)


def _boxes(form: AnswersForm, cell: Cell) -> dict[str, Any] | None:
    found = next((one for one in form.asked if (one.row, one.made) == (cell.row, cell.made)), None)
    return form.boxes(found) if found else None


def _save(request: Request, top: Return, form: AnswersForm, asked: list[Cell]) -> bool:
    """All or nothing."""
    entered = entering_on_behalf(request, top)
    try:
        with transaction.atomic():
            write_figures(form, request.user, entered)
            for cell in asked:
                text = form.cleaned_data[f"answer-{cell.row.pk}-{cell.made.code}"]
                if isinstance(cell.question, Remark) and text != cell.question.answer:
                    answer(question=cell.question, text=text, by=request.user)
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        form.add_error(None, str(refusal))
        return False
    return True


def write_figures(form: FiguresForm, by: Any, entered: OnBehalf | None = None) -> None:
    for row, cells in form.cells().items():
        try:
            set_values(row=row, cells=cells, on_behalf=entered, by=by)
        except Clash as clash:
            form.show_clash(row, dict(clash.cells))
            raise


@form_page
@needs("read_returns")
def reopen(request: Request, period: str) -> HttpResponse:
    """A correction of what was accepted: a new version, with the reason."""
    top = return_or_404(request, period_or_404(period))
    require_judge(request, top)
    form = ReopenForm(posted(request))
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: reopen_return(unit_return=top, reason=reason, by=request.user)):
            messages.success(request, f"Đã mở lại báo cáo của {top.unit}. Số đã chốt vẫn giữ ở bản trước.")
            return redirect(url_of("review", top))
    context = {
        "title": f"Mở lại báo cáo {top.period.name.lower()} của {top.unit}",
        "note": "Một bản sửa mới được lập với số liệu đã chốt. Đơn vị sửa, nộp lại, rồi cấp trên chốt lại. "
        "Bản đã chốt vẫn giữ nguyên, và các báo cáo dùng bản mới.",
        "form": form,
        "submit": "Mở lại báo cáo",
        "cancel_url": url_of("review", top),
    }
    return render(request, "chapters/form.html", context)


@require_safe
@needs("read_returns")
def versions(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    return render(request, "reports/versions.html", {"top": top, "versions": versions_of(top)})


@require_safe
@needs("read_returns")
def signed_scan(request: Request, period: str, pk: int) -> HttpResponse:
    """The signed paper that a return was accepted against."""
    returns = Return.objects.visible_to(request.user).filter(period__code=period).exclude(scan=None)
    found = get_object_or_404(returns.select_related("scan"), pk=pk)
    assert found.scan is not None  # noqa: S101 excluded above
    return scan_answer(found.scan)


def url_of(name: str, top: Return) -> str:
    """A page about this return."""
    return reverse(f"reports:{name}", args=[top.period.code], query={"don-vi": top.unit.code})
