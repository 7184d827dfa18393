from datetime import date

from django.db.models import Q


def held_on(day: date) -> Q:
    """Terms that run on that day: `until` is the first day on which they no longer do."""
    return Q(since__lte=day) & (Q(until=None) | Q(until__gt=day))
