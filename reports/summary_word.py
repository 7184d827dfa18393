"""The annual summary as a Word file after Nghị định 30/2020, with styles, lists and tables to be worked on in Word."""

from typing import Any

from docx.shared import Mm, RGBColor

from khuyenhoc.numbers import NBSP
from khuyenhoc.word import (
    CENTRE,
    LEFT,
    LYING_WIDTH,
    OF_TITLE,
    RIGHT,
    TEXT_WIDTH,
    append_group,
    append_lines,
    attached_table,
    fill,
    grid,
    lay_on_side,
    letterhead,
    line,
    new_document,
    rule,
    saved,
    set_widths,
    signing,
    stand_upright,
)
from khuyenhoc.word_styles import ITEM, NUMBERED, SUBITEM, TEXT, begin_numbers, paragraph_in, set_styles

from .document import Document, Part, Run
from .honours import Honours
from .proof import Proof
from .report import Report
from .word import stat_table

_STYLES = {"prose": TEXT, "item": ITEM, "subitem": SUBITEM, "numbered": NUMBERED}


def write_word(document: Document, proof: Proof | None = None, demo_words: str = "") -> bytes:
    file = new_document(document.name, document.issuer)
    set_styles(file)
    _mark_pages(file.sections[0], document.watermark, proof)
    letterhead(file, document.issuer_above, document.issuer, document.number_line, document.dated_line)
    _head(file, document)
    for part in document.parts:
        _write_part(file, part)
    paragraph_in(file, document.last_line, TEXT)
    if demo_words:
        line(file, demo_words, LEFT, italic=True, size=11)
    signing(file, document.recipients, [document.signer])
    for numeral, table in document.report.appendices:
        layout = table.layout
        (lay_on_side if layout.is_lying else stand_upright)(file)
        _head_appendix(file, document, numeral, f"{table.title.upper()} NĂM{NBSP}{document.report.period.year}")
        stat_table(file, table, LYING_WIDTH if layout.is_lying else TEXT_WIDTH, min(layout.size, 10))
    if document.report.fund_columns:
        stand_upright(file)
        _write_fund(file, document)
    stand_upright(file)
    _write_honours(file, document)
    return saved(file)


def _mark_pages(section: Any, watermark: str, proof: Proof | None) -> None:
    """What each page says, the first one too: that it is a draft, or the code of what was adopted."""
    for header, footer in (
        (section.header, section.footer),
        (section.first_page_header, section.first_page_footer),
    ):
        if watermark:
            line(header, watermark, CENTRE, bold=True)
            header.paragraphs[-1].runs[0].font.color.rgb = RGBColor(0x80, 0x80, 0x80)
            section.header_distance = Mm(8)
        if proof:
            line(footer, f"Mã xác thực {proof.code}. Kiểm tra tại {proof.address}", LEFT, size=9, first=True)


def _head(file: Any, document: Document) -> None:
    file.add_paragraph("BÁO CÁO", style="Title").paragraph_format.space_before = 228600  # 18 points
    file.add_paragraph(document.title, style="Subtitle")
    rule(file, OF_TITLE, TEXT_WIDTH)
    if document.report.provisional:
        line(file, f"({document.report.provisional})", CENTRE, italic=True)
    if document.addressee:
        line(file, f"Kính gửi: {document.addressee}", CENTRE, before=10)


def _write_part(file: Any, part: Part) -> None:
    if part.heading:
        file.add_heading(part.heading, level=part.level)
    for run in part.runs:
        if run.look != "prose" and file.paragraphs:
            file.paragraphs[-1].paragraph_format.keep_with_next = True
        _write_run(file, run)
    if part.table:
        attached_table(file, part.table, TEXT_WIDTH)


def _write_run(file: Any, run: Run) -> None:
    """Lines numbered 1., 2., 3. are numbered by Word; other marks, "a)", stay as they were typed."""
    counts = run.look == "numbered" and [item.block.mark for item in run.items] == [
        f"{number}." for number in range(1, len(run.items) + 1)
    ]
    numbers = begin_numbers(file) if counts else None
    for item in run.items:
        typed = run.look == "numbered" and not counts
        text = f"{item.block.mark} {item.block.text}" if typed else item.block.text
        paragraph_in(file, text, TEXT if typed else _STYLES[run.look], numbers)
        for inner in item.below:
            paragraph_in(file, inner.text, SUBITEM)


def _head_appendix(file: Any, document: Document, numeral: str, title: str) -> None:
    heading = file.add_heading(f"Phụ lục {numeral}", level=1)
    heading.alignment, layout = CENTRE, heading.paragraph_format
    layout.first_line_indent = layout.space_before = 0
    file.add_paragraph(title, style="Caption")
    line(file, document.attached, CENTRE, italic=True, size=13)
    file.paragraphs[-1].paragraph_format.space_after = 76200  # 6 points


def _write_fund(file: Any, document: Document) -> None:
    report = document.report
    made = report.fund_table
    _head_appendix(file, document, report.fund_numeral, f"{made.title.upper()} NĂM{NBSP}{report.period.year}")
    attached_table(file, made, TEXT_WIDTH, numbers=RIGHT)


def _write_honours(file: Any, document: Document) -> None:
    report = document.report
    _head_appendix(file, document, report.awards_numeral, f"KHEN THƯỞNG CỦA HỘI NĂM{NBSP}{report.period.year}")
    _count_honours(file, report)
    if report.honours.honoured:
        line(file, "Danh sách được tặng", bold=True, before=12)
        file.paragraphs[-1].paragraph_format.space_after = 76200
        _list_honoured(file, report.honours)
    if report.honours.unnamed_words:
        line(file, report.honours.unnamed_words, italic=True, size=11)


def _count_honours(file: Any, report: Report) -> None:
    honours = report.honours
    if not honours.lines:
        line(file, "Không có đề nghị hay quyết định khen thưởng trong năm.", size=12)
        return
    classes = [kind.label.capitalize() for kind in honours.classes]
    table = grid(file, [["Cấp khen", "Hình thức", *classes, "Trạng thái"]], size=11)
    for made in honours.lines:
        cells = table.add_row().cells
        fill(cells, [made.level, made.form, *made.counts, made.status], size=11)
        for cell in (cells[1], cells[-1]):
            cell.paragraphs[0].alignment = LEFT
    few = 62 // len(classes)
    set_widths(table, (43, TEXT_WIDTH - 43 - 22 - few * len(classes), *[few] * len(classes), 22))


def _list_honoured(file: Any, honours: Honours) -> None:
    table, widths = grid(file, [["TT", "Tập thể, cá nhân", "Chức vụ, đơn vị"]], size=11), (12, 78, 75)
    set_widths(table, widths)
    for group in honours.honoured:
        append_group(table, group.title, size=11)
        lines = [(str(number), name, place) for number, (name, _, place) in enumerate(group.lines, start=1)]
        append_lines(table, lines, widths, size=11, aligns="lll")
