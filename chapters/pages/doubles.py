"""Likely doubles as pages show them: with the reason, and with what the user may do about each."""

from dataclasses import dataclass

from django.urls import reverse

from ..doubles import Double, Someone, find_doubles
from ..models import Member, Unit, User


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
