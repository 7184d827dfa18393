"""The papers of an award, each as page, PDF and Word; the content is made in awards/letters.py."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from chapters.access import Request, needs, visible_or_404
from chapters.models import Unit
from chapters.reach import within
from khuyenhoc.downloads import DOCX, PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.papers import Paper
from khuyenhoc.pdf import render_pdf
from khuyenhoc.word import write_paper

from .. import letters, lists
from ..models import AwardForm, Council, Decision, Nomination
from .asked import unit_asked, year_asked


@needs("read_awards")
def petition(request: Request, ending: str = "") -> HttpResponse:
    """First to which grantor and for which year, then the paper."""
    unit = _unit(request)
    award, year = _award(request), year_asked(request)
    if award is None or year is None:
        waiting = lists.waiting(letters.petitioned(unit))
        units = request.user.units_reached("read_awards").associations()
        return render(request, "awards/petition_start.html", {"unit": unit, "units": units, "waiting": waiting})
    return _answer(request, letters.petition(unit, award, year), ending, f"to trinh {unit.full_name} {year}")


@needs("decide_awards")
def decision_draft(request: Request, ending: str = "") -> HttpResponse:
    award, year = _award(request), year_asked(request)
    unit = request.user.units_reached("decide_awards")[0]
    if award is None or year is None or not letters.gives(unit, award.grantor_name):
        raise Http404("no form and year of this association's own was asked for")
    return _answer(request, letters.draft_decision(unit, award, year), ending, f"du thao quyet dinh {year}")


def decision_paper(request: Request, pk: int, ending: str = "") -> HttpResponse:
    found = visible_or_404(Decision, request, pk=pk)
    if not letters.is_own(found):
        raise Http404("another grantor's decision is not printed here")
    return _answer(request, letters.signed_decision(found), ending, f"quyet dinh {found.number}", inside=found)


def council_paper(request: Request, pk: int, ending: str = "") -> HttpResponse:
    found = visible_or_404(Council, request, pk=pk)
    return _answer(request, letters.minutes(found), ending, f"bien ban hop {found.held_on:%Y-%m-%d}", inside=found)


@needs("read_awards")
def presentation(request: Request, ending: str = "") -> HttpResponse:
    unit = _unit(request)
    reached = Nomination.objects.visible_to(request.user).filter(within([unit.path], "unit__path"))
    years = lists.years_of(reached.filter(state__in=lists.GIVEN))
    latest = years[0] if years else timezone.localdate().year
    year = year_asked(request) or latest
    listed = list(letters.honoured(reached, year))
    return _answer(request, letters.running_order(unit, listed, year), ending, f"danh sach trao khen thuong {year}")


def _unit(request: Request) -> Unit:
    """The unit of ?don-vi=, which must be in reach; else the highest that is."""
    return unit_asked(request) or request.user.units_reached("read_awards").select_related("parent")[0]


def _award(request: Request) -> AwardForm | None:
    return AwardForm.objects.filter(code=request.GET.get("hinh-thuc", "")).first()


def _answer(
    request: Request, paper: Paper, ending: str, name: str, inside: Council | Decision | None = None
) -> HttpResponse:
    """The page, or the file that the ending names; all of them print the same content. `inside`: what it is made of."""
    file_name, demo = slugify(search_key(name)), request.user.is_demo
    if ending == "pdf":
        return file_answer(render_pdf("components/paper_pdf.html", {"paper": paper, "demo": demo}), PDF, file_name)
    if ending == "docx":
        words = render_to_string("components/_demo_words.html").strip() if demo else ""
        return file_answer(write_paper(paper, words), DOCX, file_name)
    if ending:
        raise Http404(f"no paper ends in {ending}")
    return render(request, "awards/paper.html", {"paper": paper, "files": _files(request), "inside": inside})


def _files(request: Request) -> list[tuple[str, str]]:
    match = request.resolver_match
    assert match is not None  # noqa: S101 a view is called through its address
    return [
        (label, reverse(f"{match.view_name}-file", kwargs=match.kwargs | {"ending": ending}, query=request.GET))
        for label, ending in (("Bản PDF", "pdf"), ("Bản Word", "docx"))
    ]
