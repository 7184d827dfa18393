"""Error pages in Vietnamese, each with a code to tell the office; the same code is in the server's log."""

import logging

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .middleware import error_code

log = logging.getLogger("khuyenhoc")


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    code = error_code()
    user = getattr(request, "user", None)
    log.info("%s %s %s code=%s user=%s", status, request.method, request.path, code, getattr(user, "pk", None))
    return render(request, template, {"code": code, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return _page(request, "403.html", 403, exception=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(request, "403_csrf.html", 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing but the code goes in: the database or the session may be what failed."""
    code = error_code()
    log.error("500 %s %s code=%s", request.method, request.path, code)
    return render(None, "500.html", {"code": code}, status=500)  # type: ignore[arg-type]
