"""What an address asks for: a unit in reach by ?don-vi=, a year by ?nam=."""

from collections.abc import Sequence

from django.shortcuts import get_object_or_404
from django.utils import timezone

from chapters.access import Request
from chapters.models import Unit


def unit_asked(request: Request, permission: str = "read_awards", *, word: str = "don-vi") -> Unit | None:
    """None when none is asked for; one beyond her reach is 404."""
    reached = request.user.units_reached(permission).select_related("parent")
    code = request.GET.get(word)
    return get_object_or_404(reached, code=code) if code else None


def year_asked(request: Request) -> int | None:
    """Any year that there may be; None for none, or for what is no year."""
    typed = request.GET.get("nam", "")
    return int(typed) if typed.isascii() and typed.isdigit() and 1990 <= int(typed) <= 2100 else None


def year_among(request: Request, years: Sequence[int]) -> int | None:
    """The year asked for if the list has it."""
    year = year_asked(request)
    return year if year in years else None


def year_shown(request: Request, years: Sequence[int]) -> int:
    """The year asked for if the list has it, else its latest, which stands first."""
    return year_among(request, years) or (years[0] if years else timezone.localdate().year)
