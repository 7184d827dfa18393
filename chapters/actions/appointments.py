from datetime import date

from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..models import Appointment, Unit, User
from ..roles import ROLES
from .common import keep_a_keeper, one_at_a_time, require_grant
from .users import NOT_HERS, new_account


@verb
def appoint(
    *, user: User, unit: Unit, role: str, by: User, since: date | None = None, until: date | None = None
) -> Appointment:
    require_grant(by, role, unit)
    one_at_a_time()
    if user.pk == by.pk:
        raise Refusal("Không ai tự giao chức trách cho mình. Xin nhờ người khác trong Thường trực Hội.", "user")
    return _appointed(user, unit, role, since or timezone.localdate(), until, by)


def _appointed(user: User, unit: Unit, role: str, since: date, until: date | None, by: User) -> Appointment:
    if not User.objects.visible_to(by).filter(pk=user.pk).exists():
        raise NotAllowed(NOT_HERS.format(user=user))
    if not User.objects.filter(pk=user.pk, is_active=True).exists():
        raise Refusal(f"Tài khoản {user} đã ngừng dùng. Xin cho dùng lại trước khi giao chức trách.", "user")
    _refuse_closed(unit, since)
    _refuse_overlap(user, unit, role, since, until)
    appointment = Appointment(user=user, unit=unit, role=role, since=since, until=until)
    save_checked(appointment)
    return appointment


def _refuse_closed(unit: Unit, since: date) -> None:
    if unit.closed_on and unit.closed_on <= since:
        raise Refusal(f"{unit} đã giải thể ngày {format_date(unit.closed_on)}, không giao chức trách ở đó nữa.", "unit")


def _refuse_overlap(user: User, unit: Unit, role: str, since: date, until: date | None) -> None:
    for held in user.appointments.filter(unit=unit, role=role):
        runs_on = held.until is None or held.until > since
        if runs_on and (until is None or held.since < until) and held.until != held.since:
            term = f"từ {format_date(held.since)}" + (f" đến trước {format_date(held.until)}" if held.until else "")
            raise Refusal(
                f"{user} đã giữ chức trách {ROLES[role].name} tại {unit} {term}. Xin chọn thời gian khác.", "since"
            )


@verb
def end_appointment(*, appointment: Appointment, on: date, was: date | None, by: User) -> Appointment:
    """She holds it until before this day. `was` is the last day that the form was shown, None for none."""
    appointment = _running(appointment, by)
    if appointment.user_id == by.pk:
        raise Refusal("Không ai tự thôi chức trách của mình. Xin bàn giao cho người kế nhiệm.")
    if appointment.until != was:
        end = f"ghi thôi từ {format_date(appointment.until)}" if appointment.until else "bỏ ngày thôi"
        raise Refusal(f"Chức trách này vừa được người khác {end}. Xin xem lại rồi ghi nếu vẫn cần.", "on")
    return _ended(appointment, on)


@verb
def hand_over(
    *, appointment: Appointment, on: date, by: User, user: User | None = None, name: str = "", username: str = ""
) -> tuple[Appointment, str]:
    """The successor in and the predecessor out on the same day, in one step; also one's own post.

    The successor has an account (`user`) or gets one (`name`); then the one-time password for its slip comes along.
    """
    appointment = _running(appointment, by)
    if user is None and not name:
        raise Refusal("Xin chọn người kế nhiệm đã có tài khoản, hoặc điền họ tên để mở tài khoản mới.", "name")
    if user is not None and user.pk == appointment.user_id:
        raise Refusal("Người kế nhiệm đang giữ chính chức trách này. Xin chọn người khác.", "user")
    unit, role = appointment.unit, appointment.role
    password = ""
    if user is None:
        user, password = new_account(nfc(name), username)
        _refuse_closed(unit, on)
        successor = Appointment(user=user, unit=unit, role=role, since=on)
        save_checked(successor)
    else:
        successor = _appointed(user, unit, role, on, None, by)
    _ended(appointment, on)
    return successor, password


def _running(appointment: Appointment, by: User) -> Appointment:
    """The appointment as it is now, behind the lock, if it still runs and `by` may give and take it."""
    one_at_a_time()
    appointment = Appointment.objects.select_related("user", "unit").get(pk=appointment.pk)
    require_grant(by, appointment.role, appointment.unit)
    if appointment.until and appointment.until <= timezone.localdate():
        raise Refusal(f"{appointment.user} đã thôi chức trách này từ {format_date(appointment.until)}.", "on")
    return appointment


def _ended(appointment: Appointment, on: date) -> Appointment:
    if on < appointment.since:
        raise Refusal(
            f"Chức trách này bắt đầu từ {format_date(appointment.since)}; ngày thôi không thể trước đó.", "on"
        )
    appointment.until = on
    with keep_a_keeper():
        save_checked(appointment)
    return appointment
