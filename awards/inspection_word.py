"""The report of an inspection as a Word file; says what the PDF says."""

from khuyenhoc.word import LEFT, heading, letterhead, line, new_document, prose, saved, signing, title

from .inspection_report import InspectionReport


def write_word(report: InspectionReport, demo_words: str = "") -> bytes:
    document = new_document(f"Báo cáo {report.title}", report.issuer_above)
    letterhead(document, report.issuer_above, report.issuer, report.number, report.dated)
    title(document, "BÁO CÁO", report.title, f"({report.provisional})" if report.provisional else "")
    prose(document, report.opening)
    for words, paragraphs in report.parts:
        heading(document, words.upper())
        for paragraph in paragraphs:
            prose(document, paragraph)
    prose(document, report.closing)
    if demo_words:
        line(document, demo_words, LEFT, italic=True, size=11)
    signing(document, report.recipients, [report.signer])
    return saved(document)
