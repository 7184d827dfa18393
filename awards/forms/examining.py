"""Many nominations examined at once: which, what is said about them, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from khuyenhoc.fields import NameField

from ..models import Endorsement, Nomination

Outcome = Endorsement.Outcome
LONGEST = 300


class ReasonForm(forms.Form):
    reason = NameField(label="Điều cần sửa", max_length=LONGEST)


@dataclass(frozen=True)
class ExamineRow:
    nomination: Nomination
    is_ticked: bool
    reason: Any  # the bound field


class ExamineForm(forms.Form):
    """One outcome for all that are ticked. What goes back has one reason for all or its own; a refusal has its own."""

    nominations = forms.ModelMultipleChoiceField(
        queryset=Nomination.objects.none(),
        error_messages={
            "required": "Xin đánh dấu ít nhất một trường hợp.",
            "invalid_choice": "Có trường hợp không còn chờ xét ở đây. Xin xem lại danh sách.",
        },
    )
    outcome = forms.ChoiceField(
        choices=Outcome.choices, error_messages={"required": "Xin chọn đồng ý, trả lại hoặc không xét."}
    )
    reason = NameField(label="Lý do chung", required=False, max_length=LONGEST)

    def __init__(self, *args: Any, listed: Sequence[Nomination], waiting: Any, ticks_all: bool = False, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.listed, self.ticks_all = listed, ticks_all
        self.fields["nominations"].queryset = waiting  # type: ignore[attr-defined]
        for nomination in listed:
            label = f"Lý do riêng của {nomination.recipient_name}"
            self.fields[_own(nomination)] = NameField(label=label, required=False, max_length=LONGEST)
            self.fields[_own(nomination)].widget.attrs["class"] = "form-control"

    @property
    def rows(self) -> list[ExamineRow]:
        ticked = self.data.getlist("nominations") if self.is_bound else []  # type: ignore[attr-defined]
        return [ExamineRow(each, self.ticks_all or str(each.pk) in ticked, self[_own(each)]) for each in self.listed]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        ticked = values.get("nominations") or []
        self.reasons = {each.pk: self._reason_for(each, len(ticked)) for each in ticked}
        if values.get("outcome") in (Outcome.RETURNED, Outcome.DECLINED):
            for each in ticked:
                if not self.reasons[each.pk]:
                    self._ask_why(each, values["outcome"])
        return values

    def _reason_for(self, nomination: Nomination, ticked: int) -> str:
        own = str(self.cleaned_data.get(_own(nomination)) or "")
        is_shared = self.cleaned_data.get("outcome") == Outcome.RETURNED or ticked == 1
        return own or (str(self.cleaned_data.get("reason") or "") if is_shared else "")

    def _ask_why(self, nomination: Nomination, outcome: str) -> None:
        if outcome == Outcome.RETURNED:
            if not self.has_error("reason"):
                self.add_error("reason", "Xin ghi điều cần sửa để đơn vị được biết.")
        elif not self.has_error(_own(nomination)):
            name = _own(nomination) if _own(nomination) in self.fields else None
            self.add_error(name, f"Xin ghi lý do không xét {nomination.recipient_name}.")


def _own(nomination: Nomination) -> str:
    return f"reason_{nomination.pk}"
