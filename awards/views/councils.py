"""Sittings of the council: written down, their table of results filled in, settled, with the signed minutes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.views.common import form_page, page_of, posted, posted_with_files
from chapters.views.consents import scan_answer
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions, lists
from ..forms.councils import BallotForm, ConveneForm, CouncilForm, SettleForm
from ..forms.decisions import ScanForm
from ..models import AwardRound, Council, Nomination
from .asked import year_among


@needs("read_awards")
def council_list(request: Request) -> HttpResponse:
    passed = Count("votes", filter=Q(votes__is_passed=True))
    councils = Council.objects.visible_to(request.user).select_related("unit", "round")
    counted = councils.annotate(considered=Count("votes"), passed=passed).order_by("-held_on", "-pk")
    years = list(councils.order_by("-round__year").values_list("round__year", flat=True).distinct())
    year = year_among(request, years)
    if year:
        counted = counted.filter(round__year=year)
    context = {
        "years": years,
        "year": year,
        "page": page_of(request, counted),
        "may_decide": request.user.may("decide_awards"),
    }
    return render(request, "awards/council_list.html", context)


@form_page
@needs("decide_awards")
def council_create(request: Request) -> HttpResponse:
    user = request.user
    rounds = AwardRound.objects.known_to(user).filter(closed_at=None)
    initial = {"unit": user.top_unit.code if user.top_unit else None, "award_round": rounds.first()}
    form = ConveneForm(posted(request), user=user, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: actions.convene(by=user, **form.cleaned_data))
        if made:
            messages.success(request, "Đã ghi phiên họp. Xin điền kết quả bỏ phiếu.")
            return redirect(made)
    return render(request, "awards/council_create.html", {"form": form, "has_rounds": rounds.exists()})


@form_page
def council_edit(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Council, request, pk=pk)
    now = {name: getattr(found, name) for name in CouncilForm.base_fields}
    form = CouncilForm(posted(request), initial=now)
    if form.is_valid():
        changed = attempt(form, lambda: actions.change_council(council=found, by=request.user, **form.cleaned_data))
        if changed:
            messages.success(request, "Đã sửa thông tin phiên họp.")
            return redirect(changed)
    return render(request, "awards/council_edit.html", {"form": form, "council": found})


@form_page
def council(request: Request, pk: int) -> HttpResponse:
    """The table of results, filled in while the sitting is open; afterwards as it was settled."""
    found = visible_or_404(Council, request, pk=pk)
    writes = request.user.can("decide_awards", found.unit)
    if request.method == "POST" and not writes:
        raise PermissionDenied("Kết quả họp hội đồng do Thường trực Hội ghi.")
    listed = [] if found.settled_at else list(_considered(request, found))
    form = BallotForm(posted(request), council=found, listed=listed)
    if form.is_valid() and _record(request, found, form):
        return redirect(found)
    return render(request, "awards/council.html", _context(request, found, form, writes=writes))


def _record(request: Request, found: Council, form: BallotForm) -> bool:
    def act() -> bool:
        actions.record_votes(council=found, ballots=form.ballots, left_out=form.left_out, by=request.user)
        return True

    saved = attempt(form, act)
    if saved:
        messages.success(request, f"Đã lưu kết quả của {len(form.ballots)} trường hợp.")
    return bool(saved)


def _considered(request: Request, found: Council) -> QuerySet[Nomination]:
    """What lies with the council's association in its round or year, and what has a result already."""
    of_round = Q(round=found.round_id) | Q(round=None, year=found.round.year)
    waiting = Q(at=found.unit_id, state__in=lists.PENDING) & of_round
    listed = Nomination.objects.visible_to(request.user).filter(waiting | Q(pk__in=found.votes.values("nomination")))
    return lists.in_order(listed)


def _context(request: Request, found: Council, form: BallotForm, *, writes: bool) -> dict[str, object]:
    votes = lists.votes_in_order(found)
    return {
        "council": found,
        "form": form if writes and not found.settled_at else None,
        "lines": [(vote, vote.abstained(found.attended)) for vote in votes],
        "writes": writes,
        "scan_form": ScanForm() if writes and found.settled_at and not found.minutes_id else None,
        "history": history_of(found, *votes) if request.user.can("read_log", found.unit) else [],
    }


@form_page
def council_settle(request: Request, pk: int) -> HttpResponse:
    """Asked once more, because it cannot be undone; the signed minutes may come along."""
    found = editable_or_403(Council, request, pk=pk)
    form = SettleForm(*posted_with_files(request))
    if form.is_valid():
        settled = attempt(form, lambda: _settle(request, found, form))
        if settled:
            messages.success(request, "Đã chốt kết quả họp hội đồng.")
            return redirect(settled)
    votes = list(found.votes.select_related("nomination"))
    context = {
        "council": found,
        "form": form,
        "passed": [vote for vote in votes if vote.is_passed],
        "refused": [vote for vote in votes if not vote.is_passed],
    }
    return render(request, "awards/council_settle.html", context)


@transaction.atomic
def _settle(request: Request, found: Council, form: SettleForm) -> Council:
    scan = form.cleaned_data["scan"]
    return actions.settle_council(council=found, minutes=scan.store(request.user) if scan else None, by=request.user)


@form_page
def council_minutes(request: Request, pk: int) -> HttpResponse:
    """The signed minutes: to read, or to hand in once after the result was settled."""
    if request.method == "POST":
        return _attach(request, editable_or_403(Council, request, pk=pk))
    found = visible_or_404(Council, request, pk=pk)
    if found.minutes is None:
        raise Http404("this sitting has no signed minutes")
    return scan_answer(found.minutes)


def _attach(request: Request, found: Council) -> HttpResponse:
    form = ScanForm(request.POST, request.FILES)

    if form.is_valid():
        kept = attempt(form, lambda: _keep_minutes(request, found, form))
        if kept:
            messages.success(request, "Đã lưu biên bản đã ký.")
            return redirect(kept)
    context = _context(request, found, BallotForm(council=found, listed=[]), writes=True)
    return render(request, "awards/council.html", context | {"scan_form": form})


@transaction.atomic
def _keep_minutes(request: Request, found: Council, form: ScanForm) -> Council:
    minutes = form.cleaned_data["scan"].store(request.user)
    return actions.attach_minutes(council=found, minutes=minutes, by=request.user)
