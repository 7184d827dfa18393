import unicodedata
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number
from khuyenhoc.sheets import Column
from khuyenhoc.sheets.cells import READERS, CellFault, lost_zero, read_cell, shown

from .workbooks import BIRTH_YEAR, CARD, DUES, GENDER, NAME, PHONE, SINCE, UNIT

NUMBER = Column("count", "Số hộ", "number")
MORNING = datetime(2020, 4, 3, 9, 14)  # noqa: DTZ001  Excel's moments have no time zone
DAYS = st.dates(date(1927, 6, 1), date(2100, 12, 31))


def sentence(column, cell):
    with pytest.raises(CellFault) as fault:
        read_cell(column, cell)
    return str(fault.value)


@pytest.mark.parametrize(
    "cell, text",
    [
        (1960.0, "1960"),
        (1.5, "1,5"),
        (True, "TRUE"),
        (MORNING, "03/04/2020"),
        ("  Thôn\u00a0Nà \n Bó ", "Thôn Nà Bó"),
        (unicodedata.normalize("NFD", "Côn Minh"), "Côn Minh"),
    ],
)
def test_a_cell_is_shown_as_the_user_sees_it(cell, text):
    assert shown(cell) == text


def test_text_and_numbers_in_text_columns_are_text():
    assert read_cell(UNIT, 12.0) == "12"
    assert read_cell(UNIT, unicodedata.normalize("NFD", " Tổ  3 ")) == "Tổ 3"


def test_a_number_is_no_name():
    assert sentence(NAME, 12.0) == "“12” không phải là tên. Xin viết bằng chữ."


def test_text_that_is_too_long_says_how_long_it_may_be():
    assert sentence(NAME, "Hoà " * 40).endswith("dài 159 ký tự. Xin viết gọn lại, không quá 100 ký tự.")
    assert (
        sentence(Column("code", "Mã", longest=5), "0213799")
        == "“0213799” dài 7 ký tự. Xin viết gọn lại, không quá 5 ký tự."
    )


def test_a_sign_nobody_can_see_is_not_dropped_in_silence():
    assert sentence(NAME, "Hoàng\x00 Bé") == "Ô này có ký tự không đọc được. Xin xóa đi và gõ lại."


@pytest.mark.parametrize("cell", [10360.0, "10360", "10.360", "10 360", " 10\u00a0360 "])
def test_numbers_are_read_as_everywhere_in_the_house(cell):
    assert read_cell(NUMBER, cell) == 10360


@pytest.mark.parametrize(
    "cell, says",
    [
        (
            "163,055",
            "“163,055” có thể hiểu là 163055 hoặc 163,055. Xin viết 163.055 hoặc 163055 (không dùng dấu phẩy).",
        ),
        (163.055, "“163,055” có thể hiểu là 163055 hoặc 163,055. Xin viết 163.055 hoặc 163055 (không dùng dấu phẩy)."),
        (12.5, "“12,5” không phải là số nguyên. Xin viết số không có phần lẻ, ví dụ 10.360."),
        (-3.0, "“-3” là số âm. Xin viết số từ 0 trở lên."),
        (date(2020, 4, 3), "“03/04/2020” không phải là số. Xin định dạng ô là số rồi viết lại, ví dụ 10360."),
        (True, "“TRUE” không phải là số. Xin định dạng ô là số rồi viết lại, ví dụ 10360."),
        (1e300, "“1e+300” không phải là số. Xin chỉ viết chữ số, ví dụ 10360 hoặc 10.360."),
        (float("inf"), "“inf” không phải là số. Xin chỉ viết chữ số, ví dụ 10360 hoặc 10.360."),
    ],
)
def test_a_number_that_could_be_another_is_refused_and_not_guessed(cell, says):
    assert sentence(NUMBER, cell) == says


def test_money_may_be_written_with_its_unit():
    assert read_cell(DUES, "1,2 triệu") == 1_200_000
    assert read_cell(DUES, 20_000.0) == 20_000


@given(st.integers(0, 10**12), st.sampled_from([float, str, format_number]))
@settings(max_examples=40, deadline=None)
def test_every_number_comes_back_however_it_was_written(number, write):
    assert read_cell(NUMBER, write(number)) == number


@pytest.mark.parametrize("cell", [date(2020, 4, 3), MORNING, 43924.0, "3/4/2020", "03-04-2020", "3.4.2020"])
def test_dates_are_read_day_first_and_as_excel_counts_them(cell):
    assert read_cell(SINCE, cell) == date(2020, 4, 3)


@pytest.mark.parametrize(
    "cell, says",
    [
        ("31/2/2020", "“31/2/2020” không có trong lịch: tháng 2 năm 2020 có 29 ngày. Xin sửa lại ngày."),
        (1960.0, "“1960” chỉ có năm. Xin viết đủ ngày/tháng/năm; nếu không rõ ngày, xin viết 01/01/1960."),
        ("năm 1960", "“năm 1960” chỉ có năm. Xin viết đủ ngày/tháng/năm; nếu không rõ ngày, xin viết 01/01/1960."),
        ("4/2020", "“4/2020” thiếu ngày. Xin viết đủ ngày/tháng/năm, ví dụ 01/4/2020."),
        ("3/4/20", "“3/4/20” thiếu năm đủ bốn chữ số. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        (5.0, "“5” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        (43924.5, "“43924,5” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
        (date(1899, 12, 31), "“31/12/1899” có năm ngoài khoảng 1900–2100. Xin kiểm tra lại năm."),
        (time(9, 14), "“09:14:00” không phải là ngày. Xin viết ngày/tháng/năm, ví dụ 18/01/2024."),
    ],
)
def test_what_is_no_date_says_how_to_write_one(cell, says):
    assert sentence(SINCE, cell) == says


@given(DAYS, st.sampled_from([lambda day: day, format_date, lambda day: float((day - date(1899, 12, 30)).days)]))
@settings(max_examples=40, deadline=None)
def test_every_date_comes_back_however_it_was_written(day, write):
    assert read_cell(SINCE, write(day)) == day


@pytest.mark.parametrize(
    "cell",
    [
        1960.0,
        "1960",
        "1960.0",
        "1960,0",
        "SN 1960",
        "sn:1960",
        "Sinh năm 1960",
        "(1960)",
        "13/5/1960",
        date(1960, 5, 13),
    ],
)
def test_a_year_is_found_in_what_people_write(cell):
    assert read_cell(BIRTH_YEAR, cell) == 1960


@pytest.mark.parametrize(
    "cell, says",
    [
        ("19 60", "“19 60” không phải là năm. Xin viết đủ bốn chữ số, ví dụ 1960."),
        (60.0, "“60” không phải là năm. Xin viết đủ bốn chữ số, ví dụ 1960."),
        ("31/2/1960", "“31/2/1960” không có trong lịch: tháng 2 năm 1960 có 29 ngày. Xin sửa lại ngày."),
        (1860.0, "“1860” nằm ngoài khoảng 1900–2100. Xin kiểm tra lại năm."),
        (
            date(1905, 5, 13),
            "“13/05/1905” có lẽ là năm 1960 viết vào ô định dạng ngày. "
            "Xin đổi định dạng ô thành Văn bản (Text) rồi viết lại năm.",
        ),
    ],
)
def test_what_is_no_year_says_how_to_write_one(cell, says):
    assert sentence(BIRTH_YEAR, cell) == says


@pytest.mark.parametrize(
    "cell, phone",
    [
        (912345678.0, "0912345678"),
        ("912345678", "0912345678"),
        (2093884123.0, "02093884123"),
        ("0912345678", "0912345678"),
        ("+84 912 345 678", "+84 912 345 678"),
        ("0912.345.678", "0912.345.678"),
    ],
)
def test_a_telephone_number_gets_back_the_zero_that_excel_dropped(cell, phone):
    assert read_cell(PHONE, cell) == phone


def test_only_a_number_that_lacks_its_zero_gets_one():
    assert lost_zero(PHONE, 912345678.0) == "0912345678"
    assert lost_zero(PHONE, "0912345678") is None
    assert lost_zero(NUMBER, 912345678.0) is None


@pytest.mark.parametrize("cell", ["abc", 12.0, "0912", "không có", date(2020, 4, 3), 912345678.5])
def test_what_is_no_telephone_number_says_so(cell):
    assert sentence(PHONE, cell).endswith("không phải là số điện thoại. Xin viết đủ các chữ số, ví dụ 0912345678.")


@pytest.mark.parametrize("cell", ["Nữ", "nữ", "NỮ", " nu ", unicodedata.normalize("NFD", "Nữ"), "female"])
def test_a_choice_is_known_by_any_spelling(cell):
    assert read_cell(GENDER, cell) == "female"


def test_an_unknown_choice_says_which_words_there_are():
    assert sentence(GENDER, "gái") == "“gái” không có trong danh sách chọn. Xin chọn một trong các chữ: “Nam” và “Nữ”."


def test_choices_that_differ_by_marks_only_are_told_apart_or_refused():
    column = Column("kind", "Loại", "choice", choices=(("a", "Bản"), ("b", "Bàn")))

    assert read_cell(column, "bàn") == "b"
    assert "không có trong danh sách chọn" in sentence(column, "ban")


@pytest.mark.parametrize("cell", ["x", "X", "có", "Co", "✓", 1.0, "1", True, "TRUE"])
def test_yes_in_all_its_spellings(cell):
    assert read_cell(CARD, cell) is True


@pytest.mark.parametrize("cell", ["không", "khong", "K", "-", 0.0, "0", False, "chưa"])
def test_no_in_all_its_spellings(cell):
    assert read_cell(CARD, cell) is False


def test_what_is_neither_yes_nor_no_is_asked_about():
    assert sentence(CARD, "mất") == "“mất” chưa rõ là có hay không. Xin ghi “có” hoặc “không”."


ANY_CELL = st.one_of(
    st.text(min_size=1, max_size=20).filter(lambda text: text.strip()),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(timedelta(-1000), timedelta(1000)),
)


@given(st.sampled_from(sorted(READERS)), ANY_CELL)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_a_cell_it_is_read_or_refused_in_a_sentence(kind, cell):
    column = Column("x", "X", kind, choices=(("a", "A"),))
    try:
        value = read_cell(column, cell)
    except CellFault as fault:
        value = str(fault)
        is_read = value.endswith(".") and "Xin" in value
    else:
        is_read = value is not None

    assert is_read, value
