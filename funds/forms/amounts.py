"""Amounts as they are typed: static/js/money.js says beside the box what the house has read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy

from khuyenhoc.fields import MoneyField

MONEY_HELP = "Viết 1.200.000 hoặc 1,2 triệu."


class AmountField(MoneyField):
    def __init__(self, *, help_text: str = MONEY_HELP, allows_zero: bool = False, **kwargs: Any) -> None:
        super().__init__(help_text=help_text, **kwargs)
        self.allows_zero = allows_zero

    def validate(self, value: Any) -> None:
        """The database refuses 0 too, but cannot say it beside the box."""
        super().validate(value)
        if value == 0 and not self.allows_zero:
            what = str(self.label).removesuffix(" (đồng)")
            raise ValidationError(f"{what} phải là số nguyên đồng lớn hơn 0.", code="zero")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "data-read-back": reverse_lazy("funds:amount-read")}
