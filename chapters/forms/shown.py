"""Two people on one form: it carries what was shown, so that the verb can tell what somebody else changed since."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder

from khuyenhoc.actions import Clash


class ShownForm(forms.Form):
    """A form on something that is there; `was` is what it showed when it was opened, read by the fields themselves."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"].initial = _packed(self.initial)

    def clean_shown(self) -> dict[str, Any] | None:
        """None when the browser sent nothing that can be read: then there is nothing to compare with."""
        try:
            sent = json.loads(self.cleaned_data["shown"])
            return {name: self.fields[name].to_python(value) for name, value in sent.items() if name in self.fields}
        except (ValueError, AttributeError, ValidationError):
            return None

    def take(self) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """What was shown, and what the user wants now."""
        values = dict(self.cleaned_data)
        return values.pop("shown", None), values

    def show_clash(self, clash: Clash) -> None:
        """Say beside each field what it is now; what the user typed stays, and saving once more puts it through."""
        self.add_error(None, str(clash))
        for name, held in clash.cells.items():
            if name in self.fields:
                self.add_error(name, f"Người khác vừa ghi: {self._in_words(name, held)}.")
        seen = _packed((self.cleaned_data["shown"] or {}) | dict(clash.cells))
        self.data = {**self.data.dict(), "shown": seen}  # type: ignore[attr-defined]

    def _in_words(self, name: str, held: Any) -> str:
        field = self.fields[name]
        if isinstance(held, bool):
            return "có đánh dấu" if held else "không đánh dấu"
        if isinstance(field, forms.ChoiceField):
            held = dict(field.choices).get(held, held)  # type: ignore[arg-type]
        return f"“{field.prepare_value(held)}”" if held else "để trống"


def _packed(values: Mapping[str, Any]) -> str:
    return json.dumps(dict(values), cls=DjangoJSONEncoder)
