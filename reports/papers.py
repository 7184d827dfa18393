"""The annual summary as files: the PDF, the Word file and the workbook of one Document, which they only print."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify

from khuyenhoc.downloads import ENDINGS, XLSX
from khuyenhoc.names import search_key
from khuyenhoc.pdf import Enclosed, render_pdf

from .document import Document
from .proof import proof_of
from .summary_excel import write_excel
from .summary_word import write_word


def make_papers(document: Document, site: str) -> dict[str, bytes]:
    """All three as adopted, by the names they have in Summary; the PDF carries the very workbook that is kept.

    `site` is the absolute address of the installation, "https://hoi.vn/".
    """
    workbook = make_workbook(document, site)
    return {"pdf": _pdf(document, site, workbook), "docx": make_word(document, site), "xlsx": workbook}


def make_pdf(document: Document, site: str, *, is_demo: bool = False) -> bytes:
    return _pdf(document, site, make_workbook(document, site, is_demo=is_demo), is_demo=is_demo)


def make_word(document: Document, site: str, *, is_demo: bool = False) -> bytes:
    return write_word(document, proof_of(document, site), demo_words(document, is_demo=is_demo))


def make_workbook(document: Document, site: str, *, is_demo: bool = False) -> bytes:
    return write_excel(document, proof_of(document, site), demo_words(document, is_demo=is_demo))


def pdf_context(document: Document, site: str, *, is_demo: bool = False) -> dict[str, Any]:
    return {
        "document": document,
        "report": document.report,
        "proof": proof_of(document, site),
        "demo_words": demo_words(document, is_demo=is_demo),
    }


def _pdf(document: Document, site: str, workbook: bytes, *, is_demo: bool = False) -> bytes:
    context = pdf_context(document, site, is_demo=is_demo)
    description = f"Bảng số liệu của báo cáo, năm {document.report.period.year}"
    enclosed = Enclosed(f"{file_name(document)}.{ENDINGS[XLSX]}", workbook, description)
    return render_pdf("reports/summary_pdf.html", context, [enclosed])


def file_name(document: Document) -> str:
    """In plain letters and without an ending: "tong-ket-2023-huyen-na-ri"."""
    report = document.report
    return slugify(search_key(f"tong ket {report.period.code} {report.row.full_name}"))


def demo_words(document: Document, *, is_demo: bool) -> str:
    """That the figures are invented; on what was adopted, if who adopted it belongs to the demonstration."""
    adopter = document.summary.adopted_by if document.summary else None
    if not (adopter.is_demo if adopter else is_demo):
        return ""
    return render_to_string("components/_demo_words.html").strip()
