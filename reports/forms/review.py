"""Forms of a return's way up and down, of entering for somebody, and of links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from chapters.forms.choices import capitalised
from chapters.forms.scans import ScanField
from khuyenhoc.fields import DateField, MoneyField, NameField, NumberField, TextField
from khuyenhoc.numbers import format_number

from ..indicators import Indicator
from ..models import UNKNOWN, OnBehalf, Row, Said

SCANS = "PDF, JPEG hoặc PNG, không quá 20 MB."


class ReopenForm(forms.Form):
    reason = NameField(
        label="Vì sao mở lại", max_length=300, help_text="Ví dụ: xã Côn Minh phát hiện ghi thiếu một chi hội."
    )


class SignedScanForm(forms.Form):
    scan = ScanField(label="Bản ký đã quét", help_text=SCANS)


class OnBehalfForm(forms.Form):
    way = forms.ChoiceField(
        label="Số liệu đến bằng", widget=forms.RadioSelect, choices=capitalised(list(OnBehalf.Way.choices))
    )
    from_whom = NameField(label="Của ai", max_length=150, help_text="Ví dụ: bà Hoàng Thị Lan, Chủ tịch Hội xã.")
    received_on = DateField(label="Nhận ngày")
    scan = ScanField(required=False, help_text=f"Cần có khi số liệu đến bằng giấy hoặc ảnh. {SCANS}")


DAYS = [("1", "1 ngày"), ("3", "3 ngày"), ("7", "7 ngày"), ("14", "14 ngày")]


class LinkForm(forms.Form):
    holder = NameField(label="Gửi cho ai", max_length=150, help_text="Ví dụ: bà Nông Thị Sen, chi hội thôn Chợ A.")
    row = forms.ModelChoiceField(label="Để nhập", queryset=Row.objects.none(), required=False)
    days = forms.ChoiceField(label="Dùng được trong", choices=DAYS, initial="7")

    def __init__(self, *args: Any, rows: Any, whole: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["row"]
        field.queryset, field.empty_label = rows, whole

    @property
    def expires_at(self) -> datetime:
        return timezone.now() + timedelta(days=int(self.cleaned_data["days"]))


@dataclass(frozen=True)
class Asked:
    """A figure that a form asks for; `said` is what stands there now."""

    row: Row
    made: Indicator
    said: Said
    help: str = ""

    @property
    def key(self) -> str:
        return f"{self.row.pk}-{self.made.code}"


class FiguresForm(forms.Form):
    """For each figure a box, "chưa có số liệu", and hidden what it was when it was shown."""

    def __init__(self, *args: Any, asked: Iterable[Asked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(asked)
        for one in self.asked:
            self.fields[f"now-{one.key}"] = _box(one)
            self.fields[f"unknown-{one.key}"] = forms.BooleanField(
                label="Chưa có số liệu", required=False, initial=one.said == UNKNOWN
            )
            hidden = forms.CharField(required=False, widget=forms.HiddenInput, initial=_shown(one.said))
            self.fields[f"was-{one.key}"] = hidden

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for one in self.asked:
            if cleaned.get(f"unknown-{one.key}") and cleaned.get(f"now-{one.key}") is not None:
                self.add_error(f"now-{one.key}", "Xin hoặc điền số, hoặc chọn “Chưa có số liệu”, không cả hai.")
        return cleaned

    def boxes(self, one: Asked) -> dict[str, forms.BoundField]:
        return {part: self[f"{part}-{one.key}"] for part in ("now", "unknown", "was")}

    def cells(self) -> dict[Row, dict[str, tuple[Said, Said]]]:
        """What set_values takes, row by row, for the cells that were changed."""
        found: dict[Row, dict[str, tuple[Said, Said]]] = {}
        for one in self.asked:
            was = _read(self.cleaned_data[f"was-{one.key}"])
            now: Said = UNKNOWN if self.cleaned_data[f"unknown-{one.key}"] else self.cleaned_data[f"now-{one.key}"]
            if was != now:
                found.setdefault(one.row, {})[one.made.code] = (was, now)
        return found

    def show_clash(self, row: Row, cells: dict[str, Said]) -> None:
        """Tell what the cells are now; sending once more then replaces them knowingly."""
        data = self.data.copy()  # type: ignore[attr-defined]
        for code, now in cells.items():
            data[f"was-{row.pk}-{code}"] = _shown(now)
            said = "chưa có số liệu" if not isinstance(now, int) else format_number(now)
            self.add_error(f"now-{row.pk}-{code}", f"Có người vừa sửa ô này thành {said}. Nếu vẫn muốn thay, lưu lại.")
        self.data = data


def _box(one: Asked) -> forms.Field:
    made = one.made
    shown: dict[str, Any] = {
        "label": f"{made.label} (đồng)" if made.unit == "money" else made.label,
        "required": False,
        "initial": None if one.said == UNKNOWN else one.said,
        "help_text": one.help,
    }
    if made.unit == "money" and not made.is_signed:
        return MoneyField(**shown)
    return NumberField(allow_negative=made.is_signed, **shown)


def _shown(said: Said) -> str:
    return "" if said is None else str(said)


def _read(text: str) -> Said:
    if text == UNKNOWN:
        return UNKNOWN
    try:
        return int(text) if text else None
    except ValueError:
        return None


class AnswersForm(FiguresForm):
    """Figures that were marked, each with room for a sentence why it stays; `answers` are those given so far."""

    def __init__(self, *args: Any, answers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, given in answers.items():
            self.fields[f"answer-{name}"] = TextField(
                label="Nếu số đúng, xin trả lời cấp trên",
                required=False,
                max_length=500,
                initial=given,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
