from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst

from ..models import Member, MemberQuerySet, Membership, User


def members_with_units(members: MemberQuerySet) -> MemberQuerySet:
    memberships = Membership.objects.genuine().select_related("unit").order_by("-since", "-pk")
    return members.prefetch_related(Prefetch("memberships", memberships))


@dataclass(frozen=True)
class Belonging:
    """A person as one user may see her: her memberships in reach, and whether her telephone is shown."""

    member: Member
    memberships: list[Membership]
    held: list[Membership]
    shows_contact: bool
    is_counted: bool

    @property
    def shown(self) -> list[Membership]:
        """For one line: where she is today, else where she was last."""
        return self.held or self.memberships[:1]


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
