from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.reach import within
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions, lists
from ..forms.decisions import DecisionForm, GiveForm
from ..models import AwardForm, Decision, Nomination
from .nominations import PER_PAGE

State = Nomination.State


@needs("read_awards")
def decision_list(request: Request) -> HttpResponse:
    decisions = Decision.objects.visible_to(request.user).select_related("unit")
    may_decide = request.user.may("decide_awards")
    page = Paginator(decisions, PER_PAGE).get_page(request.GET.get("trang"))
    return render(request, "awards/decision_list.html", {"page": page, "may_decide": may_decide})


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
    form = DecisionForm(request.POST or None, nominations=listed, initial={"nominations": listed.filter(form=award)})
    if request.method == "POST" and form.is_valid():
        unit = user.units_reached("decide_awards")[0]
        made = attempt(form, lambda: actions.decide(unit=unit, by=user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã ghi quyết định số {made.number}.")
            return redirect(made)
    context = {"form": form, "award": award, "year": year, "count": listed.count()}
    return render(request, "awards/decision_create.html", context)


def decision(request: Request, pk: int) -> HttpResponse:
    return _decision_page(request, visible_or_404(Decision, request, pk=pk), GiveForm())


@require_POST
def decision_give(request: Request, pk: int) -> HttpResponse:
    """The whole list handed over on one day, usually at the conference."""
    found = editable_or_403(Decision, request, pk=pk)
    form = GiveForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _give_all(found, form.cleaned_data["given_on"], request)):
        messages.success(request, "Đã ghi ngày trao cho cả danh sách.")
        return redirect(found)
    return _decision_page(request, found, form)


@transaction.atomic
def _give_all(found: Decision, given_on: Any, request: Request) -> bool:
    for each in found.nominations.filter(state=State.DECIDED):
        actions.give(nomination=each, given_on=given_on, by=request.user)
    return True


def _decision_page(request: Request, found: Decision, form: GiveForm) -> HttpResponse:
    user = request.user
    nominations = list(lists.in_order(Nomination.objects.visible_to(user).filter(decision=found)))
    is_waiting = any(each.state == State.DECIDED for each in nominations)
    context = {
        "decision": found,
        "nominations": nominations,
        "summary": lists.summary(Nomination.objects.visible_to(user).filter(decision=found)),
        "form": form if is_waiting and user.can("decide_awards", found.unit) else None,
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/decision.html", context)
