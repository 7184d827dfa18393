"""Handing a workbook back with what is wrong in it: each faulty cell filled, and its row's reasons beside the table."""

import warnings
from collections import defaultdict
from collections.abc import Sequence
from io import BytesIO
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.cell import MergedCell
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.styles.fills import Fill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import fromstring, tostring

from .marks import MARK, MARK_AUTHOR, MARK_COLOUR, MARK_HEADING, MARK_INK, REASONS_WIDTH, WRAPPED, note, reasons
from .opening import open_book
from .reading import Table, read_opened
from .rebuilding import rebuilt
from .shapes import FAULTS_LABEL, LARGEST_ROWS_MARKED, MARKS_SHEET, Column, Fault
from .writing import saved

# openpyxl takes some 50 times a cell's size: this many stay under 200 MB and ten seconds.
MOST_CELLS_EDITED = 400_000

# (sheet, coordinate) → the fill as XML, and the comment that stood in a cell before it was marked
Before = dict[tuple[str, str], tuple[str, str]]


def mark_faults(
    content: bytes, name: str, faults: Sequence[Fault], columns: Sequence[Column], *, only_faulty: bool = False
) -> bytes:
    """The user's own workbook marked; a new one with her table when it is no .xlsx, too large, or `only_faulty`.

    With no faults left, the marks of an earlier time are taken away.
    """
    opened = open_book(content, name)
    reading = read_opened(opened, columns, convert=True)
    rows = sum(table.height for table in reading.tables)
    cells = sum(facts.cells for facts in opened.facts.values())
    if rows > LARGEST_ROWS_MARKED or only_faulty:
        return rebuilt(reading, faults, only_faulty=True)
    if opened.kind == "xlsx" and cells <= MOST_CELLS_EDITED and (book := _editable(content)):
        return _marked(book, reading.tables, faults)
    return rebuilt(reading, faults, only_faulty=rows > LARGEST_ROWS_MARKED)


def _editable(content: bytes) -> Workbook | None:
    """None when openpyxl cannot take it: then her table goes into a new workbook."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of what it drops, which nobody here could act on
        try:
            return load_workbook(BytesIO(content), rich_text=True)
        except Exception:  # noqa: BLE001  whatever a stranger's file makes it raise
            return None


def _marked(book: Workbook, tables: Sequence[Table], faults: Sequence[Fault]) -> bytes:
    before = _earlier_marks(book)
    for sheet in book.worksheets:
        _unmark(sheet, before)
    kept: Before = {}
    for table in tables:
        _mark_sheet(book[table.sheet], table, [fault for fault in faults if fault.sheet == table.sheet], kept)
    _keep(book, kept)
    return saved(book)


def _mark_sheet(sheet: Worksheet, table: Table, faults: Sequence[Fault], kept: Before) -> None:
    if not faults:
        return
    by_row: dict[int, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_row[fault.row].append(fault)
        for place in table.headings.places.get(fault.column or "", []):
            _mark_cell(sheet.cell(fault.row, place.position + 1), fault, kept)
    column = _free_column(sheet, table)
    _write_reasons(sheet, table.headings.last + 1, column, by_row)
    _show_where(sheet, table.headings.last + 1, column)


def _mark_cell(cell: Cell | MergedCell, fault: Fault, kept: Before) -> None:
    if isinstance(cell, MergedCell):
        return
    place = (cell.parent.title, cell.coordinate)
    if place not in kept:
        kept[place] = (tostring(cell.fill.to_tree("fill")).decode(), cell.comment.text if cell.comment else "")
    cell.comment = note([fault.sentence], cell.comment.text if cell.comment else "")
    cell.fill = MARK


def _free_column(sheet: Worksheet, table: Table) -> int:
    """The first beside the table that nothing stands in, counted from 1."""
    used = [table.last_column + 1]
    top = table.headings.first + 1
    used += [area.max_col for area in sheet.merged_cells.ranges if area.max_row >= top and area.max_col < 16_384]
    return min(max(used) + 1, 16_384)


def _write_reasons(sheet: Worksheet, heading_row: int, column: int, by_row: dict[int, list[Fault]]) -> None:
    sheet.cell(heading_row, column, FAULTS_LABEL).font = MARK_HEADING
    sheet.column_dimensions[get_column_letter(column)].width = REASONS_WIDTH
    for row, faults in by_row.items():
        cell = sheet.cell(row, column)
        cell.value, cell.data_type, cell.alignment, cell.fill = reasons(faults), "s", WRAPPED, MARK
        sheet.row_dimensions[row].hidden = False


def _show_where(sheet: Worksheet, heading_row: int, column: int) -> None:
    """A filter over the new column too, and headings that stay in sight; her own are kept."""
    left, top, _, _ = _filtered(sheet) or (1, heading_row, column, heading_row)
    if not sheet.tables:  # a sheet may not have a filter of its own beside that of a table
        sheet.auto_filter.ref = _area(left, top, column, max(sheet.max_row, top))
    if sheet.freeze_panes is None:
        sheet.freeze_panes = f"A{heading_row + 1}"


def _filtered(sheet: Worksheet) -> tuple[int, int, int, int] | None:
    """The first column and row, the last column and row of the sheet's filter."""
    bounds = range_boundaries(sheet.auto_filter.ref) if sheet.auto_filter.ref else (None,)
    return None if None in bounds else cast("tuple[int, int, int, int]", bounds)


def _area(left: int, top: int, right: int, bottom: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def _earlier_marks(book: Workbook) -> Before:
    if MARKS_SHEET not in book.sheetnames:
        return {}
    sheet = book[MARKS_SHEET]
    before = {(str(row[0]), str(row[1])): (str(row[2]), str(row[3] or "")) for row in _four(sheet)}
    book.remove(sheet)
    return before


def _four(sheet: Worksheet) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(min_col=1, max_col=4, values_only=True)) if sheet.max_column >= 3 else []


def _keep(book: Workbook, kept: Before) -> None:
    if not kept:
        return
    sheet = book.create_sheet(MARKS_SHEET)
    sheet.sheet_state = "veryHidden"
    for line, ((title, coordinate), (fill, comment)) in enumerate(kept.items(), start=1):
        for column, text in enumerate((title, coordinate, fill, comment), start=1):
            cell = sheet.cell(line, column, text)
            cell.data_type = "s"


def _unmark(sheet: Any, before: Before) -> None:
    """By the marks themselves and not by their places: rows may have been sorted or put in since."""
    ours = {place for place, fill in enumerate(sheet.parent._fills) if _is_ours(fill)}
    for cell in list(sheet._cells.values()):  # iter_rows would fill every gap with a new cell
        if cell._style.fillId in ours or (cell.comment and cell.comment.author == MARK_AUTHOR):
            fill, comment = before.get((sheet.title, cell.coordinate), ("", ""))
            cell.fill = Fill.from_tree(cast(Any, fromstring(fill))) if fill else PatternFill()
            cell.comment = Comment(comment, "") if comment else None
        if cell.value == FAULTS_LABEL and cell.font.color and cell.font.color.rgb == MARK_INK:
            _drop_column(sheet, cell.row, cell.column)


def _is_ours(fill: object) -> bool:
    return isinstance(fill, PatternFill) and fill.fgColor.rgb == MARK_COLOUR


def _drop_column(sheet: Worksheet, heading_row: int, column: int) -> None:
    for row in range(heading_row, sheet.max_row + 1):
        sheet._cells.pop((row, column), None)
    sheet.column_dimensions.pop(get_column_letter(column), None)
    if bounds := _filtered(sheet):
        left, top, right, bottom = bounds
        if right == column > left:
            sheet.auto_filter.ref = _area(left, top, right - 1, bottom)
