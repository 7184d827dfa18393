from typing import Any

from django import forms

from chapters.forms.scans import ScanField
from khuyenhoc.fields import NameField

from ..models import AwardRule, Nomination

TYPES = ".pdf,.docx,.jpg,.jpeg,.png"


class PaperForm(forms.Form):
    name = NameField(label="Tên giấy tờ", max_length=150)
    file = ScanField(label="Tệp", help_text="PDF, Word (.docx), ảnh JPEG hoặc PNG, không quá 20 MB.")

    def __init__(self, *args: Any, nomination: Nomination, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = TYPES
        wanted = missing_papers(nomination)
        self.fields["name"].initial = wanted[0] if wanted else None
        if wanted:
            self.fields["name"].help_text = f"Còn thiếu: {', '.join(wanted)}."


def missing_papers(nomination: Nomination) -> list[str]:
    """The papers that a rule in force asks for and nobody has attached yet."""
    rules = nomination.form.rules.filter(is_on=True, code=AwardRule.Code.PAPER)
    wanted = [rule.paper for rule in rules if rule.recipient_class in ("", nomination.recipient_class)]
    held = set(nomination.papers.standing().values_list("name", flat=True))
    return [paper for paper in wanted if paper not in held]
