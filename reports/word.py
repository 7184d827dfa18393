"""A unit's own report as a Word file, in the layout of Nghị định 30/2020, to be finished and signed by hand."""

from typing import Any

from khuyenhoc.papers import Signer
from khuyenhoc.word import (
    CENTRE,
    LEFT,
    fill,
    grid,
    heading,
    lay_on_side,
    letterhead,
    line,
    new_document,
    prose,
    saved,
    signing,
    title,
)

from .lines import StatTable
from .own_report import OwnReport

RECIPIENTS = ("- Hội cấp trên;", "- Các đơn vị trực thuộc;", "- Lưu: VT.")
SIGNER = Signer(("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"))


def write_word(report: OwnReport, demo_words: str = "") -> bytes:
    document = new_document(f"Báo cáo {report.title}", report.association)
    letterhead(document, report.association_above, report.association, report.number_line, report.dated_line)
    title(document, "BÁO CÁO", report.title, f"({report.provisional})" if report.provisional else "")
    for words, paragraphs in report.parts:
        heading(document, words.upper())
        for paragraph in paragraphs:
            prose(document, paragraph)
    prose(document, "Số liệu chi tiết có trong các phụ lục kèm theo./.")
    if demo_words:
        line(document, demo_words, LEFT, italic=True, size=11)
    signing(document, RECIPIENTS, [SIGNER])
    _figures(document, report)
    for numeral, table in report.appendices:
        _appendix(document, numeral, table)
    return saved(document)


def _figures(document: Any, report: OwnReport) -> None:
    """Phụ lục: every figure of the unit beside the year before."""
    document.add_page_break()
    line(document, "Phụ lục I", CENTRE, bold=True)
    line(document, f"SỐ LIỆU NĂM {report.period.year}", CENTRE, bold=True)
    if report.goals.reached:
        _reached(document, report)
    heads = ["Chỉ tiêu", f"Năm {report.last_year}" if report.last_year else "Năm trước", f"Năm {report.period.year}"]
    table = grid(document, [heads])
    for group, lines in report.figures:
        merged = table.add_row().cells
        line(merged[0].merge(merged[-1]), group, bold=True, size=12, first=True)
        for texts in lines:
            fill(table.add_row().cells, texts)


def _reached(document: Any, report: OwnReport) -> None:
    """Its targets beside its results, above the figures one by one."""
    line(document, "1. Thực hiện chỉ tiêu được giao", bold=True, before=6)
    table = grid(document, [["Chỉ tiêu", "Được giao", "Kết quả", "So với chỉ tiêu"]])
    for one in report.goals.reached:
        fill(table.add_row().cells, [one.label, one.target_words, one.now, one.part_words])
    line(document, "2. Từng số liệu", bold=True, before=6)


def _appendix(document: Any, numeral: str, stat: StatTable) -> None:
    lay_on_side(document)
    line(document, f"Phụ lục {numeral}", CENTRE, bold=True)
    line(document, stat.title.upper(), CENTRE, bold=True)
    upper, lower = ["Đơn vị"], ["Đơn vị"]
    for column in stat.columns:
        upper.append(column.heading or column.label)
        lower.append(column.label)
    table = grid(document, [upper, lower] if stat.has_two_heading_rows else [lower], size=10)
    if stat.has_two_heading_rows:
        _merge_headings(table, stat)
    for label, cells in stat.lines:
        fill(table.add_row().cells, [label.label, *map(_words, cells)], size=10)
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
