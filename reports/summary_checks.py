"""The sheet "Kiểm tra" of the summary's workbook: formulas that add the lines again when the file is opened.

A program that only reads the file sees no result of a formula, so what each came to when it was written stands beside
it as a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, quote_sheetname

from khuyenhoc.numbers import format_number, percent
from khuyenhoc.sheets.printed import append_headings, append_line, formula_cell, lying_sheet, words_cell, write_above

from .columns import COLUMNS, Column, full_label
from .lines import StatTable
from .report import Report

CHECKS = "Kiểm tra"
FIRST_FIGURE = 4  # the column of the first figure: before it stand number, code and name


@dataclass(frozen=True)
class Place:
    """Where the figures of a table stand on its sheet."""

    table: StatTable
    sheet: str
    first: int  # row of the first line
    total: int  # row of the total

    def cell(self, row: int, position: int) -> str:
        """ "'1. Hội viên'!$E$9" of the column at that position."""
        return f"{quote_sheetname(self.sheet)}!${get_column_letter(FIRST_FIGURE + position)}${row}"


def write_checks(book: Workbook, report: Report, places: Sequence[Place], fund: tuple[str, int, int]) -> None:
    sheet = lying_sheet(book, CHECKS, (34, 44, 22, 22, 16, 14, 24), 4)
    words = (
        "Cộng lại từng bảng. Các cột C đến F là công thức, tính khi mở tệp; cột G là kết quả lúc lập tệp, ghi bằng chữ."
    )
    write_above(sheet, words, "Kiểm tra số cộng và tỷ lệ", [])
    heads = ("Bảng", "Cột", "Cộng các dòng", "Dòng cộng", "Chênh lệch", "Kết luận", "Lúc lập tệp")
    append_headings(sheet, heads)
    row = 5
    for place in places:
        for position, column in enumerate(place.table.columns):
            check = _check_of(report, place, position)
            if check is None:
                continue
            formula, agrees = check
            number_format = "#,##0" if not column.per or column.is_average else "0.00%"
            total = f"={place.cell(place.total, position)}"
            words_of = (place.table.title, full_label(column, report.period.year))
            _write_check(sheet, row, words_of, formula, total, number_format, agrees=agrees)
            row += 1
    for words_of, formula, total, agrees in _fund_checks(report, places, fund):
        _write_check(sheet, row, words_of, formula, total, "#,##0", agrees=agrees)
        row += 1


def _write_check(
    sheet: Any, row: int, words: Sequence[str], formula: str, total: str, number_format: str, *, agrees: str
) -> None:
    formulas = [
        (formula, number_format),
        (total, number_format),
        (f"=C{row}-D{row}", number_format),
        (f'=IF(ABS(E{row})<0.00005,"khớp","lệch")', "General"),
    ]
    cells = [formula_cell(sheet, text, its_format) for text, its_format in formulas]
    append_line(sheet, [*(words_cell(sheet, text) for text in words), *cells, words_cell(sheet, agrees)])


def _check_of(report: Report, place: Place, position: int) -> tuple[str, str] | None:
    """The formula that makes the total anew and whether it agrees now; None where there is nothing to check."""
    column = place.table.columns[position]
    total = column.value(report.root_figures)
    if total is None:
        return None
    if column.per:
        return _share_check(report, place, column, total)
    added = [number for number, (line, _) in enumerate(place.table.lines) if line.is_added]
    if not added:
        return None
    made = sum(int(column.value(place.table.lines[number][0].figures) or 0) for number in added)
    return f"=SUM({_ranges(place, position, added)})", _verdict(made - int(total))


def _ranges(place: Place, position: int, added: Sequence[int]) -> str:
    """The cells of the lines that are added: all of them, but under a return in totals."""
    if len(added) == len(place.table.lines):
        last = get_column_letter(FIRST_FIGURE + position)
        return f"{place.cell(place.first, position)}:${last}${place.first + len(added) - 1}"
    return ",".join(place.cell(place.first + number, position) for number in added)


def _share_check(report: Report, place: Place, column: Column, total: Decimal | int) -> tuple[str, str] | None:
    """Where both parts have columns of their own and the share is taken over all units."""
    per = (column.per,) if isinstance(column.per, str) else column.per
    parts = [_bare(place.table, codes) for codes in (column.codes, per)]
    shown = column.show(report.root_figures)
    if None in parts or shown.coverage:
        return None
    above, under = (place.table.columns[part].value(report.root_figures) for part in parts if part is not None)
    if not above or not under:
        return None
    cells = [place.cell(place.total, part) for part in parts if part is not None]
    if column.is_average:
        made = int(Decimal(above) / Decimal(under) + Decimal("0.5"))
        return f"=ROUND({cells[0]}/{cells[1]},0)", _verdict(made - int(total))
    return f"=ROUND({cells[0]}/{cells[1]},4)", "khớp" if percent(above, under) == total else "lệch"


def _bare(table: StatTable, codes: tuple[str, ...]) -> int | None:
    """Where a table has these indicators, added, in a column of their own."""
    found = (place for place, column in enumerate(table.columns) if column.codes == codes and not column.per)
    return next(found, None)


def _fund_checks(report: Report, places: Sequence[Place], fund: tuple[str, int, int]) -> list[tuple[Any, ...]]:
    """What was raised and spent, source by source, against the table of the fund."""
    name, first, last = fund
    found = []
    for key, heading in (("fund_raised", "Vận động"), ("fund_spent", "Chi")):
        for place in places:
            keys = [column.key for column in place.table.columns]
            columns = [column for column in report.fund_columns if column.heading == heading]
            if key not in keys or not columns:
                continue
            sheet = quote_sheetname(name)
            formula = f'=SUMIF({sheet}!$B${first}:$B${last},"{heading}",{sheet}!$D${first}:$D${last})'
            made = sum(int(column.value(report.root_figures) or 0) for column in columns)
            total = int(COLUMNS[key].value(report.root_figures) or 0)
            words = ("Thu, chi quỹ chi tiết", full_label(COLUMNS[key], report.period.year))
            found.append((words, formula, f"={place.cell(place.total, keys.index(key))}", _verdict(made - total)))
    return found


def _verdict(difference: int) -> str:
    return f"lệch {format_number(difference)}" if difference else "khớp"
