from collections.abc import Sequence
from typing import Any

from django import forms

from khuyenhoc.fields import DateField, NameField, NumberField, TextField

from ..certificates import SENTENCE, YEAR
from ..models import CertificateDesign, Nomination
from ..models.certificates import SENTENCE_LENGTH

FIELDS = ("has_frame", "has_motto", "top_mm", "left_mm", "sentence", "signer_title", "signer_name")


class SentenceField(NameField):
    """One line of text, too long for a box of one line."""

    def __init__(self, **kwargs: Any) -> None:
        box = forms.Textarea(attrs={"rows": 3})
        super().__init__(label="Lời ghi thành tích", max_length=SENTENCE_LENGTH, required=False, widget=box, **kwargs)


class DesignForm(forms.Form):
    has_frame = forms.BooleanField(
        label="In khung viền", required=False, help_text="Bỏ đánh dấu khi in lên phôi giấy khen đã có khung."
    )
    has_motto = forms.BooleanField(
        label="In Quốc hiệu, Tiêu ngữ", required=False, help_text="Bỏ đánh dấu khi phôi đã in sẵn."
    )
    top_mm = NumberField(label="Dòng đầu cách mép trên (mm)", help_text="Từ 10 đến 50; in Quốc hiệu thì không quá 35.")
    left_mm = NumberField(
        label="Khối chữ cách mép trái (mm)", help_text="Từ 10 đến 50; khối chữ rộng 237 mm, 30 mm thì nằm giữa tờ giấy."
    )
    sentence = SentenceField(
        help_text=f"Chỗ ghi {YEAR} được thay bằng năm khen thưởng. Để trống thì ghi: “{SENTENCE}”.",
    )
    signer_title = TextField(
        label="Chức vụ người ký",
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Mỗi dòng một phần, nhiều nhất ba dòng.",
    )
    signer_name = NameField(
        label="Họ tên người ký",
        required=False,
        help_text="Để trống thì lấy Chủ tịch Hội theo sổ cán bộ vào ngày ký.",
    )

    def __init__(self, *args: Any, design: CertificateDesign, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {name: getattr(design, name) for name in FIELDS}} | kwargs)

    def clean_signer_title(self) -> str:
        title: str = self.cleaned_data["signer_title"]
        if len(title.splitlines()) > 3:
            raise forms.ValidationError("Chức vụ người ký nhiều nhất ba dòng. Xin ghép bớt.")
        return title


class PrintForm(forms.Form):
    """What may be changed before printing; with one recipient, or the whole list."""

    nomination = forms.ChoiceField(label="In cho", required=False)
    sentence = SentenceField()
    place = NameField(label="Nơi ký", max_length=60)
    dated_on = DateField(label="Ngày ghi trên giấy khen", required=False, help_text="Để trống thì chừa chỗ ghi tay.")

    def __init__(self, *args: Any, listed: Sequence[tuple[int, Nomination]], count: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._listed = {str(each.pk): each for _, each in listed}
        choices = [(str(each.pk), f"{number}. {each.recipient_name}") for number, each in listed]
        self.fields["nomination"].choices = [("", f"Cả danh sách: {count} giấy khen"), *choices]  # type: ignore[attr-defined]
        if len({each.form_id for _, each in listed}) > 1:
            self.fields["sentence"].help_text = "Để trống thì mỗi hình thức ghi lời của mẫu in của nó."

    def clean_nomination(self) -> Nomination | None:
        return self._listed.get(self.cleaned_data["nomination"])
