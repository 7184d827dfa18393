"""STAND-IN, to be replaced at the merge by the part that makes the papers: `make_papers(document, address)`."""

from io import BytesIO
from typing import NamedTuple

import openpyxl
from docx import Document as WordDocument

from khuyenhoc.pdf import render_pdf

from .document import Document


class Papers(NamedTuple):
    pdf: bytes
    docx: bytes
    xlsx: bytes


def make_papers(document: Document, address: str) -> Papers:
    """The adopted paper in its three forms; `address` is where it is verified."""
    pdf = render_pdf(
        "reports/summary_pdf.html", {"document": document, "report": document.report, "address": address, "demo": False}
    )
    word, book = WordDocument(), openpyxl.Workbook()
    word.add_heading(document.title)
    for part in document.parts:
        for block in part.blocks:
            word.add_paragraph(block.text)
    written = [BytesIO(), BytesIO()]
    word.save(written[0])
    book.save(written[1])
    return Papers(pdf, written[0].getvalue(), written[1].getvalue())
