"""Looking through a zipped workbook before any library opens it: its true size, what is forged, what its sheets hold.

calamine lays a sheet out as a full rectangle, drops errors and formulas without a result, and follows a forged length.
So each part is unpacked here once, piece by piece, counted and searched.
"""

import re
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from openpyxl.utils import column_index_from_string, get_column_letter

from khuyenhoc.actions import Refusal

MOST_PARTS = 5_000
MOST_UNPACKED = 512 * 1024 * 1024  # bytes; 200.000 exported members take about 300 MB
MOST_STRINGS = 160 * 1024 * 1024  # of one part that is no sheet, which is held in memory
MOST_CELLS = 8_000_000  # of the rectangles around all cells: 200.000 rows of 18 columns and their originals
MOST_BROKEN = 100_000
PIECE = 1024 * 1024

SAVE_AS = "Xin mở tệp bằng Excel, chọn “Lưu thành” (Save As) loại “Excel Workbook (*.xlsx)” rồi tải lại."
BROKEN = f"Tệp này bị hỏng hoặc không phải là bảng tính Excel. {SAVE_AS}"
TOO_BIG = (
    "Tệp này bung ra quá lớn nên không đọc. Xin chép riêng bảng cần nhập sang một tệp Excel mới "
    "(dán giá trị) rồi tải lại."
)
FORGED = f"Tệp này chứa khai báo lạ không có trong bảng tính thường nên không đọc. {SAVE_AS}"

TAG = rb"<(?:\w+:)?"
FILLED = re.compile(TAG + rb"""c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["'](?:[^>]*[^>/])?>(?!</)""")
USUAL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>/]*>(?!</)')  # the same as nearly all programs write it, and faster
UNUSUAL = (b"<c>", b"<c\t", b"<c\n", b"<c\r", b":c ", b":c>", b":c\t", b":c\n", b":c\r")
UNPLACED = re.compile(TAG + rb"c\b(?![^>]*\br=)[^>]*(?<!/)>")
ANY_CELL = re.compile(TAG + rb"c[ >/]")
# A > within quotes, which would end a tag too early for the patterns here.
UNEVEN = re.compile(TAG + rb"""(?:c|row)\s[^>"']*(?:"[^">]*"[^>"']*|'[^'>]*'[^>"']*)*["'][^"'>]*>""")
ROW = re.compile(TAG + rb"""row\s[^>]*?\br\s*=\s*["']([0-9]{1,7})["']""")
HIDDEN_ROW = re.compile(TAG + rb'row [^>]*?\bhidden="(?:1|true)"')
ERROR = re.compile(
    TAG
    + rb'c (?=[^>]*\bt="e")(?:[^>]*? )?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<',
    re.DOTALL,
)
NO_RESULT = re.compile(
    TAG + rb'c (?:[^>]*? )?r="([A-Z]{1,3})([0-9]{1,7})"[^>]*>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)

Position = tuple[int, int]  # row and column, from 0


@dataclass
class SheetFacts:
    """What calamine does not say of a sheet."""

    cells: int = 0  # written in the file, empty ones too
    last_row: int = 0
    last_column: int = 0
    hidden_rows: int = 0
    broken: dict[Position, str] = field(default_factory=dict)  # an error, or "" for a formula without a result

    @property
    def area(self) -> int:
        return self.last_row * self.last_column


def refuse(sentence: str) -> Refusal:
    return Refusal(sentence, "file")


def sheets_of_xlsx(content: bytes) -> dict[str, SheetFacts]:
    """By the sheet's name; raises Refusal for what is not safe to open."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        by_part = _look_through(package)
        facts = {name: by_part.get(part, SheetFacts()) for name, part in _parts_of_sheets(package).items()}
    # By part and not by name: a book may lead to a sheet by a way that is not followed here.
    _refuse_vast(by_part, facts)
    return facts


def sheets_of_ods(content: bytes) -> dict[str, SheetFacts]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        _look_through(package)
        tables = _OdsTables()
        try:
            with package.open("content.xml") as part:
                tables.parse(part)
        except (ExpatError, KeyError, zipfile.BadZipFile) as broken:
            raise refuse(BROKEN) from broken
    _refuse_vast(tables.facts, tables.facts)
    return tables.facts


def _refuse_vast(measured: dict[str, SheetFacts], by_name: dict[str, SheetFacts]) -> None:
    if sum(sheet.area for sheet in measured.values()) <= MOST_CELLS:
        return
    name, sheet = max(by_name.items(), key=lambda item: item[1].area, default=("", SheetFacts()))
    last = f"{get_column_letter(max(1, min(sheet.last_column, 16_384)))}{sheet.last_row}"
    raise refuse(
        f"Trang tính “{name}” trải đến tận ô {last} nên quá lớn để đọc. "
        "Xin xóa các dòng, các cột thừa bên dưới và bên phải bảng (chọn cả dòng, cả cột rồi Xóa), lưu rồi tải lại."
    )


def _look_through(package: zipfile.ZipFile) -> dict[str, SheetFacts]:
    parts = package.infolist()
    if len(parts) > MOST_PARTS:
        raise refuse(TOO_BIG)
    if any(part.flag_bits & 1 for part in parts):
        raise refuse("Tệp này có mật khẩu nên không đọc được. Xin bỏ mật khẩu, lưu rồi tải lại.")
    room, found = MOST_UNPACKED, {}
    for part in parts:
        found[part.filename], size = _scan(package, part, room)
        room -= size
    return found


def _scan(package: zipfile.ZipFile, part: zipfile.ZipInfo, room: int) -> tuple[SheetFacts, int]:
    """What a part holds and its true size, whatever length it claims."""
    facts, size, rest = SheetFacts(), 0, b""
    for piece in _pieces(package, part):
        if size == 0:
            _refuse_forged(part.filename, piece)
        size += len(piece)
        if size > room or (size > MOST_STRINGS and not facts.cells and part.filename.endswith("sharedStrings.xml")):
            raise refuse(TOO_BIG)
        rest = _search(facts, rest + piece)
    _search(facts, rest, is_last=True)
    return facts, size


def _pieces(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    # Reading must not stop at the length that is claimed, because calamine does not.
    claimed, part.file_size = part.file_size, sys.maxsize
    try:
        with package.open(part) as unpacked:
            while piece := unpacked.read(PIECE):
                yield piece
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError) as broken:
        raise refuse(BROKEN) from broken
    except Exception as broken:
        if type(broken).__name__ not in ("error", "LZMAError"):  # zlib's and lzma's
            raise
        raise refuse(BROKEN) from broken
    finally:
        part.file_size = claimed


def _refuse_forged(name: str, start: bytes) -> None:
    """Excel and LibreOffice write UTF-8 without a DTD; whatever has one wants entities expanded."""
    if not name.endswith((".xml", ".rels", ".vml")):
        return
    if name.endswith(".vml") and b"<!ENTITY" not in start:
        return
    if (
        start.startswith((b"\xff\xfe", b"\xfe\xff"))
        or b"\x00" in start[:200]
        or re.search(rb"<!(DOCTYPE|ENTITY)", start)
    ):
        raise refuse(FORGED)


def _search(facts: SheetFacts, text: bytes, *, is_last: bool = False) -> bytes:
    """Search up to the last whole cell; returns what is to be searched with the next piece."""
    end = len(text) if is_last else max(text.rfind(b"c>") + 2, text.rfind(b"row>") + 4)
    if end < 5:
        return text[-4096:]
    _measure(facts, text[:end])
    return text[end:]


def _measure(facts: SheetFacts, text: bytes) -> None:
    is_usual = text.count(b"<c ") == len(re.findall(rb'<c r="[A-Z]', text)) and not any(odd in text for odd in UNUSUAL)
    facts.cells += text.count(b"<c ") if is_usual else len(ANY_CELL.findall(text))
    if b"hidden=" in text:
        facts.hidden_rows += len(HIDDEN_ROW.findall(text))
    if filled := (USUAL if is_usual else FILLED).findall(text):
        facts.last_row = max(facts.last_row, max(map(int, {row for _, row in filled})))
        facts.last_column = max(facts.last_column, *map(_index, {letters for letters, _ in filled}))
    if not is_usual and UNPLACED.search(text):
        if UNEVEN.search(text):
            raise refuse(FORGED)
        facts.last_row = max(facts.last_row, *(int(row) for row in ROW.findall(text) or ["0"]))
        facts.last_column = max(facts.last_column, 1)
    if len(facts.broken) < MOST_BROKEN:
        if b't="e"' in text:
            facts.broken |= {_position(c, r): v.decode(errors="replace") for c, r, v in ERROR.findall(text)}
        if b"<f" in text or b":f" in text:
            facts.broken |= {_position(c, r): "" for c, r in NO_RESULT.findall(text)}


def _index(letters: bytes) -> int:
    try:
        return column_index_from_string(letters.decode().upper())
    except ValueError:
        return 16_385


def _position(letters: bytes, row: bytes) -> Position:
    return int(row) - 1, _index(letters) - 1


def _parts_of_sheets(package: zipfile.ZipFile) -> dict[str, str]:
    try:
        book = fromstring(package.read("xl/workbook.xml"))
        links = fromstring(package.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ParseError, DefusedXmlException, zipfile.BadZipFile) as broken:
        raise refuse(BROKEN) from broken
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    return {
        sheet.get("name", ""): _part(targets.get(_relation(sheet)) or "")
        for sheet in book.iter()
        if sheet.tag.rpartition("}")[2] == "sheet"
    }


def _relation(sheet: object) -> str | None:
    return next((value for name, value in sheet.attrib.items() if name.endswith("}id")), None)  # type: ignore[attr-defined]


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


class _OdsTables:
    """Sizes and hidden rows of the tables of an .ods; cells and rows may say how often they repeat."""

    def __init__(self) -> None:
        self.facts: dict[str, SheetFacts] = {}
        self.table = SheetFacts()
        self.row = self.column = self.repeats = 0
        self.is_filled = False

    def parse(self, part: IO[bytes]) -> None:
        parser = ParserCreate()
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.ParseFile(part)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.table = self.facts.setdefault(attributes.get("table:name", ""), SheetFacts())
            self.row = 0
        elif tag == "table:table-row":
            self.repeats = _repeats(attributes, "table:number-rows-repeated")
            self.column, self.is_filled = 0, False
            self.table.hidden_rows += (
                self.repeats if attributes.get("table:visibility") in ("collapse", "filter") else 0
            )
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self.column += _repeats(attributes, "table:number-columns-repeated")
            self.table.cells += 1
            if "office:value-type" in attributes or "table:formula" in attributes:
                self.is_filled = True
                self.table.last_column = max(self.table.last_column, self.column)

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.repeats
            if self.is_filled:
                self.table.last_row = max(self.table.last_row, self.row)


def _repeats(attributes: dict[str, str], name: str) -> int:
    written = attributes.get(name, "1")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else 1
