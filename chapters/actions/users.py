from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.lockout import unlock
from khuyenhoc.names import nfc

from .. import second_factor
from ..consent_draft import DRAFT
from ..kinds import Kind
from ..models import Appointment, ConsentWording, Unit, User
from ..reach import ROOT_PATH
from ..roles import ADMINISTRATOR
from ..slips import free_username, one_time_password
from .common import keep_a_keeper, one_at_a_time, require_grant

NOT_HERS = "Tài khoản {user} có chức trách ngoài phạm vi của bạn. Xin báo Thường trực Hội cấp trên."


@verb
def create_user(
    *, username: str, name: str, password: str, unit: Unit, role: str, by: User, is_demo: bool = False
) -> User:
    """Open an account whose password is known, with its first appointment; for code. People use `open_account`."""
    require_grant(by, role, unit)
    user = _new_user(username, name, password, is_demo)
    save_checked(Appointment(user=user, unit=unit, role=role))
    return user


@verb
def open_account(
    *,
    name: str,
    unit: Unit,
    role: str,
    by: User,
    username: str = "",
    since: date | None = None,
    until: date | None = None,
    anyway: bool = False,
) -> tuple[User, str]:
    """A new account and the one-time password for its slip, which is kept nowhere else.

    Somebody of the same name in the same office is asked about first: the same form sent twice opens one account.
    """
    require_grant(by, role, unit)
    one_at_a_time()
    if not anyway and (double := _namesake(name, unit, role)):
        raise Refusal(
            f"{double} đã có tài khoản {double.username} với chức trách này; phiếu chỉ hiện một lần. "
            "Cần phiếu khác thì mở tài khoản đó và cấp phiếu mới. Nếu đây là người khác, xin đánh dấu ô bên dưới.",
            "name",
        )
    user, password = new_account(name, username)
    save_checked(Appointment(user=user, unit=unit, role=role, since=since or timezone.localdate(), until=until))
    return user, password


def new_account(name: str, username: str) -> tuple[User, str]:
    user = User(username=username.lower() or free_username(name), name=nfc(name))
    password = _give_slip(user)
    save_checked(user)
    return user, password


def _give_slip(user: User) -> str:
    """A one-time password, to be changed at the first signing in and worthless after some days."""
    password = one_time_password()
    user.set_password(password.replace("-", ""))
    user.must_change_password = True
    user.password_changed_at = timezone.now()
    user.password_expires_at = user.password_changed_at + timedelta(days=settings.SLIP_DAYS)
    return password


def _namesake(name: str, unit: Unit, role: str) -> User | None:
    held = Appointment.objects.running().filter(unit=unit, role=role)
    return User.objects.filter(name=nfc(name), is_active=True, appointments__in=held).first()


@verb
def reissue_slip(*, user: User, was: str, by: User) -> str:
    """A new one-time password for who forgot hers. `was` is the password's mark that the form was shown."""
    user = _managed(user, by)
    if user.pk == by.pk:
        raise Refusal("Phiếu là để cấp cho người khác. Mật khẩu của mình, xin đổi ở trang Tài khoản của tôi.")
    if not user.is_active:
        raise Refusal(f"Tài khoản {user} đã ngừng dùng. Xin cho dùng lại trước khi cấp phiếu.")
    if was != user.password_mark:
        raise Refusal(
            "Mật khẩu của tài khoản này vừa được đổi hoặc vừa có phiếu mới, và phiếu chỉ hiện một lần. "
            "Nếu vẫn cần phiếu khác, xin bấm Cấp phiếu mới lần nữa."
        )
    password = _give_slip(user)
    save_checked(user)
    unlock(user.username)
    return password


@verb
def deactivate_user(*, user: User, by: User) -> User:
    """Nobody signs in with it any more, and who is signed in is out."""
    one_at_a_time()
    user = _managed(user, by)
    if user.pk == by.pk:
        raise Refusal("Không ai tự ngừng tài khoản của mình. Xin nhờ người khác trong Thường trực Hội.")
    user.is_active = False
    user.sign_outs += 1
    with keep_a_keeper():
        save_checked(user)
    return user


@verb
def reactivate_user(*, user: User, by: User) -> User:
    user = _managed(user, by)
    user.is_active = True
    save_checked(user)
    return user


@verb
def unlock_user(*, user: User, by: User) -> User:
    """Forget the wrong passwords and codes, so that she may try again at once.

    The moment is kept: so the log says who unlocked whom.
    """
    user = _managed(user, by)
    unlock(user.username)
    second_factor.let_try_again(user)
    user.unlocked_at = timezone.now()
    save_checked(user)
    return user


@verb
def reset_second_factor(*, user: User, by: User) -> User:
    """She has lost her telephone: the next signing in asks for the password alone, and her sessions end."""
    user = _managed(user, by)
    if user.pk == by.pk:
        raise Refusal("Mã xác thực của mình, xin tắt ở trang Tài khoản của tôi.")
    second_factor.forget(user)
    user.second_factor_since = None
    user.sign_outs += 1
    save_checked(user)
    return user


def _managed(user: User, by: User) -> User:
    """The account as it is now, if its offices are all such as `by` may give."""
    found = User.objects.editable_by(by).select_for_update(of=("self",)).filter(pk=user.pk).first()
    if found is None:
        raise NotAllowed(NOT_HERS.format(user=user))
    return found


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
    save_checked(ConsentWording(version=1, text=DRAFT))
    save_checked(Appointment(user=user, unit=unit, role=ADMINISTRATOR))
    return unit, user
