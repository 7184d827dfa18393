"""Forms of a purse: open one, change what it is called, say what it held."""

from typing import Any

from django import forms
from django.utils import timezone

from chapters.models import Unit, User
from khuyenhoc.fields import DateField, NameField

from ..models import Account, Fund
from .amounts import AmountField


class UnitChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, unit: Unit) -> str:
        above = unit.parent
        return f"{unit.full_name}, {above.full_name}" if above and above.parent_id else unit.full_name


class CampaignForm(forms.Form):
    """What only a campaign has; khuyenhoc.css hides it while another kind is chosen."""

    purpose = NameField(
        label="Mục đích vận động", max_length=300, required=False, help_text="Ví dụ: Phòng đọc sách cho thôn Bản Cào."
    )
    target = AmountField(label="Mức vận động (đồng)", required=False)
    ends_on = DateField(label="Vận động đến ngày", required=False)


class FundForm(CampaignForm):
    unit = UnitChoiceField(label="Đơn vị", queryset=Unit.objects.none(), empty_label="Chọn đơn vị")
    kind = forms.ChoiceField(label="Loại quỹ", choices=Fund.Kind.choices, initial=Fund.Kind.GENERAL)
    name = NameField(label="Tên quỹ", max_length=150, initial="Quỹ khuyến học")
    opened_on = DateField(
        label="Mở sổ ngày", help_text="Thu, chi ghi vào sổ từ ngày này. Số dư trước đó ghi sau khi mở sổ."
    )

    field_order = ["unit", "kind", "name", "opened_on", "purpose", "target", "ends_on"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = user.units_reached("write_funds").open_on(timezone.localdate()).select_related("parent")
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if len(units) == 1:
            self.fields["unit"].initial = units[0]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("kind") != Fund.Kind.CAMPAIGN:
            values |= {"purpose": "", "target": None, "ends_on": None}
        return values


class FundChangeForm(CampaignForm):
    name = NameField(label="Tên quỹ", max_length=150)

    field_order = ["name", "purpose", "target", "ends_on"]

    def __init__(self, data: Any, *, fund: Fund) -> None:
        super().__init__(data, initial={name: getattr(fund, name) for name in self.base_fields})
        if not fund.is_campaign:
            del self.fields["purpose"], self.fields["target"], self.fields["ends_on"]


class OpeningForm(forms.Form):
    """One amount for each account of the purse that has no opening yet."""

    def __init__(self, *args: Any, accounts: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        for account in accounts:
            self.fields[account.code] = AmountField(label=f"{account.name} (đồng)", required=False, allows_zero=True)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not self.errors and not self.amounts():
            raise forms.ValidationError("Xin ghi số tiền của ít nhất một tài khoản.")
        return values

    def amounts(self) -> dict[Account, int]:
        """Accounts that held something; an empty box and 0 say the same."""
        held = {account: self.cleaned_data.get(account.code) for account in self.accounts}
        return {account: amount for account, amount in held.items() if amount}
