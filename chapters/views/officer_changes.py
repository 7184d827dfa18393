"""Forms about one officer: elect, edit, end, replace, void."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.actions import Refusal
from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import record_number

from .. import actions
from ..access import Request, editable_or_403
from ..forms.officers import EditForm, ElectForm, EndForm, ReplaceForm
from ..models import Officer, Term, Unit
from ..posts import POSTS
from .common import done, form_page, officers_trail, posted


@form_page
def officer_create(request: Request, pk: int) -> HttpResponse:
    user = request.user
    unit = editable_or_403(Unit, request, pk=pk)
    form = ElectForm(posted(request), user=user, unit=unit, initial=_kept(request, unit))
    if form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: actions.elect_officer(unit=unit, by=user, **values))
        if made:
            messages.success(request, f"Đã ghi {made}, {made.post_name} {unit.association_name}.")
            return redirect(_next_one(made) if "them" in request.POST else _back_to(unit))
    form.take_cursor()
    context = {
        "title": "Thêm cán bộ",
        "subtitle": unit.association_name,
        "trail": officers_trail(user, unit),
        "form": form,
        "is_row": "ngay" in request.GET,
        "cancel_url": _back_to(unit),
    }
    return render(request, "chapters/officer_create.html", context)


def _kept(request: Request, unit: Unit) -> dict[str, Any]:
    """What the form begins with: what the last one had, else the running term and its first day."""
    asked = request.GET
    term = Term.objects.filter(unit=unit).running_on(timezone.localdate()).first()
    if number := record_number(asked.get("nhiem-ky", "")):
        term = Term.objects.filter(unit=unit, pk=number).first()
    since = asked.get("ngay") or (term.since if term else None)
    return {"term": term, "since": since, "post": asked.get("chuc-vu", "")}


def _next_one(made: Officer) -> str:
    """The form again, with the unit, the term, the day and a post that many may hold kept."""
    kept = {"ngay": format_date(made.since)}
    if made.term:
        kept["nhiem-ky"] = str(made.term.pk)
    if not POSTS[made.post].is_head:
        kept["chuc-vu"] = made.post
    return reverse("chapters:officer-create", args=[made.unit_id], query=kept)


def _back_to(unit: Unit) -> str:
    return reverse("chapters:unit-officers", args=[unit.pk])


def _open_officer(request: Request, pk: int) -> Officer:
    """Hers to write; what was recorded by mistake stays as it is."""
    officer: Officer = editable_or_403(Officer, request, pk=pk)
    if officer.is_voided:
        raise Refusal(f"{officer} đã được đánh dấu ghi nhầm nên giữ nguyên. Nếu cần, xin ghi một dòng mới.")
    return officer


def _context(request: Request, officer: Officer, form: Any, title: str) -> dict[str, Any]:
    return {
        "title": title,
        "subtitle": f"{officer.post_name}, {officer.unit.association_name}",
        "trail": officers_trail(request.user, officer.unit),
        "form": form,
        "cancel_url": officer.get_absolute_url(),
    }


@form_page
def officer_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    officer = _open_officer(request, pk)
    context = {"title": f"Sửa {officer}", "subtitle": f"{officer.post_name}, {officer.unit.association_name}"}
    form = EditForm(posted(request), user=user, officer=officer)
    if form.is_valid() and done(form, lambda: actions.update_officer(officer=officer, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã sửa thông tin của {officer}.")
        return redirect(officer)
    return render(request, "chapters/form.html", _context(request, officer, form, "") | context)


@form_page
def officer_end(request: Request, pk: int) -> HttpResponse:
    user = request.user
    officer = _open_officer(request, pk)
    form = EndForm(posted(request), initial={"until": timezone.localdate()})
    if form.is_valid() and done(form, lambda: actions.end_officer(officer=officer, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã ghi {officer} thôi giữ chức vụ {officer.post_name}.")
        return redirect(_back_to(officer.unit))
    context = _context(request, officer, form, f"{officer} thôi giữ chức vụ") | {"submit": "Ghi thôi"}
    return render(request, "chapters/form.html", context)


@form_page
def officer_replace(request: Request, pk: int) -> HttpResponse:
    """The old holder ends and the new one begins on the same day."""
    user = request.user
    officer = _open_officer(request, pk)
    form = ReplaceForm(posted(request), user=user, unit=officer.unit)
    form.fields["name"].label = "Họ và tên người thay"
    if form.is_valid():
        made = attempt(form, lambda: actions.replace_officer(officer=officer, by=user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã ghi {made} thay {officer} giữ chức vụ {made.post_name}.")
            return redirect(made)
    context = _context(request, officer, form, f"Thay {officer}") | {
        "note": f"{officer} thôi giữ chức vụ và người mới bắt đầu trong cùng một ngày.",
        "submit": "Ghi thay người",
    }
    return render(request, "chapters/form.html", context)


@form_page
def officer_void(request: Request, pk: int) -> HttpResponse:
    officer = _open_officer(request, pk)
    if request.method == "POST":
        actions.void_officer(officer=officer, by=request.user)
        messages.success(request, f"Đã đánh dấu ghi nhầm: {officer}, {officer.post_name}.")
        return redirect(_back_to(officer.unit))
    context = _context(request, officer, Form(), f"Ghi nhầm {officer}?") | {
        "note": "Dòng này sẽ được giữ lại với chữ “ghi nhầm” và không tính ở đâu nữa. Nếu người này đã thật sự giữ "
        "chức vụ rồi thôi, xin quay lại và dùng nút Ghi thôi. Người giữ chức vụ trước đó, nếu đã ghi thôi, thì vẫn "
        "là đã thôi; cần thì sửa ở trang của người đó.",
        "submit": "Đánh dấu ghi nhầm",
    }
    return render(request, "chapters/form.html", context)
