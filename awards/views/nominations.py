from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.actions import require
from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions, lists
from ..forms.decisions import GiveForm, RevokeForm
from ..forms.examining import ReasonForm
from ..forms.nominations import DeclineForm, NominationForm, StartForm
from ..models import AwardForm, Decision, Nomination
from ..way import way_of

State = Nomination.State
PER_PAGE = 50
FILTERS = ("q", "trang-thai", "don-vi", "hinh-thuc", "doi-tuong", "ket-qua")


@needs("read_awards")
def nomination_list(request: Request) -> HttpResponse:
    user = request.user
    reached = Nomination.objects.visible_to(user)
    unit = _chosen_unit(request, user)
    if unit:
        reached = reached.filter(within([unit.path], "unit__path"))
    years = lists.years_of(reached)
    year = chosen_year(request, years)
    of_year = reached.filter(year=year)
    found = _picked(request, of_year)
    summary = lists.summary(of_year)
    context = {
        "page": Paginator(lists.in_order(found), PER_PAGE).get_page(request.GET.get("trang")),
        "summary": summary,
        "waiting_forms": [line.form for line in summary.lines if not line.is_given],
        "year": year,
        "years": years,
        "unit": unit,
        "units": user.units_reached("read_awards").associations(),
        "states": State.choices,
        "state": request.GET.get("trang-thai", ""),
        "is_filtered": any(request.GET.get(name) for name in FILTERS),
        "rows_url": "?" + urlencode({"nam": year} | ({"don-vi": unit.code} if unit else {})),
        "may_write": user.may("write_awards"),
        "may_decide": user.may("decide_awards"),
        "may_endorse": user.may("endorse_awards"),
    }
    return render(request, "awards/list.html", context)


def _picked(request: Request, nominations: Any) -> Any:
    state = request.GET.get("trang-thai")
    if state in State.values:
        nominations = nominations.filter(state=state)
    if form := request.GET.get("hinh-thuc"):
        nominations = nominations.filter(form__code=form)
    if kind := request.GET.get("doi-tuong"):
        nominations = nominations.filter(recipient_class=kind)
    if states := lists.OUTCOMES.get(request.GET.get("ket-qua", "")):
        nominations = nominations.filter(state__in=states)
    return lists.search(nominations, request.GET.get("q", ""))


def _chosen_unit(request: Request, user: User) -> Unit | None:
    """The unit of ?don-vi=, which must be in reach."""
    code = request.GET.get("don-vi")
    return get_object_or_404(user.units_reached("read_awards"), code=code) if code else None


def chosen_year(request: Request, years: list[int]) -> int:
    """The year asked for by ?nam= if it has nominations, else the latest that has."""
    latest = years[0] if years else timezone.localdate().year
    return {str(year): year for year in years}.get(request.GET.get("nam", ""), latest)


@needs("write_awards")
def nomination_create(request: Request) -> HttpResponse:
    """First whose it is and for which year, then the rest, which depends on both."""
    user = request.user
    start = StartForm(request.GET if "don-vi" in request.GET else None, user=user)
    if not start.is_valid():
        return render(request, "awards/start.html", {"form": start})
    unit, year, words = (start.cleaned_data[name] for name in ("don-vi", "nam", "ten"))
    form = NominationForm(request.POST or None, unit=unit, year=year, user=user, words=words)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _nominate(unit, year, form, user, sends="propose" in request.POST))
        if made:
            messages.success(
                request, f"Đã {'gửi đề nghị' if made.state == State.PROPOSED else 'lưu bản soạn'}: {made}."
            )
            return redirect(made)
    context = {"form": form, "unit": unit, "year": year, "has_forms": AwardForm.objects.valid_in(year).exists()}
    return render(request, "awards/create.html", context)


@transaction.atomic
def _nominate(unit: Unit, year: int, form: NominationForm, user: User, *, sends: bool) -> Nomination:
    made = actions.nominate(unit=unit, year=year, by=user, **form.cleaned_data)
    return actions.propose(nomination=made, by=user) if sends else made


def nomination_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    found = editable_or_403(Nomination, request, pk=pk)
    if found.state != State.DRAFT:
        messages.warning(request, "Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước.")
        return redirect(found)
    names = ("form", "recipient_class", "member", "recipient_name", "position_held", "achievements")
    now = {name: getattr(found, name) for name in names}
    form = NominationForm(request.POST or None, unit=found.unit, year=found.year, user=user, initial=now)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.update_nomination(nomination=found, by=user, **form.cleaned_data))
        if made:
            messages.success(request, "Đã lưu bản soạn.")
            return redirect(made)
    return render(request, "awards/edit.html", {"form": form, "nomination": found})


def nomination(request: Request, pk: int) -> HttpResponse:
    return _nomination_page(request, visible_or_404(Nomination, request, pk=pk))


@dataclass(frozen=True)
class Move:
    """A step in a nomination's life as the page offers it: in which states, to whom, and what it asks for.

    Whoever examines needs the permission at the association that holds it (`is_examining`), others at its own unit.
    """

    label: str
    act: Callable[..., object]
    permission: str
    states: tuple[str, ...]
    done: str
    form: type[forms.Form] = forms.Form
    is_primary: bool = False
    is_examining: bool = False

    def is_open_to(self, user: User, nomination: Nomination) -> bool:
        return nomination.state in self.states and user.can(self.permission, self.place(nomination))

    def place(self, nomination: Nomination) -> Unit:
        return (nomination.at if self.is_examining else None) or nomination.unit


MOVES = {
    "de-nghi": Move("Gửi đề nghị", actions.propose, "write_awards", (State.DRAFT,), "Đã gửi đề nghị.", is_primary=True),
    "rut-ve": Move("Rút về bản soạn", actions.call_back, "write_awards", (State.PROPOSED,), "Đã rút về bản soạn."),
    "xet": Move(
        "Đồng ý, trình lên",
        actions.endorse,
        "endorse_awards",
        (State.PROPOSED,),
        "Đã đồng ý, trình lên.",
        is_primary=True,
        is_examining=True,
    ),
    "tra-lai": Move(
        "Trả lại để sửa",
        actions.hand_back,
        "endorse_awards",
        lists.PENDING,
        "Đã trả lại, kèm điều cần sửa.",
        form=ReasonForm,
        is_examining=True,
    ),
    "khong-xet": Move(
        "Không xét",
        actions.decline,
        "endorse_awards",
        lists.PENDING,
        "Đã ghi không xét, kèm lý do để đơn vị được biết.",
        form=DeclineForm,
        is_examining=True,
    ),
    "trao": Move(
        "Ghi đã trao",
        actions.give,
        "decide_awards",
        (State.DECIDED,),
        "Đã ghi ngày trao.",
        form=GiveForm,
        is_primary=True,
    ),
    "thu-hoi": Move(
        "Thu hồi khen thưởng",
        actions.revoke,
        "decide_awards",
        lists.GIVEN,
        "Đã ghi quyết định thu hồi.",
        form=RevokeForm,
    ),
}


@require_POST
def nomination_move(request: Request, pk: int, move: str) -> HttpResponse:
    user = request.user
    found = visible_or_404(Nomination, request, pk=pk)
    step = MOVES.get(move)
    if step is None:
        raise Http404(f"no such move: {move}")
    require(user, step.permission, step.place(found))
    form = step.form(request.POST, auto_id=f"id_{move}_%s")
    if form.is_valid():
        moved = attempt(form, lambda: step.act(nomination=found, by=user, **form.cleaned_data))
        if moved:
            messages.success(request, step.done)
            return redirect(found)
    return _nomination_page(request, found, refused={move: form})


def _nomination_page(request: Request, found: Nomination, refused: dict[str, forms.Form] | None = None) -> HttpResponse:
    user = request.user
    refused = refused or {}
    steps = [
        (code, step, refused.get(code) or step.form(auto_id=f"id_{code}_%s"))
        for code, step in MOVES.items()
        if step.is_open_to(user, found)
    ]
    context = {
        "nomination": found,
        "way": way_of(found),
        "plain_steps": [step for step in steps if not step[2].fields],
        "asking_steps": [step for step in steps if step[2].fields],
        "refusals": [fault for form in refused.values() for fault in form.non_field_errors()],
        "may_edit": found.state == State.DRAFT and user.can("write_awards", found.unit),
        "may_decide": found.state in lists.PENDING and user.can("decide_awards", found.unit),
        "decision": Decision.objects.visible_to(user).filter(pk=found.decision_id).first(),
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/nomination.html", context)
