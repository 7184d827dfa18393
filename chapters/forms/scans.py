from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from khuyenhoc.files import LARGEST

from ..actions import Scan


class ScanField(forms.FileField):
    """A scan or a photograph; read only when it is small enough to be kept, and judged by the verb that stores it."""

    widget = forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(allow_empty_file=True, **{"label": "Bản quét hoặc ảnh chụp"} | kwargs)

    def clean(self, data: Any, initial: Any = None) -> Scan | None:
        uploaded = super().clean(data, initial)
        if not uploaded:
            return None
        if uploaded.size > LARGEST:
            raise ValidationError("Tệp lớn hơn 20 MB. Xin quét lại với độ nét thấp hơn hoặc chia thành nhiều tệp.")
        return Scan(uploaded.name, uploaded.read())
