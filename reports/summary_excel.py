"""The figures of the annual summary as a workbook: numbers as numbers, totals as values, text never a formula."""

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

from khuyenhoc.dates import format_date
from khuyenhoc.sheets.printed import (
    append_headings,
    append_line,
    lying_sheet,
    ordinal_cell,
    sheet_name,
    words_cell,
    write_above,
)
from khuyenhoc.sheets.writing import BOLD, saved, text_cell, value_cell

from .columns import COLUMNS, Column, Figures, Shown, full_label
from .document import Document
from .lines import Line, StatTable
from .proof import Proof
from .report import FUND_TITLE
from .summary_checks import FIRST_FIGURE, Place, write_checks

HEADLINES = ("members_closing", "members_share", "chapters", "boards", "fund_closing")
_NOTES = "Độ đầy đủ, ghi chú"


def write_excel(document: Document, proof: Proof | None = None, demo_words: str = "") -> bytes:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = document.name[:255], document.issuer
    book.properties.language = "vi-VN"
    book.properties.created = book.properties.modified = datetime.now(UTC).replace(tzinfo=None)
    above = _words_above(document, proof)
    _write_headlines(book, document, above, demo_words)
    places = [
        _write_table(book, document, above, number, *appendix)
        for number, appendix in enumerate(document.report.appendices, start=1)
    ]
    number = len(places) + 1
    fund_rows = _write_fund(book, document, above, number)
    _write_awards(book, document, above, number + 1)
    write_checks(book, document.report, places, fund_rows)
    return saved(book)


def _words_above(document: Document, proof: Proof | None) -> list[str]:
    """What every sheet says under its title: how far its figures can be trusted."""
    report = document.report
    state = report.provisional or f"Số liệu đến ngày {format_date(report.period.cut_off)}, đã chốt."
    if document.watermark:
        state = f"{document.watermark}. {state}"
    return [state, *([f"Mã xác thực {proof.code}, kiểm tra tại {proof.address}"] if proof else [])]


def _write_headlines(book: Workbook, document: Document, above: Sequence[str], demo_words: str) -> None:
    report = document.report
    sheet = lying_sheet(book, "Con số chính", (34, 18, 26, 30), len(above) + 4)
    write_above(sheet, document.issuer, document.title, above)
    append_headings(sheet, ("Chỉ tiêu", f"Năm {report.period.year}", "So với năm trước", _NOTES))
    said = {figure.code: figure for figure in report.key_figures}
    for key in HEADLINES:
        column, figure = COLUMNS[key], said.get(key)
        shown = column.show(report.root_figures)
        label = f"{full_label(column, report.period.year)}{' (đồng)' if key.startswith('fund') else ''}"
        number = _figure(sheet, column, report.root_figures)
        beside = (figure.change if figure else "", _coverage(shown))
        append_line(sheet, [words_cell(sheet, label), number, *(words_cell(sheet, text) for text in beside)])
    sheet.append([])
    for words in (
        "“–” là không báo cáo mục này; “chưa có” là đơn vị cần báo cáo mà chưa có số liệu.",
        "“mới có 14/16” là 14 trong 16 đơn vị đã có số liệu.",
        demo_words,
    ):
        sheet.append([text_cell(sheet, words)] if words else [])


def _write_table(
    book: Workbook, document: Document, above: Sequence[str], number: int, numeral: str, table: StatTable
) -> Place:
    """A statistical table: its lines, and its totals as values."""
    year = document.report.period.year
    widths = (5, 12, 34, *(length + 3 for length in table.letters), 40)
    name = sheet_name(number, table.title)
    top = len(above) + 5
    sheet = lying_sheet(book, name, widths, top, frozen=FIRST_FIGURE - 1)
    write_above(sheet, document.issuer, f"Phụ lục {numeral}. {table.title} năm {year}", above)
    sheet.row_dimensions[top - 1].height, sheet.row_dimensions[top].height = 30, 45  # points: they hold three lines
    _write_headings(sheet, table, top - 1)
    for count, (line, cells) in enumerate(table.lines, start=1):
        append_line(sheet, [ordinal_cell(sheet, count), *_line_cells(sheet, table, line, cells, year)])
    total = top + len(table.lines) + 1
    append_line(sheet, _total_cells(sheet, table, document.report.root_figures, year))
    if table.silent:
        sheet.append([text_cell(sheet, table.silent_words)])
    sheet.print_area = f"A1:{get_column_letter(len(widths))}{total + bool(table.silent)}"
    return Place(table, name, top + 1, total)


def _line_cells(sheet: Any, table: StatTable, line: Line, cells: Sequence[Shown], year: int) -> list[Cell]:
    figures = [_figure(sheet, column, line.figures) for column in table.columns]
    notes = [line.note, *_coverages(table, cells, year)]
    return [
        words_cell(sheet, line.code),
        words_cell(sheet, line.label),
        *figures,
        words_cell(sheet, "; ".join(filter(None, notes))),
    ]


def _total_cells(sheet: Any, table: StatTable, figures: Figures, year: int) -> list[Cell]:
    cells = [
        *(words_cell(sheet, text) for text in ("", "", table.total_label)),
        *(_figure(sheet, column, figures) for column in table.columns),
        words_cell(sheet, "; ".join(_coverages(table, table.total, year))),
    ]
    for cell in cells:
        cell.font = BOLD
    return cells


def _write_headings(sheet: Any, table: StatTable, row: int) -> None:
    """Two rows: over neighbours the upper heading once; what has none spans both."""
    upper = ["TT", "Mã đơn vị", "Đơn vị", *(column.heading or column.label for column in table.columns), _NOTES]
    lower = ["", "", "", *(column.label if column.heading else "" for column in table.columns), ""]
    spans = [("", 1, True)] * (FIRST_FIGURE - 1) + table.headings + [("", 1, True)]
    position = 1
    for _, span, alone in spans:
        first, last = get_column_letter(position), get_column_letter(position + span - 1)
        if alone or span > 1:
            sheet.merged_cells.add(f"{first}{row}:{last}{row + 1 if alone else row}")
        position += span
    for texts in (upper, lower):
        append_headings(sheet, texts)


def _figure(sheet: Any, column: Column, figures: Figures) -> Cell:
    """The bare number in the form it is read in; else the word that stands in its place."""
    value = column.value(figures)
    if value is None:
        cell = text_cell(sheet, column.show(figures).text)
        cell.alignment = Alignment(horizontal="right")
        return cell
    if isinstance(value, Decimal):
        return value_cell(sheet, value / 100, _share_format(value))
    return value_cell(sheet, value, "#,##0")


def _share_format(value: Decimal) -> str:
    """As many places as the share has: 70%, 27,8%, 23,52% (DOMAIN 3)."""
    places = max(0, -int(value.normalize().as_tuple().exponent))
    return f"0.{'0' * places}%" if places else "0%"


def _coverages(table: StatTable, cells: Sequence[Shown], year: int) -> list[str]:
    return [
        f"{full_label(column, year)}: {_coverage(shown)}"
        for column, shown in zip(table.columns, cells, strict=True)
        if shown.coverage
    ]


def _coverage(shown: Shown) -> str:
    return f"mới có {shown.coverage}" if shown.coverage else ""


def _write_fund(book: Workbook, document: Document, above: Sequence[str], number: int) -> tuple[str, int, int]:
    """Sources and purposes one by one; the sheet and the rows they stand in."""
    report = document.report
    name, top = sheet_name(number, "Thu, chi quỹ chi tiết"), len(above) + 4
    sheet = lying_sheet(book, name, (5, 24, 48, 22), top)
    numeral = f"Phụ lục {report.fund_numeral}. " if report.fund_columns else ""
    write_above(sheet, document.issuer, f"{numeral}{FUND_TITLE} năm {report.period.year}", above)
    append_headings(sheet, ("TT", "Nhóm", "Nguồn thu, mục đích chi", "Đồng"))
    for count, column in enumerate(report.fund_columns, start=1):
        words = (words_cell(sheet, column.heading), words_cell(sheet, column.label))
        append_line(sheet, [ordinal_cell(sheet, count), *words, _figure(sheet, column, report.root_figures)])
    return name, top + 1, top + len(report.fund_columns)


def _write_awards(book: Workbook, document: Document, above: Sequence[str], number: int) -> None:
    report, honours = document.report, document.report.honours
    classes = [kind.label.capitalize() for kind in honours.classes]
    sheet = lying_sheet(
        book, sheet_name(number, "Khen thưởng của Hội"), (5, 40, 46, *[12] * len(classes), 16), len(above) + 4
    )
    title = f"Phụ lục {report.awards_numeral}. Khen thưởng của Hội năm {report.period.year}"
    write_above(sheet, document.issuer, title, above)
    append_headings(sheet, ("TT", "Cấp khen", "Hình thức", *classes, "Trạng thái"))
    for count, line in enumerate(honours.lines, start=1):
        counts = [
            value_cell(sheet, one) if one else words_cell(sheet, text)
            for one, text in zip(line.numbers, line.counts, strict=True)
        ]
        words = (words_cell(sheet, line.level), words_cell(sheet, line.form))
        append_line(sheet, [ordinal_cell(sheet, count), *words, *counts, words_cell(sheet, line.status)])
    if honours.honoured:
        _write_honoured(book, document, above, number + 1)


def _write_honoured(book: Workbook, document: Document, above: Sequence[str], number: int) -> None:
    honours = document.report.honours
    heads = ("TT", "Hình thức khen", "Tập thể, cá nhân", "Đối tượng", "Chức vụ, đơn vị", "Quyết định")
    sheet = lying_sheet(book, sheet_name(number, "Danh sách được tặng"), (5, 44, 40, 14, 40, 34), len(above) + 4)
    write_above(sheet, document.issuer, f"Danh sách được tặng năm {document.report.period.year}", above)
    append_headings(sheet, heads)
    lines = [(group.form, *line, group.decision) for group in honours.honoured for line in group.lines]
    for count, texts in enumerate(lines, start=1):
        append_line(sheet, [ordinal_cell(sheet, count), *(words_cell(sheet, text) for text in texts)])
    if honours.unnamed_words:
        sheet.append([text_cell(sheet, honours.unnamed_words)])
