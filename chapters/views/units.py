from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.numbers import record_number

from .. import actions
from ..access import Request, editable_or_403, needs, visible_or_404
from ..forms.units import UnitEditForm, UnitForm, neighbours_word
from ..kinds import BASIC, Kind
from ..models import Appointment, Unit, UnitQuerySet, User
from ..pages import units as pages
from ..pages.cabinets import cabinet_of
from ..pages.outline import outline
from ..pages.privacy import consent_link
from ..roles import ROLES
from .common import done, form_page, page_of, posted, trail_to, with_itself


@require_safe
@needs("read_units")
def unit_list(request: Request) -> HttpResponse:
    """The tree under the topmost units in reach, or what a search finds in all of it; one chapter alone is no tree."""
    user, search = request.user, pages.Search.asked(request.GET)
    units = Unit.objects.visible_to(user)
    if search.is_narrowed:
        return _unit_search(request, search.of(units), search)
    tops = pages.topmost(user)
    if len(tops) == 1 and not tops[0].is_association_level:
        return redirect(tops[0])
    branches = outline(tops, search.in_time(units))
    context = _filter(search) | {
        "branches": branches,
        "tops": tops,
        "top": branches[0] if len(tops) == 1 else None,
        "title": tops[0].association_name if len(tops) == 1 else "Tổ chức Hội",
        "opens_all": request.GET.get("mo") == "het",
        "closed": 0 if search.with_closed else units.exclude(closed_on=None).count(),
        "actions": _list_actions(user, tops[0]) if len(tops) == 1 else [],
    }
    if len(tops) == 1:
        context["line"] = pages.counts_below(tops)[tops[0].pk].line
    return render(request, "chapters/unit_list.html", context)


def _list_actions(user: User, top: Unit) -> list[dict[str, Any]]:
    leading = [action for action in _unit_actions(user, top) if action.get("primary") or "excel" in action["url"]]
    return [{"label": "Thông tin của đơn vị", "url": top.get_absolute_url()}, *leading]


def _unit_search(request: Request, units: UnitQuerySet, search: pages.Search) -> HttpResponse:
    page = page_of(request, units)
    for unit in page:
        unit.shows_parent = unit.parent is not None and request.user.can("read_units", unit.parent)
    return render(request, "chapters/unit_search.html", _filter(search) | {"page": page})


def _filter(search: pages.Search) -> dict[str, Any]:
    return {"search": search, "kinds": pages.KINDS, "settings": pages.SETTINGS}


def _units(request: Request, units: QuerySet[Unit]) -> dict[str, Any]:
    page = page_of(request, units)
    return {"page": page, "groups": pages.in_groups(page)}


def _unit_actions(user: User, unit: Unit) -> list[dict[str, Any]]:
    """Buttons of a unit, only those that she may press."""
    found = []
    if unit.closed_on is None and unit.keeps_roster and user.can("write_members", unit):
        url = reverse("chapters:member-create", query={"don-vi": unit.code})
        found.append({"label": "Thêm hội viên", "url": url, "primary": True})
    if not user.can("write_units", unit):
        return found
    found.append({"label": "Sửa thông tin", "url": reverse("chapters:unit-edit", args=[unit.pk])})
    if unit.closed_on is None and unit.is_association_level:
        excel = reverse("chapters:unit-excel", query={"don-vi": unit.code})
        found.append({"label": "Nhập, xuất Excel", "url": excel})
    if unit.closed_on is None and pages.allowed_kinds(unit):
        url = reverse("chapters:unit-create", query={"cha": unit.pk})
        found.append({"label": "Lập đơn vị mới", "url": url, "primary": unit.is_association_level})
    return found


@require_safe
def unit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    unit = visible_or_404(Unit, request, pk=pk)
    holders = Appointment.objects.visible_to(user).current().filter(unit=unit, user__is_active=True)
    search = pages.Search.asked(request.GET)
    children = pages.children_of(unit, user)
    context = _units(request, search.in_time(children)) | {
        "unit": unit,
        "closed": 0 if search.with_closed else children.exclude(closed_on=None).count(),
        "places": pages.place_links(unit, user),
        "says_who_places": not pages.may_place(user, unit) and unit.parent and user.can("write_units", unit),
        "trail": trail_to(user, unit),
        "line": pages.counts_below([unit])[unit.pk].line,
        "facts": pages.unit_facts(unit),
        "links": pages.unit_links(unit, user) + consent_link(unit, user),
        "cabinet": cabinet_of(unit, timezone.localdate(), user),
        "holders": [(ROLES[held.role].name, held.user.name) for held in holders.select_related("user")],
        "actions": _unit_actions(user, unit),
        "takes_children": bool(pages.allowed_kinds(unit)),
        "entries": history_of(unit) if user.can("read_log", unit) else None,
    }
    return render(request, "chapters/unit.html", context)


@form_page
def unit_create(request: Request) -> HttpResponse:
    """First the kind, as links, then the facts that this kind has."""
    user = request.user
    parent = _parent(request, user)
    kinds = pages.allowed_kinds(parent)
    kind = kinds[0] if len(kinds) == 1 else request.GET.get("loai", "")
    if kind not in kinds:
        context = {"parent": parent, "kinds": kinds, "trail": with_itself(user, parent)}
        return render(request, "chapters/unit_kind.html", context)
    form = UnitForm(posted(request), kind=kind, is_new=True, initial={"local_word": neighbours_word(parent)})
    if form.is_valid():
        made = attempt(form, lambda: actions.create_unit(parent=parent, kind=kind, by=user, **form.cleaned_data))
        if made:
            messages.success(request, _opened(made))
            return redirect(made)
    context = {
        "title": f"Lập {Kind(kind).label} mới",
        "subtitle": f"Trực thuộc {parent.association_name}",
        "trail": with_itself(user, parent),
        "form": form,
        "submit": "Lập đơn vị",
        "cancel_url": parent.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


def _parent(request: Request, user: User) -> Unit:
    """The unit named by ?cha=, else the topmost one she may write."""
    if chosen := request.GET.get("cha"):
        return editable_or_403(Unit, request, pk=record_number(chosen))
    parent = Unit.objects.editable_by(user).first()
    if parent is None:
        raise PermissionDenied("Chức trách của bạn không lập đơn vị. Nếu cần, xin báo Thường trực Hội.")
    return parent


def _opened(unit: Unit) -> str:
    if unit.kind not in BASIC:
        return f"Đã lập {unit}."
    roster = " Ghi từng hội viên bằng nút Thêm hội viên." if unit.keeps_roster else ""
    return f"Đã lập {unit}.{roster} Số liệu của năm nhập ở mục Xem tiếp, ngay trên trang này."


@form_page
def unit_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    unit = editable_or_403(Unit, request, pk=pk)
    title, trail = f"Sửa {unit}", with_itself(user, unit)
    form = UnitEditForm(posted(request), unit=unit)
    if form.is_valid() and done(form, lambda: actions.update_unit(unit=unit, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã sửa {unit}.")
        return redirect(unit)
    context = {"title": title, "trail": trail, "form": form, "cancel_url": unit.get_absolute_url()}
    return render(request, "chapters/form.html", context)
