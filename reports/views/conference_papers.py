"""The papers of a conference, each as page, PDF and Word; the news text; all of it in one ZIP."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from chapters.access import Request, needs
from khuyenhoc.downloads import DOCX, PDF, ZIP, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.pdf import render_pdf
from khuyenhoc.word import write_paper

from ..conference_bundle import Bundle
from ..conference_papers import PAPERS, Gathering
from ..news import News, write_news
from ..pages.conference import conference_of
from ..reading import document_or_404


@require_safe
@needs("read_returns")
def paper(request: Request, period: str, paper: str, ending: str = "") -> HttpResponse:
    """The page, or the file that the ending names; all of them print the same content."""
    of = _gathering(request, period)
    if paper not in PAPERS:
        raise Http404("no paper of this name")
    words, make = PAPERS[paper]
    made, name = make(of), _name(f"{paper} hoi nghi {period} {of.document.report.row.full_name}")
    if ending == "pdf":
        context = {"paper": made, "demo": request.user.is_demo}
        return file_answer(render_pdf("components/paper_pdf.html", context), PDF, name)
    if ending == "docx":
        return file_answer(write_paper(made, _demo_words(request)), DOCX, name)
    if ending:
        raise Http404(f"no paper ends in {ending}")
    files = [(label, _file_address(of, paper, ending)) for label, ending in (("Bản PDF", "pdf"), ("Bản Word", "docx"))]
    context = {"conference": of.conference, "paper": made, "words": words, "files": files}
    return render(request, "reports/conference_paper.html", context)


def _file_address(of: Gathering, paper: str, ending: str) -> str:
    conference = of.conference
    values = {"period": conference.period.code, "paper": paper, "ending": ending}
    return reverse("reports:conference-paper-file", kwargs=values, query={"don-vi": conference.unit.code})


@require_safe
@needs("read_returns")
def news(request: Request, period: str) -> HttpResponse:
    of = _gathering(request, period)
    return render(request, "reports/conference_news.html", {"conference": of.conference, "news": News(of)})


@require_safe
@needs("read_returns")
def news_word(request: Request, period: str) -> HttpResponse:
    of = _gathering(request, period)
    content = write_news(News(of), _demo_words(request))
    return file_answer(content, DOCX, _name(f"tin hoi nghi {period} {of.document.report.row.full_name}"))


@require_safe
@needs("read_returns")
def bundle(request: Request, period: str) -> HttpResponse:
    of = _gathering(request, period)
    content = Bundle(of, request.user, request.build_absolute_uri("/"), _demo_words(request)).write()
    return file_answer(content, ZIP, _name(f"hoi nghi {period} {of.document.report.row.full_name}"))


def _gathering(request: Request, period: str) -> Gathering:
    """The conference with the report it is about, as adopted or as it stands."""
    document = document_or_404(request, period)
    conference = conference_of(document.report.top)
    if conference is None:
        raise Http404("no conference of this unit and period")
    return Gathering(document, conference)


def _demo_words(request: Request) -> str:
    return render_to_string("components/_demo_words.html").strip() if request.user.is_demo else ""


def _name(words: str) -> str:
    return slugify(search_key(words))
