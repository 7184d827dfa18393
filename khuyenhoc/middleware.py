"""Refusals turned into pages, what is too large left unread, pages kept by no browser, demonstrations kept at home."""

import ipaddress
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from .actions import Refusal
from .actor import through
from .errors import refused
from .triggers import guard_sentence

Next = Callable[[HttpRequest], HttpResponse]


def refusals_in_words(get_response: Next) -> Next:
    """A refusal that no form has caught, from a verb or from the database's guards, becomes a page in words."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise BadRequest("NUL in an address: no person types it, and PostgreSQL takes it for no text")
            with through("trang web"):
                response = get_response(request)
            if response.status_code == 405 and not response.content:
                allowed = response.headers["Allow"]
                response = refused(request, "Trang này không mở bằng cách đó. Xin quay lại trang trước.", 405)
                response.headers["Allow"] = allowed
            return response

        def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
            if isinstance(fault, Refusal):
                return refused(request, str(fault), fault.status)
            if isinstance(fault, IntegrityError) and (sentence := guard_sentence(fault)):
                return refused(request, sentence, 409)
            return None

    return Middleware()


def nothing_larger(get_response: Next) -> Any:
    """What is larger than any form takes is refused before a byte of it is read: that needs no signing in."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
            if int(request.META.get("CONTENT_LENGTH") or 0) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
                return None
            return refused(request, "Tệp gửi lên quá lớn nên chưa nhận. Xin chọn tệp không quá 20 MB.", 413)

    return Middleware()


def is_loopback(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and was not handed on by a proxy for somebody else."""
    if request.headers.get("X-Forwarded-For") or request.headers.get("Forwarded"):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def no_demo_from_outside(get_response: Next) -> Next:
    """Demonstration accounts have a published password: they work on this machine only (DESIGN 7)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.is_demo and not is_loopback(request):
            logout(request)
        return get_response(request)

    return middleware


def kept_by_no_browser(get_response: Next) -> Next:
    """What a signed-in user is answered names people: on a shared machine the Back key shows none of it once she left.

    Static files never come this far, and what anybody may read says for itself whether it is kept.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        is_hers = request.user.is_authenticated  # asked first: the view may sign her out
        response = get_response(request)
        if is_hers:
            patch_cache_control(response, no_store=True, private=True)
        return response

    return middleware
