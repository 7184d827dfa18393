from typing import Any

from django import forms

from chapters.forms.excel import UploadForm
from chapters.models import User

from ..models import Fund


class ContributionUploadForm(UploadForm):
    fund = forms.ModelChoiceField(
        label="Sổ quỹ cho những dòng không ghi",
        queryset=Fund.objects.none(),
        required=False,
        empty_label="Mỗi dòng tự ghi",
        help_text="Chỉ cần khi tệp không có cột Quỹ.",
    )
    keep_donors = forms.BooleanField(
        label="Lưu những người chưa có vào sổ người ủng hộ",
        required=False,
        help_text="Người có sẵn trong sổ được nối với phiếu dù có đánh dấu hay không.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        books = Fund.objects.editable_by(user).select_related("unit")
        self.fields["fund"].queryset = books  # type: ignore[attr-defined]
        if len(books) == 1:
            self.fields["fund"].initial = books[0]

    def choices(self) -> dict[str, str]:
        fund = self.cleaned_data.get("fund")
        kept = {"keep_donors": "on"} if self.cleaned_data.get("keep_donors") else {}
        return kept | ({"fund": str(fund.pk)} if fund else {})
