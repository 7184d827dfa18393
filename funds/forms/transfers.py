"""Forms of money that only changes its place: between two accounts of a purse, to another purse, taken in there."""

import secrets
from typing import Any

from django import forms
from django.utils import timezone

from khuyenhoc.fields import DateField, NameField

from ..models import Account, Fund, Voucher
from .amounts import AmountField


class AccountField(forms.ModelChoiceField):
    def __init__(self, label: str) -> None:
        super().__init__(label=label, queryset=Account.objects.none(), empty_label=None)

    def offer(self, fund: Fund) -> None:
        self.queryset = fund.accounts.money()


class CashOrBankField(AccountField):
    def offer(self, fund: Fund) -> None:
        self.queryset = _cash_or_bank(fund)


def _cash_or_bank(fund: Fund) -> Any:
    return fund.accounts.money().exclude(kind=Account.Kind.IN_KIND)


class LeavingForm(forms.Form):
    """Money that leaves an account; more than it holds asks first, as for a payment."""

    dated_on = DateField(label="Ngày", initial=timezone.localdate)
    amount = AmountField(label="Số tiền (đồng)")
    below_zero = forms.BooleanField(label="Chi vượt số dư", required=False, widget=forms.HiddenInput)
    reason = NameField(label="Diễn giải", max_length=300)
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fund = fund
        for field in self.fields.values():
            if isinstance(field, AccountField):
                field.offer(fund)
        if self.data.get("below_zero") == "on":
            self.offer_below_zero()

    def offer_below_zero(self) -> None:
        """Of a campaign there is no more than it holds."""
        if self.fund.is_campaign:
            return
        self.fields["below_zero"].widget = forms.CheckboxInput()

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "token"}


class MoveForm(LeavingForm):
    from_account = CashOrBankField("Từ")
    to_account = CashOrBankField("Vào")

    field_order = ["dated_on", "amount", "below_zero", "from_account", "to_account", "reason"]

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, fund=fund, **kwargs)
        money = list(fund.accounts.money()[:2])
        self.fields["from_account"].initial, self.fields["to_account"].initial = money
        self.fields["reason"].help_text = "Ví dụ: Gửi tiền mặt vào ngân hàng."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("from_account") and values.get("from_account") == values.get("to_account"):
            self.add_error("to_account", "Xin chọn một tài khoản khác với nơi tiền đi.")
        return values


class SendForm(LeavingForm):
    account = AccountField("Từ tài khoản")

    field_order = ["dated_on", "amount", "below_zero", "account", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Chuyển về việc gì."


class ReceiveForm(forms.Form):
    dated_on = DateField(label="Ngày nhận", initial=timezone.localdate)
    account = AccountField("Vào tài khoản")

    def __init__(self, *args: Any, sent: Voucher, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_goods = sent.from_account.kind == Account.Kind.IN_KIND
        held = fund.accounts.filter(kind=Account.Kind.IN_KIND) if is_goods else _cash_or_bank(fund)
        self.fields["account"].queryset = held  # type: ignore[attr-defined]
        self.fields["account"].initial = fund.accounts.get(kind=sent.from_account.kind)
