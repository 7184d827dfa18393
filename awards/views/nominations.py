from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chapters.access import Request, visible_or_404
from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions, lists
from ..certificates import gets_certificate
from ..eligibility import checks, quotas_of
from ..forms.decisions import GiveForm, RevokeForm
from ..forms.examining import ReasonForm
from ..forms.nominations import DeclineForm
from ..forms.papers import PaperForm
from ..models import Decision, Nomination
from ..namesakes import namesakes
from ..way import way_of

State = Nomination.State


def nomination(request: Request, pk: int) -> HttpResponse:
    return nomination_page(request, visible_or_404(Nomination, request, pk=pk))


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
    "bo": Move("Bỏ bản soạn", actions.withdraw, "write_awards", (State.DRAFT,), "Đã bỏ bản soạn; vẫn tra lại được."),
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
    # Offered beside the warning that asks for it, in no state as a step of its own.
    "nguoi-khac": Move(
        "Là những người khác nhau",
        actions.tell_namesakes_apart,
        "write_awards",
        (),
        "Đã ghi: là người khác trùng tên.",
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
    return nomination_page(request, found, refused={move: form})


def nomination_page(
    request: Request,
    found: Nomination,
    refused: dict[str, forms.Form] | None = None,
    paper_form: PaperForm | None = None,
) -> HttpResponse:
    user = request.user
    refused = refused or {}
    steps = [
        (code, step, refused.get(code) or step.form(auto_id=f"id_{code}_%s"))
        for code, step in MOVES.items()
        if step.is_open_to(user, found)
    ]
    may_edit = found.state == State.DRAFT and user.can("write_awards", found.unit)
    decision = Decision.objects.visible_to(user).select_related("unit").filter(pk=found.decision_id).first()
    context = {
        "nomination": found,
        "way": way_of(found),
        "namesakes": namesakes([found], user) if found.state in (State.DRAFT, *lists.PENDING) else [],
        "may_tell_apart": user.can("write_awards", found.unit),
        "came_back": found.endorsements.select_related("unit").last() if may_edit else None,
        "checks": checks(found) if found.state in (State.DRAFT, *lists.PENDING) else [],
        "quotas": quotas_of(found) if may_edit else [],
        "papers": found.papers.standing().select_related("added_by"),
        "paper_form": (paper_form or PaperForm(nomination=found)) if may_edit else None,
        "plain_steps": [step for step in steps if not step[2].fields],
        "asking_steps": [step for step in steps if step[2].fields],
        "refusals": [fault for form in refused.values() for fault in form.non_field_errors()],
        "may_edit": may_edit,
        "may_decide": found.state in lists.PENDING and user.can("decide_awards", found.unit),
        "decision": decision,
        "prints": decision and gets_certificate(decision, found) and user.can("decide_awards", decision.unit),
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/nomination.html", context)
