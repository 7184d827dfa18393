"""Workbooks as people make them, for the tests of khuyenhoc.sheets."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

import xlwt
from openpyxl import Workbook, load_workbook

from khuyenhoc.sheets import Column, SheetRow, read_tables

NAME = Column("name", "Họ và tên", "name", help="Viết đủ họ, đệm và tên.", example="Nguyễn Thị Hoà", is_required=True)
GENDER = Column("gender", "Giới tính", "choice", choices=(("male", "Nam"), ("female", "Nữ")))
BIRTH_YEAR = Column("birth_year", "Năm sinh", "year", example="1960")
UNIT = Column("unit", "Chi hội", "text", spellings=("Đơn vị", "Thuộc chi hội"), is_required=True)
SINCE = Column("since", "Ngày vào", "date", example="03/04/2020")
PHONE = Column("phone", "Điện thoại", "phone", spellings=("SĐT", "Số điện thoại"))
CARD = Column("has_card", "Thẻ hội viên", "yesno")
DUES = Column("dues", "Hội phí", "money")
MEMBERS = (NAME, GENDER, BIRTH_YEAR, UNIT, SINCE, PHONE, CARD, DUES)

HEADINGS = ["TT", "Họ và tên", "Giới tính", "Năm sinh", "Chi hội", "Ngày vào", "Điện thoại"]
BE = [1, "Hoàng Văn Bé", "Nam", 1958, "Thôn Nà Bó", "03/04/2020", "0912345678"]
HOA = [2, "Nguyễn Thị Hoà", "Nữ", 1960, "Thôn Nà Bó", "15/08/2021", "0987654321"]


def xlsx(rows: Sequence[Sequence[object]], *, title: str = "Hội viên", merged: Sequence[str] = (), **others) -> bytes:
    """One sheet with these rows; further sheets by name."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for name, more in others.items():
        other = book.create_sheet(name)
        for row in more:
            other.append(list(row))
    return as_bytes(book)


def as_bytes(book: Workbook) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def opened(content: bytes) -> Workbook:
    return load_workbook(BytesIO(content))


def values_of(content: bytes, sheet: str | None = None) -> list[list[object]]:
    book = opened(content)
    return [[cell.value for cell in row] for row in (book[sheet] if sheet else book.worksheets[0]).iter_rows()]


def xls(rows: Sequence[Sequence[object]], title: str = "Hội viên") -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet(title)
    for line, row in enumerate(rows):
        for position, value in enumerate(row):
            if value is not None:
                sheet.write(line, position, value)
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def ods(rows: Sequence[Sequence[object]], title: str = "Hội viên") -> bytes:
    body = "".join(f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    return ods_of(f'<table:table table:name="{title}">{body}</table:table>')


def _ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"


def ods_of(tables: str, start: str = "") -> bytes:
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{start}<office:document-content {names} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": manifest,
        }
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return buffer.getvalue()


def changed(content: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """The package with some of its parts replaced or added."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    return zipped(kept | dict(parts))


def sheet_xml(body: str, start: str = "") -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?>{start}<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'


def text_xml(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def with_sheet(body: str, start: str = "") -> bytes:
    """A workbook whose only sheet is this XML."""
    return changed(xlsx([["x"]]), {"xl/worksheets/sheet1.xml": sheet_xml(body, start)})


def read(content: bytes, columns: Sequence[Column] = MEMBERS, **options) -> list[SheetRow]:
    return [row for table in read_tables(content, "hoi-vien.xlsx", columns, **options).tables for row in table.rows()]


def sentences(rows: Sequence[SheetRow]) -> list[str]:
    return [str(fault) for row in rows for fault in row.faults]
