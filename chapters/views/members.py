from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions
from ..access import Request, editable_or_403, visible_or_404
from ..forms.members import EditForm
from ..models import Member, User
from ..pages import members as pages
from ..pages.doubles import merge_url
from ..pages.merges import merges_of
from ..pages.privacy import privacy_card
from .common import back_to, form_page, posted


@require_safe
def member(request: Request, pk: int) -> HttpResponse:
    user = request.user
    member = _found(request, pk)
    if member.pk != pk:
        return redirect(member)
    person = pages.belonging(member, user)
    editable = {one.pk for one in person.memberships if user.can("write_members", one.unit)}
    reads_log = person.shows_contact and any(user.can("read_log", one.unit) for one in person.memberships)
    context = {
        "member": member,
        "person": person,
        "standing": "Đang sinh hoạt" if person.held else "Đã thôi sinh hoạt ở đây",
        "facts": pages.member_facts(person),
        "lines": pages.lines(person, editable),
        "actions": _actions(person, user),
        "honours": member.nominations.visible_to(user).received(),  # awards come later: asked backwards
        "grants": member.grants.visible_to(user).given(),
        "merges": merges_of(member, user),
        "privacy": privacy_card(person, user),
        "entries": history_of(member, *person.memberships, granted=person.granted) if reads_log else None,
    }
    return render(request, "chapters/member.html", context)


def _found(request: Request, pk: int) -> Member:
    """The member; for a record that was merged, the one that it has become part of."""
    gone = Member.objects.exclude(merged_into=None).filter(pk=pk).first()
    return visible_or_404(Member, request, pk=gone.heir.pk if gone else pk)


def _actions(person: pages.Belonging, user: User) -> list[dict[str, Any]]:
    """Buttons of a member, only those that may be pressed."""
    member = person.member
    if not Member.objects.editable_by(user).filter(pk=member.pk).exists():
        return []
    found: list[dict[str, Any]] = [{"label": "Sửa thông tin", "url": reverse("chapters:member-edit", args=[member.pk])}]
    join = reverse("chapters:membership-create", args=[member.pk])
    if person.can_return:
        found.append({"label": "Ghi sinh hoạt lại", "url": join, "primary": True})
    elif not person.has_died:
        found.append({"label": "Ghi thêm vào chi hội", "url": join})
    return [*found, {"label": "Gộp với hồ sơ khác", "url": merge_url(member.pk)}]


@form_page
def member_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    member = editable_or_403(Member, request, pk=pk)
    person = pages.belonging(member, user)
    shows = {"shows_contact": person.shows_contact, "shows_sensitive": person.shows_sensitive}
    form = EditForm(posted(request), member=member, **shows)
    if form.is_valid():
        saved = attempt(form, lambda: actions.update_member(member=member, by=user, **form.cleaned_data))
        if saved:
            messages.success(request, f"Đã sửa thông tin của {saved}.")
            return redirect(member)
    context = {
        "title": f"Sửa thông tin {member}",
        "trail": back_to(member),
        "form": form,
        "cancel_url": member.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)
