from datetime import date

from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..models import Member, Membership, Unit, User
from .common import require


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
    entry: str = Membership.Entry.ADMITTED,
) -> Member:
    """Admit a new person to a unit, counted there from `since`."""
    require(by, "write_members", unit)
    member = Member(name=name, sex=sex, birth_year=birth_year, phone=nfc(phone), address=address, has_card=has_card)
    save_checked(member)
    join_unit(member=member, unit=unit, since=since, entry=entry, by=by)
    return member


@verb
def update_member(*, member: Member, by: User, **values: object) -> Member:
    """Change a person's facts: name, sex, birth_year, phone, address, has_card."""
    if not Member.objects.editable_by(by).filter(pk=member.pk).exists():
        raise NotAllowed("Chức trách của bạn không sửa được hội viên này. Nếu cần, xin báo Thường trực Hội.")
    for field, value in values.items():
        if field not in MEMBER_FACTS:
            raise TypeError(f"update_member cannot change {field!r}; it takes {', '.join(MEMBER_FACTS)}")
        setattr(member, field, value)
    save_checked(member)
    return member


MEMBER_FACTS = ("name", "sex", "birth_year", "phone", "address", "has_card")


@verb
def join_unit(
    *,
    member: Member,
    unit: Unit,
    since: date,
    by: User,
    entry: str = Membership.Entry.ADMITTED,
    is_counted: bool = True,
) -> Membership:
    """Let a person belong to a unit from `since`; counted there unless she is already counted elsewhere."""
    require(by, "write_members", unit)
    refuse_joining(unit, since)
    overlapping = member.memberships.filter(is_counted=True).exclude(until__lte=since).select_related("unit").first()
    if is_counted and overlapping:
        where = overlapping.unit if by.can("read_members", overlapping.unit) else "một đơn vị khác"
        raise Refusal(
            f"Từ ngày đó {member} đang được tính ở {where}. Xin xem lại ngày vào, hoặc ghi thôi ở đó trước.",
            "since",
        )
    membership = Membership(member=member, unit=unit, since=since, entry=entry, is_counted=is_counted)
    save_checked(membership)
    return membership


def refuse_joining(unit: Unit, since: date) -> None:
    """For one person and for thousands: nobody joins in the future, or a unit that does not stand."""
    if since > timezone.localdate():
        raise Refusal("Ngày vào đang ở tương lai. Xin ghi ngày đã vào chi hội.", "since")
    if not unit.is_open_on(since):
        raise Refusal(
            f"Ngày {format_date(since)}, {unit} chưa thành lập hoặc đã giải thể. Xin xem lại ngày vào.", "since"
        )


@verb
def end_membership(*, membership: Membership, until: date, exit: str, by: User) -> Membership:
    """End a belonging: from `until` on the person no longer counts at the unit. `exit` is a Membership.Exit."""
    require(by, "write_members", membership.unit)
    membership = Membership.objects.select_for_update(of=("self",)).select_related("unit").get(pk=membership.pk)
    if membership.until:
        raise Refusal(f"Dòng này đã ghi thôi từ ngày {format_date(membership.until)}.", "until")
    if until > timezone.localdate():
        raise Refusal("Ngày thôi đang ở tương lai. Xin ghi khi hội viên đã thôi.", "until")
    if until < membership.since:
        raise Refusal(f"Ngày thôi không thể trước ngày vào ({format_date(membership.since)}). Xin xem lại.", "until")
    membership.until, membership.exit = until, exit
    save_checked(membership)
    return membership
