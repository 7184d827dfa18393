from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.reach import within
from chapters.views.common import form_page, page_of, posted
from khuyenhoc.forms import sent
from khuyenhoc.history import history_of
from khuyenhoc.searching import SEARCH, searched_for

from .. import actions, inspections
from ..forms.inspection import (
    CancelForm,
    ConcludeForm,
    FindingEditForm,
    FindingForm,
    FollowUpForm,
    HoldForm,
    InspectionForm,
    PlanForm,
    PutOffForm,
    SettleForm,
    places_of,
)
from ..models import Inspection, InspectionFinding
from .asked import unit_asked, year_shown

State = Inspection.State


@needs("read_awards")
def inspection_list(request: Request) -> HttpResponse:
    user = request.user
    reached = Inspection.objects.visible_to(user)
    years = inspections.years_of(reached)
    year = year_shown(request, years)
    of_year = reached.filter(year=year)
    if unit := unit_asked(request):
        of_year = of_year.filter(within([unit.path], "unit__path"))
    found = inspections.with_counts(inspections.picked(of_year, request.GET)).order_by("planned_on", "pk")
    context = {
        "page": page_of(request, found),
        "figures": inspections.figures_of(of_year) if years else None,
        "year": year,
        "years": years,
        "unit": unit,
        "units": user.units_reached("read_awards").associations(),
        "states": State.choices,
        "state": request.GET.get("trang-thai", ""),
        "is_overdue": request.GET.get("viec") == inspections.OVERDUE,
        "is_filtered": any(request.GET.get(name) for name in inspections.FILTERS),
        "may_write": user.may("write_inspections"),
    }
    return render(request, "awards/inspection_list.html", context)


@form_page
@needs("write_inspections")
def inspection_plan(request: Request) -> HttpResponse:
    """A year's plan for what stands under one association; ?trong= chooses another one than her own."""
    user = request.user
    places = places_of(user)
    own = places.first()
    if own is None:
        raise PermissionDenied("Kế hoạch kiểm tra do Ban Kiểm tra của một cấp Hội lập.")
    place = unit_asked(request, "write_inspections", word="trong") or own
    if not place.path.startswith(own.path):
        own = place  # she serves two committees
    form = PlanForm(posted(request), place=place)
    if made := sent(request, form, lambda: actions.plan_inspections(by_unit=own, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã đưa {len(made)} đơn vị vào kế hoạch kiểm tra năm {made[0].year}.")
        return redirect(reverse("awards:inspection-list", query={"nam": made[0].year}))
    return render(request, "awards/inspection_plan.html", {"form": form, "own": own, "place": place, "places": places})


def inspection(request: Request, pk: int) -> HttpResponse:
    user = request.user
    found = visible_or_404(Inspection, request, pk=pk)
    unit = found.unit
    findings = list(found.findings.select_related("registration__learning_model"))
    may_write = user.can("write_inspections", unit)
    context = {
        "inspection": found,
        "findings": findings,
        "may_write": may_write,
        "may_follow_up": may_write or user.can("write_awards", unit),
        "is_in_hand": found.state == State.HELD,
        "steps": [(code, step) for code, step in STEPS.items() if found.may_become(step.state)] if may_write else [],
        "history": history_of(found, *findings) if user.can("read_log", unit) else [],
    }
    return render(request, "awards/inspection.html", context)


@form_page
def inspection_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    found = editable_or_403(Inspection, request, pk=pk)
    form = InspectionForm(posted(request), inspection=found)
    if sent(request, form, lambda: actions.change_inspection(inspection=found, by=user, **form.cleaned_data)):
        messages.success(request, "Đã lưu cuộc kiểm tra.")
        return redirect(found)
    return _form_page(request, form, found, "Sửa cuộc kiểm tra", "Lưu")


@dataclass(frozen=True)
class Step:
    """A step in an inspection's life as the page offers it."""

    label: str
    act: Callable[..., Inspection]
    form: type[forms.Form]
    state: str
    done: str
    is_primary: bool = True
    note: str = ""


STEPS = {
    "tien-hanh": Step("Ghi đã kiểm tra", actions.hold_inspection, HoldForm, State.HELD, "Đã ghi ngày kiểm tra."),
    "ket-luan": Step(
        "Kết luận",
        actions.conclude_inspection,
        ConcludeForm,
        State.CONCLUDED,
        "Đã ghi kết luận.",
        note="Đã kết luận thì điều phát hiện và kiến nghị không sửa được nữa; chỉ còn theo dõi khắc phục.",
    ),
    "khong-tien-hanh": Step(
        "Không tiến hành",
        actions.cancel_inspection,
        CancelForm,
        State.CANCELLED,
        "Đã ghi không tiến hành, kèm lý do.",
        is_primary=False,
    ),
}


@form_page
def inspection_step(request: Request, pk: int, step: str) -> HttpResponse:
    user = request.user
    found = editable_or_403(Inspection, request, pk=pk)
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404(f"no such step: {step}")
    initial = HoldForm.about(found) if chosen.form is HoldForm else {}
    form = chosen.form(posted(request), initial=initial)
    if sent(request, form, lambda: chosen.act(inspection=found, by=user, **form.cleaned_data)):
        messages.success(request, chosen.done)
        return redirect(found)
    return _form_page(request, form, found, chosen.label, chosen.label, note=chosen.note)


def _posted(request: Request) -> QueryDict | None:
    """None while she only searches for a model: then nothing is checked yet, and nothing written."""
    return None if SEARCH in request.POST else posted(request)


@form_page
def finding_create(request: Request, pk: int) -> HttpResponse:
    user = request.user
    found = editable_or_403(Inspection, request, pk=pk)
    form = FindingForm(_posted(request), inspection=found, initial=searched_for(request))
    if sent(request, form, lambda: actions.add_finding(inspection=found, by=user, **form.cleaned_data)):
        messages.success(request, "Đã ghi điều phát hiện.")
        return redirect(found)
    return _form_page(request, form, found, "Ghi điều phát hiện", "Ghi")


@form_page
def finding_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    finding = editable_or_403(InspectionFinding, request, pk=pk)
    form = FindingEditForm(_posted(request), finding=finding, initial=searched_for(request))
    if sent(request, form, lambda: actions.change_finding(finding=finding, by=user, **form.cleaned_data)):
        messages.success(request, "Đã lưu điều phát hiện.")
        return redirect(finding.inspection)
    return _form_page(request, form, finding.inspection, "Sửa điều phát hiện", "Lưu")


@form_page
def follow_up(request: Request, pk: int) -> HttpResponse:
    """Written by the unit that was inspected, or for it."""
    user = request.user
    finding = visible_or_404(InspectionFinding, request, pk=pk)
    unit = finding.inspection.unit
    if not (user.can("write_awards", unit) or user.can("write_inspections", unit)):
        raise PermissionDenied(f"Kết quả khắc phục do {unit} hoặc Ban Kiểm tra ghi.")
    form = FollowUpForm(posted(request), finding=finding)

    def write() -> InspectionFinding:
        text, was = form.cleaned_data["follow_up"], form.cleaned_data["was"]
        return actions.follow_up(finding=finding, text=text, was=was, by=user)

    if sent(request, form, write):
        messages.success(request, "Đã ghi kết quả khắc phục.")
        return redirect(finding.inspection)
    return _form_page(request, form, finding.inspection, "Kết quả khắc phục", "Ghi", finding=finding)


@form_page
def finding_settle(request: Request, pk: int) -> HttpResponse:
    return _finding_step(request, pk, SettleForm, actions.settle_finding, "Ghi đã khắc phục xong", "Đã ghi là xong.")


@form_page
def finding_put_off(request: Request, pk: int) -> HttpResponse:
    return _finding_step(request, pk, PutOffForm, actions.put_off_finding, "Lùi hạn", "Đã lùi hạn.")


def _finding_step(
    request: Request, pk: int, kind: type[forms.Form], act: Callable[..., Any], label: str, done: str
) -> HttpResponse:
    user = request.user
    finding = editable_or_403(InspectionFinding, request, pk=pk)
    form = kind(posted(request))
    if sent(request, form, lambda: act(finding=finding, by=user, **form.cleaned_data)):
        messages.success(request, done)
        return redirect(finding.inspection)
    return _form_page(request, form, finding.inspection, label, label, finding=finding)


def _form_page(
    request: Request, form: forms.Form, found: Inspection, title: str, submit: str, **more: Any
) -> HttpResponse:
    context = {"form": form, "inspection": found, "title": title, "submit": submit, **more}
    return render(request, "awards/inspection_form.html", context)
