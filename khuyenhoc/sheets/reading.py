"""Reading the tables of a workbook: row by row, each value with what is wrong in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from khuyenhoc.names import search_key

from . import footing
from .cells import Cell, CellFault, error_in, is_blank, lost_zero, read_cell, shown
from .headings import (
    DEEPEST_ROW,
    FAMILY,
    FEMALE,
    GIVEN,
    MALE,
    WHOLE,
    Dictionary,
    Headings,
    Place,
    find_headings,
    missing_sentence,
    refuse_doubles,
)
from .opening import Opened, open_book, refuse
from .originals import Originals, read_originals
from .shapes import GUIDE_SHEET, KEY_CODE, KEY_LABEL, ORIGINALS_SHEET, OWN_SHEETS, Column, SheetRow, listed, quoted


@dataclass
class Table:
    """The table of one sheet. `notes` grows while `rows()` runs: what was skipped is known only then."""

    sheet: str
    columns: tuple[Column, ...]
    notes: list[str]
    headings: Headings
    key_column: str | None
    _source: CalamineSheet = field(repr=False)

    def rows(self) -> Iterator[SheetRow]:
        """Every row with something in it below the headings; may be run again."""
        skips = footing.Skips(self.columns, self.headings)
        for number, cells in self.cells():
            reason = skips.reason(cells)
            if reason is None:
                yield self._row(number, cells)
            elif reason:
                self._note(f"Trang tính {quoted(self.sheet)}: không đọc dòng {number}: {reason}")

    def cells(self) -> Iterator[tuple[int, list[Cell]]]:
        """Excel's row number and the cells of every row below the headings that is not blank."""
        for number, row in enumerate(all_rows(self._source), start=1):
            if number > self.headings.last + 1 and not all(map(is_blank, row)):
                yield number, row

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _row(self, number: int, cells: list[Cell]) -> SheetRow:
        row = SheetRow(self.sheet, number, {}, [], {})
        for column in self.columns:
            _read(row, column, self.headings.places[column.code], cells)
        if self.key_column:
            row.key = str(row.values[self.key_column] or "")
        return row


@dataclass
class Reading:
    """A workbook as read: its tables, what was left unread, and the originals of an exported file."""

    tables: list[Table]
    notes: list[str]
    was: Originals


def read_tables(
    content: bytes, name: str, columns: Sequence[Column], *, was: bool = True, convert: bool = False
) -> Reading:
    """Raises Refusal (LegacyEncoding for old fonts, unless `convert`) with a sentence that says the way out."""
    opened = open_book(content, name)
    originals = _originals(opened.book, columns) if was else Originals()
    reading = Reading([], [], originals)
    columns = _with_key(columns, originals)
    incomplete: list[str] = []
    for sheet in _visible(opened.book, reading.notes):
        _read_sheet(opened, sheet, columns, reading, incomplete)
    if not reading.tables:
        raise refuse(incomplete[0] if incomplete else _nothing_found(opened.book, columns))
    reading.notes += incomplete
    return reading


def all_rows(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    """Rows from the first of the sheet, cells from column A; calamine starts at the first column that is used."""
    start = sheet.start
    before: list[Cell] = [""] * (start[1] if start else 0)
    for row in sheet.iter_rows():
        yield before + row if before else row  # type: ignore[operator]


def _with_key(columns: Sequence[Column], originals: Originals) -> list[Column]:
    """A table of ours has its key column even when the importer does not name it."""
    if any(column.code in (originals.key or KEY_CODE, KEY_CODE) for column in columns):
        return list(columns)
    return [Column(originals.key or KEY_CODE, KEY_LABEL), *columns]


def _originals(book: CalamineWorkbook, columns: Sequence[Column]) -> Originals:
    if ORIGINALS_SHEET not in book.sheet_names:
        return Originals()
    return read_originals(iter(all_rows(book.get_sheet_by_name(ORIGINALS_SHEET))), columns)


def _visible(book: CalamineWorkbook, notes: list[str]) -> list[str]:
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    if unread := [name for name in hidden if name not in OWN_SHEETS]:
        notes.append(f"Không đọc trang tính đang ẩn: {listed(unread)}. Nếu cần, xin bỏ ẩn rồi tải lại.")
    return [name for name in book.sheet_names if name not in hidden and name not in OWN_SHEETS and name != GUIDE_SHEET]


def _read_sheet(opened: Opened, name: str, columns: list[Column], reading: Reading, incomplete: list[str]) -> None:
    source = opened.book.get_sheet_by_name(name)
    top = list(islice(all_rows(source), DEEPEST_ROW + 2))
    headings = find_headings(top, source.merged_cell_ranges or (), Dictionary(columns))
    if headings is None:
        if source.height:
            reading.notes.append(f"Không đọc trang tính {quoted(name)} vì không thấy dòng tiêu đề của bảng.")
        return
    refuse_doubles(name, headings, columns)
    key = next((code for code in (reading.was.key, KEY_CODE) if code and code in headings.places), None)
    missing = headings.missing(columns)
    if missing and key is None:
        incomplete.append(missing_sentence(name, headings, missing))
        return
    found = tuple(column for column in columns if column.code in headings.places)
    notes = [f"Trang tính {quoted(name)}: không đọc cột {quoted(text)}." for text in headings.unread]
    reading.tables.append(Table(name, found, notes, headings, key, source))


def _nothing_found(book: CalamineWorkbook, columns: Sequence[Column]) -> str:
    labels = listed([column.label for column in columns if column.is_required] or [columns[0].label])
    return (
        f"Không thấy bảng nào có dòng tiêu đề trong các trang tính {listed(book.sheet_names)}. "
        f"Xin ghi tiêu đề các cột ({labels}…) ở một dòng phía trên, hoặc tải tệp mẫu về và điền vào đó."
    )


def _read(row: SheetRow, column: Column, places: Sequence[Place], cells: list[Cell]) -> None:
    """The value of one column, or its fault."""
    try:
        cell = _cell(column, places, cells)
        row.raw[column.code] = "" if is_blank(cell) else shown(cell)
        row.values[column.code] = None
        if error := error_in(cell):
            raise CellFault(
                f"{quoted(error)} là lỗi của công thức. Xin sửa, hoặc chép rồi dán giá trị (Paste Values) vào ô."
            )
        if is_blank(cell):
            if column.is_required:
                raise CellFault("Ô này bỏ trống. Xin điền vào.")
            return
        row.values[column.code] = read_cell(column, cell)
        if whole := lost_zero(column, cell):
            row.notes.append(f"Dòng {row.number}: số điện thoại {shown(cell)} được thêm số 0 ở đầu thành {whole}.")
    except CellFault as fault:
        row.values.setdefault(column.code, None)
        row.raw.setdefault(column.code, "")
        row.fault(column, str(fault))


def _cell(column: Column, places: Sequence[Place], cells: list[Cell]) -> Cell:
    if len(places) == 1 and places[0].part == WHOLE:
        position = places[0].position
        return cells[position] if position < len(cells) else ""
    parts = {place.part: cells[place.position] for place in places if place.position < len(cells)}
    if WHOLE in parts and not is_blank(parts[WHOLE]):
        return parts[WHOLE]
    if column.kind == "name":
        return " ".join(shown(parts[part]) for part in (FAMILY, GIVEN) if part in parts and not is_blank(parts[part]))
    return _of_two(column, parts)


def _of_two(column: Column, parts: dict[str, Cell]) -> Cell:
    """From the columns Nam and Nữ: which is filled says the gender, and a year in it is the year of birth."""
    filled = {part: parts[part] for part in (MALE, FEMALE) if part in parts and not _says_no(parts[part])}
    if len(filled) > 1:
        raise CellFault("Cả hai cột Nam và Nữ đều có chữ. Xin chỉ điền một cột.")
    for part, cell in filled.items():
        if column.kind == "choice":
            return "Nam" if part == MALE else "Nữ"
        return "" if search_key(shown(cell)) in ("x", "v", "1", "✓", "✔", "nam", "nu") else cell
    return ""


def _says_no(cell: Cell) -> bool:
    return is_blank(cell) or shown(cell) in ("0", "-", "FALSE")
