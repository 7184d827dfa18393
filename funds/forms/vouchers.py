"""Forms of vouchers; what may be chosen is what the user may write."""

import secrets
from typing import Any

from django import forms
from django.utils import timezone

from chapters.models import User
from khuyenhoc.fields import DateField, MoneyField, NameField

from ..models import Account, Donor, Fund

MONEY_HELP = "Viết 1.200.000 hoặc 1,2 triệu."


class VoucherForm(forms.Form):
    """What a receipt and a payment have in common."""

    dated_on = DateField(label="Ngày", initial=timezone.localdate)
    amount = MoneyField(label="Số tiền (đồng)", help_text=MONEY_HELP)
    account = forms.ModelChoiceField(label="Tài khoản", queryset=Account.objects.none(), empty_label=None)
    party = NameField(label="Người nộp", max_length=150)
    reason = NameField(label="Diễn giải", max_length=300, help_text="Thu, chi về việc gì.")
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fund = fund
        self.fields["account"].queryset = fund.accounts.money()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the verb is told."""
        ours = ("token", "keep_donor")
        return {name: value for name, value in self.cleaned_data.items() if name not in ours}

    def others(self, kind: Account.Kind) -> Any:
        """Sources or purposes, and the other associations that money may come from or go to."""
        kinds = [kind, Account.Kind.ASSOCIATION]
        return Account.objects.filter(fund=None, kind__in=kinds).order_by("-kind", "position")


class ContributionForm(VoucherForm):
    source = forms.ModelChoiceField(label="Nguồn thu", queryset=Account.objects.none(), empty_label="Chọn nguồn thu")
    donor = forms.ModelChoiceField(
        label="Người ủng hộ trong sổ",
        queryset=Donor.objects.none(),
        required=False,
        empty_label="Không chọn, gõ tên ở ô dưới",
    )
    keep_donor = forms.BooleanField(label="Lưu vào sổ người ủng hộ", required=False)

    field_order = ["dated_on", "amount", "source", "account", "donor", "party", "keep_donor", "reason"]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        donors = Donor.objects.visible_to(user).filter(unit=self.fund.unit)
        self.fields["source"].queryset = self.others(Account.Kind.SOURCE)  # type: ignore[attr-defined]
        self.fields["donor"].queryset = donors  # type: ignore[attr-defined]
        if not donors.exists():
            del self.fields["donor"]
        self.fields["party"].required = False
        self.fields["party"].label = "Tên người nộp"
        self.fields["reason"].help_text = "Ủng hộ, nộp về việc gì."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        donor = values.setdefault("donor", None)
        if donor and not values.get("party"):
            values["party"] = donor.name
        if not values.get("party") and "party" not in self.errors:
            self.add_error("party", "Xin ghi tên người nộp hoặc chọn trong sổ người ủng hộ.")
        return values


class ExpenseForm(VoucherForm):
    purpose = forms.ModelChoiceField(
        label="Mục đích chi", queryset=Account.objects.none(), empty_label="Chọn mục đích chi"
    )
    below_zero = forms.BooleanField(label="Chi vượt số dư", required=False, widget=forms.HiddenInput)

    field_order = ["dated_on", "amount", "below_zero", "purpose", "account", "party", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = self.others(Account.Kind.PURPOSE)  # type: ignore[attr-defined]
        self.fields["party"].label = "Người nhận"
        self.fields["reason"].help_text = "Chi về việc gì."
        if self.data.get("below_zero") == "on":
            self.offer_below_zero()

    def offer_below_zero(self) -> None:
        """Show the tick box, once the verb has said that the account holds less."""
        self.fields["below_zero"].widget = forms.CheckboxInput()


class ReversalForm(forms.Form):
    dated_on = DateField(label="Ngày hủy", initial=timezone.localdate)
    reason = NameField(label="Lý do hủy", max_length=200)
