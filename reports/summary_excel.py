"""The figures of the annual summary as a workbook: numbers as numbers, totals as values, text never a formula.

The formulas of "Kiểm tra" add the lines again when the file is opened; no program that only reads the file sees their
results, so what they came to when it was written stands beside them as a value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from textwrap import shorten
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter, quote_sheetname

from khuyenhoc.numbers import format_number, percent
from khuyenhoc.sheets.writing import (
    A4,
    BOLD,
    HEADING_FILL,
    LINE,
    TITLE,
    WRAPPED,
    saved,
    sheet_title,
    text_cell,
    value_cell,
)

from .columns import COLUMNS, Column, Figures, Shown, full_label
from .document import Document
from .lines import Line, StatTable
from .proof import Proof
from .report import Report

HEADLINES = ("members_closing", "members_share", "chapters", "boards", "fund_closing")
CHECKS = "Kiểm tra"
_FIRST = 4  # the column of the first figure: before it stand number, code and name
_NOTES = "Độ đầy đủ, ghi chú"
_MIDDLE = Alignment(wrap_text=True, horizontal="center", vertical="center")
_AMOUNTS = Border(top=Side("thin", color="00808080"), bottom=Side("thin", color="00808080"))


@dataclass(frozen=True)
class Place:
    """Where the figures of a table stand on its sheet."""

    table: StatTable
    sheet: str
    first: int  # row of the first line
    total: int  # row of the total

    def cell(self, row: int, position: int) -> str:
        """ "'1. Hội viên'!$E$9" of the column at that position."""
        return f"{quote_sheetname(self.sheet)}!${get_column_letter(_FIRST + position)}${row}"


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
    _write_checks(book, document.report, places, fund_rows)
    return saved(book)


def _words_above(document: Document, proof: Proof | None) -> list[str]:
    """What every sheet says under its title: how far its figures can be trusted."""
    state = document.report.provisional or f"Số liệu đến ngày {document.report.as_of.rpartition(' ')[2]}, đã chốt."
    if document.watermark:
        state = f"{document.watermark}. {state}"
    return [state, *([f"Mã xác thực {proof.code}, kiểm tra tại {proof.address}"] if proof else [])]


def _write_headlines(book: Workbook, document: Document, above: Sequence[str], demo_words: str) -> None:
    report = document.report
    sheet = _new_sheet(book, "Con số chính", (34, 18, 26, 30), len(above) + 4)
    _write_above(sheet, document.issuer, document.title, above)
    sheet.append(
        [_heading(sheet, text) for text in ("Chỉ tiêu", f"Năm {report.period.year}", "So với năm trước", _NOTES)]
    )
    said = {figure.code: figure for figure in report.key_figures}
    for key in HEADLINES:
        column, figure = COLUMNS[key], said.get(key)
        shown = column.show(report.root_figures)
        texts = (figure.change if figure else "", _coverage(shown))
        label = f"{full_label(column, report.period.year)}{' (đồng)' if key.startswith('fund') else ''}"
        sheet.append(
            [_text(sheet, label), _figure(sheet, column, report.root_figures), *(_text(sheet, t) for t in texts)]
        )
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
    widths = (5, 12, 34, *(_column_width(table, place) for place in range(len(table.columns))), 44)
    name = _sheet_name(number, table.title)
    top = len(above) + 5
    sheet = _new_sheet(book, name, widths, top, frozen=_FIRST - 1)
    _write_above(sheet, document.issuer, f"Phụ lục {numeral}. {table.title} năm {year}", above)
    _write_headings(sheet, table, top - 1)
    for count, (line, cells) in enumerate(table.lines, start=1):
        sheet.append([value_cell(sheet, count), *_line_cells(sheet, table, line, cells, year)])
    total = top + len(table.lines) + 1
    sheet.append(_total_cells(sheet, table, document.report.root_figures, year))
    if table.silent:
        sheet.append([text_cell(sheet, table.silent_words)])
    sheet.print_area = f"A1:{get_column_letter(len(widths))}{total + bool(table.silent)}"
    return Place(table, name, top + 1, total)


def _line_cells(sheet: Any, table: StatTable, line: Line, cells: Sequence[Shown], year: int) -> list[Cell | None]:
    figures = [_figure(sheet, column, line.figures) for column in table.columns]
    notes = [line.note, *_coverages(table, cells, year)]
    return [_text(sheet, line.code), _text(sheet, line.label), *figures, _text(sheet, "; ".join(filter(None, notes)))]


def _total_cells(sheet: Any, table: StatTable, figures: Figures, year: int) -> list[Cell]:
    cells: list[Any] = [
        *(_text(sheet, text) or text_cell(sheet, "") for text in ("", "", table.total_label)),
        *(_figure(sheet, column, figures) for column in table.columns),
        _text(sheet, "; ".join(_coverages(table, table.total, year))) or text_cell(sheet, ""),
    ]
    for cell in cells:
        cell.font, cell.border = BOLD, _AMOUNTS
    return cells


def _write_headings(sheet: Any, table: StatTable, row: int) -> None:
    """Two rows: over neighbours the upper heading once; what has none spans both."""
    upper = ["TT", "Mã đơn vị", "Đơn vị", *(column.heading or column.label for column in table.columns), _NOTES]
    lower = ["", "", "", *(column.label if column.heading else "" for column in table.columns), ""]
    spans = [("", 1, True)] * (_FIRST - 1) + table.headings + [("", 1, True)]
    position = 1
    for _, span, alone in spans:
        first, last = get_column_letter(position), get_column_letter(position + span - 1)
        if alone or span > 1:
            sheet.merged_cells.add(f"{first}{row}:{last}{row + 1 if alone else row}")
        position += span
    for texts in (upper, lower):
        sheet.append([_heading(sheet, text) for text in texts])


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
    name, top = _sheet_name(number, "Thu, chi quỹ chi tiết"), len(above) + 4
    sheet = _new_sheet(book, name, (5, 24, 48, 22), top)
    _write_above(sheet, document.issuer, f"Thu, chi quỹ theo nguồn và mục đích năm {report.period.year}", above)
    sheet.append([_heading(sheet, text) for text in ("TT", "Nhóm", "Nguồn thu, mục đích chi", "Đồng")])
    for count, column in enumerate(report.fund_columns, start=1):
        words = (_text(sheet, column.heading), _text(sheet, column.label))
        sheet.append([value_cell(sheet, count), *words, _figure(sheet, column, report.root_figures)])
    return name, top + 1, top + len(report.fund_columns)


def _write_awards(book: Workbook, document: Document, above: Sequence[str], number: int) -> None:
    report, honours = document.report, document.report.honours
    classes = [kind.label.capitalize() for kind in honours.classes]
    sheet = _new_sheet(
        book, _sheet_name(number, "Khen thưởng của Hội"), (5, 40, 46, *[12] * len(classes), 16), len(above) + 4
    )
    title = f"Phụ lục {report.awards_numeral}. Khen thưởng của Hội năm {report.period.year}"
    _write_above(sheet, document.issuer, title, above)
    sheet.append([_heading(sheet, text) for text in ("TT", "Cấp khen", "Hình thức", *classes, "Trạng thái")])
    for count, line in enumerate(honours.lines, start=1):
        counts = [
            value_cell(sheet, one) if one else text_cell(sheet, text)
            for one, text in zip(line.numbers, line.counts, strict=True)
        ]
        words = (_text(sheet, line.level), _text(sheet, line.form))
        sheet.append([value_cell(sheet, count), *words, *counts, _text(sheet, line.status)])
    if honours.honoured:
        _write_honoured(book, document, above, number + 1)


def _write_honoured(book: Workbook, document: Document, above: Sequence[str], number: int) -> None:
    honours = document.report.honours
    heads = ("TT", "Hình thức khen", "Tập thể, cá nhân", "Đối tượng", "Chức vụ, đơn vị", "Quyết định")
    sheet = _new_sheet(book, _sheet_name(number, "Danh sách được tặng"), (5, 44, 40, 14, 40, 34), len(above) + 4)
    _write_above(sheet, document.issuer, f"Danh sách được tặng năm {document.report.period.year}", above)
    sheet.append([_heading(sheet, text) for text in heads])
    lines = [(group.form, *line, group.decision) for group in honours.honoured for line in group.lines]
    for count, texts in enumerate(lines, start=1):
        sheet.append([value_cell(sheet, count), *(_text(sheet, text) for text in texts)])
    if honours.unnamed_words:
        sheet.append([text_cell(sheet, honours.unnamed_words)])


# The check sheet


def _write_checks(book: Workbook, report: Report, places: Sequence[Place], fund: tuple[str, int, int]) -> None:
    sheet = _new_sheet(book, CHECKS, (34, 44, 22, 22, 16, 14, 24), 4)
    words = (
        "Cộng lại từng bảng. Các cột C đến F là công thức, tính khi mở tệp; cột G là kết quả lúc lập tệp, ghi bằng chữ."
    )
    _write_above(sheet, words, "Kiểm tra số cộng và tỷ lệ", [])
    heads = ("Bảng", "Cột", "Cộng các dòng", "Dòng cộng", "Chênh lệch", "Kết luận", "Lúc lập tệp")
    sheet.append([_heading(sheet, text) for text in heads])
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
    cells = [_formula(sheet, text, its_format) for text, its_format in formulas]
    sheet.append([*(_text(sheet, text) for text in words), *cells, _text(sheet, agrees)])


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
        last = get_column_letter(_FIRST + position)
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


# Cells and sheets


def _new_sheet(book: Workbook, name: str, widths: Sequence[int], top: int, frozen: int = 0) -> Any:
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


def _write_above(sheet: Any, issuer: str, title: str, above: Sequence[str]) -> None:
    for words, font in ((issuer, BOLD), (title, TITLE), *((words, None) for words in above)):
        sheet.append([text_cell(sheet, words, font)])
    sheet.append([])


def _sheet_name(number: int, title: str) -> str:
    """Excel takes 31 letters: whole words, without what the brackets add."""
    return sheet_title(shorten(f"{number}. {title.partition(' (')[0]}", width=31, placeholder="…"))


def _column_width(table: StatTable, position: int) -> int:
    column = table.columns[position]
    shown = [cells[position].text for _, cells in table.lines] + [table.total[position].text]
    return max(9, *(len(word) + 2 for word in (*shown, *column.label.split())))


def _heading(sheet: Any, text: str) -> Cell:
    cell = text_cell(sheet, text, BOLD)
    cell.fill, cell.border, cell.alignment = HEADING_FILL, LINE, _MIDDLE
    return cell


def _text(sheet: Any, text: str, font: Font | None = None) -> Cell | None:
    if not text:
        return None
    cell = text_cell(sheet, text, font)
    cell.alignment = WRAPPED
    return cell


def _formula(sheet: Any, text: str, number_format: str) -> Cell:
    cell = WriteOnlyCell(sheet, text)
    cell.number_format = number_format
    return cell
