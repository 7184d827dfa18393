from collections.abc import Mapping
from datetime import date
from typing import Any

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.names import nfc

from ..models import Member, Membership, Unit, User
from .common import require
from .memberships import check_not_before_birth, join_unit
from .shown import changed

MEMBER_FACTS = ("name", "sex", "birth_year", "phone", "address", "ethnicity", "has_card", "dues_year")


@verb
def admit_member(
    *,
    unit: Unit,
    name: str,
    since: date,
    by: User,
    sex: str = "",
    birth_year: int | None = None,
    phone: str = "",
    address: str = "",
    has_card: bool = False,
    dues_year: int | None = None,
    entry: str = Membership.Entry.ADMITTED,
) -> Member:
    """Admit a new person to a unit, counted there from `since`."""
    require(by, "write_members", unit)
    member = Member(
        name=name,
        sex=sex,
        birth_year=birth_year,
        phone=nfc(phone),
        address=address,
        has_card=has_card,
        dues_year=dues_year,
    )
    save_checked(member)
    join_unit(member=member, unit=unit, since=since, entry=entry, by=by)
    return member


@verb
def update_member(*, member: Member, by: User, was: Mapping[str, Any] | None = None, **values: Any) -> Member:
    """Change MEMBER_FACTS; `was` is what was shown (chapters.actions.shown)."""
    if unknown := values.keys() - set(MEMBER_FACTS):
        raise TypeError(f"update_member cannot change {unknown.pop()!r}; it takes {', '.join(MEMBER_FACTS)}")
    if not Member.objects.editable_by(by).filter(pk=member.pk).exists():
        raise NotAllowed("Chức trách của bạn không sửa được hội viên này. Nếu cần, xin báo Thường trực Hội.")
    member.refresh_from_db(from_queryset=Member.objects.select_for_update())
    if "ethnicity" in values and not _reads_sensitive(member, by):
        raise NotAllowed("Chức trách của bạn không xem, không ghi dân tộc của hội viên này.")
    for field, value in changed(member, was, values).items():
        setattr(member, field, value)
    _check_birth_year(member)
    save_checked(member)
    return member


def _reads_sensitive(member: Member, by: User) -> bool:
    keepers = member.memberships.genuine().select_related("unit")
    return any(by.can("read_sensitive", one.unit) for one in keepers)


def _check_birth_year(member: Member) -> None:
    first = member.memberships.genuine().order_by("since").first()
    if first:
        try:
            check_not_before_birth(member, first.since)
        except Refusal as refusal:
            raise Refusal(str(refusal), "birth_year") from refusal
