from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.text import capfirst

from ..kinds import WORDS
from ..models import Member, MemberQuerySet, Membership, Unit, User, held_on
from ..reach import within
from .units import topmost


def members_with_units(members: MemberQuerySet) -> MemberQuerySet:
    memberships = Membership.objects.genuine().select_related("unit").order_by("-since", "-pk")
    return members.prefetch_related(Prefetch("memberships", memberships))


def of_scope(user: User, unit: Unit | None, *, has_left: bool) -> MemberQuerySet:
    """Members belonging today to a unit in her reach (under `unit`, if given), or those who have left it."""
    scope = Membership.objects.visible_to(user)
    if unit:
        scope = scope.filter(within([unit.path], "unit__path"))
    held = scope.filter(held_on(timezone.localdate()))
    members = Member.objects.visible_to(user)
    if has_left:
        return members.filter(pk__in=scope.values("member")).exclude(pk__in=held.values("member"))
    return members.filter(pk__in=held.values("member"))


@dataclass(frozen=True)
class Belonging:
    """A person as one user may see her: her memberships in reach, and whether her telephone is shown."""

    member: Member
    memberships: list[Membership]
    held: list[Membership]
    shows_contact: bool
    is_counted: bool
    shows_sensitive: bool

    @property
    def shown(self) -> list[Membership]:
        """For one line: where she is today, else where she was last."""
        return self.held or self.memberships[:1]

    @property
    def granted(self) -> list[str]:
        """What of her record's history this user may read (khuyenhoc/history.py)."""
        contact = ["read_contacts"] if self.shows_contact else []
        return [*contact, "read_sensitive"] if self.shows_sensitive else contact


def belonging(member: Member, user: User) -> Belonging:
    """Who keeps her today may read her contact data; when nobody does, those who kept her."""
    today = timezone.localdate()
    every = [one for one in member.memberships.all() if one.exit != Membership.Exit.VOIDED]
    held = [one for one in every if one.since <= today and (one.until is None or one.until > today)]
    seen = [one for one in every if user.can("read_members", one.unit)]
    return Belonging(
        member=member,
        memberships=seen,
        held=[one for one in seen if one in held],
        shows_contact=any(user.can("read_contacts", one.unit) for one in held or every),
        is_counted=any(one.is_counted for one in held),
        shows_sensitive=any(user.can("read_sensitive", one.unit) for one in held or every),
    )


def member_facts(person: Belonging) -> list[dict[str, Any]]:
    member = person.member
    facts: list[dict[str, Any]] = [
        {"label": "Giới tính", "value": capfirst(member.get_sex_display()) or None},
        {"label": "Năm sinh", "value": member.birth_year},
        {"label": "Thẻ hội viên", "value": "đã được phát" if member.has_card else "chưa được phát"},
    ]
    if person.shows_contact:
        facts += [
            {"label": "Điện thoại", "value": member.phone or None},
            {"label": "Địa chỉ", "value": member.address or None},
        ]
    return facts


def units_to_filter_by(user: User, chosen: Unit | None) -> list[Unit]:
    """What the list of members offers to narrow it down to: the units right under her topmost ones."""
    below = user.units_reached("read_members").filter(parent__in=topmost(user))
    units = list(below.filter(Q(keeps_roster=True) | Q(kind__in=WORDS)).order_by("sort_key"))
    return [chosen, *units] if chosen and chosen not in units else units
