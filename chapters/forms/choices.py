from typing import Any

from django import forms
from django.utils.text import capfirst

from ..models import Unit, UnitQuerySet

PICK = [("", "Xin chọn")]


def capitalised(choices: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices]


class UnitField(forms.ModelChoiceField):
    """One of the units that are offered, each with the name of what it stands under."""

    def __init__(self, *, empty_label: str = "Xin chọn", **kwargs: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), empty_label=empty_label, **kwargs)

    def offer(self, units: UnitQuerySet) -> None:
        self.queryset = units.select_related("parent")

    def label_from_instance(self, unit: Unit) -> str:
        name = capfirst(unit.full_name)
        return f"{name}, {unit.parent.full_name}" if unit.parent else name
