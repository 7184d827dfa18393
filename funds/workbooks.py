"""A sheet of the fund book as a workbook: numbers and dates as such, totals as values, text never a formula."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from khuyenhoc.sheets.writing import (
    A4,
    BOLD,
    FORMATS,
    HEADING_FILL,
    LINE,
    TITLE,
    WRAPPED,
    saved,
    sheet_title,
    text_cell,
    value_cell,
)

from .tables import NUMBER, Column, Sheet, Table, Value

WIDEST = 110  # letters over all columns


def workbook_of(made: Sheet, remark: str = "") -> bytes:
    """One table a sheet, the first under the words of the paper."""
    book = Workbook(write_only=True)
    for number, table in enumerate(made.tables, start=1):
        sheet: Any = book.create_sheet(sheet_title(_name(made, table, number)))
        _prepare(sheet, table.columns)
        for words, font in _words_above(made, table):
            sheet.append([text_cell(sheet, words, font)])
        sheet.append([])
        sheet.append([_heading(sheet, column) for column in table.columns])
        for line in table.lines:
            sheet.append([_cell(sheet, value) for value in line])
        if table.total:
            sheet.append([_cell(sheet, value, BOLD) for value in table.total])
        for words in (*made.after, remark):
            sheet.append([text_cell(sheet, words)] if words else [])
    return saved(book)


def _name(made: Sheet, table: Table, number: int) -> str:
    """Excel wants each once."""
    if not table.title:
        return made.kind.capitalize()
    return table.title if table.title[0].isdigit() else f"{number}. {table.title}"


def _words_above(made: Sheet, table: Table) -> Iterator[tuple[str, Font | None]]:
    yield made.issuer, BOLD
    yield f"{made.kind} – {made.about}", TITLE
    yield from ((words, None) for words in made.before)
    if table.title:
        yield table.title, BOLD
    if table.note:
        yield table.note, None


def _prepare(sheet: Any, columns: Sequence[Column]) -> None:
    for position, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width = max(column.share * WIDEST / 100, 16 if column.kind == NUMBER else 6)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _heading(sheet: Any, column: Column) -> Cell:
    cell = text_cell(sheet, column.heading, BOLD)
    cell.fill, cell.border, cell.alignment = HEADING_FILL, LINE, WRAPPED
    return cell


def _cell(sheet: Any, value: Value, font: Font | None = None) -> Cell | None:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return text_cell(sheet, value, font)
    cell = value_cell(sheet, value, FORMATS["date"] if isinstance(value, date) else FORMATS["number"])
    if font:
        cell.font = font
    return cell
