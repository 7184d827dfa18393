"""A new workbook with the user's table and its marks: for files we cannot edit, and for the faulty rows alone."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date

from openpyxl import Workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .cells import Cell, is_blank, shown
from .headings import OWN_LABELS, Range, folded
from .marks import MARK, MARK_HEADING, REASONS_WIDTH, WRAPPED, note, reasons
from .originals import MAGIC, Originals, stored
from .reading import Reading, Table
from .shapes import FAULTS_LABEL, ORIGINALS_SHEET, ROW_LABEL, Fault
from .writing import FORMATS, saved, sheet_title, text_cell, value_cell, write_hidden

Line = tuple[int, list[Cell]]  # the row's number in the file as it came, and its cells


def rebuilt(reading: Reading, faults: Sequence[Fault], *, only_faulty: bool) -> bytes:
    """Each table at its old row numbers; or its headings and the faulty rows, with the number each had."""
    book = Workbook(write_only=True)
    keys: set[str] = set()
    for table in reading.tables:
        by_row: dict[int, list[Fault]] = defaultdict(list)
        for fault in faults:
            if fault.sheet == table.sheet:
                by_row[fault.row].append(fault)
        _write(book.create_sheet(sheet_title(table.sheet)), table, by_row, only_faulty, keys)
    if reading.was.key:
        write_hidden(book, ORIGINALS_SHEET, _originals(reading.was, keys))
    return saved(book)


def _write(sheet: Worksheet, table: Table, by_row: dict[int, list[Fault]], only_faulty: bool, keys: set[str]) -> None:
    """One table with its own columns beside it."""
    width = table.last_column + 1
    above = table.headings.first if only_faulty else 0
    heading = table.headings.last + 1 - above
    own = [ROW_LABEL] * only_faulty + [FAULTS_LABEL] * bool(by_row)
    _prepare(sheet, table, heading, width + len(own))
    _merge(sheet, table.merged, above, heading)
    for number, cells in _lines(table, by_row, only_faulty):
        written: list[object] = [*_cells(sheet, table, cells, by_row.get(number, ()), width)]
        if number == table.headings.last + 1:
            written += [text_cell(sheet, label, MARK_HEADING) for label in own]
        elif number in by_row:
            written += [number] * only_faulty + [_reasons(sheet, by_row[number])]
            keys.update(_keys(table, cells))
        elif not only_faulty:
            keys.update(_keys(table, cells))
        sheet.append(written)


def _lines(table: Table, by_row: dict[int, list[Fault]], only_faulty: bool) -> Iterator[Line]:
    for number, cells in enumerate(table.all_rows(), start=1):
        is_heading = table.headings.first < number <= table.headings.last + 1
        if not only_faulty or is_heading or number in by_row:
            yield number, cells


def _prepare(sheet: Worksheet, table: Table, heading: int, width: int) -> None:
    sheet.freeze_panes = f"A{heading + 1}"
    sheet.auto_filter.ref = f"A{heading}:{get_column_letter(width)}{max(table.height, heading)}"
    for column in table.columns:
        for place in table.headings.places[column.code]:
            sheet.column_dimensions[get_column_letter(place.position + 1)].width = column.width
    sheet.column_dimensions[get_column_letter(width)].width = REASONS_WIDTH


def _merge(sheet: Worksheet, merged: Sequence[Range], above: int, heading: int) -> None:
    """Merged headings stay merged: a name's two columns are told by them."""
    for (top, left), (bottom, right) in merged:
        if above <= top and bottom < above + heading:
            first, last = f"{get_column_letter(left + 1)}{top - above + 1}", f"{get_column_letter(right + 1)}"
            sheet.merged_cells.add(f"{first}:{last}{bottom - above + 1}")


def _cells(
    sheet: Worksheet, table: Table, cells: list[Cell], faults: Sequence[Fault], width: int
) -> list[BookCell | None]:
    dropped = [place for place, text in table.headings.texts.items() if folded(text) in OWN_LABELS]
    written: list[BookCell | None] = [
        None if is_blank(cell) or position in dropped else _cell(sheet, cell) for position, cell in enumerate(cells)
    ][:width]
    written += [None] * (width - len(written))
    for fault in faults:
        for place in table.headings.places.get(fault.column or "", []):
            written[place.position] = _marked(sheet, written[place.position], fault)
    return written


def _cell(sheet: Worksheet, cell: Cell) -> BookCell:
    if isinstance(cell, bool | float | int):
        return value_cell(sheet, int(cell) if isinstance(cell, float) and cell.is_integer() else cell)
    if isinstance(cell, date):
        return value_cell(sheet, cell, FORMATS["date"])
    return text_cell(sheet, cell if isinstance(cell, str) else shown(cell))


def _marked(sheet: Worksheet, cell: BookCell | None, fault: Fault) -> BookCell:
    marked = cell or WriteOnlyCell(sheet)
    marked.fill = MARK
    marked.comment = note([fault.sentence], marked.comment.text if marked.comment else "")
    return marked


def _reasons(sheet: Worksheet, faults: Sequence[Fault]) -> BookCell:
    cell = text_cell(sheet, reasons(faults))
    cell.fill, cell.alignment = MARK, WRAPPED
    return cell


def _keys(table: Table, cells: list[Cell]) -> list[str]:
    places = table.headings.places.get(table.key_column or "", [])
    return [shown(cells[place.position]) for place in places if place.position < len(cells)]


def _originals(was: Originals, keys: set[str]) -> Iterator[list[object]]:
    """Kept for the rows that go back, so that her next file still says what she changed."""
    yield [MAGIC, was.key]
    yield [was.key, *was.codes]
    for key in was:
        if key in keys:
            yield [key, *map(stored, was[key].values())]
