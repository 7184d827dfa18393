"""Forms of a purse: open one, say what it held."""

from typing import Any

from django import forms
from django.utils import timezone

from chapters.models import Unit, User
from khuyenhoc.fields import DateField, MoneyField, NameField

from ..models import Account
from .vouchers import MONEY_HELP


class UnitChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        above = unit.parent
        return f"{unit.full_name}, {above.full_name}" if above and above.parent_id else unit.full_name


class FundForm(forms.Form):
    unit = UnitChoiceField(label="Đơn vị", queryset=Unit.objects.none(), empty_label="Chọn đơn vị")
    name = NameField(label="Tên quỹ", max_length=150, initial="Quỹ khuyến học")
    opened_on = DateField(
        label="Mở sổ ngày", help_text="Thu, chi ghi vào sổ từ ngày này. Số dư trước đó ghi sau khi mở sổ."
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = user.units_reached("write_funds").open_on(timezone.localdate()).select_related("parent")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0]


class OpeningForm(forms.Form):
    """One amount for each account of the purse that has no opening yet."""

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        for account in accounts:
            self.fields[account.code] = MoneyField(label=f"{account.name} (đồng)", required=False, help_text=MONEY_HELP)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.amounts():
            raise forms.ValidationError("Xin ghi số tiền của ít nhất một tài khoản.")
        return values

    def amounts(self) -> dict[Account, int]:
        """Accounts that held something; an empty box and 0 say the same."""
        held = {account: self.cleaned_data.get(account.code) for account in self.accounts}
        return {account: amount for account, amount in held.items() if amount}
