"""Mã xác thực: a code from her telephone besides the password (TOTP, RFC 6238), and recovery codes on paper."""

import secrets
from base64 import b32encode
from datetime import datetime

import segno
from django.db import transaction
from django.http import HttpRequest
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from .models import User
from .slips import ALPHABET

RECOVERY_CODES = 10
RECOVERY_LENGTH = 10
APP_DIGITS = 6


def is_verified(request: HttpRequest) -> bool:
    """Whether this session has given a code of a device that its user still has."""
    return request.session.get(DEVICE_ID_SESSION_KEY) == session_mark(request.user)  # type: ignore[arg-type]


def mark_verified(request: HttpRequest) -> None:
    """A new session key too, as at signing in: what was known before the code opens nothing."""
    request.session.cycle_key()
    request.session[DEVICE_ID_SESSION_KEY] = session_mark(request.user)  # type: ignore[arg-type]


def session_mark(user: User) -> str:
    """Another setting up is another mark, so sessions of a lost telephone are not verified any more."""
    return f"{user.pk}/{user.second_factor_since.isoformat() if user.second_factor_since else ''}"


def check_code(user: User, typed: str) -> tuple[bool, datetime | None]:
    """Whether the code is right, used up with this; else until when no other is looked at, if that is so.

    Never inside a verb: its refusal would roll back the count of wrong codes.
    """
    code = "".join(typed.lower().replace("-", "").split())
    is_from_app = len(code) == APP_DIGITS and code.isascii() and code.isdigit()
    model: type[Device] = TOTPDevice if is_from_app else StaticDevice
    with transaction.atomic():
        device = model.objects.select_for_update().filter(user=user, confirmed=True).first()
        if device is None:
            return False, None
        allowed, why = device.verify_is_allowed()
        if not allowed:
            return False, (why or {}).get("locked_until")
        return device.verify_token(code), None


def unconfirmed(user: User) -> TOTPDevice | None:
    return TOTPDevice.objects.filter(user=user, confirmed=False).first()


def confirm(device: TOTPDevice, typed: str) -> bool:
    code = "".join(typed.split())
    if not (code.isascii() and code.isdigit() and len(code) == APP_DIGITS):
        return False
    device.throttle_reset(commit=False)  # nobody guesses here: the secret is on her screen
    return bool(device.verify_token(code))


def new_recovery_codes(user: User) -> list[str]:
    """In place of all earlier ones."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="mã dự phòng")
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH)) for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


def forget(user: User) -> None:
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def let_try_again(user: User) -> None:
    for model in (TOTPDevice, StaticDevice):
        model.objects.filter(user=user).update(throttling_failure_count=0, throttling_failure_timestamp=None)


def secret_of(device: TOTPDevice) -> str:
    """For typing by hand, in groups of four."""
    secret = b32encode(device.bin_key).decode()
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def picture_of(text: str) -> str:
    """A QR code as the address of an image that the page itself carries."""
    return segno.make(text, error="m").svg_data_uri(scale=5, border=3)
