"""A unit's own report as a Word file, in the layout of Nghị định 30/2020, to be finished and signed by hand."""

from typing import Any

from khuyenhoc.papers import Signer
from khuyenhoc.word import (
    CENTRE,
    LEFT,
    LYING_WIDTH,
    append_lines,
    fill,
    grid,
    heading,
    lay_on_side,
    letterhead,
    line,
    new_document,
    prose,
    saved,
    set_margins,
    set_widths,
    signing,
    title,
)

from .lines import Line, StatTable
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
        lay_on_side(document)
        _head(document, report, numeral, table.title)
        stat_table(document, table)
    return saved(document)


def _figures(document: Any, report: OwnReport) -> None:
    """Phụ lục: every figure of the unit beside the year before."""
    _head(document, report, "I", "Số liệu", new_page=True)
    if report.goals.reached:
        _reached(document, report)
    heads = ["Chỉ tiêu", f"Năm {report.last_year}" if report.last_year else "Năm trước", f"Năm {report.period.year}"]
    table = grid(document, [heads])
    for group, lines in report.figures:
        merged = table.add_row().cells
        line(merged[0].merge(merged[-1]), group, bold=True, size=12, first=True)
        for texts in lines:
            fill(table.add_row().cells, texts)
    set_widths(table, (97, 34, 34))


def _head(document: Any, report: OwnReport, numeral: str, title: str, *, new_page: bool = False) -> None:
    attached = f"(Kèm theo Báo cáo năm {report.period.year} của {report.association})"
    line(document, f"Phụ lục {numeral}", CENTRE, bold=True, new_page=new_page)
    line(document, f"{title.upper()} NĂM {report.period.year}", CENTRE, bold=True)
    line(document, attached, CENTRE, italic=True, size=13)


def _reached(document: Any, report: OwnReport) -> None:
    """Its targets beside its results, above the figures one by one."""
    line(document, "1. Thực hiện chỉ tiêu được giao", bold=True, before=6)
    table = grid(document, [["Chỉ tiêu", "Được giao", "Kết quả", "So với chỉ tiêu"]])
    for one in report.goals.reached:
        fill(table.add_row().cells, [one.label, one.target_words, one.now, one.part_words])
    set_widths(table, (75, 25, 32, 33))
    line(document, "2. Từng số liệu", bold=True, before=6)


def stat_table(document: Any, stat: StatTable, room: int = LYING_WIDTH, size: int = 10) -> None:
    """A statistical table, `room` mm wide, its headings repeated on each page."""
    upper, lower = ["Đơn vị"], ["Đơn vị"]
    for column in stat.columns:
        upper.append(column.heading or column.label)
        lower.append(column.label)
    table = grid(document, [upper, lower] if stat.has_two_heading_rows else [lower], size=size)
    set_margins(table, 55)
    if stat.has_two_heading_rows:
        _merge_headings(table, stat)
    widths = _widths(stat, room)
    set_widths(table, widths)
    append_lines(table, ([_name(line), *map(_words, cells)] for line, cells in stat.lines), widths, size=size)
    append_lines(table, [[stat.total_label, *map(_words, stat.total)]], widths, size=size, bold=True)
    if stat.silent:
        line(document, stat.silent_words, italic=True, size=11)


def _widths(stat: StatTable, room: int) -> list[int]:
    """In mm: the columns after the longest that each must hold, and what they leave to the units' names."""
    letters = [length + 1 for length in stat.letters]
    names = min(max(room - 3 * sum(letters), 52 if room == LYING_WIDTH else 40), 80)
    return [names, *((room - names) * length // sum(letters) for length in letters)]


def _name(made: Line) -> str:
    return made.label if made.is_added else f"{made.label} ({made.note})"


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
