"""Sentences by rules beside what stands in the text: which are in, which have changed, which the office has edited."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .models import SummarySection

State = Literal["in", "out", "changed", "edited"]


@dataclass(frozen=True)
class Sentence:
    """What a rule said when it was last put in (`old`) and what it says now (`new`), as templates with tokens."""

    rule: str
    old: str
    new: str
    state: State

    @property
    def is_stale(self) -> bool:
        return self.state in ("changed", "edited")


def sentences_of(section: SummarySection, says: Mapping[str, str]) -> list[Sentence]:
    """In the order of the rules; of a rule that no longer says anything only while its old sentence stands."""
    rules = dict.fromkeys([*says, *section.drafted])
    found = [_sentence(rule, section, says) for rule in rules]
    return [one for one in found if one.new or one.state == "changed"]


def _sentence(rule: str, section: SummarySection, says: Mapping[str, str]) -> Sentence:
    old, new = section.drafted.get(rule, ""), says.get(rule, "")
    is_old_in = bool(old) and old in section.text
    if new and new in section.text and (old == new or not is_old_in):
        state: State = "in"
    elif is_old_in:
        state = "changed"
    else:
        state = "edited" if old and old != new else "out"
    return Sentence(rule, old, new, state)


def stale(found: Iterable[Sentence]) -> list[Sentence]:
    return [one for one in found if one.is_stale]


def without(text: str, sentence: str) -> str:
    """The text without a sentence, and without the empty line that would be left of it."""
    lines = text.splitlines()
    kept = [line.replace(sentence, "", 1).strip() if sentence in line else line for line in lines]
    return "\n".join(kept[i] for i in range(len(kept)) if kept[i] or not lines[i]).strip("\n")
