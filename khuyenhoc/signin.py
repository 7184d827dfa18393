import logging
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils import timezone

from .dates import format_datetime
from .lockout import client_address
from .middleware import is_loopback

log = logging.getLogger("khuyenhoc")
WARN_FROM = 3  # so many tries before the name waits, the page begins to count them down


class Backend(ModelBackend):
    """One password check for every name, so that a closed account takes no longer to refuse than an unknown one."""

    def user_can_authenticate(self, user: Any) -> bool:
        """The form tells the owner of a closed account, who knows its password, why she does not get in."""
        return True

    def get_user(self, user_id: int) -> Any:
        user = super().get_user(user_id)
        return user if user and user.is_active else None


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": (
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Xin thử lại; mật khẩu phân biệt chữ hoa và chữ thường. "
            "Nếu quên mật khẩu, xin báo Thường trực Hội."
        ),
        "inactive": "Tài khoản này đã ngừng dùng. Xin báo Thường trực Hội.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Tên đăng nhập"
        self.fields["username"].widget = forms.TextInput(
            attrs={"autofocus": True, "autocapitalize": "none", "autocomplete": "username"}
        )
        self.fields["password"].label = "Mật khẩu"

    def clean_username(self) -> str:
        return self.cleaned_data["username"].strip().lower()

    def get_invalid_login_error(self) -> ValidationError:
        username = self.cleaned_data["username"]
        is_ours = get_user_model()._base_manager.filter(username=username).exists()
        # A name that is nobody's may be a password typed into the wrong box: it stays out of the log.
        log.warning("sign-in failed user=%s from=%s", username if is_ours else "(unknown)", self._address())
        return ValidationError(self.error_messages["invalid_login"] + self._tries_left(), code="invalid_login")

    def _address(self) -> str | None:
        return client_address(self.request) if self.request else None

    def _tries_left(self) -> str:
        left = settings.AXES_FAILURE_LIMIT - (getattr(self.request, "axes_failures_since_start", 0) or 0)
        minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
        return f" Còn {left} lần thử, sau đó phải chờ {minutes} phút." if 0 < left <= WARN_FROM else ""

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if user.is_demo and not (self.request and is_loopback(self.request)):
            raise ValidationError("Tài khoản trình diễn chỉ đăng nhập được ngay trên máy chạy phần mềm.")
        if user.password_expires_at and user.password_expires_at <= timezone.now():
            raise ValidationError(
                f"Mật khẩu trên phiếu chỉ dùng được đến {format_datetime(user.password_expires_at)}. "
                "Xin gọi Thường trực Hội để nhận phiếu mới."
            )
