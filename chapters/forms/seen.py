"""A form that carries, hidden, what it showed: the verb compares it with what is there when the form comes back."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.db.models import Model

from khuyenhoc.actions import Clash
from khuyenhoc.forms import attempt

from ..actions.seen import plain_facts


class SeenForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    shown: dict[str, Any] = {}

    def show(self, record: Model) -> None:
        """Remember what of the record the form's fields show; to be called when all of them are there."""
        self.shown = plain_facts(record, [name for name in self.fields if name != "seen"])
        self.fields["seen"].initial = json.dumps(self.shown, ensure_ascii=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["was"] = self._read(cleaned.pop("seen", ""))
        return cleaned

    def _read(self, text: str) -> dict[str, Any]:
        try:
            was = json.loads(text)
        except ValueError:
            was = None
        if isinstance(was, dict) and set(was) == set(self.shown):
            return was
        self.show_now({})
        raise forms.ValidationError("Biểu mẫu này đã cũ. Xin xem lại những gì đã gõ rồi lưu lần nữa.")

    def show_now(self, facts: Mapping[str, Any]) -> None:
        """Take these as shown: the next sending goes over them."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["seen"] = json.dumps(self.shown | dict(facts), ensure_ascii=False)  # type: ignore[index]

    def written(self, act: Callable[[], object]) -> bool:
        """Whether the verb took it. After a clash what is there now counts as shown."""

        def watched() -> object:
            try:
                return act()
            except Clash as clash:
                self.show_now(clash.cells)
                raise

        return attempt(self, watched) is not None
