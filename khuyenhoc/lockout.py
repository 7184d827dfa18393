"""Passwords and codes tried out: after too many wrong ones who tries waits, and a page says why and until when."""

import ipaddress
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

Tries = list[tuple[datetime, int]]
CODES = "/xac-thuc/"  # codes of papers are counted in the place of a name; no account can be called so
WRONG_CODES = 30  # from one address, which may be that of a whole hall


def client_address(request: HttpRequest) -> str | None:
    """Whose computer it is; None when the server cannot tell.

    Behind a proxy it is the last address in X-Forwarded-For, the one our own proxy has written: what stands before it
    came from outside and may be invented.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        given = request.META.get("HTTP_X_FORWARDED_FOR", given).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(given))
    except ValueError:
        return None


class Handler(AxesDatabaseHandler):
    """Two limits: a few wrong passwords for a name from one address, more for the name from all addresses together."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        from_here, from_anywhere = (
            attempts.aggregate(sum=Sum("failures_since_start"))["sum"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(from_here, from_anywhere - settings.SIGN_IN_TRIES_ANYWHERE + settings.AXES_FAILURE_LIMIT)


def locked_page(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Shown alike for names that exist and names that do not."""
    username = (credentials or {}).get("username", "")
    until = locks([username]).get(username, timezone.now())
    return render(request, "khuyenhoc/locked.html", {"username": username, "until": until}, status=429)


def locks(usernames: Iterable[str] | None = None) -> dict[str, datetime]:
    """Which names wait, and until when; of these names or of all."""
    attempts = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - settings.AXES_COOLOFF_TIME)
    if usernames is not None:
        attempts = attempts.filter(username__in=usernames)
    by_name: dict[str, Tries] = defaultdict(list)
    by_both: dict[tuple[str, str], Tries] = defaultdict(list)
    for name, address, at, tries in attempts.values_list(
        "username", "ip_address", "attempt_time", "failures_since_start"
    ):
        by_name[name].append((at, tries))
        by_both[name, address].append((at, tries))
    found = [(name, _until(tries, settings.SIGN_IN_TRIES_ANYWHERE)) for name, tries in by_name.items()]
    found += [(name, _until(tries, settings.AXES_FAILURE_LIMIT)) for (name, _), tries in by_both.items()]
    locked: dict[str, datetime] = {}
    for name, until in found:
        if until:
            locked[name] = max(until, locked.get(name, until))
    return locked


def _until(tries: Tries, limit: int) -> datetime | None:
    """When so many tries will have grown old that the rest stays below the limit."""
    count = sum(number for _, number in tries)
    until = None
    for at, number in sorted(tries):
        if count < limit:
            break
        count -= number
        until = at + settings.AXES_COOLOFF_TIME
    return until


def unlock(username: str) -> None:
    AccessAttempt.objects.filter(username=username).delete()


def wrong_code(request: HttpRequest) -> datetime | None:
    """Count a code that names no paper; after too many from one address until when it waits, and nothing is written."""
    address, since = client_address(request), timezone.now() - settings.AXES_COOLOFF_TIME
    if address is None:
        return None
    codes = AccessAttempt.objects.filter(username=CODES)
    held = codes.filter(ip_address=address, attempt_time__gt=since).first()
    if held and held.failures_since_start >= WRONG_CODES:
        until: datetime = held.attempt_time + settings.AXES_COOLOFF_TIME
        return until
    codes.filter(attempt_time__lte=since).delete()
    held, _ = codes.get_or_create(
        username=CODES, ip_address=address, user_agent="", defaults={"failures_since_start": 0}
    )
    codes.filter(pk=held.pk).update(failures_since_start=F("failures_since_start") + 1)
    return None
