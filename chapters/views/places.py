"""A unit moves, closes, opens again; its members and the units below it go elsewhere before."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import format_number

from .. import actions
from ..access import Request, editable_or_403
from ..forms.places import ChildrenMoveForm, CloseForm, MembersMoveForm, MoveForm, ReopenForm
from ..hindrance import hindrances
from ..models import Unit
from ..pages.units import may_place
from .common import done, form_page, posted, with_itself


def _placed_or_403(request: Request, pk: int) -> Unit:
    """A unit whose place is the user's to decide: she writes units where it stands."""
    unit = editable_or_403(Unit, request, pk=pk)
    if not may_place(request.user, unit):
        raise PermissionDenied(f"Chuyển, giải thể hay lập lại {unit} là việc của Hội cấp trên.")
    return unit


@form_page
def unit_move(request: Request, pk: int) -> HttpResponse:
    unit = _placed_or_403(request, pk)
    form = MoveForm(posted(request), unit=unit, user=request.user)
    if form.is_valid():
        parent, reason = form.cleaned_data["parent"], form.cleaned_data["reason"]
        was = Unit.objects.filter(pk=form.cleaned_data["was"]).first()
        if done(form, lambda: actions.move_unit(unit=unit, parent=parent, reason=reason, was=was, by=request.user)):
            messages.success(request, f"Đã chuyển {unit} về trực thuộc {parent}.")
            return redirect(unit)
    note = f"{unit} cùng mọi đơn vị, hội viên, quỹ bên dưới chuyển theo. Báo cáo đã nộp, đã chốt giữ như cũ."
    return _page(request, unit, form, f"Chuyển {unit}", "parent", note=note, submit="Chuyển")


@form_page
def unit_children_move(request: Request, pk: int) -> HttpResponse:
    unit = editable_or_403(Unit, request, pk=pk)
    form = ChildrenMoveForm(posted(request), unit=unit, user=request.user)
    if form.is_valid():
        moved = attempt(form, lambda: actions.move_children_of(unit=unit, by=request.user, **form.cleaned_data))
        if moved:
            messages.success(request, f"Đã chuyển {len(moved)} đơn vị về trực thuộc {form.cleaned_data['to']}.")
            return redirect(_next(request, unit))
    title, note = f"Chuyển các đơn vị dưới {unit}", _named(unit.children.filter(closed_on=None))
    return _page(request, unit, form, title, "to", note=note, submit="Chuyển tất cả")


@form_page
def unit_members_move(request: Request, pk: int) -> HttpResponse:
    unit = editable_or_403(Unit, request, pk=pk)
    form = MembersMoveForm(posted(request), unit=unit, user=request.user)
    if form.is_valid():
        moved = attempt(form, lambda: actions.move_members_of(unit=unit, by=request.user, **form.cleaned_data))
        if moved:
            to = form.cleaned_data["to"]
            messages.success(request, f"Đã chuyển {format_number(moved)} hội viên từ {unit} sang {to}.")
            return redirect(_next(request, unit))
    number = unit.memberships.current().count()
    note = f"{format_number(number)} hội viên đang sinh hoạt ở {unit}. Người đã thôi vẫn ở lại trong hồ sơ nơi này."
    return _page(request, unit, form, f"Chuyển hội viên của {unit}", "to", note=note, submit="Chuyển tất cả")


@form_page
def unit_close(request: Request, pk: int) -> HttpResponse:
    unit = _placed_or_403(request, pk)
    if unit.closed_on:
        messages.info(request, f"{unit} đã ghi giải thể từ ngày {format_date(unit.closed_on)}.")
        return redirect(unit)
    found = hindrances(unit)
    form = CloseForm(posted(request), initial={"closed_on": timezone.localdate()})
    if form.is_valid() and done(form, lambda: actions.close_unit(unit=unit, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã ghi {unit} giải thể. Hồ sơ và số liệu các năm vẫn giữ.")
        return redirect(unit)
    context = {
        "title": f"Giải thể {unit}",
        "unit": unit,
        "trail": with_itself(request.user, unit),
        "form": form,
        "blocking": [hindrance for hindrance in found if hindrance.blocks],
        "to_know": [hindrance for hindrance in found if not hindrance.blocks],
        "shows_form": form.is_bound or not any(hindrance.blocks for hindrance in found),
    }
    return render(request, "chapters/unit_close.html", context)


@form_page
def unit_reopen(request: Request, pk: int) -> HttpResponse:
    unit = _placed_or_403(request, pk)
    if unit.closed_on is None:
        messages.info(request, f"{unit} đang hoạt động, không cần lập lại.")
        return redirect(unit)
    form = ReopenForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.reopen_unit(unit=unit, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã lập lại {unit}. Chức trách và hội viên ở đây, xin ghi lại nếu cần.")
        return redirect(unit)
    note = f"{unit} đã giải thể từ ngày {format_date(unit.closed_on)}: {unit.reason or 'không ghi lý do'}."
    return _page(request, unit, form, f"Lập lại {unit}", "", note=note, submit="Lập lại")


def _page(
    request: Request, unit: Unit, form: forms.Form, title: str, choice: str, *, note: str, submit: str
) -> HttpResponse:
    """The form; where there is no place to choose, a sentence that says whom to ask."""
    context: dict[str, Any] = {
        "title": title,
        "unit": unit,
        "trail": with_itself(request.user, unit),
        "form": form,
        "note": note,
        "submit": submit,
        "cancel_url": _next(request, unit),
    }
    if choice and not form.fields[choice].queryset.exists():  # type: ignore[attr-defined]
        return render(request, "chapters/unit_nowhere.html", context)
    return render(request, "chapters/form.html", context)


def _next(request: Request, unit: Unit) -> str:
    """Back to closing, for who came from there to clear the way."""
    is_closing = request.GET.get("tiep") == "giai-the" and may_place(request.user, unit)
    return reverse("chapters:unit-close", args=[unit.pk]) if is_closing else unit.get_absolute_url()


def _named(units: QuerySet[Unit]) -> str:
    names = [unit.full_name for unit in units.order_by("path")]
    return f"{len(names)} đơn vị cùng chuyển: {', '.join(names)}." if names else "Không còn đơn vị nào đang hoạt động."
