from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from khuyenhoc.fields import TextField
from khuyenhoc.names import nfc_lines

from ..models import TEXT_MAX, ReturnText

WAS = "was-"


class LongTextField(TextField):
    """As long as she writes: the verb says what is too long, the browser would cut a paste off unseen."""

    def __init__(self, *, most: int, rows: int, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.widget.attrs |= {"rows": rows, "class": "form-control", "data-most": most}


class TextsForm(forms.Form):
    """Texts that save themselves, topic by topic, each with what it was when it was shown: a return's few sentences.

    A sending may hold some of the topics only: that is how a page saves one by itself.
    """

    topics: Sequence[tuple[str, str]] = ReturnText.Topic.choices
    most, rows = TEXT_MAX, 7

    def __init__(self, *args: Any, texts: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now_held: dict[str, str] = {}
        for topic, label in self.topics:
            text = texts.get(topic, "")
            self.fields[topic] = LongTextField(label=label, initial=text, most=self.most, rows=self.rows)
            was = forms.CharField(required=False, strip=False, initial=text, widget=forms.HiddenInput)
            self.fields[f"{WAS}{topic}"] = was

    def changed(self) -> dict[str, tuple[str, str]]:
        """Topic → (was, now), for the topics that were sent, can be read, and differ from what was shown."""
        sent = [topic for topic, _ in self.topics if topic in self.data and topic in self.cleaned_data]
        pairs = {topic: (nfc_lines(self.cleaned_data[f"{WAS}{topic}"]), self.cleaned_data[topic]) for topic in sent}
        return {topic: (was, now) for topic, (was, now) in pairs.items() if was != now}

    def hold(self, topic: str, text: str) -> None:
        """What is stored now: the next saving is compared with that."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[f"{WAS}{topic}"] = text  # type: ignore[index]

    def show_clash(self, topic: str, held: str) -> None:
        """Show what somebody else has written; hers stays in the box, and saving once more puts it through."""
        self.hold(topic, held)
        self.now_held[topic] = held
        self.add_error(topic, "Có người vừa sửa mục này. Lời của bạn vẫn còn trong ô; lưu lần nữa thì ghi theo bạn.")
