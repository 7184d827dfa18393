"""The text of one section as it is typed, and the head and foot of the paper."""

from typing import Any

from chapters.forms.shown import ShownForm
from khuyenhoc.fields import DateField, NameField, TextField

from ..models import SECTION_MAX, Section, Summary
from .texts import TextsForm


class SectionForm(TextsForm):
    """One section; a form for it saves itself as a return's sentences do."""

    most, rows = SECTION_MAX, 16

    def __init__(self, *args: Any, section: Section, text: str, **kwargs: Any) -> None:
        self.topics = [(section.value, section.label)]
        super().__init__(*args, texts={section.value: text}, **kwargs)


class HeadForm(ShownForm):
    """Issuer, number, place and date, addressee, signer, recipients (NĐ 30/2020); what is left empty is as printed."""

    issuer_above = NameField(label="Cơ quan chủ quản", required=False, max_length=150)
    issuer = NameField(label="Cơ quan ban hành", required=False, max_length=150)
    number = NameField(
        label="Số", required=False, max_length=20, help_text="Ví dụ 5, in ra là 05. Chưa có số thì để trống."
    )
    symbol = NameField(label="Ký hiệu", max_length=30, help_text="Phần sau số, ví dụ BC-HKH.")
    place = NameField(label="Nơi ký", required=False, max_length=60)
    dated_on = DateField(label="Ngày ký", required=False, help_text="Để trống thì chừa chỗ để ghi tay.")
    addressee = NameField(
        label="Kính gửi",
        required=False,
        max_length=300,
        help_text="Chỉ ghi khi gửi cấp trên; bản đọc ở hội nghị để trống.",
    )
    signer_lines = TextField(
        label="Thay mặt, chức vụ", max_length=150, help_text="Mỗi dòng một ý: TM. BAN THƯỜNG VỤ, rồi CHỦ TỊCH."
    )
    signer_name = NameField(label="Người ký", required=False, max_length=100)
    recipients = TextField(
        label="Nơi nhận", required=False, max_length=1000, help_text="Mỗi dòng một nơi, bắt đầu bằng dấu gạch."
    )

    def __init__(self, *args: Any, summary: Summary, defaults: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(summary, name) for name in self.fields if name != "shown"}
        for name, printed in defaults.items():
            self.fields[name].help_text = f"Để trống thì in: {printed}." if printed else "Để trống thì không in."
        for name, rows in (("signer_lines", 2), ("recipients", 4)):
            self.fields[name].widget.attrs["rows"] = rows
        self.show(summary)
