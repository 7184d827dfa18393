"""Papers in the layout of Nghị định 30/2020 as Word files, to be finished and signed by hand."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt

from .papers import Attachment, Paper, Signer

FONT = "Times New Roman"
# What follows the borders among a paragraph's properties: their order is part of the format.
AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr")
CENTRE, LEFT, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
_SIDES = {"l": "left", "r": "right"}
_CELL = (
    '<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="{twips}"/></w:tcPr><w:p><w:pPr><w:spacing w:before="0" w:after="0"/>'
    '<w:jc w:val="{side}"/></w:pPr><w:r>'
)
TEXT_WIDTH, LYING_WIDTH = 165, 265  # mm of text on a page, and on one that lies on its side
OF_MOTTO, OF_ISSUER, OF_TITLE = 48, 22, 42  # mm: as long as the motto; a third to a half of what is above the others


def write_paper(paper: Paper, demo_words: str = "") -> bytes:
    document = new_document(f"{paper.kind.capitalize()} {paper.about}", paper.issuer)
    letterhead(document, paper.issuer_above, paper.issuer, paper.number, paper.dated)
    title(document, paper.kind, paper.about, paper.note)
    if paper.addressee:
        line(document, f"Kính gửi: {paper.addressee}", CENTRE, before=12)
    if paper.authority:
        line(document, paper.authority, CENTRE, bold=True, before=12)
    for ground in paper.grounds:
        prose(document, ground, italic=True)
    if paper.resolution:
        line(document, paper.resolution, CENTRE, bold=True, before=12)
    for strong, rest in paper.paragraphs:
        prose(document, rest, strong=strong)
        if rest.endswith(":"):  # it leads to what follows, and stays with it
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    for made in paper.tables:
        _put_in_text(document, made)
    if demo_words:
        line(document, demo_words, LEFT, italic=True, size=11)
    signing(document, paper.recipients, paper.signers)
    for attachment in paper.attachments:
        _attach(document, attachment)
    return saved(document)


def saved(document: Any) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def new_document(title: str, author: str) -> Any:
    """Paper, margins and the one font, also for what Word calls East Asian letters."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    for name in ("Normal", "Heading 1"):
        set_font(document.styles[name], bold=name != "Normal")
    _say_language(document)
    _number_pages(section)
    properties = document.core_properties
    properties.title, properties.author = title[:255], author[:255]
    properties.language, properties.comments = "vi-VN", ""
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)
    return document


def set_font(style: Any, *, size: int = 14, bold: bool = False, italic: bool = False) -> None:
    """The one font, in black, also for what Word calls East Asian letters."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), bold, italic
    style.font.color.rgb = None
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), FONT)


def _say_language(document: Any) -> None:
    for tag in document.styles.element.iter(qn("w:lang")):
        tag.set(qn("w:val"), "vi-VN")


def _number_pages(section: Any) -> None:
    """NĐ 30/2020: centred in the top margin, none on page one."""
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTRE
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)


def line(
    place: Any,
    text: str,
    align: Any = LEFT,
    *,
    bold: bool = False,
    italic: bool = False,
    size: int = 14,
    before: int = 0,
    first: bool = False,
    new_page: bool = False,
) -> None:
    """A paragraph by itself; in a cell, `first` fills the one that is there."""
    paragraph = place.paragraphs[0] if first else place.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.page_break_before = new_page or None
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(0)
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)


def rule(place: Any, length: int, width: int) -> None:
    """A short line under what stands above, in the middle of a place that is so wide; in mm."""
    line(place, "", size=1)
    paragraph = place.paragraphs[-1]
    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((width - length) / 2)
    layout.line_spacing, layout.space_before = Pt(3), Pt(2)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "auto")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def title(document: Any, kind: str, about: str, note: str = "") -> None:
    """What kind of paper it is, and about what."""
    line(document, kind, CENTRE, bold=True, before=18)
    line(document, about, CENTRE, bold=True)
    rule(document, OF_TITLE, TEXT_WIDTH)
    if note:
        line(document, note, CENTRE, italic=True)


def heading(document: Any, text: str) -> None:
    paragraph = document.add_heading(text, level=1)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(12), Pt(0)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)


def prose(document: Any, text: str, *, strong: str = "", italic: bool = False) -> None:
    paragraph = document.add_paragraph()
    if strong:
        paragraph.add_run(f"{strong} ").bold = True
    paragraph.add_run(text).italic = italic
    paragraph.alignment = BOTH
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(6), Pt(0)


def letterhead(document: Any, above: str, issuer: str, number: str, dated: str) -> None:
    """Who issues on the left, the national title on the right; without an association above, one line less."""
    left, right = two_sides(document, 71, 94)
    if above:
        line(left, above.upper(), CENTRE, size=12, first=True)
    line(left, issuer.upper(), CENTRE, bold=True, size=12, first=not above)
    rule(left, OF_ISSUER, 71)
    if number:
        line(left, number, CENTRE, size=13, before=6)
    line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", CENTRE, bold=True, size=12, first=True)
    line(right, "Độc lập - Tự do - Hạnh phúc", CENTRE, bold=True, size=13)
    rule(right, OF_MOTTO, 94)
    line(right, dated, CENTRE, italic=True, size=13, before=6)


def two_sides(document: Any, left: int, right: int) -> tuple[Any, Any]:
    """Two columns without lines, so wide in mm and all of it for what they say."""
    table = document.add_table(rows=1, cols=2)
    table.autofit = False
    set_margins(table, 0)
    set_widths(table, (left, right))
    cells = table.rows[0].cells
    return cells[0], cells[1]


def set_margins(table: Any, twips: int) -> None:
    """Left and right of what stands in a cell, in twentieths of a point."""
    table.autofit = False
    beside = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        made = OxmlElement(f"w:{side}")
        made.set(qn("w:w"), str(twips))
        made.set(qn("w:type"), "dxa")
        beside.append(made)
    table._tbl.tblPr.find(qn("w:tblLayout")).addnext(beside)


def signing(document: Any, recipients: Sequence[str], signers: Sequence[Signer]) -> None:
    """To whom it goes on the left and who signs on the right; of two who sign, the first on the left.

    The last words go along to the next page, so that no signature stands there without text.
    """
    for paragraph in document.paragraphs[-2:]:
        paragraph.paragraph_format.keep_with_next = True
    left, right = two_sides(document, 75, 90)
    if len(signers) > 1:
        _sign(left, signers[0])
    elif recipients:
        line(left, "Nơi nhận:", bold=True, italic=True, size=12, before=12, first=True)
        for words in recipients:
            line(left, words, size=11)
    if signers:
        _sign(right, signers[-1])


def _sign(place: Any, signer: Signer) -> None:
    for position, words in enumerate(signer.lines):
        line(place, words, CENTRE, bold=True, before=0 if position else 12, first=position == 0)
    for _ in range(4):
        line(place, "", CENTRE)
    if signer.name:
        line(place, signer.name, CENTRE, bold=True)


def lay_on_side(document: Any) -> Any:
    """What follows stands on pages that lie on their side, counted from one again."""
    section = count_anew(document)
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(12)
    return section


def stand_upright(document: Any) -> Any:
    """What follows stands on upright pages, counted from one again."""
    section = count_anew(document)
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    return section


def count_anew(document: Any) -> Any:
    section = document.add_section()
    section.different_first_page_header_footer = False
    counting = OxmlElement("w:pgNumType")
    counting.set(qn("w:start"), "1")
    for before in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(before)
    section._sectPr.find(qn("w:pgMar")).addnext(counting)
    return section


def _attach(document: Any, made: Attachment) -> None:
    lay_on_side(document)
    line(document, made.title, CENTRE, bold=True)
    if made.attached:
        line(document, made.attached, CENTRE, italic=True, size=13)
    attached_table(document, made, LYING_WIDTH)
    if made.closing:
        prose(document, made.closing)


def _put_in_text(document: Any, made: Attachment) -> None:
    if made.title:
        line(document, made.title, CENTRE, bold=True, before=12)
    line(document, "", size=4)
    attached_table(document, made, TEXT_WIDTH)
    if made.closing:
        prose(document, made.closing)


def attached_table(document: Any, made: Attachment, width: int, *, numbers: Any = CENTRE) -> None:
    """The lines of the attachment alone, as wide as `width` mm; sums of money stand on the right."""
    table = grid(document, [[column.heading for column in made.columns]], size=11)
    for group in made.groups:
        if group.heading:
            merged = table.add_row().cells
            line(merged[0].merge(merged[-1]), group.heading, bold=True, size=11, first=True)
        for texts in group.lines:
            row = table.add_row()
            row.height = Mm(9) if made.to_sign else None
            for cell, shown in zip(row.cells, texts, strict=True):
                line(cell, shown.text, LEFT if shown.is_text else numbers, size=11, first=True)
    set_widths(table, [width * column.share // 100 for column in made.columns])


def set_widths(table: Any, widths: Sequence[int]) -> None:
    """In mm. Word goes by each cell's own width, others by the column's; a merged one has none.

    No row goes over two pages.
    """
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if len(row._tr.tc_lst) == len(widths):
            for cell, width in zip(row._tr.tc_lst, widths, strict=True):
                cell.width = Mm(width)


def grid(document: Any, heads: Sequence[Sequence[str]], size: int = 12) -> Any:
    """A table with lines, its heading rows repeated on every page."""
    table = document.add_table(rows=len(heads), cols=len(heads[0]), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row, texts in zip(table.rows, heads, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            line(cell, text, CENTRE, bold=True, size=size, first=True)
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def fill(cells: Sequence[Any], texts: Sequence[str], *, size: int = 12, bold: bool = False) -> None:
    """The first to the left, the others to the right, as figures stand."""
    for place, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        line(cell, text, RIGHT if place else LEFT, bold=bold, size=size, first=True)


def append_lines(
    table: Any,
    lines: Iterable[Sequence[str]],
    widths: Sequence[int],
    *,
    size: int,
    aligns: str = "",
    bold: bool = False,
) -> None:
    """Many lines at once, so wide in mm as the headings: python-docx takes half a millisecond for each cell.

    `aligns` has a letter a column, l or r; without it the first to the left, the others to the right.
    """
    sides = [_SIDES[letter] for letter in aligns or "l" + "r" * (len(widths) - 1)]
    before = [_CELL.format(twips=Mm(width).twips, side=side) for width, side in zip(widths, sides, strict=True)]
    weight = "<w:b/>" if bold else ""
    for texts in lines:
        cells = "".join(
            f'{start}<w:rPr>{weight}<w:sz w:val="{size * 2}"/></w:rPr>'
            f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
            for start, text in zip(before, texts, strict=True)
        )
        row = parse_xml(f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        table._tbl.append(row)


def append_group(table: Any, text: str, *, size: int) -> None:
    """A line over all columns, above those it speaks of and never parted from them."""
    row = parse_xml(
        f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/></w:trPr>"
        f'<w:tc><w:tcPr><w:gridSpan w:val="{len(table.columns)}"/></w:tcPr>'
        '<w:p><w:pPr><w:keepNext/><w:spacing w:before="0" w:after="0"/></w:pPr>'
        f'<w:r><w:rPr><w:b/><w:sz w:val="{size * 2}"/></w:rPr><w:t>{escape(text)}</w:t></w:r></w:p></w:tc></w:tr>'
    )
    table._tbl.append(row)
