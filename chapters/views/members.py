from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.numbers import format_number

from .. import actions
from ..access import Request, editable_or_403, needs, visible_or_404
from ..forms.members import AdmitForm, EndForm, JoinForm, PersonForm, roster_units
from ..models import Member, Membership, Unit, User
from ..pages import members as pages
from .common import done, form_page, page_of


@require_safe
@needs("read_members")
def member_list(request: Request) -> HttpResponse:
    user = request.user
    reached = user.units_reached("read_members")
    unit = get_object_or_404(reached, code=request.GET["don-vi"]) if request.GET.get("don-vi") else None
    has_left = request.GET.get("tinh-trang") == "da-thoi"
    members = pages.of_scope(user, unit, has_left=has_left).search(request.GET.get("q", ""))
    page = page_of(request, pages.members_with_units(members))
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
    here = {"don-vi": unit.code} if unit and user.can("write_members", unit) else None
    excel = reverse("chapters:member-excel", query=here)
    return [
        {"label": "Nhập, xuất Excel", "url": excel},
        {"label": "Thêm hội viên", "url": url, "primary": True},
    ]


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
