"""Error pages in Vietnamese, each with a code to tell the office; the same code is in the server's log."""

import logging
import secrets

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

log = logging.getLogger("khuyenhoc")


def error_code() -> str:
    """A short code that the user can read to the office over the phone."""
    return secrets.token_hex(4).upper()


def error_page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    code = error_code()
    user = getattr(request, "user", None)
    log.info("%s %s %r code=%s user=%s", status, request.method, request.path, code, getattr(user, "pk", None))
    return render(request, template, {"code": code, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    return error_page(request, "403.html", 403, exception=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, "404.html", 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, "403_csrf.html", 403)


def refused(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return error_page(request, "refused.html", status, sentence=sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """Nothing but the code goes in: the database or the session may be what failed."""
    code = error_code()
    log.error("500 %s %r code=%s", request.method, request.path, code)
    return render(None, "500.html", {"code": code}, status=500)
