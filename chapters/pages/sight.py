"""Ai xem được?: everybody whose office reaches a unit, by why, with what each may see and do."""

from collections.abc import Collection
from dataclasses import dataclass

from ..models import Appointment, Unit, User
from ..reach import SEGMENT
from ..roles import READ, ROLES, WRITE


@dataclass(frozen=True)
class Watchers:
    """Those who hold one role at one unit."""

    heading: str
    why: str
    sees: str
    does: str
    terms: list[Appointment]

    @property
    def names(self) -> str:
        return ", ".join(term.user.name for term in self.terms)


def watchers_of(unit: Unit) -> list[Watchers]:
    """From the topmost office down, in one query."""
    above = [unit.path[:length] for length in range(SEGMENT, len(unit.path) + 1, SEGMENT)]
    held = Appointment.objects.current().filter(unit__path__in=above, user__is_active=True)
    groups: dict[tuple[int, str], list[Appointment]] = {}
    for term in held.select_related("user", "unit").order_by("unit__path", "role", "user__name", "pk"):
        groups.setdefault((term.unit_id, term.role), []).append(term)
    return [_watchers(unit, terms) for terms in groups.values()]


def _watchers(unit: Unit, terms: list[Appointment]) -> Watchers:
    role, where = ROLES[terms[0].role], terms[0].unit
    return Watchers(
        heading=terms[0].label,
        why="Vì giữ chức trách ngay tại đơn vị này."
        if where == unit
        else f"Vì {unit.full_name} thuộc {where.full_name}.",
        sees=", ".join(words.removeprefix("xem ") for code, words in READ.items() if code in role.permissions),
        does="; ".join(words for code, words in WRITE.items() if code in role.permissions),
        terms=terms,
    )


def holders_of(unit_ids: Collection[int], permission: str, user: User) -> dict[int, list[str]]:
    """Unit id → who may do that by an office right there; only units of which this user may know the accounts."""
    roles = [role.code for role in ROLES.values() if permission in role.permissions]
    known = user.units_reached("read_log") | user.units_reached("manage_users")
    people: dict[int, list[str]] = {pk: [] for pk in known.filter(pk__in=unit_ids).values_list("pk", flat=True)}
    held = Appointment.objects.current().filter(unit__in=people, role__in=roles, user__is_active=True)
    for unit_id, name in held.order_by("user__name", "user").values_list("unit", "user__name"):
        if name not in people[unit_id]:
            people[unit_id].append(name)
    return people
