from datetime import date
from typing import Any

from django import forms

from chapters.forms.shown import ShownForm
from khuyenhoc.fields import DateField, NameField, NumberField, YearField

from ..indicators import CATALOGUE, GROUPS
from ..models import Period

DATES = {
    "starts_on": "Số liệu từ ngày",
    "cut_off": "Ngày chốt số liệu",
    "due_commune": "Hạn nộp của xã",
    "due_district": "Hạn nộp của huyện",
    "due_province": "Hạn nộp của tỉnh",
}
_HABITS = {
    "allows_on_behalf": (
        "Cho cấp trên nhập thay đơn vị",
        "Số liệu đến bằng giấy, ảnh, điện thoại thì Hội cấp trên nhập.",
    ),
    "allows_links": (
        "Cho gửi liên kết nhập số liệu thay mật khẩu",
        "Thường trực Hội gửi liên kết qua Zalo; mở trên điện thoại, chỉ nhập được báo cáo đó, có hạn và thu hồi được.",
    ),
    "needs_second_person": (
        "Người nhập hoặc nộp không được tự chốt",
        "Văn phòng chỉ có một người thì để trống.",
    ),
}


def proposed_dates(year: int, last: Period | None) -> dict[str, date]:
    """Those of the latest period moved to this year, else by custom (DOMAIN 3)."""
    if last is None:
        return {
            "starts_on": date(year, 1, 1),
            "cut_off": date(year, 12, 31),
            "due_commune": date(year, 11, 30),
            "due_district": date(year, 12, 10),
            "due_province": date(year, 12, 15),
        }
    return {name: _moved(getattr(last, name), year - last.year) for name in DATES}


def _moved(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


class PeriodForm(forms.Form):
    """Open a year: which, and its dates, proposed from the latest one."""

    year = YearField(label="Năm", example=2025, help_text="Phần mềm lập sẵn báo cáo cho mọi đơn vị của năm đó.")

    def __init__(self, *args: Any, levels: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in _dates_of(levels):
            self.fields[name] = DateField(
                label=DATES[name], required=False, help_text="" if name != "starts_on" else "Để trống thì lấy theo lệ."
            )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise forms.ValidationError("Năm gồm bốn chữ số, từ 2000 đến 2100.")
        return year


def _dates_of(levels: set[str]) -> list[str]:
    """Due dates only of levels that this installation has."""
    return [name for name in DATES if not name.startswith("due_") or name.removeprefix("due_") in levels]


class PeriodSettingsForm(ShownForm):
    """What holds for all returns of a period."""

    def __init__(self, *args: Any, period: Period, levels: set[str], **kwargs: Any) -> None:
        names = _dates_of(levels)
        facts = [*names, "jump_percent", "gap_percent", *_HABITS, "indicators_off"]
        super().__init__(*args, **kwargs)
        self.initial = {name: getattr(period, name) for name in facts}
        for name in names:
            self.fields[name] = DateField(label=DATES[name])
        self.fields["jump_percent"] = NumberField(
            label="Hỏi lại khi hơn kém năm trước quá (%)",
            help_text="Số hơn kém dưới 10 người thì không hỏi.",
        )
        self.fields["gap_percent"] = NumberField(
            label="Hỏi lý do khi số khai khác sổ sách quá (%)", help_text="0 là hỏi cả khi khác một người."
        )
        for name, (label, help_text) in _HABITS.items():
            self.fields[name] = forms.BooleanField(label=label, help_text=help_text, required=False)
        self.fields["indicators_off"] = forms.MultipleChoiceField(
            label="Chỉ tiêu không dùng trong kỳ này",
            help_text="Đánh dấu chỉ tiêu mà năm nay không thu thập: không ai phải nhập, báo cáo không có cột đó.",
            choices=_choices(period),
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.show(period)

    def clean_jump_percent(self) -> int:
        return self._percent("jump_percent")

    def clean_gap_percent(self) -> int:
        return self._percent("gap_percent")

    def _percent(self, name: str) -> int:
        value: int = self.cleaned_data[name]
        if value > 1000:
            raise forms.ValidationError("Xin ghi từ 0 đến 1.000.")
        return value


def _choices(period: Period) -> list[tuple[str, str]]:
    """Entered figures of the year by group; those that are always asked for stay."""
    return [
        (made.code, f"{GROUPS[made.group]}: {made.label}")
        for made in CATALOGUE.values()
        if made.entered_at and not made.expected_at and made.valid_in(period.year)
    ]


class ReasonForm(forms.Form):
    reason = NameField(label="Lý do mở lại", max_length=300, help_text="Người sau xem nhật ký sẽ đọc lý do này.")
