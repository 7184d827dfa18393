"""Writing a nomination down and changing it while it is a draft."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, editable_or_403, needs
from chapters.models import Unit, User
from chapters.views.common import form_page, posted
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import record_number

from .. import actions, lists, prefill
from ..eligibility import quota_uses, quotas_over
from ..forms.nominations import NominationForm, StartForm
from ..models import AwardForm, AwardRound, Nomination

State = Nomination.State
FACTS = (
    *("form", "recipient_class", "member", "recipient_unit", "recipient_name", "birth_year", "sex", "position_held"),
    *("service_years", "achievements", "earlier_awards", "note", "is_other_person"),
)


@form_page
@needs("write_awards")
def nomination_create(request: Request) -> HttpResponse:
    """First whose it is and in which round, then the rest, which depends on both."""
    user = request.user
    of_round = {"dot": request.GET["dot"]} if "dot" in request.GET else {}
    start = StartForm(request.GET if "don-vi" in request.GET else None, user=user, initial=of_round)
    if not start.is_valid():
        return render(request, "awards/start.html", {"form": start})
    unit, award_round, year, words = (start.cleaned_data[name] for name in ("don-vi", "dot", "nam", "ten"))
    initial = _initial(request, unit, year, words)
    form = NominationForm(posted(request), unit=unit, year=year, user=user, words=words, initial=initial)
    if form.is_valid():
        made = attempt(form, lambda: _nominate(unit, award_round, year, form, user, sends="propose" in request.POST))
        if made:
            messages.success(
                request, f"Đã {'gửi đề nghị' if made.state == State.PROPOSED else 'lưu bản soạn'}: {made}."
            )
            return redirect(made)
    context = {
        "form": form,
        "unit": unit,
        "round": award_round,
        "year": year,
        "quotas": quota_uses(award_round, quotas_over(unit)) if award_round else [],
        "has_forms": AwardForm.objects.valid_in(year).exists(),
    }
    return render(request, "awards/create.html", context)


def _initial(request: Request, unit: Unit, year: int, words: str) -> dict[str, Any]:
    """Of the member of ?hoi-vien=, or of the only one whom the words find."""
    members = lists.members_of(unit, request.user)
    number = record_number(request.GET.get("hoi-vien", ""))
    found = list(members.filter(pk=number) if number else members.search(words)[:2] if words else [])
    return prefill.of_member(found[0], unit, year) if len(found) == 1 else {}


@transaction.atomic
def _nominate(
    unit: Unit, award_round: AwardRound | None, year: int, form: NominationForm, user: User, *, sends: bool
) -> Nomination:
    made = actions.nominate(unit=unit, award_round=award_round, year=year, by=user, **form.cleaned_data)
    return actions.propose(nomination=made, by=user) if sends else made


@form_page
def nomination_edit(request: Request, pk: int) -> HttpResponse:
    user = request.user
    found = editable_or_403(Nomination, request, pk=pk)
    if found.state != State.DRAFT:
        messages.warning(request, "Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước.")
        return redirect(found)
    now = {name: getattr(found, name) for name in FACTS}
    if found.member_id or found.recipient_unit_id:
        now["recipient_name"] = ""  # it follows from the record
    if found.recipient_unit_id == found.unit_id:
        now["recipient_unit"] = None  # the unit itself is no choice: it is what stands for nothing chosen
    form = NominationForm(posted(request), unit=found.unit, year=found.year, user=user, initial=now)
    if form.is_valid():
        made = attempt(form, lambda: actions.update_nomination(nomination=found, by=user, **form.cleaned_data))
        if made:
            messages.success(request, "Đã lưu bản soạn.")
            return redirect(made)
    return render(request, "awards/edit.html", {"form": form, "nomination": found})
