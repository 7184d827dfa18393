"""Amounts as they are typed: static/js/money.js says beside the box what the house has read."""

from typing import Any

from django import forms
from django.urls import reverse_lazy

from khuyenhoc.fields import MoneyField

MONEY_HELP = "Viết 1.200.000 hoặc 1,2 triệu."


class AmountField(MoneyField):
    def __init__(self, *, help_text: str = MONEY_HELP, **kwargs: Any) -> None:
        super().__init__(help_text=help_text, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "data-read-back": reverse_lazy("funds:amount-read")}
