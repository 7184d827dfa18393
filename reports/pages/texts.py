"""The sentences of a return beside those of the year before."""

from dataclasses import dataclass

from django import forms

from ..forms.texts import WAS, TextsForm
from ..models import TEXT_MAX, Return, ReturnText

# What to write about, in a line (DOMAIN 3 and 10).
HINTS = {
    "propaganda": "Hội đã tham mưu gì với cấp ủy, chính quyền; tuyên truyền bằng cách nào, bao nhiêu buổi, tin bài.",
    "cooperation": "Phối hợp với ai: nhà trường, ban ngành, đoàn thể, dòng họ; làm được việc gì.",
    "weaknesses": "Việc gì chưa làm được, vì sao.",
    "proposals": "Đề nghị gì với Hội cấp trên, với cấp ủy, chính quyền.",
}


@dataclass(frozen=True)
class Topic:
    code: str
    label: str
    hint: str
    field: forms.BoundField
    was: forms.BoundField
    text: str
    last_year: str
    held_now: str | None

    @property
    def length(self) -> int:
        return len(self.text)

    @property
    def most(self) -> int:
        return TEXT_MAX


def texts_of(unit_return: Return) -> dict[str, str]:
    return dict(ReturnText.objects.filter(unit_return=unit_return).values_list("topic", "text"))


def texts_before(unit_return: Return) -> dict[str, str]:
    """What the same unit wrote a year before."""
    written = ReturnText.objects.filter(
        unit_return__period=unit_return.period.previous_id,
        unit_return__unit=unit_return.unit_id,
        unit_return__is_current=True,
    )
    return dict(written.values_list("topic", "text")) if unit_return.period.previous_id else {}


def topics_of(unit_return: Return, form: TextsForm) -> list[Topic]:
    before = texts_before(unit_return)
    return [
        Topic(
            code,
            label,
            HINTS[code],
            form[code],
            form[f"{WAS}{code}"],
            str(form[code].value() or ""),
            before.get(code, ""),
            form.now_held.get(code),
        )
        for code, label in ReturnText.Topic.choices
    ]
