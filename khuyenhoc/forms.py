"""From a form to a verb and back: a refusal lands beside its field, and nothing typed is lost."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest

from .actions import Clash, Refusal

T = TypeVar("T")


def attempt(form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """What the verb returns, or None with its refusal added to the form."""
    try:
        return act()
    except Refusal as refusal:
        if isinstance(refusal, Clash) and hasattr(form, "show_clash"):
            form.show_clash(refusal)
            return None
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, str(refusal))
        form.way_out = refusal.way  # type: ignore[attr-defined]
        return None


def sent(request: HttpRequest, form: forms.BaseForm, act: Callable[[], T]) -> T | None:
    """What the verb returns when the form was sent, could be read and was not refused; else None."""
    return attempt(form, act) if request.method == "POST" and form.is_valid() else None
