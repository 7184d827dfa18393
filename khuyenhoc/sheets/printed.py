"""Sheets that are read and printed: A4 on its side, headings frozen and repeated, each cell in its box."""

from collections.abc import Iterable, Sequence
from textwrap import shorten
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Side
from openpyxl.utils import get_column_letter

from .writing import A4, BOLD, HEADING_FILL, TITLE, WRAPPED, sheet_title, text_cell, value_cell

_MIDDLE = Alignment(wrap_text=True, horizontal="center", vertical="center")
_THIN = Side("thin", color="00808080")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def lying_sheet(book: Workbook, name: str, widths: Sequence[int], top: int, frozen: int = 0) -> Any:
    """A4 on its side, as wide as the page, headings frozen and repeated."""
    sheet: Any = book.create_sheet(name)
    for position, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{top + 1}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{top - (1 if frozen else 0)}:{top}"
    sheet.oddFooter.center.text = "&P/&N"
    return sheet


def write_above(sheet: Any, issuer: str, title: str, above: Sequence[str]) -> None:
    sheet.row_dimensions[2].height = 21  # points
    for words, font in ((issuer, BOLD), (title, TITLE), *((words, None) for words in above)):
        sheet.append([text_cell(sheet, words, font)])
    sheet.append([])


def sheet_name(number: int, title: str) -> str:
    """Excel takes 31 letters: whole words, without what the brackets add."""
    return sheet_title(shorten(f"{number}. {title.partition(' (')[0]}", width=31, placeholder="…"))


def append_headings(sheet: Any, texts: Iterable[str]) -> None:
    append_line(sheet, (heading_cell(sheet, text) for text in texts))


def heading_cell(sheet: Any, text: str) -> Cell:
    cell = text_cell(sheet, text, BOLD)
    cell.fill, cell.alignment = HEADING_FILL, _MIDDLE
    return cell


def ordinal_cell(sheet: Any, number: int) -> Cell:
    cell = value_cell(sheet, number)
    cell.alignment = _MIDDLE
    return cell


def words_cell(sheet: Any, text: str) -> Cell:
    cell = text_cell(sheet, text) if text else WriteOnlyCell(sheet)
    cell.alignment = WRAPPED
    return cell


def append_line(sheet: Any, cells: Iterable[Cell]) -> None:
    """A line of a table, each cell in its box. Given to the cell itself, openpyxl looks the border up each time."""
    boxed: list[Any] = list(cells)
    border = sheet.parent._borders.add(_BOX)
    for cell in boxed:
        cell._style.borderId = border
    sheet.append(boxed)


def formula_cell(sheet: Any, text: str, number_format: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.number_format = number_format
    return cell
