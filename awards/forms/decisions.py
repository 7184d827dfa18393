from typing import Any

from django import forms

from chapters.forms.scans import ScanField
from khuyenhoc.fields import DateField, NameField

from ..models import Nomination

SCANS = "Tệp PDF, ảnh JPEG hoặc PNG, không quá 20 MB."


class GiveForm(forms.Form):
    given_on = DateField(label="Trao ngày")


class RevokeForm(forms.Form):
    number = NameField(label="Số quyết định thu hồi", max_length=50)
    signed_on = DateField(label="Ngày ký")
    reason = NameField(label="Lý do thu hồi", max_length=300)


class VoidForm(forms.Form):
    reason = NameField(
        label="Lý do hủy bản ghi", max_length=300, help_text="Ví dụ: ghi nhầm số quyết định; ghi hai lần."
    )


class ScanForm(forms.Form):
    scan = ScanField(label="Bản đã ký", help_text=SCANS)


class NominationsField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, nomination: Nomination) -> str:
        kind, unit = nomination.get_recipient_class_display(), nomination.unit.full_name
        words = f"{nomination.recipient_name} ({kind}, {unit}): {nomination.form.name}"
        return f"{words}, chưa xét xong" if nomination.state == Nomination.State.PROPOSED else words


class DecisionForm(forms.Form):
    number = NameField(label="Số quyết định", max_length=50, help_text="Ví dụ 12/QĐ-HKH.")
    signed_on = DateField(label="Ngày ký")
    scan = ScanField(label="Bản đã ký", required=False, help_text=f"{SCANS} Chưa quét thì để trống, kèm sau cũng được.")
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
