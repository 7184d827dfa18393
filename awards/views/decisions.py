from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from chapters.access import Request, editable_or_403, needs
from chapters.models import User
from chapters.reach import within
from chapters.views.common import page_of, posted_with_files
from chapters.views.consents import scan_answer
from khuyenhoc.forms import attempt, sent
from khuyenhoc.history import history_of

from .. import actions, letters, lists
from ..certificates import gets_certificate
from ..forms.decisions import DecisionForm, GiveForm, ScanForm, VoidForm
from ..models import AwardForm, Decision, Nomination, VoidedAward
from ..namesakes import namesakes
from .asked import year_among

State = Nomination.State


@needs("read_awards")
def decision_list(request: Request) -> HttpResponse:
    """Also what was voided, struck through; found by number, form, or the name of somebody on the list."""
    reached = Decision.objects.told_to(request.user)
    years = list(reached.order_by("-year").values_list("year", flat=True).distinct())
    year = year_among(request, years)
    decisions = reached.filter(year=year) if year else reached
    found = lists.search_decisions(decisions, request.user, request.GET.get("q", ""))
    context = {
        "page": page_of(request, found),
        "years": years,
        "year": year,
        "may_decide": request.user.may("decide_awards"),
    }
    return render(request, "awards/decision_list.html", context)


@needs("decide_awards")
def decision_create(request: Request) -> HttpResponse:
    """A signed decision over what was put forward to one grantor in one year."""
    user = request.user
    pending = Nomination.objects.pending().filter(within(user.paths("decide_awards"), "unit__path"))
    award = AwardForm.objects.filter(code=request.GET.get("hinh-thuc", "")).first()
    year = request.GET.get("nam", "")
    if award is None or not (year.isascii() and year.isdigit() and len(year) == 4):
        return render(request, "awards/decision_start.html", {"waiting": lists.waiting(pending)})
    listed = lists.in_order(pending.filter(form__grantor_name=award.grantor_name, year=int(year)))
    # Ticked from the start: what has come all its way; the rest of the grantor's stands beside it.
    ready = listed.filter(form=award, state=State.ENDORSED)
    initial = {"nominations": ready or listed.filter(form=award)}
    form = DecisionForm(*posted_with_files(request), nominations=listed, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: _decide(user, form.cleaned_data))
        if made:
            messages.success(request, f"Đã ghi quyết định số {made.number}.")
            return redirect(made)
    context = {
        "form": form,
        "award": award,
        "year": year,
        "count": listed.count(),
        "namesakes": namesakes(listed, user),
    }
    context["is_own"] = letters.gives(user.units_reached("decide_awards")[0], award.grantor_name)
    return render(request, "awards/decision_create.html", context)


@transaction.atomic
def _decide(user: User, facts: dict[str, Any]) -> Decision:
    """The scan is kept only if all else is in order."""
    unit = user.units_reached("decide_awards")[0]
    scan = facts["scan"].store(user) if facts["scan"] else None
    return actions.decide(unit=unit, by=user, **(facts | {"scan": scan}))


def decision(request: Request, pk: int) -> HttpResponse:
    found = _told_or_404(request, pk)
    return _voided_page(request, found) if found.voided_at else _decision_page(request, found)


def _told_or_404(request: Request, pk: int) -> Decision:
    return get_object_or_404(Decision.objects.told_to(request.user).select_related("unit", "voided_by"), pk=pk)


@require_POST
def decision_give(request: Request, pk: int) -> HttpResponse:
    """The whole list handed over on one day, usually at the conference."""
    found = editable_or_403(Decision, request, pk=pk)
    form = GiveForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _give_all(found, form.cleaned_data["given_on"], request)):
        messages.success(request, "Đã ghi ngày trao cho cả danh sách.")
        return redirect(found)
    return _decision_page(request, found, give_form=form)


@transaction.atomic
def _give_all(found: Decision, given_on: date, request: Request) -> bool:
    for each in found.nominations.filter(state=State.DECIDED):
        actions.give(nomination=each, given_on=given_on, by=request.user)
    return True


def decision_scan(request: Request, pk: int) -> HttpResponse:
    """The signed paper: to read, or to hand in once after the decision was recorded."""
    if request.method == "POST":
        return _attach(request, editable_or_403(Decision, request, pk=pk))
    found = _told_or_404(request, pk)
    if found.scan is None:
        raise Http404("this decision has no signed scan")
    return scan_answer(found.scan)


def _attach(request: Request, found: Decision) -> HttpResponse:
    form = ScanForm(request.POST, request.FILES)

    if form.is_valid():
        kept = attempt(form, lambda: _keep_scan(request, found, form))
        if kept:
            messages.success(request, "Đã lưu bản ký quét của quyết định.")
            return redirect(kept)
    return _decision_page(request, found, scan_form=form)


@transaction.atomic
def _keep_scan(request: Request, found: Decision, form: ScanForm) -> Decision:
    scan = form.cleaned_data["scan"].store(request.user)
    return actions.attach_scan(decision=found, scan=scan, by=request.user)


@require_POST
def decision_void(request: Request, pk: int) -> HttpResponse:
    """What was typed wrongly is struck through, with a reason; its nominations wait for the right decision again."""
    found = editable_or_403(Decision, request, pk=pk)
    form = VoidForm(request.POST, auto_id="id_void_%s")
    if sent(request, form, lambda: actions.void_decision(decision=found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã hủy bản ghi quyết định số {found.number}. Số này ghi lại được.")
        return redirect(found)
    return _decision_page(request, found, void_form=form)


def _decision_page(
    request: Request,
    found: Decision,
    *,
    give_form: GiveForm | None = None,
    scan_form: ScanForm | None = None,
    void_form: VoidForm | None = None,
) -> HttpResponse:
    user = request.user
    writes = user.can("decide_awards", found.unit)
    nominations = list(lists.in_order(Nomination.objects.visible_to(user).filter(decision=found)))
    is_waiting = any(each.state == State.DECIDED for each in nominations)
    context = {
        "decision": found,
        "nominations": nominations,
        "summary": lists.summary(Nomination.objects.visible_to(user).filter(decision=found)),
        "is_own": letters.is_own(found),
        "prints": writes and any(gets_certificate(found, each) for each in nominations),
        "form": (give_form or GiveForm()) if is_waiting and writes else None,
        "scan_form": scan_form or (ScanForm() if writes and not found.scan_id else None),
        "void_form": (void_form or VoidForm(auto_id="id_void_%s")) if writes else None,
        "is_signed_here": writes and actions.is_signed_here(found),
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/decision.html", context)


def _voided_page(request: Request, found: Decision) -> HttpResponse:
    user = request.user
    voided = VoidedAward.objects.visible_to(user).filter(decision=found)
    context = {
        "decision": found,
        "voided": voided.select_related("nomination__form", "nomination__unit", "nomination__decision"),
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/decision_voided.html", context)
