from datetime import UTC, date, datetime, time

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.dates import (
    DateFault,
    date_in_words,
    format_date,
    format_datetime,
    format_time,
    parse_date,
    parse_time,
    time_in_words,
)

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))
# 17 January in Greenwich, 18 January in Hà Nội.
MORNING = datetime(2024, 1, 17, 23, 14, tzinfo=UTC)


def test_a_date_is_day_month_year():
    assert format_date(date(2024, 1, 8)) == "08/01/2024"


def test_a_moment_is_told_in_vietnamese_time():
    assert format_datetime(MORNING) == "18/01/2024 06:14"
    assert format_date(MORNING) == "18/01/2024"
    assert date_in_words(MORNING) == "ngày 18 tháng 01 năm 2024"


@pytest.mark.parametrize(
    "day, words",
    [
        (date(2024, 1, 18), "ngày 18 tháng 01 năm 2024"),
        (date(2024, 2, 9), "ngày 09 tháng 02 năm 2024"),
        (date(2024, 3, 5), "ngày 05 tháng 3 năm 2024"),
        (date(2023, 12, 31), "ngày 31 tháng 12 năm 2023"),
    ],
)
def test_official_papers_pad_small_days_and_the_months_one_and_two(day, words):
    assert date_in_words(day) == words


@pytest.mark.parametrize(
    "text",
    ["3/4/2025", "03/04/2025", "03-04-2025", "3.4.2025", " 3 / 4 / 2025 ", "2025-04-03", "3\u00a0/ 4/2025"],
)
def test_the_day_comes_first(text):
    assert parse_date(text) == date(2025, 4, 3)


@pytest.mark.parametrize(
    "text, message",
    [
        (
            "31/2/2025",
            "“31/2/2025” không có trong lịch: tháng 2 năm 2025 có 28 ngày. Xin sửa lại ngày.",
        ),
        ("0/2/2024", "“0/2/2024” không có trong lịch: tháng 2 năm 2024 có 29 ngày. Xin sửa lại ngày."),
        ("12/13/2025", "“12/13/2025” có tháng 13. Xin viết ngày trước, tháng sau, ví dụ 18/01/2024."),
        ("2025-13-01", "“2025-13-01” có tháng 13. Xin viết ngày trước, tháng sau, ví dụ 18/01/2024."),
        ("3/4/25", "“3/4/25” thiếu năm đủ bốn chữ số. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        ("3/4", "“3/4” thiếu năm đủ bốn chữ số. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        ("3/4/0225", "“3/4/0225” có năm ngoài khoảng 1900–2100. Xin kiểm tra lại năm."),
        ("hôm qua", "“hôm qua” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        ("3/4-2025", "“3/4-2025” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        ("٣/٤/٢٠٢٥", "“٣/٤/٢٠٢٥” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        ("", "Xin điền ngày/tháng/năm, ví dụ 18/01/2024."),
    ],
)
def test_what_is_not_a_date_is_refused_with_what_to_write_instead(text, message):
    with pytest.raises(DateFault) as fault:
        parse_date(text)

    assert str(fault.value) == message


@given(DAYS)
def test_every_date_printed_is_read_back(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day
    assert parse_date(f"{day.day}.{day.month}.{day.year}") == day


@pytest.mark.parametrize("text", ["8:00", "08:00", "8h", "8h00", "8 giờ", "8 giờ 00 phút", "8.00", " 8g00 "])
def test_a_time_of_day_is_read_as_people_write_it(text):
    assert parse_time(text) == time(8, 0)


@pytest.mark.parametrize("text", ["24:00", "8:60", "sáng", "", "08"])
def test_what_is_no_time_of_day_is_refused_with_an_example(text):
    with pytest.raises(DateFault, match="ví dụ 8:00 hoặc 13:30"):
        parse_time(text)


def test_a_time_is_printed_for_pages_and_in_words_for_papers():
    assert (format_time(time(8, 5)), time_in_words(time(13, 30))) == ("08:05", "13 giờ 30")


@pytest.mark.parametrize(
    "filter_name, value, text",
    [
        ("vi_date", date(2024, 1, 18), "18/01/2024"),
        ("vi_date", None, ""),
        ("vi_datetime", MORNING, "18/01/2024 06:14"),
        ("vi_datetime", None, ""),
        ("date_words", date(2024, 3, 5), "ngày 05 tháng 3 năm 2024"),
        ("date_words", None, ""),
        ("vi_time", time(8, 0), "08:00"),
        ("vi_time", None, ""),
    ],
)
def test_templates_print_dates_the_same_way(filter_name, value, text):
    template = Template("{% load text %}{{ value|" + filter_name + " }}")

    assert template.render(Context({"value": value})) == text
