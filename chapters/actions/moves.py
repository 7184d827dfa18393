"""Units and members that go elsewhere together (decision 10)."""

from datetime import date

from django.utils import timezone

from khuyenhoc.actions import Refusal, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..hindrance import some_of
from ..kinds import PARENTS
from ..models import Membership, Unit, User, wrong_parent
from .common import require, tell_later_tables
from .places import kept_open, lock_tree, locked, require_above, rewrite_paths, take_place


@verb
def move_unit(*, unit: Unit, parent: Unit, by: User, reason: str = "", was: Unit | None = None) -> Unit:
    """Put a unit, with all that is below it, under another parent; drafts of years that still run follow.

    `was` is the parent that the user saw it under. Returns the unit in its new place.
    """
    lock_tree()
    unit, parent = locked(unit), locked(parent)
    require_above(by, unit)
    require(by, "write_units", parent)
    _refuse_move(unit, parent, was)
    old = unit.path
    unit.parent, unit.path, unit.reason = parent, take_place(parent), nfc(reason)
    unit.save(update_fields=["parent", "path", "reason"])
    rewrite_paths(old, unit.path)
    for follower in _followers(unit):
        tell_later_tables(follower)
    return unit


def _refuse_move(unit: Unit, parent: Unit, was: Unit | None) -> None:
    if unit.closed_on:
        raise Refusal(f"{unit} đã giải thể, không chuyển được. Nếu còn hoạt động, xin lập lại trước.")
    if was is not None and was.pk != unit.parent_id:
        raise Refusal(f"Có người vừa chuyển {unit} sang {unit.parent}. Xin xem lại rồi chuyển tiếp nếu vẫn cần.")
    if parent.pk == unit.parent_id:
        raise Refusal(f"{unit} đang trực thuộc {parent} rồi. Xin chọn nơi khác.", "parent")
    if parent.path.startswith(unit.path):
        raise Refusal(f"{parent} nằm trong {unit}. Xin chọn một đơn vị ở ngoài.", "parent")
    if parent.kind not in PARENTS[unit.kind]:
        raise Refusal(f"{wrong_parent(unit.kind, parent.kind)} Xin chọn đơn vị cấp trên khác.", "parent")
    if parent.closed_on:
        closed = format_date(parent.closed_on)
        raise Refusal(f"{parent} đã giải thể ngày {closed}. Xin chọn đơn vị còn hoạt động.", "parent")


def _followers(unit: Unit) -> list[Unit]:
    """Whose rows of the year may change their return: an association takes its own return, with all in it, along."""
    return [unit] if unit.is_association_level else list(Unit.objects.below(unit))


@verb
def move_children_of(*, unit: Unit, to: Unit, by: User, reason: str = "") -> list[Unit]:
    """Put all open units that stand directly under one under another, all or none."""
    lock_tree()
    children = list(unit.children.filter(closed_on=None).order_by("path"))
    if not children:
        raise Refusal(f"Dưới {unit} không còn đơn vị nào đang hoạt động.", "to")
    misfits = [child.full_name for child in children if to.kind not in PARENTS[child.kind]]
    if misfits:
        raise Refusal(f"{to} không nhận được {some_of(misfits)}. Xin chọn nơi khác, hoặc chuyển từng đơn vị.", "to")
    try:
        return [move_unit(unit=child, parent=to, by=by, reason=reason) for child in children]
    except Refusal as refusal:
        refusal.field = "to" if refusal.field == "parent" else refusal.field
        raise


@verb
def move_members_of(*, unit: Unit, to: Unit, on: date, by: User) -> int:
    """Move everybody who belongs to `unit` today to another unit, counted there from `on`. Returns how many."""
    lock_tree()
    unit, to = locked(unit), kept_open(to)
    require(by, "write_members", unit)
    require(by, "write_members", to)
    _refuse_receiver(unit, to, on)
    leaving = list(unit.memberships.current().select_for_update())
    if not leaving:
        raise Refusal(f"{unit} không có hội viên nào đang sinh hoạt trong danh sách.")
    there = list(to.memberships.current().filter(member__in=[one.member_id for one in leaving]).select_for_update())
    late = [one for one in leaving + there if one.since > on]
    if late:
        day = format_date(max(one.since for one in late))
        raise Refusal(f"Có hội viên mới vào ngày {day}. Xin ghi ngày chuyển từ ngày đó trở đi.", "on")
    _change_places(leaving, there, to, on)
    return len(leaving)


def _refuse_receiver(unit: Unit, to: Unit, on: date) -> None:
    if to.pk == unit.pk:
        raise Refusal("Đây chính là nơi hội viên đang sinh hoạt. Xin chọn nơi khác.", "to")
    if not to.keeps_roster:
        raise Refusal(f"{to} chưa quản lý danh sách hội viên. Xin mở trang của nơi đó, đánh dấu mục này trước.", "to")
    if on > timezone.localdate():
        raise Refusal("Ngày chuyển đang ở tương lai. Xin ghi khi hội viên đã chuyển.", "on")
    if to.closed_on or not to.is_open_on(on):
        raise Refusal(f"Ngày {format_date(on)}, {to} chưa thành lập hoặc đã giải thể. Xin xem lại.", "on")


def _change_places(leaving: list[Membership], there: list[Membership], to: Unit, on: date) -> None:
    """Who already takes part there without being counted starts there anew, counted if she was counted before."""
    counted_there = {one.member_id for one in there if one.is_counted}
    ending = [one.pk for one in leaving + there]
    Membership.objects.filter(pk__in=ending).update(until=on, exit=Membership.Exit.MOVED_OUT)
    Membership.objects.bulk_create(
        Membership(
            member_id=one.member_id,
            unit=to,
            since=on,
            entry=Membership.Entry.MOVED_IN,
            is_counted=one.is_counted or one.member_id in counted_there,
        )
        for one in leaving
    )
