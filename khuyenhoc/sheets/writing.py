"""Writing a table: the template people fill in and the export they edit are the same workbook, empty or full."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO
from itertools import chain, groupby

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from khuyenhoc.names import nfc

from .originals import MAGIC, stored
from .shapes import GUIDE_SHEET, KEY_LABEL, LISTS_SHEET, ORIGINALS_SHEET, Column

AUTHOR = "Khuyến học"
A4 = 9  # the number Excel has for this paper
LAST_ROW = 1_048_576
SPARE_ROWS = 2_000  # rows below the last with drop-downs

BOLD, FAINT, TITLE = Font(bold=True), Font(color="00808080"), Font(bold=True, size=14)
ITALIC = Font(italic=True, color="00808080")
HEADING_FILL = PatternFill("solid", fgColor="00EFE9DC")
KEY_FILL = PatternFill("solid", fgColor="00EDEDED")
LINE = Border(bottom=Side("thin", color="00808080"))
WRAPPED = Alignment(wrap_text=True, vertical="top")

FORMATS = {"number": "#,##0", "money": "#,##0", "date": "dd/mm/yyyy", "year": "0"}
KINDS = {
    "text": "chữ",
    "name": "chữ có dấu",
    "number": "số, ví dụ 10360",
    "money": "số tiền tính bằng đồng",
    "date": "ngày/tháng/năm",
    "year": "năm đủ bốn chữ số",
    "phone": "số điện thoại, giữ số 0 ở đầu",
    "choice": "chọn trong danh sách",
    "yesno": "có hoặc không",
}
YESNO = ("có", "không")


def write_table(
    *,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, object]],
    instructions: Sequence[str],
    key: str | None = None,
    examples: bool = False,
    lists: Mapping[str, Sequence[str]] | None = None,
    frozen: int = 0,
) -> bytes:
    """An .xlsx with the table, its instructions and, with `key`, the values it was made with (read as `Reading.was`).

    `key` names what tells a row from all others: a column's code, or a value that rows carry besides their columns.
    `frozen` columns stay in sight beside what is scrolled; without it, those of the key.
    """
    shown_columns = _with_key_first(columns, key)
    originals: list[list[object]] = []
    book = Workbook(write_only=True)
    sheet = book.create_sheet(sheet_title(title))
    choices = _drop_downs(columns, lists or {})
    top = 2 if any(column.group for column in columns) else 1
    _prepare(sheet, shown_columns, frozen or (1 if key else 0), top)
    if top == 2:
        _write_groups(sheet, shown_columns)
    sheet.append([_heading(sheet, column) for column in shown_columns])
    if examples:
        sheet.append([text_cell(sheet, column.example, ITALIC) if column.example else None for column in shown_columns])
    count = _write_rows(sheet, shown_columns, rows, key, originals)
    _validate(sheet, shown_columns, choices, top + 1, min(count + examples + top + SPARE_ROWS, LAST_ROW))
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(shown_columns))}{count + examples + top}"
    _write_guide(book, title, columns, instructions, choices)
    write_hidden(book, LISTS_SHEET, _as_rows(choices))
    if key:
        codes = [column.code for column in shown_columns if column.code != key]
        write_hidden(book, ORIGINALS_SHEET, chain([[MAGIC, key], [key, *codes]], originals))
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_title(title: str) -> str:
    """Excel takes 31 letters and none of []:*?/\\ ."""
    return "".join("-" if c in "[]:*?/\\" else c for c in nfc(title))[:31].strip("' ") or "Bảng"


def plain(value: object, column: Column) -> object:
    """A value as the cell shows it."""
    if column.choices:
        return dict(column.choices).get(str(value), value)
    if column.kind == "yesno":
        return YESNO[0] if value else YESNO[1]
    return value


def make_cell(sheet: Worksheet, value: object, column: Column) -> Cell | None:
    """Typed text stays text: a leading = + - @ never becomes a formula."""
    if value is None or value == "":
        return None
    value = plain(value, column)
    if isinstance(value, date | int | float) and not isinstance(value, bool) and column.kind in FORMATS:
        return value_cell(sheet, value, FORMATS[column.kind])
    return text_cell(sheet, str(value))


def value_cell(sheet: Worksheet, value: object, number_format: str = "General") -> Cell:
    cell = WriteOnlyCell(sheet, value)  # type: ignore[arg-type]  # its stubs forget dates
    cell.number_format = number_format
    return cell


def text_cell(sheet: Worksheet, text: str, font: Font | None = None) -> Cell:
    cell = WriteOnlyCell(sheet)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
    cell.number_format = "@"
    if font:
        cell.font = font
    return cell


def _with_key_first(columns: Sequence[Column], key: str | None) -> list[Column]:
    if key is None:
        return list(columns)
    own = next((column for column in columns if column.code == key), Column(key, KEY_LABEL, width=8))
    return [own, *(column for column in columns if column.code != key)]


def _prepare(sheet: Worksheet, columns: Sequence[Column], frozen: int, top: int) -> None:
    """What must be said before the first row: widths, formats of cells still empty, frozen heading, paper."""
    sheet.freeze_panes = f"{get_column_letter(frozen + 1)}{top + 1}"
    for position, column in enumerate(columns, start=1):
        dimension = sheet.column_dimensions[get_column_letter(position)]
        dimension.width = column.width
        dimension.number_format = FORMATS.get(column.kind, "@")
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"1:{top}"


def _write_groups(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """The upper heading row: each group over its columns, merged."""
    cells, position = [], 1
    for group, members in groupby(columns, key=lambda column: column.group):
        width = len(list(members))
        cell = text_cell(sheet, group, BOLD)
        cell.fill, cell.border, cell.alignment = HEADING_FILL, LINE, WRAPPED
        cells += [cell if group else None, *[None] * (width - 1)]
        if group and width > 1:
            last = get_column_letter(position + width - 1)
            sheet.merged_cells.add(f"{get_column_letter(position)}1:{last}1")
        position += width
    sheet.append(cells)


def _heading(sheet: Worksheet, column: Column) -> Cell:
    cell = text_cell(sheet, f"{column.label} (*)" if column.is_required else column.label, BOLD)
    cell.fill, cell.border, cell.alignment = HEADING_FILL, LINE, WRAPPED
    if column.help:
        cell.comment = Comment(column.help, AUTHOR, height=110, width=280)
    return cell


def _write_rows(
    sheet: Worksheet,
    columns: Sequence[Column],
    rows: Iterable[Mapping[str, object]],
    key: str | None,
    originals: list[list[object]],
) -> int:
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007  the last is the number of rows
        cells = [make_cell(sheet, row.get(column.code), column) for column in columns]
        if key and cells[0] is not None:
            cells[0].fill, cells[0].font = KEY_FILL, FAINT
            originals.append(
                [str(row[key]), *(stored(row.get(column.code)) for column in columns if column.code != key)]
            )
        sheet.append(cells)
    return count


def _drop_downs(columns: Sequence[Column], lists: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """The words allowed or offered in a column, by code."""
    found: dict[str, Sequence[str]] = {}
    for column in columns:
        if column.choices:
            found[column.code] = [label for _, label in column.choices]
        elif column.kind == "yesno":
            found[column.code] = YESNO
        elif lists.get(column.code):
            found[column.code] = lists[column.code]
    return found


def _validate(
    sheet: Worksheet, columns: Sequence[Column], choices: Mapping[str, Sequence[str]], first: int, last: int
) -> None:
    for position, column in enumerate(columns, start=1):
        if column.code not in choices:
            continue
        source = get_column_letter(list(choices).index(column.code) + 1)
        size = len(choices[column.code])
        rule = DataValidation("list", f"{quote_sheetname(LISTS_SHEET)}!${source}$1:${source}${size}", allow_blank=True)
        rule.errorStyle = "stop" if column.kind in ("choice", "yesno") else "warning"
        rule.showErrorMessage = column.kind not in ("number", "money")  # the words stand beside numbers there
        rule.errorTitle, rule.error = column.label[:32], "Xin chọn một trong các chữ của danh sách thả xuống."
        letter = get_column_letter(position)
        rule.add(f"{letter}{first}:{letter}{last}")
        sheet.data_validations.append(rule)


def _write_guide(
    book: Workbook,
    title: str,
    columns: Sequence[Column],
    instructions: Sequence[str],
    choices: Mapping[str, Sequence[str]],
) -> None:
    sheet = book.create_sheet(GUIDE_SHEET)
    for letter, width in zip("ABCDE", (26, 12, 60, 28, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.append([text_cell(sheet, title, TITLE)])
    for line in instructions:
        sheet.append([text_cell(sheet, line)])
    sheet.append([])
    sheet.append([text_cell(sheet, text, BOLD) for text in ("Cột", "Bắt buộc", "Cách ghi", "Ví dụ", "Chữ dùng được")])
    for column in columns:
        words = ", ".join(choices.get(column.code, ()))
        texts = (
            column.label,
            "bắt buộc" if column.is_required else "",
            column.help or KINDS[column.kind],
            column.example,
        )
        sheet.append([_guide_cell(sheet, text) for text in (*texts, words)])


def _guide_cell(sheet: Worksheet, text: str) -> Cell:
    cell = text_cell(sheet, text)
    cell.alignment = WRAPPED
    return cell


def _as_rows(choices: Mapping[str, Sequence[str]]) -> Iterator[list[str | None]]:
    for line in range(max(map(len, choices.values()), default=0)):
        yield [words[line] if line < len(words) else None for words in choices.values()]


def write_hidden(book: Workbook, name: str, rows: Iterable[Sequence[object]]) -> None:
    sheet = book.create_sheet(name)
    sheet.sheet_state = "veryHidden"
    for row in rows:
        sheet.append([text_cell(sheet, value) if isinstance(value, str) else value for value in row])
