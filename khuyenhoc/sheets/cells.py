"""From what stands in a cell to the value it means, or a sentence that says what to do.

Cells come as calamine gives them: str, float, bool, date, datetime, time, timedelta; "" is an empty one.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from khuyenhoc.dates import FIRST_YEAR, LAST_YEAR, DateFault, format_date, parse_date
from khuyenhoc.names import compare_key, nfc, search_key
from khuyenhoc.numbers import NumberFault, parse_money, parse_number

from .shapes import Column, listed, quoted

Cell = object

YES = {"x", "co", "v", "✓", "✔", "√", "☑", "1", "true", "dung", "yes", "y", "roi", "da co"}
NO = {"khong", "ko", "k", "0", "false", "sai", "no", "n", "chua", "-", "☐", "khong co"}
ERROR_WORDS = {"#REF!", "#N/A", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
LIBREOFFICE_ERROR = re.compile(r"Err:[0-9]{3}")

EPOCH = date(1899, 12, 30)
# A serial number below is a day before 1927, which nobody enters as a number; 73.415 is the end of 2100.
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_415
# The year 1960 typed into a cell that is formatted as a date shows as 13/05/1905.
YEAR_SHOWN_AS_DATE = (EPOCH + timedelta(FIRST_YEAR), EPOCH + timedelta(LAST_YEAR))

YEAR = re.compile(r"(?:(?:s\.?n|sinh nam|sinh|nam sinh|nam)\.? ?:? ?)?\(?([0-9]{4})(?:[.,]0+)?\)?")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
ZEROLESS = re.compile(r"[35789][0-9]{8}|2[0-9]{9}")
PHONE = re.compile(r"[0-9+(][0-9 .()+/;,-]*")
MONTH_YEAR = re.compile(r"[0-9]{1,2}[/.-][0-9]{4}")


class BrokenFormula(str):
    """A cell whose formula has no value to read: its error, or "" when no result was ever saved."""

    __slots__ = ()


class CellFault(ValueError):
    """A cell that cannot be read; the message is for the user, in Vietnamese."""


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """One line in NFC, kept for the few times that the same cell is asked for."""
    return nfc(text)


def shown(cell: Cell) -> str:
    """A cell in words, as the user sees it."""
    if isinstance(cell, str):
        return clean(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 10**15:
        return str(int(cell))
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    if isinstance(cell, date):
        return format_date(cell)
    return str(cell)


def is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not clean(cell) and not isinstance(cell, BrokenFormula)


def refuse_broken(cell: Cell) -> None:
    """A formula without a result, or with an error; LibreOffice's files keep errors as text."""
    if not isinstance(cell, str):
        return
    if cell[:1] in ("#", "E") and (cell in ERROR_WORDS or LIBREOFFICE_ERROR.fullmatch(cell)):
        raise CellFault(
            f"{quoted(cell)} là lỗi của công thức. Xin sửa công thức, hoặc dán giá trị (Paste Values) vào ô."
        )
    if isinstance(cell, BrokenFormula):
        raise CellFault(
            "Ô này là công thức chưa có kết quả. Xin mở bằng Excel rồi lưu lại, hoặc dán giá trị (Paste Values) vào ô."
        )


def read_cell(column: Column, cell: Cell) -> object:
    """The value of a cell that is not empty; raises CellFault."""
    try:
        return READERS[column.kind](column, cell)
    except (NumberFault, DateFault) as fault:
        raise CellFault(str(fault)) from fault


def lost_zero(column: Column, cell: Cell) -> str | None:
    """What a telephone number is with the zero that Excel dropped; None when it lost none."""
    if column.kind != "phone":
        return None
    digits = shown(cell)
    return f"0{digits}" if ZEROLESS.fullmatch(digits) else None


def _text(column: Column, cell: Cell) -> str:
    if isinstance(cell, str) and not cell.isprintable() and UNPRINTABLE.search(cell):
        raise CellFault("Ô này có ký tự không đọc được. Xin xóa đi và gõ lại.")
    text = shown(cell)
    if len(text) > column.length:
        raise CellFault(f"{quoted(text)} dài {len(text)} ký tự. Xin viết gọn lại, không quá {column.length} ký tự.")
    return text


def _name(column: Column, cell: Cell) -> str:
    if not isinstance(cell, str):
        raise CellFault(f"{quoted(shown(cell))} không phải là tên. Xin viết bằng chữ.")
    return _text(column, cell)


def _phone(column: Column, cell: Cell) -> str:
    text = lost_zero(column, cell) or _text(column, cell)
    digits = sum(c.isdecimal() for c in text)
    is_whole = isinstance(cell, str | int) or (isinstance(cell, float) and cell.is_integer())
    if not is_whole or digits < 8 or not PHONE.fullmatch(text):
        raise CellFault(f"{quoted(text)} không phải là số điện thoại. Xin viết đủ các chữ số, ví dụ 0912345678.")
    return text


def _number(column: Column, cell: Cell) -> int | str:
    word = choice_of(column.choices, shown(cell)) if column.choices else None
    return parse_number(_numeral(cell), allow_negative=column.is_signed) if word is None else word


def _money(column: Column, cell: Cell) -> int | str:
    if column.is_signed:
        return _number(column, cell)
    word = choice_of(column.choices, shown(cell)) if column.choices else None
    return parse_money(_numeral(cell)) if word is None else word


def _numeral(cell: Cell) -> str:
    """As text; a fraction with a comma, so that what Excel may have misread is refused and not guessed."""
    if isinstance(cell, str | float | int) and not isinstance(cell, bool):
        return shown(cell)
    raise CellFault(f"{quoted(shown(cell))} không phải là số. Xin định dạng ô là số rồi viết lại, ví dụ 10360.")


def _date(column: Column, cell: Cell) -> date:
    if isinstance(cell, date):
        return parse_date(format_date(cell))
    text = shown(cell)
    if isinstance(cell, float) and cell.is_integer() and FIRST_SERIAL <= cell <= LAST_SERIAL:
        return EPOCH + timedelta(int(cell))
    if (year := _four_digits(text)) is not None:
        raise CellFault(
            f"{quoted(text)} chỉ có năm. Xin viết đủ ngày/tháng/năm; nếu không rõ ngày, xin viết 01/01/{year}."
        )
    if MONTH_YEAR.fullmatch(text):
        raise CellFault(f"{quoted(text)} thiếu ngày. Xin viết đủ ngày/tháng/năm, ví dụ 01/{text}.")
    return parse_date(text)


def _year(column: Column, cell: Cell) -> int:
    if isinstance(cell, date):
        return _year_of(cell)
    text = shown(cell)
    year = _four_digits(text)
    if year is None:
        year = _year_in_date(text)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CellFault(f"{quoted(text)} nằm ngoài khoảng {FIRST_YEAR}–{LAST_YEAR}. Xin kiểm tra lại năm.")
    return year


@lru_cache(maxsize=4096)
def _four_digits(text: str) -> int | None:
    match = YEAR.fullmatch(search_key(text))
    return int(match[1]) if match else None


def _year_in_date(text: str) -> int:
    try:
        return parse_date(text).year
    except DateFault as fault:
        if re.search("[0-9][/.-][0-9]{1,2}[/.-]", text):
            raise
        sentence = f"{quoted(text)} không phải là năm. Xin viết đủ bốn chữ số, ví dụ 1960."
        raise CellFault(sentence) from fault


def _year_of(day: date) -> int:
    day = day.date() if isinstance(day, datetime) else day
    if YEAR_SHOWN_AS_DATE[0] <= day <= YEAR_SHOWN_AS_DATE[1]:
        meant = (day - EPOCH).days
        raise CellFault(
            f"{quoted(format_date(day))} có lẽ là năm {meant} viết vào ô định dạng ngày. "
            "Xin đổi định dạng ô thành Văn bản (Text) rồi viết lại năm."
        )
    return day.year


def _choice(column: Column, cell: Cell) -> str:
    text = shown(cell)
    if (value := choice_of(column.choices, text)) is not None:
        return value
    allowed = listed([label for _, label in column.choices])
    raise CellFault(f"{quoted(text)} không có trong danh sách chọn. Xin chọn một trong các chữ: {allowed}.")


@lru_cache(maxsize=4096)
def choice_of(choices: tuple[tuple[str, str], ...], text: str) -> str | None:
    """The stored value that a text names: with its marks, else without if only one is meant."""
    for fold in (compare_key, search_key):
        found = {value for value, label in choices if fold(text) in (fold(label), fold(value))}
        if len(found) == 1:
            return found.pop()
    return None


def _yesno(column: Column, cell: Cell) -> bool:
    if isinstance(cell, bool):
        return cell
    answer = _answer(shown(cell))
    if answer is not None:
        return answer
    raise CellFault(f"{quoted(shown(cell))} chưa rõ là có hay không. Xin ghi “có” hoặc “không”.")


@lru_cache(maxsize=1024)
def _answer(text: str) -> bool | None:
    folded = search_key(text)
    return folded in YES if folded in YES or folded in NO else None


READERS: dict[str, Callable[[Column, Cell], object]] = {
    "text": _text,
    "name": _name,
    "number": _number,
    "money": _money,
    "date": _date,
    "year": _year,
    "phone": _phone,
    "choice": _choice,
    "yesno": _yesno,
}
