from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.dates import date_in_words

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
    shows_sensitive: bool
    has_died: bool
    can_return: bool

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
    has_died = any(one.exit == Membership.Exit.DIED for one in every)
    is_held = any(one.until is None for one in every)
    return Belonging(
        member=member,
        memberships=seen,
        held=[one for one in seen if one in held],
        shows_contact=any(user.can("read_contacts", one.unit) for one in held or every),
        is_counted=any(one.is_counted for one in held),
        shows_sensitive=any(user.can("read_sensitive", one.unit) for one in held or every),
        has_died=has_died,
        can_return=not has_died and not is_held and any(user.can("write_members", one.unit) for one in every),
    )


@dataclass(frozen=True)
class Line:
    """One membership on her page, in words; `may_write`: with its buttons."""

    membership: Membership
    words: str
    may_write: bool


def lines(person: Belonging, editable: set[int]) -> list[Line]:
    """Newest first. Where only the counting changed, two lines of one unit read on from each other."""
    starts = {(one.unit_id, one.since): one for one in person.memberships}
    ends = {(one.unit_id, one.until): one for one in person.memberships if one.until}

    def words(one: Membership) -> str:
        after = starts.get((one.unit_id, one.until)) if one.until else None
        return _came(one, ends.get((one.unit_id, one.since))) + _went(one, after)

    return [Line(one, words(one), one.pk in editable) for one in person.memberships]


def _came(one: Membership, before: Membership | None) -> str:
    if before and before.pk != one.pk and before.is_counted != one.is_counted:
        return f"{'Được tính' if one.is_counted else 'Không còn tính'} ở đây từ {date_in_words(one.since)}"
    return f"{capfirst(one.get_entry_display())} {date_in_words(one.since)}"


def _went(one: Membership, after: Membership | None) -> str:
    if one.until is None:
        return "."
    if after and after.pk != one.pk and after.is_counted != one.is_counted:
        return f", đến {date_in_words(one.until)}."
    return f"; {one.get_exit_display()} từ {date_in_words(one.until)}."


def member_facts(person: Belonging) -> list[dict[str, Any]]:
    member = person.member
    facts: list[dict[str, Any]] = [
        {"label": "Giới tính", "value": capfirst(member.get_sex_display()) or None},
        {"label": "Năm sinh", "value": member.birth_year},
        {"label": "Thẻ hội viên", "value": "đã được phát" if member.has_card else "chưa được phát"},
        {"label": "Hội phí", "value": f"đã đóng đến năm {member.dues_year}" if member.dues_year else None},
    ]
    if person.shows_contact:
        facts += [
            {"label": "Điện thoại", "value": member.phone or None},
            {"label": "Địa chỉ", "value": member.address or None},
        ]
    return facts
