from typing import Any

from django import forms

from khuyenhoc.fields import DateField, NameField

from ..models import Nomination


class GiveForm(forms.Form):
    given_on = DateField(label="Trao ngày")


class NominationsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, nomination: Nomination) -> str:
        kind, unit = nomination.get_recipient_class_display(), nomination.unit.full_name
        return f"{nomination.recipient_name} ({kind}, {unit}): {nomination.form.name}"


class DecisionForm(forms.Form):
    number = NameField(label="Số quyết định", max_length=50, help_text="Ví dụ 12/QĐ-HKH.")
    signed_on = DateField(label="Ngày ký")
    nominations = NominationsField(
        label="Danh sách kèm theo",
        queryset=Nomination.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Bỏ đánh dấu những trường hợp không có trong quyết định.",
        error_messages={"required": "Quyết định phải có ít nhất một người hoặc tập thể. Xin chọn trong danh sách."},
    )

    def __init__(self, *args: Any, nominations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nominations"].queryset = nominations  # type: ignore[attr-defined]
