"""The report of an inspection as a Word file; says what the PDF says."""

from khuyenhoc.word import (
    CENTRE,
    LEFT,
    add_heading,
    add_letterhead,
    add_line,
    add_prose,
    add_signing,
    new_document,
    written,
)

from .inspection_report import InspectionReport


def write_word(report: InspectionReport, demo_words: str = "") -> bytes:
    document = new_document(title=f"Báo cáo {report.title}", author=report.inspection.by_unit.association_name)
    add_letterhead(document, report.letterhead)
    add_line(document, "BÁO CÁO", CENTRE, bold=True, before=18)
    add_line(document, report.title, CENTRE, bold=True)
    if report.provisional:
        add_line(document, f"({report.provisional})", CENTRE, italic=True)
    add_prose(document, report.opening)
    for heading, paragraphs in report.parts:
        add_heading(document, heading.upper())
        for paragraph in paragraphs:
            add_prose(document, paragraph)
    add_prose(document, report.closing)
    if demo_words:
        add_line(document, demo_words, LEFT, italic=True, size=11)
    add_signing(document, report.recipients, report.signers)
    return written(document)
