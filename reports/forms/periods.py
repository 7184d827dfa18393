from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from chapters.forms.shown import ShownForm
from khuyenhoc.fields import DateField, NameField, NumberField, YearField
from khuyenhoc.numbers import format_number

from ..indicators import CATALOGUE, GROUPS, Indicator
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


SHORTEST, LONGEST = 150, 400  # days of a period: half a year to a little over one
EARLIEST, LATEST = 60, 120  # days that a return is due before or after the cut-off


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


class DatedForm(forms.Form):
    """Dates that look like a slip of the pen are asked about, once, and taken when she says that they are right."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        odd = _odd_dates({name: cleaned[name] for name in DATES if cleaned.get(name)})
        if odd:
            label = "Các ngày này đúng như vậy"
            self.fields["dates_are_right"] = forms.BooleanField(label=label, required=False)
            if not self.data.get("dates_are_right"):
                for name, sentence in odd.items():
                    self.add_error(name, f"{sentence} Nếu đúng, xin đánh dấu “{label}” rồi lưu lại.")
        return cleaned


def _odd_dates(dates: dict[str, date]) -> dict[str, str]:
    """Field → what one should look at again. A return due a month before the cut-off is quite usual."""
    start, end = dates.get("starts_on"), dates.get("cut_off")
    if end is None or (start and end <= start):  # that is refused, whatever the others say
        return {}
    found = {}
    if start and not SHORTEST <= (end - start).days <= LONGEST:
        found["cut_off"] = f"Kỳ này dài {format_number((end - start).days)} ngày."
    for name, due in dates.items():
        if not name.startswith("due_") or (start and due < start):
            continue
        if (end - due).days > EARLIEST:
            found[name] = f"Hạn nộp này trước ngày chốt số liệu {(end - due).days} ngày."
        if (due - end).days > LATEST:
            found[name] = f"Hạn nộp này sau ngày chốt số liệu {format_number((due - end).days)} ngày."
    return found


class PeriodForm(DatedForm):
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


class PeriodSettingsForm(DatedForm, ShownForm):
    """What holds for all returns of a period."""

    def __init__(self, *args: Any, period: Period, levels: set[str], entered: Mapping[str, int], **kwargs: Any) -> None:
        self.period, self.entered = period, entered
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
            choices=[(made.code, made.label) for made in _optional(period)],
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.show(period)

    @property
    def date_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name in DATES or name == "dates_are_right"]

    @property
    def rule_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("jump_percent", "gap_percent", *_HABITS)]

    @property
    def groups(self) -> list[tuple[str, list["Switch"]]]:
        """What can be left out, under the headings of the tables it is entered in."""
        off = set(self["indicators_off"].value() or [])
        found: dict[str, list[Switch]] = {}
        for made in _optional(self.period):
            switch = Switch(made, made.code in off, self.entered.get(made.code, 0))
            found.setdefault(GROUPS[made.group], []).append(switch)
        return list(found.items())

    @property
    def dropped(self) -> list["Switch"]:
        """What has been switched off though figures of it are entered already."""
        switched = [one for _, group in self.groups for one in group if one.is_off and one.count]
        return [one for one in switched if one.code not in self.initial["indicators_off"]]

    def clean_jump_percent(self) -> int:
        return self._percent("jump_percent")

    def clean_gap_percent(self) -> int:
        return self._percent("gap_percent")

    def _percent(self, name: str) -> int:
        value: int = self.cleaned_data[name]
        if value > 1000:
            raise forms.ValidationError("Xin ghi từ 0 đến 1.000.")
        return value


@dataclass(frozen=True)
class Switch:
    """An indicator that a period may do without, and how many figures of it are entered."""

    made: Indicator
    is_off: bool
    count: int

    @property
    def code(self) -> str:
        return self.made.code

    @property
    def entered(self) -> str:
        return f"đã nhập {format_number(self.count)} số" if self.count else ""


def _optional(period: Period) -> list[Indicator]:
    """Entered figures of the year; those that are always asked for stay."""
    return [
        made.named_in(period.year)
        for made in CATALOGUE.values()
        if made.entered_at and not made.expected_at and made.valid_in(period.year)
    ]


class ReasonForm(forms.Form):
    reason = NameField(label="Lý do mở lại", max_length=300, help_text="Người sau xem nhật ký sẽ đọc lý do này.")
