"""Days off against what the Government announced for years past."""

from datetime import date, timedelta

import pytest

from chapters.clock import answer_due
from chapters.holidays import TET_AND_HUNG_KINGS, days_off, is_working_day


def days(*written):
    return [date.fromisoformat(one) for one in written]


@pytest.mark.parametrize(
    "year, named, announced",
    [
        (
            2023,  # Tết on a Sunday, Giỗ Tổ on a Saturday, 30/4 on a Sunday, 2/9 on a Saturday
            days("2023-01-20", "2023-09-01"),
            days("2023-01-02", "2023-01-20", "2023-01-23", "2023-01-24", "2023-01-25", "2023-01-26")
            + days("2023-05-01", "2023-05-02", "2023-05-03", "2023-09-01", "2023-09-04"),
        ),
        (
            2025,
            days("2025-01-27", "2025-05-02", "2025-09-01"),  # 2/5 was swapped for a Saturday
            days("2025-01-01", "2025-01-27", "2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31", "2025-04-07")
            + days("2025-04-30", "2025-05-01", "2025-05-02", "2025-09-01", "2025-09-02"),
        ),
        (
            2026,
            days("2026-01-02", "2026-02-20", "2026-08-31", "2026-09-01"),
            days("2026-01-01", "2026-01-02", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20")
            + days("2026-04-27", "2026-04-30", "2026-05-01", "2026-08-31", "2026-09-01", "2026-09-02"),
        ),
    ],
)
def test_with_the_days_named_in_the_settings_the_year_is_as_it_was_announced(settings, year, named, announced):
    settings.HOLIDAYS = named

    assert list(days_off(year)) == announced


def test_each_day_off_says_why():
    assert days_off(2027) == {
        date(2027, 1, 1): "Tết Dương lịch",
        date(2027, 2, 5): "Tết Nguyên đán",
        date(2027, 2, 8): "Tết Nguyên đán",
        date(2027, 2, 9): "nghỉ bù Tết Nguyên đán",
        date(2027, 2, 10): "nghỉ bù Tết Nguyên đán",
        date(2027, 4, 16): "Giỗ Tổ Hùng Vương",
        date(2027, 4, 30): "Ngày Chiến thắng",
        date(2027, 5, 3): "nghỉ bù Quốc tế lao động",
        date(2027, 9, 2): "Quốc khánh",
    }


@pytest.mark.parametrize(
    "received_on, due",
    [
        (date(2026, 2, 13), date(2026, 2, 24)),  # the Friday before Tết, with the fifth day named
        (date(2026, 2, 18), date(2026, 2, 24)),  # on the second day of Tết: it begins to count when all come back
        (date(2026, 4, 24), date(2026, 4, 29)),  # Giỗ Tổ on Sunday is made up for on Monday
        (date(2026, 4, 29), date(2026, 5, 5)),  # 30/4 and 1/5, then a weekend
        (date(2025, 12, 31), date(2026, 1, 5)),  # over the new year
    ],
)
def test_the_answer_waits_for_days_on_which_somebody_works(settings, received_on, due):
    settings.HOLIDAYS = [date(2026, 2, 20)]

    assert answer_due(received_on) == due


def test_lunar_dates_are_plausible_and_without_them_the_clock_is_only_stricter():
    for year, (tet, hung_kings) in TET_AND_HUNG_KINGS.items():
        assert date(year, 1, 20) < tet < date(year, 2, 21)
        assert timedelta(66) <= hung_kings - tet <= timedelta(98)  # 68 days, or 97 with a leap month between

    assert list(days_off(2041)) == days("2041-01-01", "2041-04-30", "2041-05-01", "2041-09-02")
    assert is_working_day(date(2041, 2, 1))
