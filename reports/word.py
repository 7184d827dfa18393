"""A unit's own report as a Word file, in the layout of Nghị định 30/2020, to be finished and signed by hand."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from .lines import StatTable
from .own_report import OwnReport

FONT = "Times New Roman"
CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def write_word(report: OwnReport, demo_words: str = "") -> bytes:
    document = Document()
    _prepare(document, report)
    _letterhead(document, report)
    _line(document, "BÁO CÁO", CENTRE, bold=True, before=18)
    _line(document, report.title, CENTRE, bold=True)
    if report.provisional:
        _line(document, f"({report.provisional})", CENTRE, italic=True)
    for heading, paragraphs in report.parts:
        _heading(document, heading.upper())
        for paragraph in paragraphs:
            _prose(document, paragraph)
    _prose(document, "Số liệu chi tiết có trong các phụ lục kèm theo./.")
    if demo_words:
        _line(document, demo_words, LEFT, italic=True, size=11)
    _signing(document)
    _figures(document, report)
    for numeral, table in report.appendices:
        _appendix(document, numeral, table)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _prepare(document: Any, report: OwnReport) -> None:
    """Paper, margins and the one font, also for what Word calls East Asian letters."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    for name in ("Normal", "Heading 1"):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.bold = FONT, Pt(14), name != "Normal"
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{kind}"), FONT)
    document.styles["Heading 1"].font.color.rgb = None
    _say_language(document)
    properties = document.core_properties
    properties.title, properties.author = f"Báo cáo {report.title}", report.association
    properties.language, properties.comments = "vi-VN", ""


def _say_language(document: Any) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), "vi-VN")


def _line(
    place: Any,
    text: str,
    align: Any = LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 14,
    before: int = 0,
    first: bool = False,
) -> None:
    """A paragraph by itself; in a cell, `first` fills the one that is there."""
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def _heading(document: Any, text: str) -> None:
    paragraph = document.add_heading(text, level=1)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(0)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)


def _prose(document: Any, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = BOTH
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(0)


def _letterhead(document: Any, report: OwnReport) -> None:
    issuer, nation = _two_sides(document, Mm(70), Mm(95))
    _line(issuer, report.association_above.upper(), CENTRE, size=12, first=True)
    _line(issuer, report.association.upper(), CENTRE, bold=True, size=12)
    _line(issuer, f"Số:        /{report.paper_code}", CENTRE, size=13, before=6)
    _line(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", CENTRE, bold=True, size=12, first=True)
    _line(nation, "Độc lập - Tự do - Hạnh phúc", CENTRE, bold=True, size=13)
    _line(
        nation, f"{report.row.name}, ngày     tháng     năm {report.dated_in}", CENTRE, italic=True, size=13, before=6
    )


def _two_sides(document: Any, left: int, right: int) -> tuple[Any, Any]:
    """Two columns without lines."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    cells = table.rows[0].cells
    cells[0].width, cells[1].width = left, right
    return cells[0], cells[1]


def _signing(document: Any) -> None:
    recipients, signature = _two_sides(document, Mm(75), Mm(90))
    _line(recipients, "Nơi nhận:", bold=True, italic=True, size=12, first=True)
    for words in ("- Hội cấp trên;", "- Các đơn vị trực thuộc;", "- Lưu: VT."):
        _line(recipients, words, size=11)
    _line(signature, "TM. BAN THƯỜNG VỤ", CENTRE, bold=True, first=True)
    _line(signature, "CHỦ TỊCH", CENTRE, bold=True)
    for _ in range(4):
        _line(signature, "", CENTRE)


def _figures(document: Any, report: OwnReport) -> None:
    """Phụ lục: every figure of the unit beside the year before."""
    document.add_page_break()
    _line(document, "Phụ lục I", CENTRE, bold=True)
    _line(document, f"SỐ LIỆU NĂM {report.period.year}", CENTRE, bold=True)
    if report.goals.reached:
        _reached(document, report)
    heads = ["Chỉ tiêu", f"Năm {report.last_year}" if report.last_year else "Năm trước", f"Năm {report.period.year}"]
    table = _grid(document, [heads])
    for group, lines in report.figures:
        merged = table.add_row().cells
        _line(merged[0].merge(merged[-1]), group, bold=True, size=12, first=True)
        for texts in lines:
            _fill(table.add_row().cells, texts)


def _reached(document: Any, report: OwnReport) -> None:
    """Its targets beside its results, above the figures one by one."""
    _line(document, "1. Thực hiện chỉ tiêu được giao", bold=True, before=6)
    table = _grid(document, [["Chỉ tiêu", "Được giao", "Kết quả", "So với chỉ tiêu"]])
    for one in report.goals.reached:
        _fill(table.add_row().cells, [one.label, one.target_words, one.now, one.part_words])
    _line(document, "2. Từng số liệu", bold=True, before=6)


def _appendix(document: Any, numeral: str, stat: StatTable) -> None:
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(12)
    _line(document, f"Phụ lục {numeral}", CENTRE, bold=True)
    _line(document, stat.title.upper(), CENTRE, bold=True)
    upper, lower = ["Đơn vị"], ["Đơn vị"]
    for column in stat.columns:
        upper.append(column.heading or column.label)
        lower.append(column.label)
    table = _grid(document, [upper, lower] if stat.has_two_heading_rows else [lower], size=10)
    if stat.has_two_heading_rows:
        _merge_headings(table, stat)
    for line, cells in stat.lines:
        _fill(table.add_row().cells, [line.label, *map(_words, cells)], size=10)
    _fill(table.add_row().cells, [stat.total_label, *map(_words, stat.total)], size=10, bold=True)


def _words(shown: Any) -> str:
    return f"{shown.text} (mới có {shown.coverage})" if shown.coverage else str(shown.text)


def _grid(document: Any, heads: Sequence[Sequence[str]], size: int = 12) -> Any:
    """A table with lines, its heading rows repeated on every page."""
    table = document.add_table(rows=len(heads), cols=len(heads[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, texts in zip(table.rows, heads, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _line(cell, text, CENTRE, bold=True, size=size, first=True)
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _merge_headings(table: Any, stat: StatTable) -> None:
    """Over neighbours the upper heading once; a column without one spans both rows."""
    spans = [("Đơn vị", 1, True), *stat.headings]
    position = 0
    for text, span, alone in spans:
        first = table.cell(0, position)
        other = table.cell(1, position) if alone else table.cell(0, position + span - 1)
        if first._tc is not other._tc:
            merged = first.merge(other)
            for extra in merged.paragraphs[1:]:
                extra._p.getparent().remove(extra._p)
            merged.paragraphs[0].runs[0].text = text
        position += span


def _fill(cells: Sequence[Any], texts: Sequence[str], *, size: int = 12, bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        _line(cell, text, RIGHT if place else LEFT, bold=bold, size=size, first=True)
