"""The doors that views go through: out of reach is 404, visible but not hers to write is 403 (DESIGN 3.1)."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from .models import User
from .roles import PERMISSIONS

M = TypeVar("M", bound=Model)
View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A signed-in user's request: LoginRequiredMiddleware lets nobody else in."""

    user: User


def needs(permission: str) -> Callable[[View], View]:
    """Let in only those one of whose offices has the permission, anywhere."""

    def wrap(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may(permission):
                raise PermissionDenied(_sentence(permission))
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return wrap


def visible_or_404(model: type[M], request: Request, **lookup: Any) -> M:
    return get_object_or_404(model.objects.visible_to(request.user), **lookup)  # type: ignore[attr-defined]


def editable_or_403(model: type[M], request: Request, **lookup: Any) -> M:
    """The record if the user may write it; 404 when she cannot even see it."""
    record = visible_or_404(model, request, **lookup)
    editable = model.objects.editable_by(request.user)  # type: ignore[attr-defined]
    if not editable.filter(pk=record.pk).exists():
        raise PermissionDenied(_sentence(model.objects.none().write_permission))  # type: ignore[attr-defined]
    return record


def _sentence(permission: str) -> str:
    return f"Chức trách của bạn không {PERMISSIONS[permission]} ở đây. Nếu cần, xin báo Thường trực Hội cấp trên."
