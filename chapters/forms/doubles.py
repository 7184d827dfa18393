from typing import Any

from django import forms

from khuyenhoc.fields import NameField, YearField

from ..doubles import Someone
from ..models import User
from .choices import UnitField
from .members import roster_units


class TypedForm(forms.Form):
    """A person half typed: what cannot be read yet is left out."""

    name = NameField()
    birth_year = YearField(label="Năm sinh", example=1960, required=False)
    phone = NameField(max_length=20, required=False)
    unit = UnitField(required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(roster_units(user))  # type: ignore[attr-defined]

    def someone(self) -> Someone | None:
        self.is_valid()
        typed = self.cleaned_data
        if not typed.get("name"):
            return None
        unit = typed.get("unit")
        return Someone(typed["name"], typed.get("birth_year"), typed.get("phone", ""), unit.pk if unit else None)
