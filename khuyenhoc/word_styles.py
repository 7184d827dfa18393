"""The styles of a long paper as a Word file, so that it can be written on in Word: headings, text, lists."""

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Mm, Pt

from .word import BOTH, CENTRE, FONT, LEFT, set_font

TEXT, ITEM, SUBITEM, NUMBERED = "Body Text", "List Bullet", "List Bullet 2", "List Number"
INDENT = Cm(1.27)
_MARKS = {ITEM: ("bullet", "-"), SUBITEM: ("bullet", "+"), NUMBERED: ("decimal", "%1.")}
_FIRST_LIST = 100  # beyond those that come with python-docx


def set_styles(document: Any) -> None:
    """NĐ 30/2020, Phụ lục I: 14 points, the first line 1,27 cm in, 6 points between paragraphs."""
    styles = document.styles
    for name in ("Heading 1", "Heading 2", "Title", "Subtitle", "Caption"):
        set_font(styles[name], bold=True)
        _lay(styles[name], LEFT if name.startswith("Heading") else CENTRE, before=12 if name[0] == "H" else 0)
        styles[name].paragraph_format.keep_with_next = True
    for name in ("Heading 1", "Heading 2"):
        styles[name].paragraph_format.first_line_indent = INDENT
    about = styles["Subtitle"].paragraph_format
    about.left_indent = about.right_indent = Mm(12)
    about.space_after = Pt(4)
    for border in styles["Title"].element.findall(f".//{qn('w:pBdr')}"):
        border.getparent().remove(border)
    for tag in ("w:spacing", "w:kern"):  # of letters: what the template's title and subtitle have
        for name in ("Title", "Subtitle"):
            for found in styles[name].element.rPr.findall(qn(tag)):
                styles[name].element.rPr.remove(found)
    for number, name in enumerate((TEXT, *_MARKS)):
        set_font(styles[name])
        _lay(styles[name], BOTH, before=6)
        styles[name].paragraph_format.first_line_indent = INDENT
        if name in _MARKS:
            _add_kind_of_list(document, _FIRST_LIST + number, *_MARKS[name])
            _link(styles[name], _add_list(document, _FIRST_LIST + number))


def _lay(style: Any, align: Any, before: int) -> None:
    layout = style.paragraph_format
    layout.alignment, layout.left_indent, layout.line_spacing = align, Cm(0), 1.0
    layout.space_before, layout.space_after = Pt(before), Pt(0)
    for tight in style.element.pPr.findall(qn("w:contextualSpacing")):
        style.element.pPr.remove(tight)


def begin_numbers(document: Any) -> int:
    """A list that counts from one, for `paragraph_in`."""
    return _add_list(document, _FIRST_LIST + 1 + list(_MARKS).index(NUMBERED), from_one=True)


def paragraph_in(document: Any, text: str, style: str, numbers: int | None = None) -> Any:
    paragraph = document.add_paragraph(text, style=style)
    if numbers is not None:
        belongs = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        belongs.get_or_add_ilvl().val, belongs.get_or_add_numId().val = 0, numbers
    return paragraph


def _add_kind_of_list(document: Any, key: int, kind: str, mark: str) -> None:
    """Its mark stands in the first line, a space before the words."""
    numbering = document.part.numbering_part.element
    made = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{key}"><w:multiLevelType w:val="singleLevel"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{mark}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="0" w:firstLine="{INDENT.twips}"/></w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:cs="{FONT}" w:hint="default"/></w:rPr></w:lvl>'
        "</w:abstractNum>"
    )
    numbering.findall(qn("w:num"))[0].addprevious(made)  # all kinds before all lists: the format's order


def _add_list(document: Any, kind: int, *, from_one: bool = False) -> int:
    made = document.part.numbering_part.element.add_num(kind)
    if from_one:
        made.add_lvlOverride(0).add_startOverride(1)
    return int(made.numId)


def _link(style: Any, number: int) -> None:
    belongs = style.element.get_or_add_pPr().get_or_add_numPr()
    belongs.get_or_add_numId().val = number
