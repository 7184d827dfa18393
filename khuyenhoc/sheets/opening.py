"""Opening a workbook that anybody may have made: what it is, whether it is safe to read, and what it hides."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import TypeVar

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from .packages import BROKEN, SAVE_AS, SheetFacts, refuse, sheets_of_ods, sheets_of_xlsx

LARGEST = 20 * 1024 * 1024  # bytes

T = TypeVar("T")

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass
class Opened:
    """A workbook that may be read. `kind` is xlsx, xls or ods."""

    kind: str
    book: CalamineWorkbook
    content: bytes = field(repr=False)
    facts: dict[str, SheetFacts]

    def facts_of(self, sheet: str) -> SheetFacts:
        return self.facts.get(sheet) or SheetFacts()


def open_book(content: bytes, name: str) -> Opened:
    """Raises Refusal for whatever is no workbook, is locked, or would eat the machine."""
    if not content:
        raise refuse("Tệp này rỗng. Xin chọn lại tệp.")
    if len(content) > LARGEST:
        raise refuse("Tệp lớn hơn 20 MB. Xin xóa các trang tính và hình ảnh không cần, hoặc chia thành nhiều tệp.")
    kind = kind_of(content)
    look = {"xlsx": sheets_of_xlsx, "ods": sheets_of_ods}.get(kind)
    facts = look(content) if look else {}
    return Opened(kind, survive(lambda: CalamineWorkbook.from_filelike(BytesIO(content))), content, facts)


def kind_of(content: bytes) -> str:
    if content.startswith(OLE):
        return _ole_kind(content)
    if content.startswith(ZIP):
        return _zip_kind(content)
    raise refuse(_what_else(content))


def _ole_kind(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise refuse(
            "Tệp này có mật khẩu nên không đọc được. Xin mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin > "
            "Bảo vệ sổ làm việc > Mã hóa bằng mật khẩu, xóa trống), lưu rồi tải lại."
        )
    if "WordDocument".encode("utf-16-le") in content:
        raise refuse("Đây là tệp Word, không phải bảng tính. Xin chép bảng sang Excel rồi tải lại.")
    return "xls"


def _zip_kind(content: bytes) -> str:
    try:
        names = set(zipfile.ZipFile(BytesIO(content)).namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as broken:
        raise refuse(BROKEN) from broken
    if any(name.startswith("word/") for name in names):
        raise refuse("Đây là tệp Word, không phải bảng tính. Xin chép bảng sang Excel rồi tải lại.")
    if "xl/workbook.bin" in names:
        raise refuse(f"Tệp loại .xlsb không đọc được. {SAVE_AS}")
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise refuse(BROKEN)


def _what_else(content: bytes) -> str:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith(b"%pdf"):
        return "Đây là tệp PDF, không phải bảng tính. Xin tải tệp Excel (.xlsx)."
    if start.startswith((b"<", b"mime-version")):
        return f"Tệp này là trang web đặt tên bảng tính. {SAVE_AS}"
    if not re.search(rb"[\x00-\x08\x0e-\x1f]", start):
        return f"Tệp này là văn bản thường (CSV), dễ sai phông chữ và mất số 0. {SAVE_AS}"
    return BROKEN


def sheet_of(book: CalamineWorkbook, name: str) -> CalamineSheet:
    return survive(lambda: book.get_sheet_by_name(name))


def survive(act: Callable[[], T]) -> T:
    """What calamine gives, or a Refusal, whatever it meets in the file."""
    try:
        return act()
    except PasswordError as locked:
        raise refuse("Tệp này có mật khẩu nên không đọc được. Xin bỏ mật khẩu, lưu rồi tải lại.") from locked
    except (CalamineError, ValueError, OverflowError) as broken:
        raise refuse(BROKEN) from broken
    except BaseException as crash:
        if type(crash).__name__ != "PanicException":  # Rust's, which is no Exception
            raise
        raise refuse(BROKEN) from crash
