"""Terms: open, edit, and carry over those who go on after the congress."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.forms import attempt

from .. import actions
from ..access import Request, editable_or_403
from ..forms.officers import CarryOverForm, TermEditForm, TermForm
from ..models import Term, Unit
from .common import done, form_page, officers_trail, posted


@form_page
def term_create(request: Request, pk: int) -> HttpResponse:
    user = request.user
    unit = editable_or_403(Unit, request, pk=pk)
    form = TermForm(posted(request), unit=unit)
    if form.is_valid():
        made = attempt(form, lambda: actions.open_term(unit=unit, by=user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã mở nhiệm kỳ {made.name} của {unit.association_name}.")
            return redirect(_next_step(made))
    context = {
        "title": "Mở nhiệm kỳ mới",
        "subtitle": unit.association_name,
        "trail": officers_trail(user, unit),
        "form": form,
        "submit": "Mở nhiệm kỳ",
        "cancel_url": reverse("chapters:unit-officers", args=[unit.pk]),
    }
    return render(request, "chapters/form.html", context)


def _next_step(term: Term) -> str:
    """To those who serve on from before, if this is the running term and there are any; else to the unit's page."""
    running = Term.objects.filter(unit=term.unit_id).running_on(timezone.localdate())
    if running.filter(pk=term.pk).exists() and actions.before_term(term).exists():
        return reverse("chapters:term-carry-over", args=[term.pk])
    return term.get_absolute_url()


@form_page
def term_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    term = editable_or_403(Term, request, pk=pk)
    form = TermEditForm(posted(request), term=term)
    title = f"Sửa nhiệm kỳ {term.name}"
    if form.is_valid() and done(form, lambda: actions.update_term(term=term, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã sửa nhiệm kỳ {form.cleaned_data['name']}.")
        return redirect(term)
    context = {
        "title": title,
        "subtitle": term.unit.association_name,
        "trail": officers_trail(user, term.unit),
        "form": form,
        "cancel_url": term.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


@form_page
def term_carry_over(request: Request, pk: int) -> HttpResponse:
    """Who of those that serve goes on in the new term; the others end on the day it began."""
    user = request.user
    term = editable_or_403(Term, request, pk=pk)
    serving = list(actions.before_term(term))
    if not serving:
        messages.info(request, "Không còn ai giữ chức vụ từ trước nhiệm kỳ này.")
        return redirect(term)
    form = CarryOverForm(posted(request), serving=serving)
    if form.is_valid():
        made = attempt(form, lambda: actions.carry_over(term=term, by=user, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"Đã ghi {len(made)} người tiếp tục trong nhiệm kỳ {term.name}.")
            return redirect(term)
    faults = [*form.non_field_errors(), *form.errors.get("staying", [])]
    if faults:  # shown afresh, with what she ticked, since others may serve by now
        form = CarryOverForm(serving=serving, initial={"staying": request.POST.getlist("staying")})
    context = {"term": term, "form": form, "faults": faults, "trail": officers_trail(user, term.unit)}
    return render(request, "chapters/term_carry_over.html", context)
