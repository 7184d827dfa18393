"""Many members in a row, without leaving the page: one form, and above it what it has just recorded."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.once import record_once

from .. import actions
from ..access import Request, editable_or_403, needs
from ..forms.members import AdmitForm, roster_units
from ..models import Member, Membership, Unit
from .common import form_page, posted

JUST_RECORDED = "just_recorded"  # in the session: the latest memberships of this sitting
SHOWN = 30


@form_page
@needs("write_members")
def member_create(request: Request) -> HttpResponse:
    user = request.user
    if not roster_units(user).exists():
        return render(request, "chapters/member_no_roster.html")
    form = AdmitForm(posted(request), user=user, initial=_kept(request))
    if form.is_valid():
        done = attempt(form, lambda: _admit(request, form))
        if done:
            return _next_one(request, form, _tell(form, *done))
    if form.is_bound:
        form.focus_on_fault()
    return _page(request, form)


def _admit(request: Request, form: AdmitForm) -> tuple[Member, bool]:
    values = form.values()
    unit: Unit = values["unit"]
    token = form.cleaned_data["token"]
    key, is_new = record_once(request, unit, token, lambda: actions.admit_member(by=request.user, **values))
    member = Member.objects.get(pk=key)
    if is_new:
        lines = [member.memberships.get().pk, *request.session.get(JUST_RECORDED, [])]
        request.session[JUST_RECORDED] = lines[:SHOWN]
    return member, is_new


def _tell(form: AdmitForm, member: Member, is_new: bool) -> str:
    if is_new:
        return f"Đã ghi {member} vào {form.cleaned_data['unit']}."
    return f"Mẫu này đã được ghi thành {member}, không ghi lần nữa. Muốn ghi người khác, xin gõ vào mẫu mới dưới đây."


def _next_one(request: Request, form: AdmitForm, told: str) -> HttpResponse:
    """The form again, with the unit, the date and the way of entry kept; only the part that changes, if htmx asks."""
    values = form.cleaned_data
    kept = {"don-vi": values["unit"].code, "ngay": format_date(values["since"]), "cach-vao": values["entry"]}
    if "HX-Request" not in request.headers:
        messages.success(request, told)
        return redirect(reverse("chapters:member-create", query=kept))
    initial = {"unit": values["unit"], "since": values["since"], "entry": values["entry"]}
    return _page(request, AdmitForm(user=request.user, initial=initial), told=told)


def _kept(request: Request) -> dict[str, Any]:
    units = roster_units(request.user)
    unit = units.filter(code=request.GET.get("don-vi", "")).first()
    if unit is None and len(first := units[:2]) == 1:
        unit = first[0]
    entry = request.GET.get("cach-vao", Membership.Entry.ADMITTED)
    return {"unit": unit, "since": request.GET.get("ngay"), "entry": entry}


def _page(request: Request, form: AdmitForm, told: str = "") -> HttpResponse:
    is_part = "HX-Request" in request.headers
    context = {
        "form": form,
        "is_part": is_part,
        "recorded": _just_recorded(request),
        "told": told,
    }
    return render(request, "chapters/_member_entry.html" if is_part else "chapters/member_create.html", context)


def _just_recorded(request: Request) -> list[Membership]:
    """What this sitting has recorded and not taken back, the latest first."""
    keys = request.session.get(JUST_RECORDED, [])
    lines = Membership.objects.editable_by(request.user).select_related("member", "unit").in_bulk(keys)
    return [lines[key] for key in keys if key in lines]


@require_POST
def entry_undo(request: Request, pk: int) -> HttpResponse:
    """ "Ghi nhầm" beside somebody who was just recorded."""
    membership = editable_or_403(Membership, request, pk=pk)
    voided = actions.void_membership(membership=membership, by=request.user)
    messages.success(request, f"Đã bỏ {voided.member} khỏi {voided.unit}, vì ghi nhầm.")
    kept = {"don-vi": voided.unit.code, "ngay": format_date(voided.since), "cach-vao": voided.entry}
    return redirect(reverse("chapters:member-create", query=kept))
