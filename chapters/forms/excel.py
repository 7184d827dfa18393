from typing import Any

from django import forms

from khuyenhoc.fields import DateField
from khuyenhoc.files import LARGEST
from khuyenhoc.imports.actions import TOO_LARGE

from ..models import User
from .choices import UnitField
from .members import roster_units

TYPES = ".xlsx,.xlsm,.xls,.ods"


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Tệp Excel",
        help_text="Tệp .xlsx, .xls hoặc .ods, không quá 20 MB. Tiêu đề viết khác mẫu, thứ tự khác cũng đọc được.",
        widget=forms.FileInput(attrs={"accept": TYPES}),
        error_messages={
            "required": "Chưa chọn tệp. Xin bấm vào ô này rồi chọn tệp Excel.",
            "empty": "Tệp này rỗng. Xin chọn lại tệp.",
            "invalid": "Chưa nhận được tệp. Xin chọn lại tệp rồi tải lên.",
        },
    )

    def clean_file(self) -> Any:
        """Before a byte of it is read: what is too large never comes into memory."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file

    def choices(self) -> dict[str, str]:
        """What holds for all rows that do not say it themselves."""
        return {}


class MemberUploadForm(UploadForm):
    unit = UnitField(
        label="Chi hội cho những dòng không ghi",
        required=False,
        help_text="Chỉ cần khi danh sách không có cột Chi hội.",
        empty_label="Mỗi dòng tự ghi",
    )
    since = DateField(
        label="Ngày vào cho những dòng không ghi",
        required=False,
        help_text="Chỉ cần khi danh sách không có cột Ngày vào.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].offer(roster_units(user))  # type: ignore[attr-defined]

    def choices(self) -> dict[str, str]:
        unit, since = self.cleaned_data.get("unit"), self.cleaned_data.get("since")
        return ({"unit": unit.code} if unit else {}) | ({"since": since.isoformat()} if since else {})
