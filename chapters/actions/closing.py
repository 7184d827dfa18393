"""Closing a unit and opening it again: a unit is never deleted."""

from datetime import date

from django.db.models import F, Max, Q
from django.db.models.functions import Greatest
from django.utils import timezone

from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..hindrance import hindrances
from ..models import Unit, User
from .common import tell_later_tables
from .places import lock_tree, locked, require_above


@verb
def close_unit(*, unit: Unit, closed_on: date, reason: str, by: User) -> Unit:
    """From `closed_on` the unit is no more; offices held there end. Refuses while something stands in the way."""
    lock_tree()
    unit = locked(unit)
    require_above(by, unit)
    if unit.closed_on:
        raise Refusal(f"{unit} đã ghi giải thể từ ngày {format_date(unit.closed_on)}.")
    blocking = [hindrance.sentence for hindrance in hindrances(unit) if hindrance.blocks]
    if blocking:
        raise Refusal(f"Chưa giải thể được {unit}. " + " ".join(blocking))
    _check_day(unit, closed_on)
    if not nfc(reason):
        raise Refusal("Xin ghi lý do giải thể, ví dụ số và ngày của quyết định.", "reason")
    unit.closed_on, unit.reason = closed_on, nfc(reason)
    save_checked(unit)
    held = unit.appointments.filter(Q(until=None) | Q(until__gt=closed_on))
    held.update(until=Greatest(F("since"), closed_on))
    tell_later_tables(unit)
    return unit


def _check_day(unit: Unit, closed_on: date) -> None:
    if closed_on > timezone.localdate():
        raise Refusal("Ngày giải thể đang ở tương lai. Xin ghi khi quyết định đã có hiệu lực.", "closed_on")
    if unit.opened_on and closed_on < unit.opened_on:
        opened = format_date(unit.opened_on)
        raise Refusal(f"Ngày giải thể không thể trước ngày thành lập ({opened}). Xin xem lại.", "closed_on")
    last = unit.memberships.genuine().aggregate(last=Max("until"))["last"]
    if last and closed_on < last:
        raise Refusal(
            f"Đến ngày {format_date(last)} ở đây còn hội viên sinh hoạt. Xin ghi ngày giải thể từ ngày đó trở đi.",
            "closed_on",
        )
    last = unit.children.aggregate(last=Max("closed_on"))["last"]
    if last and closed_on < last:
        raise Refusal(
            f"Đơn vị trực thuộc còn hoạt động đến ngày {format_date(last)}. Xin ghi ngày giải thể từ ngày đó trở đi.",
            "closed_on",
        )


@verb
def reopen_unit(*, unit: Unit, reason: str, by: User) -> Unit:
    """Take a closing back: the unit works on as if it had not ended. Offices are given anew, members come back."""
    lock_tree()
    unit = locked(unit)
    require_above(by, unit)
    parent = locked(unit.parent) if unit.parent else None
    if unit.closed_on is None:
        raise Refusal(f"{unit} đang hoạt động, không cần lập lại.")
    if parent and parent.closed_on:
        raise Refusal(f"{parent} đã giải thể nên {unit} chưa lập lại được. Xin lập lại {parent} trước.")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do lập lại, ví dụ ghi giải thể nhầm hoặc số và ngày của quyết định.", "reason")
    unit.closed_on, unit.reason = None, nfc(reason)
    save_checked(unit)
    tell_later_tables(unit)
    return unit
