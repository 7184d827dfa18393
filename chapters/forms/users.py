from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from khuyenhoc.fields import DateField, NameField

from ..models import Appointment, Unit, User
from ..roles import ROLES
from ..slips import USERNAME_LENGTH
from .choices import UnitField

SIGNS = RegexValidator(
    r"^[a-z0-9]+([-_][a-z0-9]+)*$",
    "Tên đăng nhập chỉ gồm chữ thường không dấu, chữ số và dấu gạch, ví dụ tran-thi-huong.",
)


class UsernameField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label="Tên đăng nhập",
            required=False,
            max_length=USERNAME_LENGTH,
            validators=[SIGNS],
            help_text="Để trống thì phần mềm đặt theo họ tên, ví dụ tran-thi-huong.",
            widget=forms.TextInput(attrs={"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}),
        )

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()


class OfficeForm(forms.Form):
    """Which role, where and how long: only what the appointer may give.

    Units are the associations; a chapter is offered when the form is opened for it (`unit`), as there are hundreds.
    """

    unit = UnitField(label="Tại đơn vị")
    role = forms.ChoiceField(label="Chức trách", widget=forms.RadioSelect)
    since = DateField(label="Từ ngày")
    until = DateField(
        label="Thôi từ ngày", required=False, help_text="Biết trước ngày hết nhiệm kỳ thì điền, chưa biết thì để trống."
    )

    def __init__(self, *args: Any, by: User, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reached = by.units_reached("manage_users").open_on(timezone.localdate())
        offered = reached.associations() | reached.filter(pk=unit.pk) if unit else reached.associations()
        self.fields["unit"].offer(offered)  # type: ignore[attr-defined]
        self.fields["unit"].initial = unit
        roles = [role for role in ROLES.values() if by.grant_paths(role.code)]
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (role.code, f"{role.name}: {role.description}") for role in roles
        ]
        self.fields["since"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until <= since:
            self.add_error("until", "Ngày thôi phải sau ngày bắt đầu. Xin xem lại hai ngày này.")
        return cleaned


class AccountForm(OfficeForm):
    name = NameField(label="Họ và tên", help_text="Gõ đủ dấu như trong giấy tờ.")
    username = UsernameField()
    anyway = forms.BooleanField(label="Đây là người khác cùng tên, vẫn mở tài khoản", required=False)
    field_order = ("name", "username", "unit", "role", "since", "until", "anyway")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["anyway"].widget = forms.HiddenInput()

    def ask_about_double(self) -> None:
        """Only after the verb has found somebody of the same name."""
        self.fields["anyway"].widget = forms.CheckboxInput()


class EndOfficeForm(forms.Form):
    on = DateField(label="Thôi từ ngày", help_text="Từ ngày này chức trách không còn hiệu lực.")
    was = DateField(required=False, widget=forms.HiddenInput)


class HandOverForm(forms.Form):
    """To somebody who has an account, or by name to somebody who gets one."""

    user = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label="Người kế nhiệm đã có tài khoản", empty_label="Chưa có"
    )
    name = NameField(label="Hoặc mở tài khoản mới cho (họ và tên)", required=False)
    username = UsernameField()
    on = DateField(label="Bàn giao từ ngày", help_text="Từ ngày này người kế nhiệm làm, người đang giữ thôi.")

    def __init__(self, *args: Any, by: User, appointment: Appointment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = User.objects.visible_to(by).filter(is_active=True).exclude(pk=appointment.user_id)
        self.fields["user"].queryset = known.order_by("name")  # type: ignore[attr-defined]
        self.fields["on"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("user") and cleaned.get("name"):
            self.add_error("name", "Xin chọn một trong hai: người đã có tài khoản, hoặc tên của người mới.")
        return cleaned


class NewPasswordForm(forms.Form):
    current = forms.CharField(
        label="Mật khẩu đang dùng",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="Mật khẩu mới",
        strip=False,
        max_length=128,
        help_text="Ít nhất 10 ký tự, không chỉ toàn chữ số. Một câu ngắn dễ nhớ là tốt nhất.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Gõ lại mật khẩu mới",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_current:
            del self.fields["current"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", "Hai lần gõ mật khẩu mới không giống nhau. Xin gõ lại cả hai.")
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Mã xác thực",
        max_length=30,
        help_text="6 chữ số trên điện thoại, hoặc một mã dự phòng đã in.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "autofocus": True}),
    )
