from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.views.decorators.http import require_http_methods

from khuyenhoc.forms import attempt

from ..access import Request
from ..models import Member, Unit, User

PAGE_SIZE = 50

form_page = require_http_methods(["GET", "POST"])


def posted(request: Request) -> QueryDict | None:
    """What a form is bound to: also a sending with nothing in it."""
    return request.POST if request.method == "POST" else None


def page_of(request: Request, records: QuerySet[Any]) -> Page:
    return Paginator(records, PAGE_SIZE).get_page(request.GET.get("trang"))


def trail_to(user: User, unit: Unit) -> list[dict[str, str]]:
    """The units above that she may see, topmost first."""
    above = Unit.objects.visible_to(user).above(unit)
    return [{"label": step.association_name, "url": step.get_absolute_url()} for step in above]


def with_itself(user: User, unit: Unit) -> list[dict[str, str]]:
    return [*trail_to(user, unit), {"label": unit.association_name, "url": unit.get_absolute_url()}]


def sent(request: Request) -> tuple[Any, Any]:
    """What a form with files is bound to; nothing on a first look."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def done(form: forms.BaseForm, act: Callable[[], object]) -> bool:
    return attempt(form, act) is not None


def back_to(member: Member) -> list[dict[str, str]]:
    """The way back from a page about one member."""
    return [{"label": member.name, "url": member.get_absolute_url()}]
