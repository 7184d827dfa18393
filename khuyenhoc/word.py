"""Pieces of a Word paper in the layout of Nghị định 30/2020, to be finished and signed by hand."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt

from .paper import Letterhead

FONT = "Times New Roman"
CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def new_document(*, title: str, author: str) -> Any:
    """Paper, margins and the one font, also for what Word calls East Asian letters."""
    document = Document()
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
    properties.title, properties.author = title, author
    properties.language, properties.comments = "vi-VN", ""
    return document


def written(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _say_language(document: Any) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), "vi-VN")


def add_line(
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


def add_heading(document: Any, text: str) -> None:
    paragraph = document.add_heading(text, level=1)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(0)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)


def add_prose(document: Any, text: str) -> None:
    paragraph = document.add_paragraph(text)
    paragraph.alignment = BOTH
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(0)


def add_letterhead(document: Any, head: Letterhead) -> None:
    issuer, nation = two_sides(document, Mm(70), Mm(95))
    add_line(issuer, head.above.upper(), CENTRE, size=12, first=True)
    add_line(issuer, head.issuer.upper(), CENTRE, bold=True, size=12)
    if head.number:
        add_line(issuer, f"Số:        {head.number}", CENTRE, size=13, before=6)
    add_line(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", CENTRE, bold=True, size=12, first=True)
    add_line(nation, "Độc lập - Tự do - Hạnh phúc", CENTRE, bold=True, size=13)
    add_line(nation, f"{head.place}, ngày     tháng     năm {head.year}", CENTRE, italic=True, size=13, before=6)


def two_sides(document: Any, left: int, right: int) -> tuple[Any, Any]:
    """Two columns without lines."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    cells = table.rows[0].cells
    cells[0].width, cells[1].width = left, right
    return cells[0], cells[1]


def add_signing(document: Any, recipients: Sequence[str], signers: Sequence[str]) -> None:
    """Who gets the paper on the left, who signs it on the right, with room for the signature."""
    left, right = two_sides(document, Mm(75), Mm(90))
    add_line(left, "Nơi nhận:", bold=True, italic=True, size=12, first=True)
    for words in recipients:
        add_line(left, words, size=11)
    for place, words in enumerate(signers):
        add_line(right, words, CENTRE, bold=True, first=place == 0)
    for _ in range(4):
        add_line(right, "", CENTRE)


def add_grid(document: Any, heads: Sequence[Sequence[str]], size: int = 12) -> Any:
    """A table with lines, its heading rows repeated on every page."""
    table = document.add_table(rows=len(heads), cols=len(heads[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, texts in zip(table.rows, heads, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            add_line(cell, text, CENTRE, bold=True, size=size, first=True)
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def fill(cells: Sequence[Any], texts: Sequence[str], *, size: int = 12, bold: bool = False) -> None:
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        add_line(cell, text, RIGHT if place else LEFT, bold=bold, size=size, first=True)
