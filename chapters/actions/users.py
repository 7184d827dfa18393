from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from khuyenhoc.actions import Refusal, save_checked, verb

from ..kinds import Kind
from ..models import Appointment, ConsentWording, Unit, User
from ..reach import ROOT_PATH
from ..wording import DRAFT
from .common import require


@verb
def create_user(
    *, username: str, name: str, password: str, unit: Unit, role: str, by: User, is_demo: bool = False
) -> User:
    """Open an account with its first appointment; the appointer's reach must cover the unit."""
    require(by, "manage_users", unit)
    user = _new_user(username, name, password, is_demo)
    save_checked(Appointment(user=user, unit=unit, role=role))
    return user


@verb
def appoint(*, user: User, unit: Unit, role: str, by: User, since: date | None = None) -> Appointment:
    require(by, "manage_users", unit)
    appointment = Appointment(user=user, unit=unit, role=role, since=since or timezone.localdate())
    save_checked(appointment)
    return appointment


def _new_user(username: str, name: str, password: str, is_demo: bool) -> User:
    try:
        if not is_demo:
            validate_password(password, User(username=username, name=name))
        return User.objects.create_user(username, name, password, is_demo=is_demo)
    except ValidationError as fault:
        raise Refusal(" ".join(fault.messages), "username" if hasattr(fault, "error_dict") else "password") from fault


class Founder:
    """Who acts before there is any user: the operator at the command line."""

    pk = None
    name = "cài đặt ban đầu"


@verb
def found(
    *,
    code: str,
    kind: str,
    name: str,
    designation: str,
    username: str,
    user_name: str,
    password: str,
    association_since: date | None = None,
    is_demo: bool = False,
    by: Founder,
) -> tuple[Unit, User]:
    """Start an installation: its topmost unit, first administrator and draft of consent. Refuses when there is one."""
    if Unit.objects.exists() or User.objects.exists():
        raise Refusal("Hệ thống này đã có đơn vị hoặc người dùng, không khởi tạo lần nữa.")
    unit = Unit(
        code=code, kind=kind, name=name, designation=designation, path=ROOT_PATH, association_since=association_since
    )
    if kind not in (Kind.CENTRAL, Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE):
        raise Refusal("Đơn vị gốc phải là Hội cấp Trung ương, tỉnh, huyện hoặc xã.", "kind")
    save_checked(unit)
    user = _new_user(username, user_name, password, is_demo)
    save_checked(Appointment(user=user, unit=unit, role="administrator"))
    save_checked(ConsentWording(version=1, text=DRAFT))
    return unit, user
