from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError

from .middleware import is_loopback


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
        """Who knows the password of a closed account is told so; anybody else learns nothing about it."""
        user = get_user_model()._base_manager.filter(username=self.cleaned_data["username"], is_active=False).first()
        if user and user.check_password(self.cleaned_data["password"]):
            return ValidationError(self.error_messages["inactive"], code="inactive")
        return super().get_invalid_login_error()

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if user.is_demo and not (self.request and is_loopback(self.request)):
            raise ValidationError("Tài khoản trình diễn chỉ đăng nhập được ngay trên máy chạy phần mềm.")
