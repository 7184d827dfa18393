"""Days on which nobody works: public holidays by the Labour Code (Bộ luật Lao động 45/2019/QH14, Điều 111 and 112).

The code leaves two days a year to the Government, a fifth day at Tết and one beside 2/9, and days are swapped for
others: those stand in the setting HOLIDAYS (docs/decisions/0017-only-certain-holidays-stop-the-clock.md).
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings

SATURDAY = 5
DAY = timedelta(days=1)

# First day of the lunar year and the 10th of its third month, by the Vietnamese calendar (UTC+7), which for 2030
# differs from the Chinese one. Computed by Hồ Ngọc Đức's algorithm; 2023 to 2026 are as the Government announced.
TET_AND_HUNG_KINGS = {
    2023: (date(2023, 1, 22), date(2023, 4, 29)),
    2024: (date(2024, 2, 10), date(2024, 4, 18)),
    2025: (date(2025, 1, 29), date(2025, 4, 7)),
    2026: (date(2026, 2, 17), date(2026, 4, 26)),
    2027: (date(2027, 2, 6), date(2027, 4, 16)),
    2028: (date(2028, 1, 26), date(2028, 4, 4)),
    2029: (date(2029, 2, 13), date(2029, 4, 23)),
    2030: (date(2030, 2, 2), date(2030, 4, 12)),
    2031: (date(2031, 1, 23), date(2031, 4, 1)),
    2032: (date(2032, 2, 11), date(2032, 4, 19)),
    2033: (date(2033, 1, 31), date(2033, 4, 9)),
    2034: (date(2034, 2, 19), date(2034, 4, 28)),
    2035: (date(2035, 2, 8), date(2035, 4, 17)),
    2036: (date(2036, 1, 28), date(2036, 4, 6)),
    2037: (date(2037, 2, 15), date(2037, 4, 24)),
    2038: (date(2038, 2, 4), date(2038, 4, 13)),
    2039: (date(2039, 1, 24), date(2039, 4, 3)),
    2040: (date(2040, 2, 12), date(2040, 4, 20)),
}


def is_working_day(day: date) -> bool:
    return day.weekday() < SATURDAY and day not in days_off(day.year)


def days_off(year: int) -> dict[date, str]:
    """The weekdays of a year on which nobody works, in order, each with its reason in words."""
    feasts = dict(_feasts(year))
    named = dict.fromkeys((day for day in settings.HOLIDAYS if day.year == year), "nghỉ theo thông báo")
    off = named | feasts
    for day in sorted(feasts):
        if day.weekday() >= SATURDAY:
            off[_next_free(day, off)] = f"nghỉ bù {feasts[day]}"
    return {day: off[day] for day in sorted(off) if day.weekday() < SATURDAY}


def _feasts(year: int) -> Iterator[tuple[date, str]]:
    """Điều 112: only the days that are the same every year, or that the lunar calendar alone decides."""
    yield date(year, 1, 1), "Tết Dương lịch"
    yield date(year, 4, 30), "Ngày Chiến thắng"
    yield date(year, 5, 1), "Quốc tế lao động"
    yield date(year, 9, 2), "Quốc khánh"
    if year in TET_AND_HUNG_KINGS:
        tet, hung_kings = TET_AND_HUNG_KINGS[year]
        yield from ((tet + place * DAY, "Tết Nguyên đán") for place in range(-1, 3))
        yield hung_kings, "Giỗ Tổ Hùng Vương"


def _next_free(day: date, off: dict[date, str]) -> date:
    """Điều 111: a holiday on a weekly day of rest is made up for on the next working day."""
    while day.weekday() >= SATURDAY or day in off:
        day += DAY
    return day
