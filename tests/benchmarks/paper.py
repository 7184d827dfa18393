"""The summary on paper: our PDF against WeasyPrint alone on the same HTML, and a kept one against an empty page."""

import statistics
from datetime import date
from typing import Any

from .stage import measure, say, timed

TIMES = 3
EMPTY, PDF = "/huong-dan/", "/bao-cao/2023/tong-ket.pdf"


def benchmark() -> None:
    from django.test import Client

    from chapters.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="vanphong"))
    say("\nThe papers of the summary of 2023")
    summary = adopted()
    client.get(PDF)  # WeasyPrint and the fonts are loaded by the first
    document, html = document_of(summary)
    ours = median(lambda: make(document))
    alone = median(lambda: print_alone(html))
    say(
        f"PDF made: {ours:.2f} s, WeasyPrint alone on the same HTML {alone:.2f} s: {ours / alone:.2f} times (below 1.5)"
    )
    keep(summary, document)
    empty, kept = measure(lambda: client.get(EMPTY)), measure(lambda: client.get(PDF))
    say(f"PDF that was kept: {kept:.1f} ms, {kept / empty:.2f} times an empty page")


def adopted() -> Any:
    """The district's summary of 2023, adopted now if the demonstration has not."""
    from chapters.models import Unit, User
    from reports.actions import adopt_summary, begin_summary
    from reports.models import Period
    from reports.reading import standing_summary

    period, unit, by = (
        Period.objects.get(code="2023"),
        Unit.objects.get(code="066"),
        User.objects.get(username="vanphong"),
    )
    summary = standing_summary(period, unit.pk) or begin_summary(period=period, unit=unit, by=by)
    return summary if summary.is_adopted else adopt_summary(summary=summary, adopted_on=date(2024, 1, 18), by=by)


def document_of(summary: Any) -> tuple[Any, str]:
    """The document, its texts and tables read; and the HTML that its PDF is printed from."""
    from django.template.loader import render_to_string

    from reports import papers
    from reports.document import Document
    from reports.models import Return
    from reports.report import Report

    top = Return.objects.current().get(period=summary.period, unit=summary.unit)
    document = Document(Report(top, summary), summary)
    context = papers.pdf_context(document, "http://127.0.0.1/")
    return document, render_to_string("reports/summary_pdf.html", context)


def make(document: Any) -> bytes:
    """From the figures on: the table in words, the workbook inside, the PDF."""
    from reports import papers
    from reports.document import Document
    from reports.report import Report

    fresh = Document(Report(document.report.top, document.summary), document.summary)
    return papers.make_pdf(fresh, "http://127.0.0.1/")


def print_alone(html: str) -> bytes:
    from weasyprint import HTML

    from khuyenhoc import pdf

    page = HTML(string=html, base_url=pdf.STATIC, url_fetcher=pdf.own_static_files())
    made: bytes = page.write_pdf(pdf_variant=pdf.VARIANT)
    return made


def keep(summary: Any, document: Any) -> None:
    """As adopting keeps them, unless it has."""
    from khuyenhoc.files import store_file
    from reports import papers

    if summary.pdf_id:
        return
    summary.pdf = store_file(name=f"{papers.file_name(document)}.pdf", content=make(document), by=summary.adopted_by)
    summary.save()


def median(act: Any) -> float:
    """Seconds."""
    return statistics.median(timed(act) for _ in range(TIMES))
