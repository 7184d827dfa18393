import re
from typing import Any

from django import forms
from django.http import QueryDict

from khuyenhoc.fields import MoneyField, NameField, NumberField
from khuyenhoc.numbers import format_number, record_number

from ..models import UNKNOWN, Said
from ..pages.chapter import NO_ANSWER, Question

# What a button may say instead of the number typed.
SAME, NONE_KNOWN, SILENT = "nhu-nam-truoc", "chua-co", "bo-trong"
BACK = "truoc"
CELL = re.compile(r"[0-9]{1,18}:[\w.-]{1,120}:\w{1,30}", re.ASCII)


class AnswerForm(forms.Form):
    """One figure of one row, beside it what the cell was when it was shown, and which odd things were told with it."""

    was = forms.CharField(required=False, widget=forms.HiddenInput)
    told = forms.CharField(required=False, widget=forms.HiddenInput)
    press = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, question: Question, told: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["now"] = _field(question)
        self.fields["was"].initial = _text(question.figure.said)
        self.fields["told"].initial = " ".join(told)

    def clean(self) -> dict[str, Any]:
        """A button that gives the answer itself goes before what stands in the box, readable or not."""
        cleaned = super().clean() or self.cleaned_data
        answers: dict[str, Said] = {NONE_KNOWN: UNKNOWN, SILENT: None, SAME: self.question.figure.last_year}
        press = cleaned.get("press", "")
        if press in answers:
            self.errors.pop("now", None)
            cleaned["now"] = answers[press]
        elif "now" in cleaned and cleaned["now"] is None and self.shown_said == UNKNOWN:
            cleaned["now"] = UNKNOWN  # going on past an answered question takes nothing back
        return cleaned

    @property
    def shown_said(self) -> Said:
        text = self.cleaned_data.get("was", "")
        return UNKNOWN if text == UNKNOWN else _number(text)

    @property
    def cell(self) -> tuple[Said, Said]:
        return self.shown_said, self.cleaned_data["now"]

    @property
    def told_already(self) -> set[str]:
        return set(self.cleaned_data.get("told", "").split())

    def show_clash(self, held: Said) -> None:
        """Tell what the cell is now; going on once more then replaces it knowingly."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["was"] = _text(held)  # type: ignore[index]
        said = NO_ANSWER if held == UNKNOWN else "để trống" if held is None else format_number(int(held))
        self.add_error("now", f"Có người vừa sửa số này thành: {said}. Nếu vẫn muốn thay, xin bấm Tiếp tục lần nữa.")


def _field(question: Question) -> forms.Field:
    made, said = question.indicator, question.figure.declared
    facts: dict[str, Any] = {"label": question.words, "required": False, "initial": said}
    if made.unit == "money" and not made.is_signed:
        return MoneyField(**facts)
    return NumberField(**facts, allow_negative=made.is_signed)


def _text(said: Said) -> str:
    return "" if said is None else str(said)


def _number(text: str) -> int | None:
    digits = text.removeprefix("-")
    number = record_number(digits)
    return -number if number is not None and digits != text else number


class ReasonForm(forms.Form):
    """Why odd figures are right: one of the common reasons by its button, or a sentence of her own.

    `cell` names each of them, row:indicator:check.
    """

    cell = forms.MultipleChoiceField(error_messages={"required": "Xin chọn số cần ghi lý do."})
    text = NameField(required=False, max_length=500)
    own = NameField(label="Lý do khác", required=False, max_length=500)
    back = forms.CharField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        named = data.getlist("cell")
        self.fields["cell"].choices = [(name, name) for name in named if CELL.fullmatch(name)]  # type: ignore[attr-defined]

    @property
    def cells(self) -> list[tuple[int, str, str]]:
        parts = [name.split(":") for name in self.cleaned_data["cell"]]
        return [(int(row), code, check) for row, code, check in parts]

    @property
    def reason(self) -> str:
        """Her own words first: Enter in their box presses the first button."""
        return str(self.cleaned_data["own"] or self.cleaned_data["text"])
