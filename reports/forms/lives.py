"""Forms of a summary's lives: adopting, a new version, the signed scan, and verifying."""

from django import forms

from chapters.forms.scans import ScanField
from khuyenhoc.fields import DateField, NameField
from khuyenhoc.files import LARGEST

from ..verifying import read_code
from .review import SCANS

NO_CODE = "Xin gõ mã in ở cuối trang báo cáo."


class AdoptForm(forms.Form):
    adopted_on = DateField(label="Hội nghị thông qua ngày")


class RenewForm(forms.Form):
    reason = NameField(
        label="Vì sao lập bản mới", max_length=300, help_text="Ví dụ: sửa số chi hội của xã Côn Minh sau rà soát."
    )


class SignedForm(forms.Form):
    scan = ScanField(label="Bản đã ký, đóng dấu, quét lại", help_text=SCANS)


class CodeForm(forms.Form):
    ma = forms.CharField(
        label="Mã xác thực",
        max_length=40,
        help_text="In ở cuối mỗi trang báo cáo. Chữ thường, dấu cách, gạch nối đều được.",
        error_messages={"required": NO_CODE},
    )

    def clean_ma(self) -> str:
        if code := read_code(self.cleaned_data["ma"]):
            return code
        raise forms.ValidationError(NO_CODE)


class PaperForm(forms.Form):
    """A file to compare; it is read in pieces and kept nowhere."""

    paper = forms.FileField(
        label="Tệp báo cáo cần so",
        help_text="Tệp PDF, Word, Excel hoặc bản ký đã quét, không quá 20 MB. Tệp chỉ để so, không lưu lại.",
        error_messages={"required": "Xin chọn tệp cần so.", "empty": "Tệp này rỗng. Xin chọn lại tệp."},
    )

    def clean_paper(self) -> object:
        paper = self.cleaned_data["paper"]
        if paper.size > LARGEST:
            raise forms.ValidationError("Tệp lớn hơn 20 MB nên không phải bản đã lưu. Xin chọn lại tệp.")
        return paper
