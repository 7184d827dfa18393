"""Years side by side as a workbook: numbers as numbers, the differences beside them."""

from decimal import Decimal
from io import BytesIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from .pages.trend import Trend, TrendLine
from .side_by_side import change_of
from .targets import is_share

BOLD, SOFT, TITLE = Font(bold=True), Font(italic=True, color="00808080"), Font(bold=True, size=14)
COUNT, SHARE, SIGNED, SIGNED_SHARE = "#,##0", "0.00%", "+#,##0;-#,##0;0", "+0.00%;-0.00%;0.00%"
HEADING_ROW = 4


def workbook(trend: Trend) -> bytes:
    book = Workbook()
    sheet = book.create_sheet("Nhiều năm", 0)
    del book["Sheet"]
    sheet.append([f"Số liệu nhiều năm, {trend.name}"])
    sheet["A1"].font = TITLE
    sheet.append(["Ô trống là chưa có số liệu; “mới có 14/17” là chưa đủ nơi báo cáo; tỷ lệ so bằng điểm phần trăm."])
    sheet["A2"].font = SOFT
    sheet.append([])
    headings, states = ["Chỉ tiêu"], [""]
    for place, year in enumerate(trend.years):
        headings += [f"Năm {year.period.year}", *(["Tăng, giảm", "Tăng, giảm (%)"] if place else [])]
        states += [year.state, *(["", ""] if place else [])]
    sheet.append(headings)
    sheet.append(states)
    for title, lines in trend.groups:
        if lines:
            sheet.append([title])
            sheet.cell(sheet.max_row, 1).font = BOLD
        for line in lines:
            _append(sheet, line)
    _finish(sheet)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _append(sheet: Worksheet, line: TrendLine) -> None:
    sheet.append([line.label[:1].upper() + line.label[1:]])
    row, at, before = sheet.max_row, 2, None
    for place, cell in enumerate(line.cells):
        share = is_share(line.column)
        value = cell.value / Decimal(100) if share and cell.value is not None else cell.value
        _put(sheet, row, at, value, SHARE if share else COUNT)
        if value is None and cell.coverage:
            sheet.cell(row, at, f"mới có {cell.coverage}").alignment = Alignment(horizontal="right")
        if place:
            both = value is not None and before is not None
            _put(sheet, row, at + 1, value - before if both else None, SIGNED_SHARE if share else SIGNED)  # type: ignore[operator]
            change = change_of(line.column, cell.value, before) if both else None
            sign = -1 if change and change.direction == "down" else 1
            part = sign * change.percent / 100 if change and change.percent is not None else None
            _put(sheet, row, at + 2, part, SIGNED_SHARE)
        at += 3 if place else 1
        before = value if value is not None else before


def _put(sheet: Worksheet, row: int, column: int, value: Decimal | int | None, written: str) -> None:
    if value is not None:
        sheet.cell(row, column, value).number_format = written


def _finish(sheet: Worksheet) -> None:
    for place in range(1, sheet.max_column + 1):
        heading = sheet.cell(HEADING_ROW, place)
        heading.font, heading.alignment = BOLD, Alignment(wrap_text=True, vertical="top")
        sheet.cell(HEADING_ROW + 1, place).font = SOFT
    sheet.column_dimensions["A"].width = 44
    for place in range(2, sheet.max_column + 1):
        sheet.column_dimensions[get_column_letter(place)].width = 16
    sheet.freeze_panes = f"B{HEADING_ROW + 2}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize, sheet.page_setup.fitToHeight = "landscape", 9, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
