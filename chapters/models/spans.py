"""Rows that hold from `since` until before `until`: memberships, officers, appointments."""

from datetime import date

from django.db.models import Q


def held_on(day: date) -> Q:
    """Those that hold on that day: `until` is the first day on which they no longer do."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))
