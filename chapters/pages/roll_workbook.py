"""A printed list as a workbook. Text stays text: a name that begins with "=" is no formula."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from .rolls import Column, Roll

FONT = "Times New Roman"
_LINE = Side(style="thin")
BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
TITLES = 3  # rows above the heading: DANH SÁCH, what of, as of when


def roll_workbook(roll: Roll, remark: str = "") -> bytes:
    """The list as page and PDF have it; `remark` stands under it."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = "Danh sách"
    for row, words in enumerate(("DANH SÁCH", roll.about, roll.as_of), start=1):
        _title(sheet, row, words, len(roll.columns), bold=row < TITLES)
    _headings(sheet, roll.columns)
    for row, cells in enumerate(roll.rows, start=TITLES + 3):
        for column, (style, value) in enumerate(cells, start=1):
            _write(sheet.cell(row, column), value, centred=style == "ordinal")
    for row, words in enumerate((roll.closing, remark), start=sheet.max_row + 1):
        _text(sheet.cell(row, 1), words).font = Font(FONT, 12, italic=True)
    _for_printing(sheet)
    written = BytesIO()
    book.save(written)
    return written.getvalue()


def _text(cell: Cell, words: str) -> Cell:
    cell.value = words
    if words:
        cell.data_type = "s"
    return cell


def _title(sheet: Any, row: int, words: str, width: int, *, bold: bool) -> None:
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
    cell = _text(sheet.cell(row, 1), words)
    cell.font = Font(FONT, 14, bold=bold, italic=not bold)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _headings(sheet: Any, columns: list[Column]) -> None:
    """Two rows: columns of one group stand under its words, the others reach over both."""
    upper, lower = TITLES + 1, TITLES + 2
    for number, column in enumerate(columns, start=1):
        _write(sheet.cell(upper, number), column.group or column.heading, centred=True, bold=True)
        _write(sheet.cell(lower, number), column.heading if column.group else None, centred=True, bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        if not column.group:
            sheet.merge_cells(start_row=upper, end_row=lower, start_column=number, end_column=number)
    grouped = [number for number, column in enumerate(columns, start=1) if column.group]
    sheet.merge_cells(start_row=upper, end_row=upper, start_column=grouped[0], end_column=grouped[-1])


def _write(cell: Cell, value: Any, *, centred: bool, bold: bool = False) -> None:
    if isinstance(value, str):
        _text(cell, value)
    else:
        cell.value = value
    cell.font = Font(FONT, 12, bold=bold)
    cell.border = BORDER
    cell.alignment = Alignment(horizontal="center" if centred else "left", vertical="center", wrap_text=True)


def _for_printing(sheet: Any) -> None:
    sheet.freeze_panes = sheet.cell(TITLES + 3, 1)
    sheet.print_title_rows = f"{TITLES + 1}:{TITLES + 2}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
