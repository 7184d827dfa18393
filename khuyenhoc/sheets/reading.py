"""Reading the tables of a workbook: row by row, each value with what is wrong in it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

from python_calamine import CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from khuyenhoc.names import search_key

from . import encodings, footing
from .cells import BrokenFormula, Cell, CellFault, is_blank, lost_zero, read_cell, refuse_broken, shown
from .headings import (
    DEEPEST_ROW,
    FAMILY,
    FEMALE,
    GIVEN,
    MALE,
    OWN_LABELS,
    WHOLE,
    Dictionary,
    Headings,
    Place,
    Range,
    find_headings,
    folded,
    missing_sentence,
    refuse_doubles,
)
from .opening import Opened, open_book, sheet_of
from .originals import Originals, read_originals
from .packages import SheetFacts, refuse
from .shapes import GUIDE_SHEET, KEY_CODE, KEY_LABEL, ORIGINALS_SHEET, OWN_SHEETS, Column, SheetRow, listed, quoted

SAMPLE_ROWS = 2_000  # of each sheet, to tell old fonts by


@dataclass
class Table:
    """The table of one sheet. `notes` grows while `rows()` runs: what was skipped is known only then."""

    sheet: str
    columns: tuple[Column, ...]
    notes: list[str]
    headings: Headings
    key_column: str | None
    facts: SheetFacts = field(repr=False)
    encoding: str | None  # of old fonts, when it is converted
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

    @property
    def height(self) -> int:
        return self._source.total_height

    @property
    def last_column(self) -> int:
        """The last that anything stands in, but for the reasons we wrote; from 0."""
        own = [place for place, text in self.headings.texts.items() if folded(text) in OWN_LABELS]
        end = self._source.end[1] if self._source.end else 0
        while end in own:
            end -= 1
        return end

    @property
    def merged(self) -> Sequence[Range]:
        return self._source.merged_cell_ranges or ()

    def all_rows(self) -> Iterator[list[Cell]]:
        """The sheet from its first row on, as it came."""
        return all_rows(self._source)

    def cells(self) -> Iterator[tuple[int, list[Cell]]]:
        """Excel's row number and the cells of every row below the headings that is not blank."""
        broken: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for (line, position), error in self.facts.broken.items():
            broken[line].append((position, error))
        for line, row in enumerate(all_rows(self._source, self.encoding)):
            for position, error in broken.get(line, ()):
                if position < len(row):
                    row[position] = BrokenFormula(error)
            if line > self.headings.last and not all(map(is_blank, row)):
                yield line + 1, row

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)

    def _row(self, number: int, cells: list[Cell]) -> SheetRow:
        row = SheetRow(self.sheet, number, {}, [], {})
        for column in self.columns:
            _read(row, column, self.headings.places[column.code], cells)
            if self.encoding and column.kind == "name":
                row.values[column.code] = encodings.capitalised(str(row.values[column.code] or "")) or None
        if self.key_column:
            row.key = str(row.values[self.key_column] or "")
        return row


@dataclass
class Reading:
    """A workbook as read: its tables, what was left unread, and the originals of an exported file."""

    tables: list[Table]
    notes: list[str]
    was: Originals


@dataclass
class _Target:
    """What is looked for in every sheet, and what sheets were found to lack."""

    columns: list[Column]
    key: str
    encoding: str | None
    dictionary: Dictionary
    incomplete: list[str] = field(default_factory=list)


def read_tables(
    content: bytes, name: str, columns: Sequence[Column], *, was: bool = True, convert: bool = False
) -> Reading:
    """Raises Refusal (LegacyEncoding for old fonts, unless `convert`) with a sentence that says the way out."""
    return read_opened(open_book(content, name), columns, was=was, convert=convert)


def read_opened(opened: Opened, columns: Sequence[Column], *, was: bool = True, convert: bool = False) -> Reading:
    reading = Reading([], [], _originals(opened.book, columns) if was else Originals())
    with_key, key = _with_key(columns, reading.was)
    sources = [sheet_of(opened.book, name) for name in _visible(opened.book, reading.notes)]
    dictionary = Dictionary(with_key, fewest=min(2, len(columns)))
    target = _Target(with_key, key, _encoding(sources, convert, reading.notes), dictionary)
    for source in sources:
        _read_sheet(opened, source, target, reading)
    if not reading.tables:
        raise refuse(target.incomplete[0] if target.incomplete else _nothing_found(opened.book, columns))
    reading.notes += target.incomplete
    return reading


def all_rows(sheet: CalamineSheet, encoding: str | None = None) -> Iterator[list[Cell]]:
    """Rows from the first of the sheet, cells from column A; calamine starts at the first column that is used."""
    start = sheet.start
    before: list[Cell] = [""] * (start[1] if start else 0)
    for row in sheet.iter_rows():
        cells: list[Cell] = [*before, *row]
        if encoding:
            cells = [encodings.converted(cell, encoding) if isinstance(cell, str) else cell for cell in cells]
        yield cells


def _encoding(sources: Iterable[CalamineSheet], convert: bool, notes: list[str]) -> str | None:
    """Of a file in old fonts that is to be converted; refuses one that is not."""
    rows = chain.from_iterable(islice(all_rows(source), SAMPLE_ROWS) for source in sources)
    texts = [cell for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()]
    encoding = encodings.detect(texts)
    if encoding and not convert:
        raise encodings.refusal(texts, encoding)
    if encoding is None and (word := encodings.remains(texts)):
        notes.append(f"Có chữ trông như viết bằng phông chữ cũ, ví dụ {quoted(word)}. Xin xem lại các ô ấy.")
    return encoding


def _with_key(columns: Sequence[Column], originals: Originals) -> tuple[list[Column], str]:
    """A table of ours has a key column, also when the importer does not name it; and its code."""
    codes = [column.code for column in columns]
    labelled = [column.code for column in columns if KEY_LABEL in (column.label, *column.spellings)]
    key = originals.key or next(iter(labelled), KEY_CODE)
    return ([] if key in codes else [Column(key, KEY_LABEL)]) + list(columns), key


def _originals(book: CalamineWorkbook, columns: Sequence[Column]) -> Originals:
    if ORIGINALS_SHEET not in book.sheet_names:
        return Originals()
    return read_originals(iter(all_rows(sheet_of(book, ORIGINALS_SHEET))), columns)


def _visible(book: CalamineWorkbook, notes: list[str]) -> list[str]:
    hidden = [sheet.name for sheet in book.sheets_metadata if sheet.visible != SheetVisibleEnum.Visible]
    if unread := [name for name in hidden if name not in OWN_SHEETS]:
        notes.append(f"Không đọc trang tính đang ẩn: {listed(unread)}. Nếu cần, xin bỏ ẩn rồi tải lại.")
    return [name for name in book.sheet_names if name not in hidden and name not in OWN_SHEETS and name != GUIDE_SHEET]


def _read_sheet(opened: Opened, source: CalamineSheet, target: _Target, reading: Reading) -> None:
    """Add the sheet's table to the reading, or what is missing from it."""
    name = source.name
    top = list(islice(all_rows(source, target.encoding), DEEPEST_ROW + 2))
    headings = find_headings(top, source.merged_cell_ranges or (), target.dictionary)
    if headings is None:
        if source.height:
            reading.notes.append(f"Không đọc trang tính {quoted(name)} vì không thấy dòng tiêu đề của bảng.")
        return
    refuse_doubles(name, headings, target.columns)
    missing = headings.missing(target.columns)
    has_key = target.key in headings.places
    if missing and not has_key:
        target.incomplete.append(missing_sentence(name, headings, missing))
        return
    found = tuple(column for column in target.columns if column.code in headings.places)
    facts = opened.facts_of(name)
    unread = headings.unread
    notes = [f"Trang tính {quoted(name)}: không đọc cột {listed(unread)}."] if unread else []
    if facts.hidden_rows:
        notes.append(f"Trang tính {quoted(name)} có {facts.hidden_rows} dòng đang ẩn; các dòng ấy vẫn được đọc.")
    key = target.key if has_key else None
    reading.tables.append(Table(name, found, notes, headings, key, facts, target.encoding, source))


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
        refuse_broken(cell)
        if not row.raw[column.code]:
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
    broken = [cell for cell in parts.values() if isinstance(cell, BrokenFormula)]
    if broken:
        return broken[0]
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
