"""Forms of vouchers; what may be chosen is what the user may write."""

import secrets
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils import timezone

from chapters.models import User
from khuyenhoc.fields import DateField, NameField, NumberField
from khuyenhoc.searching import SEARCHED_FROM, SearchedChoiceField, search_field

from ..donors import search
from ..models import Account, Donor, DonorQuerySet, Fund, Voucher
from .amounts import AmountField

MOST_ENCLOSURES = 32_767  # what the column holds


class AccountSelect(forms.Select):
    """Says of each account of what kind it is: khuyenhoc.css asks what the goods are when it is for goods."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if account := getattr(value, "instance", None):
            option["attrs"]["data-kind"] = account.kind
        return option


class DonorChoiceField(SearchedChoiceField):
    """Namesakes are told apart by what else is known of them; only those who keep the book choose here."""

    noun = "người ủng hộ"

    def label_from_instance(self, donor: Donor) -> str:
        return f"{donor.name} ({donor.address})" if donor.address else donor.name


class VoucherForm(forms.Form):
    """What a receipt and a payment have in common."""

    dated_on = DateField(label="Ngày", initial=timezone.localdate)
    amount = AmountField(label="Số tiền (đồng)")
    account = forms.ModelChoiceField(
        label="Tài khoản", queryset=Account.objects.none(), empty_label=None, widget=AccountSelect
    )
    party = NameField(label="Người nộp", max_length=150)
    party_address = NameField(label="Địa chỉ", max_length=200, required=False)
    reason = NameField(label="Diễn giải", max_length=300, help_text="Thu, chi về việc gì.")
    enclosures = NumberField(
        label="Số chứng từ gốc kèm theo", required=False, validators=[MaxValueValidator(MOST_ENCLOSURES)]
    )
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64, initial=secrets.token_urlsafe)

    def __init__(self, *args: Any, fund: Fund, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fund = fund
        self.fields["account"].queryset = fund.accounts.money()  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """What the verb is told."""
        ours = ("token", "keep_donor", "q")
        return {name: value for name, value in self.cleaned_data.items() if name not in ours}

    def others(self, kind: Account.Kind) -> Any:
        """Sources or purposes, and the other associations that money may come from or go to."""
        kinds = [kind, Account.Kind.ASSOCIATION]
        return Account.objects.filter(fund=None, kind__in=kinds).order_by("-kind", "position")

    def begin_at(self, name: str) -> None:
        """Where the cursor stands when the page opens."""
        self.fields[name].widget.attrs["autofocus"] = True


class ReceiptForm(VoucherForm):
    """What a receipt of one giver and a receipt with a list have in common."""

    source = forms.ModelChoiceField(label="Nguồn thu", queryset=Account.objects.none(), empty_label="Chọn nguồn thu")
    goods = NameField(
        label="Hiện vật và cách định giá",
        max_length=300,
        required=False,
        help_text="Ví dụ: 800 quyển vở, theo giá hóa đơn.",
    )
    keep_donor = forms.BooleanField(label="Lưu vào sổ người ủng hộ", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = self.others(Account.Kind.SOURCE)  # type: ignore[attr-defined]
        self.fields["reason"].help_text = "Ủng hộ, nộp về việc gì."

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        account = values.get("account")
        if account and account.kind != Account.Kind.IN_KIND:
            values["goods"] = ""
        elif account and not values.get("goods") and "goods" not in self.errors:
            self.add_error("goods", "Xin ghi hiện vật gì, bao nhiêu và định giá theo đâu.")
        return values


class ContributionForm(ReceiptForm):
    q = search_field("Tìm trong sổ người ủng hộ", beside="donor")
    donor = DonorChoiceField(
        label="Người ủng hộ trong sổ",
        queryset=Donor.objects.none(),
        required=False,
        empty_label="Không chọn, gõ tên ở ô dưới",
    )

    # What the next receipt keeps stands first: from the amount it is two keys to the name.
    field_order = [
        *("dated_on", "source", "account", "goods", "amount", "q", "donor", "party", "party_address", "keep_donor"),
        *("reason", "enclosures"),
    ]

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer_donors(Donor.objects.visible_to(user).filter(unit=self.fund.unit))
        self.fields["party"].required = False
        self.fields["party"].label = "Tên người nộp"

    def _offer_donors(self, donors: DonorQuerySet) -> None:
        asked = self.data if self.is_bound else self.initial
        number, words = donors.count(), asked.get("q", "")
        if number:
            self.fields["donor"].offer(donors, search(donors, words), words, asked.get("donor"))  # type: ignore[attr-defined]
            self.fields["party"].help_text = "Để trống nếu chính người ủng hộ đã chọn nộp."
        else:
            del self.fields["donor"]
        if number < SEARCHED_FROM:
            del self.fields["q"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        donor = values.setdefault("donor", None)
        if donor and not values.get("party"):
            values["party"] = donor.name
            values["party_address"] = values.get("party_address") or donor.address
        if not values.get("party") and "party" not in self.errors:
            self.add_error("party", "Xin ghi tên người nộp hoặc chọn trong sổ người ủng hộ.")
        return values


class ExpenseForm(VoucherForm):
    purpose = forms.ModelChoiceField(
        label="Mục đích chi", queryset=Account.objects.none(), empty_label="Chọn mục đích chi"
    )
    below_zero = forms.BooleanField(label="Chi vượt số dư", required=False, widget=forms.HiddenInput)

    field_order = [
        *("dated_on", "amount", "below_zero", "purpose", "account", "party", "party_address", "reason", "enclosures"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = self.others(Account.Kind.PURPOSE)  # type: ignore[attr-defined]
        self.fields["party"].label = "Người nhận"
        self.fields["reason"].help_text = "Chi về việc gì."
        if self.data.get("below_zero") == "on":
            self.offer_below_zero()

    def offer_below_zero(self) -> None:
        """Show the tick box, once the verb has said that the account holds less; of a campaign there is no more."""
        if self.fund.is_campaign:
            return
        self.fields["below_zero"].widget = forms.CheckboxInput()


class ReversalForm(forms.Form):
    dated_on = DateField(label="Ngày hủy", initial=timezone.localdate)
    reason = NameField(label="Lý do hủy", max_length=200)

    def __init__(self, *args: Any, voucher: Voucher, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if voucher.year != timezone.localdate().year:
            self.fields[
                "dated_on"
            ].help_text = (
                f"Phiếu thuộc năm {voucher.year}. Hủy vào ngày của năm nào thì trừ vào số thu, chi của năm đó."
            )
