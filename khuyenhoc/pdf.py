"""HTML to PDF by WeasyPrint: archival, tagged, and fetching nothing but our own static files."""

import mimetypes
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .actions import Refusal
from .downloads import ENDINGS

STATIC = "https://static.invalid/"  # a name that cannot exist: relative addresses resolve to our static files


VARIANT = "pdf/a-3a"


@dataclass(frozen=True)
class Enclosed:
    """A file that the PDF carries inside: its name with the ending, and what it is."""

    name: str
    content: bytes
    description: str


def render_pdf(template: str, context: dict[str, Any], enclosed: Sequence[Enclosed] = ()) -> bytes:
    """The template as PDF/A-3a. Refuses with a sentence where the machine lacks Pango."""
    html = _html(template, context)
    if not enclosed:
        plain: bytes = html.write_pdf(pdf_variant=VARIANT)
        return plain
    attachments = tuple(map(_attachment, enclosed))
    pdf: bytes = html.write_pdf(pdf_variant=VARIANT, attachments=attachments, finisher=_name_each_once)
    return pdf


def _attachment(one: Enclosed) -> Any:
    """With the figures of the paper: what ISO 19005-3 calls Data. The type is known by the name's ending."""
    from weasyprint import Attachment

    for content_type, ending in ENDINGS.items():
        mimetypes.add_type(content_type, f".{ending}")
    return Attachment(
        string=one.content,
        name=one.name,
        description=one.description,
        relationship="Data",
        created=datetime.now(UTC),
        modified=datetime.now(UTC),
    )


def _name_each_once(_document: Any, pdf: Any) -> None:
    """WeasyPrint 70 puts each attachment into the catalogue's list of associated files twice."""
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def render_sheet(template: str, contexts: Iterable[dict[str, Any]]) -> bytes:
    """One page: the first of the contexts, each in smaller letters than the one before, that fits; else the last."""
    document = None
    for context in contexts:
        document = _html(template, context).render(pdf_variant=VARIANT)
        if len(document.pages) == 1:
            break
    if document is None:
        raise ValueError("there is nothing to print")
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT)
    return pdf


def render_pieces(template: str, pieces: Iterable[dict[str, Any]], told: Callable[[int], object]) -> bytes:
    """One PDF of many contexts, each laid out by itself; after each, `told` is how many pages there are."""
    document, pages = None, []
    for context in pieces:
        html = _html(template, context)
        document = html.render(font_config=document and document.font_config, pdf_variant=VARIANT)
        pages += document.pages
        told(len(pages))
    if document is None:
        raise ValueError("there is nothing to print")
    pdf: bytes = document.copy(pages).write_pdf(pdf_variant=VARIANT)
    return pdf


def _html(template: str, context: dict[str, Any]) -> Any:
    try:
        from weasyprint import HTML  # imported late: it needs Pango, and takes half a second
    except OSError as fault:
        raise Refusal(
            "Máy chủ chưa cài thư viện Pango nên chưa in được PDF. "
            "Xin báo người quản trị cài gói libpango-1.0-0, libpangoft2-1.0-0 và libharfbuzz-subset0; "
            "trong khi chờ, có thể in trang này từ trình duyệt."
        ) from fault
    return HTML(string=render_to_string(template, context), base_url=STATIC, url_fetcher=own_static_files())


def own_static_files() -> Any:
    """A fetcher that reaches nothing else."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnStaticFiles(URLFetcher):
        """Reaches our static files only; a report never opens a connection or another file."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            found = finders.find(url.removeprefix(STATIC)) if url.startswith(STATIC) else None
            if not isinstance(found, str):
                raise ValueError(f"a report may not fetch {url}")
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            return URLFetcherResponse(url, body=Path(found).read_bytes(), headers={"Content-Type": kind})

    return OwnStaticFiles()
