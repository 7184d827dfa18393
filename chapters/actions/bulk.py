"""Verbs on many records at once, for the importer: the checks are those of the single verbs, the queries few."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, first_fault, verb
from khuyenhoc.bulk import bulk_load

from ..models import Member, Membership, Unit, User
from .common import require, tell_later_tables
from .members import MEMBER_FACTS
from .memberships import check_not_before_birth, refuse_joining
from .places import kept_open, next_place
from .units import free_code, refuse_opening

AT_ONCE = 500
FACTS = tuple(fact for fact in MEMBER_FACTS if fact != "ethnicity")  # never in a file (DOMAIN 8)


@dataclass(frozen=True)
class Newcomer:
    """A person not yet written down, and where and when she joined."""

    member: Member
    unit: Unit
    since: date
    entry: str = Membership.Entry.ADMITTED


@verb
def admit_members(*, newcomers: Sequence[Newcomer], by: User) -> list[Membership]:
    """Admit new persons to their units, each counted there from her day."""
    units = {newcomer.unit.pk: newcomer.unit for newcomer in newcomers}
    units = {pk: kept_open(units[pk]) for pk in sorted(units)}
    for unit in units.values():
        require(by, "write_members", unit)
    joining = cache(refuse_joining)
    for newcomer in newcomers:
        joining(units[newcomer.unit.pk], newcomer.since)
        refuse_person(newcomer.member)
        check_not_before_birth(newcomer.member, newcomer.since)
        newcomer.member.set_keys()
    bulk_load([newcomer.member for newcomer in newcomers])
    memberships = [Membership(member=one.member, unit=one.unit, since=one.since, entry=one.entry) for one in newcomers]
    bulk_load(memberships)
    return memberships


def refuse_person(member: Member) -> None:
    """What the form refuses of a person's facts; constraints are left to the database, as in `save_checked`."""
    try:
        member.full_clean(exclude=["merged_into"], validate_unique=False, validate_constraints=False)
    except ValidationError as fault:
        raise first_fault(fault) from fault


@verb
def change_members(*, changes: Mapping[int, Mapping[str, tuple[Any, Any]]], by: User) -> None:
    """Change persons' facts: member → fact → (was, now); nothing is written when one is not what it was."""
    members = Member.objects.editable_by(by).filter(pk__in=changes)
    found = {member.pk: member for member in members.select_for_update(of=("self",)).order_by("pk")}
    if len(found) < len(changes):
        raise NotAllowed(
            "Có hội viên không còn trong phạm vi bạn được sửa. Xin tải tệp lên lại để xem số liệu hiện nay."
        )
    for pk, cells in changes.items():
        _change(found[pk], cells)
    fields = {fact for cells in changes.values() for fact in cells}
    keys = ["sort_key", "search_key", "compare_key", "phone_key"] if fields & {"name", "phone"} else []
    Member.objects.bulk_update(found.values(), [*fields, *keys], batch_size=AT_ONCE)


def _change(member: Member, cells: Mapping[str, tuple[Any, Any]]) -> None:
    for fact, (was, now) in cells.items():
        if fact not in FACTS:
            raise TypeError(f"change_members cannot change {fact!r}; it takes {', '.join(FACTS)}")
        if getattr(member, fact) != was:
            raise Refusal(f"{member} vừa có người sửa. Xin tải tệp lên lại để xem số liệu hiện nay.")
        setattr(member, fact, now)
    refuse_person(member)
    member.set_keys()


@verb
def void_memberships(*, memberships: Sequence[Membership], by: User) -> None:
    """Mark belongings as recorded by mistake: they stay, and count nowhere."""
    for unit in {one.unit_id: one.unit for one in memberships}.values():
        require(by, "write_members", unit)
    Membership.objects.filter(pk__in=[one.pk for one in memberships]).update(
        until=F("since"), exit=Membership.Exit.VOIDED, is_counted=False
    )


@dataclass
class NewUnit:
    """A unit to be opened under one that stands, or under another new one; `unit` is what it became."""

    parent: "Unit | NewUnit"
    facts: dict[str, Any]
    unit: Unit = field(default_factory=Unit)

    @property
    def unit_above(self) -> Unit:
        return self.parent if isinstance(self.parent, Unit) else self.parent.unit


@verb
def open_units(*, units: Sequence[NewUnit], by: User) -> list[Unit]:
    """Open units, parents before children in whatever order they come; later tables are told once."""
    opened: list[Unit] = []
    waiting = list(units)
    while waiting:
        level = [new for new in waiting if isinstance(new.parent, Unit) or new.parent.unit.pk]
        if not level:
            raise Refusal("Các đơn vị mới trực thuộc lẫn nhau thành vòng. Xin xem lại cột Thuộc.", "parent")
        opened += _open_level(level, by)
        waiting = [new for new in waiting if not new.unit.pk]
    tell_later_tables(*opened)
    return opened


def _open_level(level: Sequence[NewUnit], by: User) -> list[Unit]:
    parents = {new.unit_above.pk: new.unit_above for new in level}
    for parent in parents.values():
        require(by, "write_units", parent)
    locked = Unit.objects.select_for_update(of=("self",)).filter(pk__in=parents).order_by("pk").in_bulk()
    for new in level:
        _place(new, locked[new.unit_above.pk])
    Unit.objects.bulk_update(locked.values(), ["children_made"], batch_size=AT_ONCE)
    bulk_load([new.unit for new in level])
    return [new.unit for new in level]


def _place(new: NewUnit, parent: Unit) -> None:
    """The checks of `create_unit`, and the unit's place in the tree."""
    refuse_opening(new.facts["kind"], parent)
    unit = Unit(parent=parent, path=next_place(parent), **new.facts)
    unit.code = unit.code or free_code(parent)
    try:
        unit.full_clean(exclude=["parent", "code", "path"], validate_constraints=False)
    except ValidationError as fault:
        raise first_fault(fault) from fault
    unit.set_keys()
    new.unit = unit


@verb
def undo_units(*, units: Sequence[Unit], mark: str, by: User) -> None:
    """Close units on the day they opened, as if they had never stood; the code is set free for another one.

    The caller has made sure that nothing hangs on them.
    """
    for unit in units:
        require(by, "write_units", unit)
        unit.opened_on = unit.closed_on = unit.opened_on or timezone.localdate()
        unit.code = f"{unit.code[:27]}-{mark}"[:40]
        unit.keeps_roster = False
    Unit.objects.bulk_update(units, ["opened_on", "closed_on", "code", "keeps_roster"], batch_size=AT_ONCE)
