from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods, require_safe

from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.numbers import format_number

from . import actions, pages
from .access import Request, editable_or_403, needs, visible_or_404
from .forms import AdmitForm, EndForm, JoinForm, PersonForm, UnitForm, roster_units
from .kinds import BASIC, Kind
from .models import Appointment, Member, Membership, Unit, User
from .roles import ROLES

PAGE_SIZE = 50

form_page = require_http_methods(["GET", "POST"])


def _page(request: Request, records: QuerySet[Any]) -> Page:
    return Paginator(records, PAGE_SIZE).get_page(request.GET.get("trang"))


def _trail(user: User, unit: Unit) -> list[dict[str, str]]:
    """The units above that she may see, topmost first."""
    above = Unit.objects.visible_to(user).above(unit)
    return [{"label": step.association_name, "url": step.get_absolute_url()} for step in above]


def _with_itself(user: User, unit: Unit) -> list[dict[str, str]]:
    return [*_trail(user, unit), {"label": unit.association_name, "url": unit.get_absolute_url()}]


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    return attempt(form, act) is not None


@require_safe
@needs("read_units")
def unit_list(request: Request) -> HttpResponse:
    """What stands under the topmost unit in reach, or what a search finds in all of it."""
    user = request.user
    if request.GET.get("q", "").strip():
        return _unit_search(request, user)
    tops = pages.topmost(user)
    if len(tops) > 1:
        units = Unit.objects.visible_to(user).filter(pk__in=[top.pk for top in tops])
        return render(request, "chapters/unit_list.html", _units(request, units) | {"title": "Tổ chức Hội"})
    top = tops[0]
    context = _units(request, pages.children_of(top, user)) | {
        "title": top.association_name,
        "top": top,
        "line": pages.counts_below([top])[top.pk].line,
        "actions": [
            {"label": "Thông tin của đơn vị", "url": top.get_absolute_url()},
            *(action for action in _unit_actions(user, top) if action.get("primary")),
        ],
    }
    return render(request, "chapters/unit_list.html", context)


def _unit_search(request: Request, user: User) -> HttpResponse:
    page = _page(request, pages.search_units(Unit.objects.visible_to(user), request.GET["q"]))
    for unit in page:
        unit.shows_parent = unit.parent is not None and user.can("read_units", unit.parent)
    return render(request, "chapters/unit_search.html", {"page": page})


def _units(request: Request, units: QuerySet[Unit]) -> dict[str, Any]:
    page = _page(request, units)
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
    if unit.closed_on is None and pages.allowed_kinds(unit):
        url = reverse("chapters:unit-create", query={"cha": unit.pk})
        found.append({"label": "Lập đơn vị mới", "url": url, "primary": unit.is_association_level})
    return found


@require_safe
def unit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    unit = visible_or_404(Unit, request, pk=pk)
    holders = Appointment.objects.visible_to(user).current().filter(unit=unit, user__is_active=True)
    context = _units(request, pages.children_of(unit, user)) | {
        "unit": unit,
        "trail": _trail(user, unit),
        "line": pages.counts_below([unit])[unit.pk].line,
        "facts": pages.unit_facts(unit),
        "links": pages.unit_links(unit, user),
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
        context = {"parent": parent, "kinds": kinds, "trail": _with_itself(user, parent)}
        return render(request, "chapters/unit_kind.html", context)
    form = UnitForm(request.POST or None, kind=kind, is_new=True)
    if form.is_valid():
        made = attempt(form, lambda: actions.create_unit(parent=parent, kind=kind, by=user, **form.cleaned_data))
        if made:
            messages.success(request, _opened(made))
            return redirect(made)
    context = {
        "title": f"Lập {Kind(kind).label} mới",
        "subtitle": f"Trực thuộc {parent.association_name}",
        "trail": _with_itself(user, parent),
        "form": form,
        "submit": "Lập đơn vị",
        "cancel_url": parent.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


def _parent(request: Request, user: User) -> Unit:
    """The unit named by ?cha=, else the topmost one she may write."""
    if chosen := request.GET.get("cha"):
        if not chosen.isascii() or not chosen.isdigit():
            raise Http404("?cha= is no number")
        return editable_or_403(Unit, request, pk=int(chosen))
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
    title, trail = f"Sửa {unit}", _with_itself(user, unit)
    initial = {fact: getattr(unit, fact) for fact in actions.UNIT_FACTS}
    form = UnitForm(request.POST or None, kind=unit.kind, is_new=False, initial=initial)
    if form.is_valid() and done(form, lambda: actions.update_unit(unit=unit, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã sửa {unit}.")
        return redirect(unit)
    context = {"title": title, "trail": trail, "form": form, "cancel_url": unit.get_absolute_url()}
    return render(request, "chapters/form.html", context)


@require_safe
@needs("read_members")
def member_list(request: Request) -> HttpResponse:
    user = request.user
    reached = user.units_reached("read_members")
    unit = get_object_or_404(reached, code=request.GET["don-vi"]) if request.GET.get("don-vi") else None
    has_left = request.GET.get("tinh-trang") == "da-thoi"
    members = pages.of_scope(user, unit, has_left=has_left).search(request.GET.get("q", ""))
    page = _page(request, pages.members_with_units(members))
    context = {
        "page": page,
        "people": [pages.belonging(member, user) for member in page],
        "unit": unit,
        "units": pages.units_to_filter_by(user, unit),
        "has_left": has_left,
        "shows_contacts": user.may("read_contacts"),
        "subtitle": f"{format_number(page.paginator.count)} hội viên {'đã thôi' if has_left else 'đang sinh hoạt'}",
        "actions": _member_list_actions(user, unit),
        "all_url": reverse("chapters:member-list"),
        "is_filtered": unit or has_left or request.GET.get("q"),
    }
    return render(request, "chapters/member_list.html", context)


def _member_list_actions(user: User, unit: Unit | None) -> list[dict[str, Any]]:
    if not user.may("write_members"):
        return []
    query = {"don-vi": unit.code} if unit and unit.keeps_roster else None
    url = reverse("chapters:member-create", query=query)
    return [{"label": "Thêm hội viên", "url": url, "primary": True}]


@require_safe
def member(request: Request, pk: int) -> HttpResponse:
    user = request.user
    member = visible_or_404(Member, request, pk=pk)
    person = pages.belonging(member, user)
    editable = {one.pk for one in person.memberships if user.can("write_members", one.unit)}
    reads_log = person.shows_contact and any(user.can("read_log", one.unit) for one in person.memberships)
    context = {
        "member": member,
        "person": person,
        "standing": "Đang sinh hoạt" if person.held else "Đã thôi sinh hoạt ở đây",
        "facts": pages.member_facts(person),
        "ending": {one.pk for one in person.memberships if one.pk in editable and one.until is None},
        "actions": _member_actions(member) if editable else [],
        "entries": history_of(member, *person.memberships) if reads_log else None,
    }
    return render(request, "chapters/member.html", context)


def _member_actions(member: Member) -> list[dict[str, str]]:
    return [
        {"label": "Sửa thông tin", "url": reverse("chapters:member-edit", args=[member.pk])},
        {"label": "Ghi vào chi hội", "url": reverse("chapters:membership-create", args=[member.pk])},
    ]


@form_page
@needs("write_members")
def member_create(request: Request) -> HttpResponse:
    user = request.user
    if not roster_units(user).exists():
        return render(request, "chapters/member_no_roster.html")
    unit = roster_units(user).filter(code=request.GET.get("don-vi", "")).first()
    entry = request.GET.get("cach-vao", Membership.Entry.ADMITTED)
    initial = {"unit": unit, "since": request.GET.get("ngay"), "entry": entry}
    form = AdmitForm(request.POST or None, user=user, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: actions.admit_member(by=user, **values))
        if made:
            messages.success(request, f"Đã ghi {made} vào {values['unit']}.")
            return redirect(_next_one(values) if "them" in request.POST else made)
    context = {"form": form, "namesakes": [pages.belonging(member, user) for member in form.doubles]}
    return render(request, "chapters/member_create.html", context)


def _next_one(values: dict[str, Any]) -> str:
    """The form again, with the unit, the date and the way of entry kept."""
    kept = {"don-vi": values["unit"].code, "ngay": format_date(values["since"]), "cach-vao": values["entry"]}
    return reverse("chapters:member-create", query=kept)


@form_page
def member_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    member = editable_or_403(Member, request, pk=pk)
    title = f"Sửa thông tin {member}"
    initial = {fact: getattr(member, fact) for fact in actions.MEMBER_FACTS}
    form = PersonForm(request.POST or None, initial=initial, shows_contact=pages.belonging(member, user).shows_contact)
    if form.is_valid() and done(form, lambda: actions.update_member(member=member, by=user, **form.cleaned_data)):
        messages.success(request, f"Đã sửa thông tin của {member}.")
        return redirect(member)
    context = {"title": title, "form": form, "cancel_url": member.get_absolute_url()}
    return render(request, "chapters/form.html", context)


@form_page
def membership_create(request: Request, pk: int) -> HttpResponse:
    """A former member comes back, or one who is counted elsewhere takes part here too, uncounted."""
    user = request.user
    member = editable_or_403(Member, request, pk=pk)
    person = pages.belonging(member, user)
    form = JoinForm(request.POST or None, user=user, initial={"entry": "admitted"})
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.join_unit(member=member, by=user, is_counted=not person.is_counted, **form.cleaned_data),
        )
        if made:
            messages.success(request, f"Đã ghi {member} vào {made.unit}.")
            return redirect(member)
    context = {
        "title": f"Ghi {member} vào chi hội",
        "note": _second_membership_note(person) if person.is_counted else "",
        "form": form,
        "cancel_url": member.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


def _second_membership_note(person: pages.Belonging) -> str:
    counted = next((one.unit.full_name for one in person.held if one.is_counted), "một đơn vị khác")
    return (
        f"{person.member} đang được tính ở {counted}, nên ở chi hội mới sẽ ghi thêm mà không tính lần nữa. "
        "Nếu đã chuyển hẳn, xin ghi thôi ở nơi cũ trước."
    )


@form_page
def membership_end(request: Request, pk: int) -> HttpResponse:
    user = request.user
    membership = editable_or_403(Membership, request, pk=pk)
    member = membership.member
    form = EndForm(request.POST or None, initial={"until": timezone.localdate()})
    if form.is_valid() and done(
        form, lambda: actions.end_membership(membership=membership, by=user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã ghi {member} thôi sinh hoạt ở {membership.unit}.")
        return redirect(member)
    context = {
        "title": f"{member} thôi sinh hoạt",
        "subtitle": f"{capfirst(membership.unit.full_name)}, vào từ {format_date(membership.since)}",
        "form": form,
        "submit": "Ghi thôi",
        "cancel_url": member.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)
