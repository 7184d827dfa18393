from typing import Any

from django import forms

from chapters.models import Unit, User
from khuyenhoc.fields import NameField

from ..models import Donor
from .books import UnitChoiceField
from .grants import ForgetForm


class DonorForm(forms.Form):
    """Only who keeps the book writes here, and she has typed address and telephone herself."""

    name = NameField(label="Tên", max_length=150)
    address = NameField(
        label="Địa chỉ", max_length=200, required=False, help_text="Phân biệt những người cùng tên, in trên phiếu thu."
    )
    phone = NameField(label="Điện thoại", max_length=20, required=False)

    def __init__(self, data: Any, *, donor: Donor | None = None) -> None:
        super().__init__(data, initial={name: getattr(donor, name, "") for name in self.base_fields})


class NewDonorForm(DonorForm):
    """For the register of a unit that has a purse and that she writes for."""

    unit = UnitChoiceField(label="Đơn vị giữ sổ", queryset=Unit.objects.none(), empty_label="Chọn đơn vị")

    field_order = ["unit", "name", "address", "phone"]

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        units = user.units_reached("write_funds").filter(funds__isnull=False).select_related("parent").distinct()
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.initial["unit"] = units[0] if len(units) == 1 else None


class DonorMergeForm(forms.Form):
    reason = NameField(
        label="Vì sao đây là một người", max_length=200, help_text="Ví dụ: Ghi hai lần, một lần thiếu địa chỉ."
    )


class GiverForgetForm(ForgetForm):
    reason = NameField(
        label="Xóa theo yêu cầu nào",
        max_length=200,
        help_text="Ví dụ: Đơn nhận ngày 12/5/2024. Lý do này được giữ lại, nên xin không ghi tên người đó.",
    )
