"""What lies with an association to be examined, and many of them answered at once."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, needs
from chapters.models import User
from chapters.views.common import form_page, page_of, posted
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import format_number

from .. import actions, lists
from ..forms.examining import ExamineForm
from ..models import AwardForm, Endorsement, NominationQuerySet
from ..namesakes import namesakes

Outcome = Endorsement.Outcome
DONE = {
    Outcome.ENDORSED: "Đã đồng ý {} đề nghị, chuyển lên cấp trên.",
    Outcome.RETURNED: "Đã trả lại {} đề nghị, kèm điều cần sửa.",
    Outcome.DECLINED: "Đã ghi không xét {} đề nghị, kèm lý do.",
}


@form_page
@needs("endorse_awards")
def examine(request: Request) -> HttpResponse:
    """Of her own associations, or of those below that have not answered yet."""
    user = request.user
    below = request.GET.get("o") == "cap-duoi"
    waiting = lists.to_examine(user, below=below)
    found = _picked(request, waiting)
    page = page_of(request, lists.in_order(found).select_related("at"))
    ticks_all = request.GET.get("chon") == "tat-ca"
    form = ExamineForm(posted(request), listed=list(page), waiting=waiting, ticks_all=ticks_all)
    if form.is_valid():
        done = attempt(form, lambda: _answer_all(form, user))
        if done:
            messages.success(request, DONE[Outcome(form.cleaned_data["outcome"])].format(format_number(done)))
            return redirect(request.get_full_path())
    context = {
        "form": form,
        "page": page,
        "below": below,
        "namesakes": namesakes(page, user),
        "number_below": None if below else lists.to_examine(user, below=True).count(),
        "forms": AwardForm.objects.filter(pk__in=waiting.order_by().values("form")),
        "chosen": request.GET.get("hinh-thuc", ""),
        "is_filtered": any(request.GET.get(name) for name in ("q", "hinh-thuc")),
    }
    return render(request, "awards/examine.html", context)


def _picked(request: Request, waiting: NominationQuerySet) -> NominationQuerySet:
    if code := request.GET.get("hinh-thuc"):
        waiting = waiting.filter(form__code=code)
    return lists.search(waiting, request.GET.get("q", ""))


@transaction.atomic
def _answer_all(form: ExamineForm, user: User) -> int:
    """All that were ticked, or none of them."""
    outcome, ticked = form.cleaned_data["outcome"], form.cleaned_data["nominations"]
    for nomination in ticked:
        more: dict[str, Any] = {} if outcome == Outcome.ENDORSED else {"reason": form.reasons[nomination.pk]}
        VERBS[outcome](nomination=nomination, by=user, **more)
    return len(ticked)


VERBS: dict[str, Any] = {
    Outcome.ENDORSED: actions.endorse,
    Outcome.RETURNED: actions.hand_back,
    Outcome.DECLINED: actions.decline,
}
