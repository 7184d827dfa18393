"""Verbs on where a person belongs: in, out, on to another unit, and where she is counted."""

from datetime import date

from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date

from ..models import Member, Membership, Unit, User
from .common import require
from .places import kept_open


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
    """Let a person belong to a unit from `since`, also one who had left; counted unless `is_counted` is False."""
    unit = kept_open(unit)
    require(by, "write_members", unit)
    refuse_joining(unit, since)
    _refuse_gone(member)
    check_not_before_birth(member, since)
    _check_alive(member)
    if is_counted:
        _check_counted_nowhere(member, since, by)
    membership = Membership(member=member, unit=unit, since=since, entry=entry, is_counted=is_counted)
    save_checked(membership)
    return membership


def refuse_joining(unit: Unit, since: date) -> None:
    """For one person and for thousands: nobody joins in the future, or a unit that does not stand."""
    if since > timezone.localdate():
        raise Refusal("Ngày vào đang ở tương lai. Xin ghi ngày đã vào chi hội.", "since")
    if unit.closed_on:
        raise Refusal(
            f"{unit} đã giải thể ngày {format_date(unit.closed_on)}, không ghi hội viên vào được nữa.", "unit"
        )
    if not unit.is_open_on(since):
        raise Refusal(
            f"Ngày {format_date(since)}, {unit} chưa thành lập hoặc đã giải thể. Xin xem lại ngày vào.", "since"
        )


def check_not_before_birth(member: Member, since: date) -> None:
    if member.birth_year and since.year < member.birth_year:
        raise Refusal(
            f"Năm sinh {member.birth_year} ở sau ngày vào chi hội ({format_date(since)}). Xin xem lại hai mục này.",
            "since",
        )


def _refuse_gone(member: Member) -> None:
    """Holds her record, so that nobody merges it away at the same moment."""
    if Member.objects.select_for_update().get(pk=member.pk).merged_into_id:
        raise Refusal(f"Hồ sơ của {member} đã gộp vào hồ sơ khác. Xin mở lại trang của hội viên rồi ghi ở hồ sơ đó.")


def _check_alive(member: Member) -> None:
    died = member.memberships.filter(exit=Membership.Exit.DIED).first()
    if died and died.until:
        raise Refusal(
            f"{member} đã được ghi từ trần ngày {format_date(died.until)}, nên không ghi sinh hoạt lại được. "
            "Nếu ghi nhầm người, xin bấm Ghi nhầm từ trần ở dòng sinh hoạt đó.",
            "since",
        )


def _check_counted_nowhere(member: Member, since: date, by: User) -> None:
    overlapping = member.memberships.filter(is_counted=True).exclude(until__lte=since).select_related("unit").first()
    if overlapping:
        where = overlapping.unit if by.can("read_members", overlapping.unit) else "một đơn vị khác"
        raise Refusal(
            f"Từ ngày đó {member} đang được tính ở {where}. Xin xem lại ngày vào, hoặc ghi thôi ở đó trước.", "since"
        )


@verb
def end_membership(*, membership: Membership, until: date, exit: str, by: User) -> Membership:
    """End a belonging: from `until` on the person no longer counts at the unit. `exit` is a Membership.Exit.

    Who died belongs nowhere any more: whatever else she belongs to ends on the same day, also in a neighbouring
    commune, whose log says by whom.
    """
    require(by, "write_members", membership.unit)
    if exit == Membership.Exit.VOIDED:
        raise Refusal("Ghi nhầm là một việc riêng. Xin bấm Ghi nhầm ở dòng sinh hoạt.", "exit")
    membership = _locked(membership)
    _end(membership, until, exit)
    if exit == Membership.Exit.DIED:
        for other in _held_elsewhere(membership):
            _refuse_before_coming(other, until, by)
            _end(other, until, exit)
    return membership


def _refuse_before_coming(other: Membership, died_on: date, by: User) -> None:
    """Without a word of a place that is not hers to see."""
    if died_on < other.since and not by.can("read_members", other.unit):
        raise Refusal(
            "Sau ngày này người đó mới vào một đơn vị ngoài phạm vi của bạn. Xin xem lại ngày, có đúng người không, "
            "rồi báo Thường trực Hội cấp trên.",
            "until",
        )


def _end(membership: Membership, until: date, exit: str) -> None:
    _check_still_held(membership)
    if until > timezone.localdate():
        raise Refusal("Ngày thôi đang ở tương lai. Xin ghi khi hội viên đã thôi.", "until")
    if until < membership.since:
        where = f" {membership.unit}" if exit == Membership.Exit.DIED else ""
        raise Refusal(
            f"Ngày thôi không thể trước ngày vào{where} ({format_date(membership.since)}). Xin xem lại.", "until"
        )
    membership.until, membership.exit = until, exit
    save_checked(membership)


@verb
def take_back_death(*, membership: Membership, by: User) -> list[Membership]:
    """The wrong person was recorded dead: she belongs again to all that her death ended, counted where she was.

    A unit that has closed meanwhile takes nobody back; there she has left. Returns where she belongs again.
    """
    require(by, "write_members", membership.unit)
    membership = _locked(membership)
    if membership.exit != Membership.Exit.DIED:
        raise Refusal(f"{membership.member} không được ghi từ trần ở dòng này, không có gì để lấy lại.")
    dead = membership.member.memberships.filter(exit=Membership.Exit.DIED)
    ended = list(dead.select_for_update(of=("self",)).select_related("unit"))
    # First nobody is dead any more: the guard looks at each line while the others still say so.
    Membership.objects.filter(pk__in=[one.pk for one in ended]).update(exit=Membership.Exit.LEFT)
    back = [one for one in ended if kept_open(one.unit).closed_on is None]
    Membership.objects.filter(pk__in=[one.pk for one in back]).update(until=None, exit="")
    return back


@verb
def transfer_member(*, member: Member, membership: Membership, to: Unit, on: date, by: User) -> Membership:
    """From one unit to another on one day, in one step; where she is counted moves along."""
    require(by, "write_members", membership.unit)
    if not by.can("write_members", to):
        raise NotAllowed(
            f"Bạn không ghi hội viên ở {to} được. Xin ghi thôi sinh hoạt với lý do chuyển đi; nơi nhận ghi chuyển đến."
        )
    membership = _locked(membership)
    if membership.member_id != member.pk:
        raise ValueError(f"membership {membership.pk} is not of member {member.pk}")
    if to.pk == membership.unit_id:
        raise Refusal(f"{member} đang sinh hoạt ở {to}. Xin chọn chi hội khác.", "to")
    try:
        _end(membership, on, Membership.Exit.MOVED_OUT)
        return join_unit(
            member=member,
            unit=to,
            since=on,
            entry=Membership.Entry.MOVED_IN,
            is_counted=membership.is_counted,
            by=by,
        )
    except Refusal as refusal:
        raise Refusal(str(refusal), "on") from refusal


@verb
def void_membership(*, membership: Membership, by: User) -> Membership:
    """Recorded by mistake: it stays as a line of the log's, ends on the day it began and counts nowhere."""
    require(by, "write_members", membership.unit)
    membership = _locked(membership)
    if membership.exit == Membership.Exit.VOIDED:
        raise Refusal("Dòng này đã được ghi là ghi nhầm.")
    membership.until, membership.exit, membership.is_counted = membership.since, Membership.Exit.VOIDED, False
    save_checked(membership)
    return membership


@verb
def count_here(*, membership: Membership, on: date, by: User) -> Membership:
    """From `on` a person of two units is counted at this one; what was counted before stays where it was.

    A line says for all its days whether it counts: so both are cut at that day, as if she moved out and in.
    """
    require(by, "write_members", membership.unit)
    membership = _locked(membership)
    _check_still_held(membership)
    if membership.is_counted:
        raise Refusal(f"{membership.member} đang được tính ở {membership.unit} rồi.")
    if on > timezone.localdate():
        raise Refusal("Ngày đang ở tương lai. Xin chọn hôm nay hoặc ngày đã qua.", "on")
    _check_alive(membership.member)
    counted = next((other for other in _held_elsewhere(membership) if other.is_counted), None)
    if counted and not by.can("write_members", counted.unit):
        raise Refusal(
            f"{membership.member} đang được tính ở một nơi bạn không ghi được. "
            "Xin báo Thường trực Hội cấp trên đổi nơi tính."
        )
    for one in filter(None, (membership, counted)):
        if on < one.since:
            raise Refusal(f"Ngày này ở trước ngày vào {one.unit} ({format_date(one.since)}). Xin xem lại.", "on")
    if counted:
        _count_from(counted, on, is_counted=False)
    _check_counted_nowhere_on(membership.member, on)
    return _count_from(membership, on, is_counted=True)


def _check_counted_nowhere_on(member: Member, on: date) -> None:
    later = member.memberships.filter(is_counted=True).exclude(until__lte=on).select_related("unit").first()
    if later and later.until:
        raise Refusal(
            f"Đến ngày {format_date(later.until)} {member} còn được tính ở nơi khác. Xin chọn từ ngày đó.", "on"
        )


def _count_from(membership: Membership, on: date, *, is_counted: bool) -> Membership:
    """The same belonging, counted or not from that day; the line of the days before is ended there."""
    if on == membership.since:
        membership.is_counted = is_counted
        save_checked(membership)
        return membership
    membership.until, membership.exit = on, Membership.Exit.MOVED_OUT
    save_checked(membership)
    after = Membership(
        member=membership.member,
        unit=membership.unit,
        since=on,
        entry=Membership.Entry.MOVED_IN,
        is_counted=is_counted,
    )
    save_checked(after)
    return after


def _locked(membership: Membership) -> Membership:
    """As it is now, held until the end of the transaction; the member first, so that two lines of hers take turns."""
    Member.objects.select_for_update().get(pk=membership.member_id)
    found = Membership.objects.select_for_update(of=("self",)).select_related("unit", "member")
    return found.get(pk=membership.pk)


def _held_elsewhere(membership: Membership) -> list[Membership]:
    others = Membership.objects.genuine().current().filter(member=membership.member_id).exclude(pk=membership.pk)
    return list(others.select_for_update(of=("self",)).select_related("unit", "member"))


def _check_still_held(membership: Membership) -> None:
    if membership.exit == Membership.Exit.VOIDED:
        raise Refusal("Dòng này đã được ghi là ghi nhầm.", "until")
    if membership.until:
        raise Refusal(f"Dòng này đã ghi thôi từ ngày {format_date(membership.until)}.", "until")
