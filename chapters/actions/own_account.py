"""What everybody does with her own account. `by` is she herself."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from khuyenhoc.actions import Refusal, save_checked, verb

from .. import second_factor
from ..models import User


@verb
def change_own_password(*, new: str, by: User, current: str | None = None) -> User:
    """Her other sessions end. Who comes with a slip has just typed its password and is not asked again."""
    user = _herself(by)
    if not user.must_change_password and not (current and user.check_password(current)):
        raise Refusal("Mật khẩu đang dùng chưa đúng. Xin gõ lại.", "current")
    if user.check_password(new):
        raise Refusal("Xin chọn mật khẩu khác với mật khẩu đang dùng.", "new")
    try:
        validate_password(new, user)
    except ValidationError as fault:
        raise Refusal(" ".join(fault.messages), "new") from fault
    user.must_change_password, user.password_expires_at = False, None
    user.password_changed_at = timezone.now()
    user.set_password(new)
    save_checked(user)
    return user


@verb
def sign_out_everywhere(*, by: User) -> User:
    user = _herself(by)
    user.sign_outs += 1
    save_checked(user)
    return user


@verb
def start_second_factor(*, by: User) -> TOTPDevice:
    """A new secret, which counts only after a code made from it has come back."""
    user = _herself(by)
    if user.second_factor_since:
        raise Refusal("Mã xác thực đang bật rồi. Muốn dùng điện thoại khác, xin tắt đi rồi bật lại.")
    second_factor.forget(user)
    return TOTPDevice.objects.create(user=user, name="điện thoại", confirmed=False)


@verb
def turn_on_second_factor(*, device: TOTPDevice, by: User) -> tuple[User, list[str]]:
    """After the first right code; gives the recovery codes, which are shown once."""
    user = _herself(by)
    if user.second_factor_since:
        raise Refusal("Mã xác thực đã bật rồi.")
    TOTPDevice.objects.filter(pk=device.pk, user=user).update(confirmed=True)
    user.second_factor_since = timezone.now()
    save_checked(user)
    return user, second_factor.new_recovery_codes(user)


@verb
def renew_recovery_codes(*, by: User) -> list[str]:
    user = _herself(by)
    if not user.second_factor_since:
        raise Refusal("Chưa bật mã xác thực nên chưa có mã dự phòng.")
    return second_factor.new_recovery_codes(user)


@verb
def turn_off_second_factor(*, by: User) -> User:
    user = _herself(by)
    if user.needs_second_factor:
        raise Refusal("Chức trách của bạn phải dùng mã xác thực, nên không tắt được.")
    second_factor.forget(user)
    user.second_factor_since = None
    save_checked(user)
    return user


def _herself(by: User) -> User:
    """The account as it is now, not as it was when the page was opened."""
    return User.objects.select_for_update().get(pk=by.pk)
