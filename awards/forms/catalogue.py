from typing import Any

from django import forms
from django.utils.text import capfirst

from khuyenhoc.fields import NameField

from ..models import GrantorLevel, RecipientClass


class YearField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        faults = {"invalid": "Năm gồm bốn chữ số, ví dụ 2024."}
        faults |= dict.fromkeys(("min_value", "max_value"), faults["invalid"])
        super().__init__(min_value=1990, max_value=2100, error_messages=faults, **kwargs)


class AwardFormForm(forms.Form):
    grantor_level = forms.ChoiceField(
        label="Cấp khen", choices=[(value, capfirst(label)) for value, label in GrantorLevel.choices]
    )
    grantor_name = NameField(
        label="Cơ quan khen", max_length=150, help_text="Tên đầy đủ, ví dụ Hội Khuyến học huyện Na Rì."
    )
    name = NameField(label="Hình thức", max_length=150, help_text="Ví dụ Giấy khen, Bằng khen, Cờ thi đua.")
    classes = forms.MultipleChoiceField(
        label="Dành cho",
        choices=[(value, capfirst(label)) for value, label in RecipientClass.choices],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Xin chọn ít nhất một loại đối tượng được khen."},
    )
    valid_from = YearField(label="Áp dụng từ năm", required=False, help_text="Để trống nếu áp dụng từ trước đến nay.")
    valid_to = YearField(label="Đến hết năm", required=False, help_text="Để trống nếu còn áp dụng.")

    def values(self) -> dict[str, Any]:
        """What the verb is told: one flag per class."""
        values = dict(self.cleaned_data)
        classes = values.pop("classes")
        return values | {f"for_{kind.value}": kind.value in classes for kind in RecipientClass}
