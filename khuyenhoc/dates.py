"""How dates are written and read: once, for every medium. Day first, always."""

import calendar
import re
from datetime import date, datetime, time

from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1900, 2100
EXAMPLE = "ví dụ 18/01/2024"

DAY_FIRST = re.compile(r"([0-9]{1,2}) ?([/.-]) ?([0-9]{1,2}) ?\2 ?([0-9]{1,4})")
WITHOUT_YEAR = re.compile(r"[0-9]{1,2} ?[/.-] ?[0-9]{1,2}")
TIME = re.compile(r"([0-9]{1,2}) ?(?:[:.hg]|giờ) ?([0-9]{1,2})?(?: ?(?:phút|ph|p))?", re.IGNORECASE)
ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


class DateFault(ValueError):
    """A date typed by a person that cannot be read; the message is for her, in Vietnamese."""


def format_date(day: date) -> str:
    day = _local(day)
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def format_datetime(moment: datetime) -> str:
    """In the current time zone: "18/01/2024 09:14"."""
    moment = _local(moment)
    return f"{format_date(moment)} {moment.hour:02}:{moment.minute:02}"


def date_in_words(day: date) -> str:
    """NĐ 30/2020, Phụ lục I: a leading zero for days below 10 and for months 1 and 2 only."""
    day = _local(day)
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def format_time(moment: time) -> str:
    """ "08:00"."""
    return f"{moment.hour:02}:{moment.minute:02}"


def time_in_words(moment: time) -> str:
    """As papers write it: "08 giờ 00"."""
    return f"{moment.hour:02} giờ {moment.minute:02}"


def parse_time(text: str) -> time:
    """8:00, 8h, 8h30, 8 giờ 30 phút."""
    written = re.sub(r"\s+", " ", text).strip()
    match = TIME.fullmatch(written)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (24, 0)
    if hour > 23 or minute > 59:
        raise DateFault(f"“{written[:40]}” không phải là giờ. Xin viết giờ và phút, ví dụ 8:00 hoặc 13:30.")
    return time(hour, minute)


def parse_date(text: str) -> date:
    """3/4/2025, 03-04-2025 or 3.4.2025 is 3 April; 2025-04-03 is what a browser's date input sends."""
    written = re.sub(r"\s+", " ", text).strip()
    if match := ISO.fullmatch(written):
        year, month, day = match.groups()
    elif match := DAY_FIRST.fullmatch(written):
        day, _, month, year = match.groups()
    elif WITHOUT_YEAR.fullmatch(written):
        year = ""
    else:
        raise DateFault(_unreadable(written))
    if len(year) < 4:
        raise DateFault(f"“{written}” thiếu năm đủ bốn chữ số. Xin viết ngày/tháng/năm, {EXAMPLE}.")
    return _checked(written, int(year), int(month), int(day))


def _local(day):
    """An aware moment as the clock on the wall shows it; else what was given."""
    if isinstance(day, datetime) and timezone.is_aware(day):
        return timezone.localtime(day)
    return day


def _unreadable(written: str) -> str:
    if not written:
        return f"Xin điền ngày/tháng/năm, {EXAMPLE}."
    shown = written if len(written) <= 40 else written[:40] + "…"
    return f"“{shown}” không phải là ngày. Xin viết ngày/tháng/năm, {EXAMPLE}."


def _checked(written: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise DateFault(f"“{written}” có năm ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}. Xin kiểm tra lại năm.")
    if not 1 <= month <= 12:
        raise DateFault(f"“{written}” có tháng {month}. Xin viết ngày trước, tháng sau, {EXAMPLE}.")
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise DateFault(f"“{written}” không có trong lịch: tháng {month} năm {year} có {days} ngày. Xin sửa lại ngày.")
    return date(year, month, day)
