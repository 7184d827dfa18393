from typing import Any

from django import forms
from django.utils.text import capfirst

from ..merging import FACTS, GONE, KEEP, fuller
from ..models import Member

LABELS = {made.name: str(made.verbose_name) for made in Member._meta.concrete_fields}
SIDES = [(KEEP, "hồ sơ giữ lại"), (GONE, "hồ sơ gộp vào")]


class MergeForm(forms.Form):
    """From which record each fact is taken in which they differ, and whose belonging counts where both do."""

    was_keep = forms.CharField(max_length=40, widget=forms.HiddenInput)
    was_gone = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, keep: Member, gone: Member, shows_sensitive: bool, counts_twice: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keep, self.gone = keep, gone
        first = fuller(keep, gone)
        shown = [name for name in FACTS if shows_sensitive or name != "ethnicity"]
        self.facts = [name for name in shown if getattr(keep, name) != getattr(gone, name)]
        for name in self.facts:
            self.fields[name] = forms.ChoiceField(label=capfirst(LABELS[name]), choices=SIDES, initial=first[name])
        if counts_twice:
            self.fields["prefers"] = forms.ChoiceField(label="Được tính ở đâu", choices=SIDES, initial=KEEP)

    @property
    def was(self) -> tuple[str, str]:
        """The fingerprints of both as they were shown."""
        return self.data.get("was_keep", ""), self.data.get("was_gone", "")

    def values(self) -> dict[str, object]:
        """The facts as they were chosen."""
        sides = {KEEP: self.keep, GONE: self.gone}
        return {name: getattr(sides[self.cleaned_data[name]], name) for name in self.facts}
