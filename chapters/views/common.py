from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from khuyenhoc.forms import attempt

from ..access import Request
from ..models import Member, Unit, User

PAGE_SIZE = 50

form_page = require_http_methods(["GET", "POST"])


def posted(request: Request) -> QueryDict | None:
    """What a form is bound to: also a sending with nothing in it."""
    return request.POST if request.method == "POST" else None


def page_of(request: Request, records: QuerySet[Any] | list[Any]) -> Page:
    return Paginator(records, PAGE_SIZE).get_page(request.GET.get("trang"))


def trail_to(user: User, unit: Unit) -> list[dict[str, str]]:
    """The units above that she may see, topmost first."""
    above = Unit.objects.visible_to(user).above(unit)
    return [{"label": step.association_name, "url": step.get_absolute_url()} for step in above]


def with_itself(user: User, unit: Unit) -> list[dict[str, str]]:
    return [*trail_to(user, unit), {"label": unit.association_name, "url": unit.get_absolute_url()}]


def officers_trail(user: User, unit: Unit) -> list[dict[str, str]]:
    """The way back from a page about one of a unit's officers or terms."""
    return [*with_itself(user, unit), {"label": "Cán bộ", "url": reverse("chapters:unit-officers", args=[unit.pk])}]


def keeper_of(member: Member, user: User, *permissions: str) -> Unit:
    """Of the units that keep her, the first where this user has one of the permissions; who counts her goes before."""
    found = member.memberships.genuine().select_related("unit").order_by("-is_counted", "-since")
    held = sorted(found, key=lambda one: one.until is not None)
    return next(one.unit for one in held if any(user.can(permission, one.unit) for permission in permissions))


def posted_with_files(request: Request) -> tuple[Any, Any]:
    """What a form with files is bound to; nothing on a first look."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    return attempt(form, act) is not None


def back_to(member: Member) -> list[dict[str, str]]:
    """The way back from a page about one member."""
    return [{"label": member.name, "url": member.get_absolute_url()}]
