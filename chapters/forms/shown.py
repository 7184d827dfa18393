"""Two people on one form: it carries what it showed; the verb compares that with what is there (actions/shown.py)."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.db.models import Model

from khuyenhoc.actions import Clash

from ..actions.shown import plain_facts


class ShownForm(forms.Form):
    """A form on a record that is there; its `cleaned_data` holds what was shown as `was`, ready for the verb."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    facts: dict[str, Any] = {}

    def show(self, record: Model, besides: Collection[str] = ()) -> None:
        """Remember what of the record the form's fields show; to be called when all of them are there.

        `besides` are fields that are no facts of the record, such as words to search by.
        """
        self.facts = plain_facts(record, [name for name in self.fields if name != "shown" and name not in besides])
        self.fields["shown"].initial = json.dumps(self.facts, ensure_ascii=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["was"] = self._read(cleaned.pop("shown", ""))
        return cleaned

    def _read(self, text: str) -> dict[str, Any] | None:
        """None for a sending without the line, which no browser makes: then there is nothing to compare with."""
        if self.add_prefix("shown") not in self.data:
            return None
        try:
            was = json.loads(text)
        except ValueError:
            was = None
        if isinstance(was, dict) and set(was) == set(self.facts):
            return was
        self._show_now(self.facts)
        raise forms.ValidationError("Biểu mẫu này đã cũ. Xin xem lại những gì đã gõ rồi lưu lần nữa.")

    def show_clash(self, clash: Clash) -> None:
        """Say beside each field what it is now; what was typed stays, and saving once more puts it through."""
        self.add_error(None, str(clash))
        for name, held in clash.words.items():
            self.add_error(name, f"Người khác vừa ghi: {held}.")
        self._show_now((self.cleaned_data["was"] or self.facts) | dict(clash.cells))

    def _show_now(self, facts: Mapping[str, Any]) -> None:
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[self.add_prefix("shown")] = json.dumps(facts, ensure_ascii=False)  # type: ignore[index]
