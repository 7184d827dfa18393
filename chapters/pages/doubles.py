"""Likely doubles as pages show them: with the reason, and with what the user may do about each."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from ..doubles import Double, Pair, Someone, find_doubles
from ..likeness import Level
from ..models import Member, Unit, User

TONES = {Level.SURE: "warn", Level.LIKELY: "warn", Level.POSSIBLE: "quiet"}


@dataclass(frozen=True)
class Hint:
    """Somebody who may be the person that is being written down; `again_url` if she can simply come back here."""

    double: Double
    url: str
    again_url: str


def hints(someone: Someone, user: User) -> list[Hint]:
    (found,) = find_doubles([someone], user)
    hers = Member.objects.editable_by(user).filter(pk__in=[double.member_id for double in found])
    editable = set(hers.values_list("pk", flat=True)) if found else set()
    unit = Unit.objects.filter(pk=someone.unit_id).first() if found and someone.unit_id else None
    return [
        Hint(
            double,
            reverse("chapters:member", args=[double.member_id]),
            _again(double, unit) if double.member_id in editable and not double.unit else "",
        )
        for double in found
    ]


def _again(double: Double, unit: Unit | None) -> str:
    return reverse("chapters:membership-create", args=[double.member_id], query={"don-vi": unit.code} if unit else None)


def merge_url(one: int, other: int | None = None) -> str:
    return reverse("chapters:merge", query={"a": one, "b": other} if other else {"a": one})


def pair_row(pair: Pair) -> dict[str, Any]:
    ids = pair.one.member_id, pair.other.member_id
    return {
        "people": [(known, reverse("chapters:member", args=[known.member_id])) for known in (pair.one, pair.other)],
        "level": pair.level.label,
        "tone": TONES[pair.level],
        "reason": pair.reason,
        "ids": ids,
        "merge_url": merge_url(*ids),
    }
