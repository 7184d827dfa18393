"""HTML to PDF by WeasyPrint: archival, tagged, and fetching nothing but our own static files."""

import mimetypes
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from .actions import Refusal

STATIC = "https://static.invalid/"  # a name that cannot exist: relative addresses resolve to our static files


VARIANT = "pdf/a-3a"


def render_pdf(template: str, context: dict[str, Any]) -> bytes:
    """The template as PDF/A-3a. Refuses with a sentence where the machine lacks Pango."""
    pdf: bytes = _html(template, context).write_pdf(pdf_variant=VARIANT)
    return pdf


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
    return HTML(string=render_to_string(template, context), base_url=STATIC, url_fetcher=_fetcher())


def _fetcher() -> Any:
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
