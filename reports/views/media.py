"""The annual summary as files: those kept when it was adopted, else made now."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.text import slugify

from chapters.access import Request, needs
from khuyenhoc.downloads import DOCX, PDF, XLSX, file_answer
from khuyenhoc.names import search_key

from ..papers import file_name, make_pdf, make_word, make_workbook
from ..reading import document_or_404, kept_paper

Maker = Callable[..., bytes]


@needs("read_returns")
def summary_pdf(request: Request, period: str) -> HttpResponse:
    return _answer(request, period, "pdf", PDF, make_pdf)


@needs("read_returns")
def summary_docx(request: Request, period: str) -> HttpResponse:
    return _answer(request, period, "docx", DOCX, make_word)


@needs("read_returns")
def summary_xlsx(request: Request, period: str) -> HttpResponse:
    return _answer(request, period, "xlsx", XLSX, make_workbook)


def _answer(request: Request, period: str, kind: str, content_type: str, make: Maker) -> HttpResponse:
    """What was adopted is handed out byte by byte as it was kept."""
    inline = content_type == PDF
    if kept := kept_paper(request, period, kind):
        name = slugify(search_key(kept.name.rpartition(".")[0]))
        return file_answer(bytes(kept.content), content_type, name, inline=inline)
    document = document_or_404(request, period)
    content = make(document, request.build_absolute_uri("/"), is_demo=request.user.is_demo)
    return file_answer(content, content_type, file_name(document), inline=inline)
