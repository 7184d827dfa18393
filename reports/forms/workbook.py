from typing import Any

from django import forms
from django.utils import timezone

from chapters.forms.excel import UploadForm
from khuyenhoc.fields import DateField

from ..models import Return


class WorkbookForm(UploadForm):
    """The workbook of a year; who brings it for units below also says whose paper it is."""

    from_whom = forms.CharField(
        label="Số liệu của ai gửi",
        max_length=150,
        required=False,
        help_text="Để trống thì ghi tên Hội của từng dòng. Phần mềm giữ tệp này làm bản gốc của lần nhập thay.",
    )
    received_on = DateField(label="Nhận ngày", required=False, help_text="Để trống là hôm nay.")

    def __init__(self, *args: Any, top: Return, is_for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.top = top
        self.fields[
            "file"
        ].help_text = "Tệp .xlsx tải về từ trang này, hoặc bảng của Hội có cột Đơn vị. Không quá 20 MB."
        if not is_for_others:
            del self.fields["from_whom"], self.fields["received_on"]

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("Ngày nhận ở sau hôm nay. Xin xem lại.")
        return day

    def choices(self) -> dict[str, str]:
        day = self.cleaned_data.get("received_on")
        more = {"from_whom": self.cleaned_data.get("from_whom") or "", "received_on": day.isoformat() if day else ""}
        return {"period": self.top.period.code} | {key: value for key, value in more.items() if value}
