"""What stands between signing in and the first page: a code, a new password, a second factor to set up."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from .models import User
from .second_factor import is_verified

# Open at every step: leaving, help, and the machine that watches.
ALWAYS_OPEN = {"login", "logout", "help", "health"}
SETTING_UP = {"chapters:second-factor", "chapters:second-factor-start"}


def steps_of_signing_in(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Lead a user to the step that is still missing, and on to where she wanted to go."""

    class Middleware:
        def __call__(self, request: HttpRequest) -> HttpResponse:
            return get_response(request)

        def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
            if not request.user.is_authenticated:
                return None
            step, allowed = missing_step(request)
            request.is_signing_in = step is not None  # type: ignore[attr-defined]
            name = request.resolver_match.view_name if request.resolver_match else ""
            if step is None or name in allowed | ALWAYS_OPEN:
                return None
            return redirect(f"{reverse(step)}?{urlencode({'next': wanted(request)})}")

    return Middleware()


def missing_step(request: HttpRequest) -> tuple[str | None, set[str]]:
    """The page of the step, and the pages that belong to it. The code comes first: a slip alone opens nothing."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101  LoginRequiredMiddleware stands before
    if user.second_factor_since and not is_verified(request):
        return "chapters:second-factor-code", {"chapters:second-factor-code"}
    if user.must_change_password:
        return "chapters:password", {"chapters:password"}
    if user.needs_second_factor and not user.second_factor_since:
        return "chapters:second-factor", SETTING_UP
    return None, set()


def wanted(request: HttpRequest) -> str:
    return request.get_full_path() if request.method == "GET" else reverse("home")
