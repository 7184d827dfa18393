"""A unit's own report as a Word file, in the layout of Nghị định 30/2020, to be finished and signed by hand."""

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from khuyenhoc.word import (
    CENTRE,
    LEFT,
    add_grid,
    add_heading,
    add_letterhead,
    add_line,
    add_prose,
    add_signing,
    fill,
    new_document,
    written,
)

from .lines import StatTable
from .own_report import OwnReport

RECIPIENTS = ("- Hội cấp trên;", "- Các đơn vị trực thuộc;", "- Lưu: VT.")


def write_word(report: OwnReport, demo_words: str = "") -> bytes:
    document = new_document(title=f"Báo cáo {report.title}", author=report.association)
    add_letterhead(document, report.letterhead)
    add_line(document, "BÁO CÁO", CENTRE, bold=True, before=18)
    add_line(document, report.title, CENTRE, bold=True)
    if report.provisional:
        add_line(document, f"({report.provisional})", CENTRE, italic=True)
    for heading, paragraphs in report.parts:
        add_heading(document, heading.upper())
        for paragraph in paragraphs:
            add_prose(document, paragraph)
    add_prose(document, "Số liệu chi tiết có trong các phụ lục kèm theo./.")
    if demo_words:
        add_line(document, demo_words, LEFT, italic=True, size=11)
    add_signing(document, RECIPIENTS, ("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"))
    _figures(document, report)
    for table in report.tables:
        _appendix(document, table)
    return written(document)


def _figures(document: Any, report: OwnReport) -> None:
    """Phụ lục: every figure of the unit beside the year before."""
    document.add_page_break()
    add_line(document, f"SỐ LIỆU NĂM {report.period.year}", CENTRE, bold=True)
    heads = ["Chỉ tiêu", f"Năm {report.last_year}" if report.last_year else "Năm trước", f"Năm {report.period.year}"]
    table = add_grid(document, [heads])
    for group, lines in report.figures:
        merged = table.add_row().cells
        add_line(merged[0].merge(merged[-1]), group, bold=True, size=12, first=True)
        for texts in lines:
            fill(table.add_row().cells, texts)


def _appendix(document: Any, stat: StatTable) -> None:
    section = document.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin, section.right_margin = Mm(20), Mm(12)
    add_line(document, stat.title.upper(), CENTRE, bold=True)
    upper, lower = ["Đơn vị"], ["Đơn vị"]
    for column in stat.columns:
        upper.append(column.heading or column.label)
        lower.append(column.label)
    table = add_grid(document, [upper, lower] if stat.has_two_heading_rows else [lower], size=10)
    if stat.has_two_heading_rows:
        _merge_headings(table, stat)
    for line, cells in stat.lines:
        fill(table.add_row().cells, [line.label, *map(_words, cells)], size=10)
    fill(table.add_row().cells, [stat.total_label, *map(_words, stat.total)], size=10, bold=True)


def _words(shown: Any) -> str:
    return f"{shown.text} (mới có {shown.coverage})" if shown.coverage else str(shown.text)


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
