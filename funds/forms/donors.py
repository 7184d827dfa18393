from typing import Any

from django import forms

from khuyenhoc.fields import NameField

from ..models import Donor
from .grants import ForgetForm


class DonorForm(forms.Form):
    """Only who keeps the book writes here, and she has typed address and telephone herself."""

    name = NameField(label="Tên", max_length=150)
    address = NameField(
        label="Địa chỉ", max_length=200, required=False, help_text="Phân biệt những người cùng tên, in trên phiếu thu."
    )
    phone = NameField(label="Điện thoại", max_length=20, required=False)

    def __init__(self, data: Any, *, donor: Donor) -> None:
        super().__init__(data, initial={name: getattr(donor, name) for name in self.base_fields})


class GiverForgetForm(ForgetForm):
    reason = NameField(
        label="Xóa theo yêu cầu nào",
        max_length=200,
        help_text="Ví dụ: Đơn nhận ngày 12/5/2024. Lý do này được giữ lại, nên xin không ghi tên người đó.",
    )
