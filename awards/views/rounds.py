from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_POST, require_safe

from chapters.access import Request, needs
from chapters.models import Unit
from chapters.views.common import done, form_page, page_of, posted
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of

from .. import actions
from ..eligibility import quota_uses
from ..forms.rounds import RoundForm, RoundUnitForm, units_with_rounds
from ..models import AwardRound, AwardRule, Nomination

FIELDS = ("name", "year", "opens_on", "due_chapter", "due_commune", "due_district", "due_province")


@require_safe
@needs("read_awards")
def round_list(request: Request) -> HttpResponse:
    user = request.user
    rounds = AwardRound.objects.known_to(user).select_related("unit")
    page = page_of(request, rounds)
    return render(request, "awards/round_list.html", {"page": page, "may_open": user.may("decide_awards")})


@form_page
@needs("decide_awards")
def round_create(request: Request) -> HttpResponse:
    """With the dates of the last one, a year later."""
    user = request.user
    start = RoundUnitForm(request.GET if "don-vi" in request.GET else None, user=user)
    units = units_with_rounds(user)
    if "don-vi" not in request.GET:
        unit = units.first()
    elif start.is_valid():
        unit = start.cleaned_data["don-vi"]
    else:
        unit = get_object_or_404(units, code=request.GET["don-vi"])
    form = RoundForm(posted(request), unit=unit, initial=_like_last(unit))
    if form.is_valid():
        made = attempt(form, lambda: actions.open_round(unit=unit, by=user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã mở {made}.")
            return redirect(made)
    choice = RoundUnitForm(user=user, initial={"don-vi": unit.code}) if len(units) > 1 else None
    return render(request, "awards/round_create.html", {"form": form, "unit": unit, "start": choice})


def _like_last(unit: Unit) -> dict[str, Any]:
    last = AwardRound.objects.filter(unit=unit).first()
    if last is None:
        return {"year": timezone.localdate().year, "opens_on": timezone.localdate()}
    dates = {name: day for name in FIELDS[2:] if (day := getattr(last, name))}
    return {"name": last.name, "year": last.year + 1} | {name: _a_year_later(day) for name, day in dates.items()}


def _a_year_later(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28) if day.month == 2 else day.day)


def _known_or_404(request: Request, pk: int) -> AwardRound:
    found: AwardRound = get_object_or_404(
        AwardRound.objects.known_to(request.user).select_related("unit").distinct(), pk=pk
    )
    return found


@require_safe
@needs("read_awards")
def round_page(request: Request, pk: int) -> HttpResponse:
    """Its dates, how far its nominations are, and what is left of every quota in her reach."""
    user, found = request.user, _known_or_404(request, pk)
    of_round = Nomination.objects.visible_to(user).filter(round=found)
    states = {state: Count("pk", filter=Q(state=state)) for state in Nomination.State.values}
    numbers = of_round.order_by().aggregate(**states)
    context = {
        "round": found,
        "dates": _dates(found),
        "numbers": [(state, label, numbers[state]) for state, label in Nomination.State.choices if numbers[state]],
        "quotas": quota_uses(found, _units_with_quotas(request, found)),
        "may_change": user.can("decide_awards", found.unit),
        "may_nominate": found.is_open and user.may("write_awards"),
        "history": history_of(found) if user.can("read_log", found.unit) else [],
    }
    return render(request, "awards/round.html", context)


def _dates(found: AwardRound) -> list[dict[str, Any]]:
    today = timezone.localdate()
    return [
        {
            "label": _label(name),
            "day": day,
            "is_past": name != "opens_on" and day < today,
        }
        for name in FIELDS[2:]
        if (day := getattr(found, name))
    ]


def _label(name: str) -> str:
    return capfirst(str(AwardRound._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def _units_with_quotas(request: Request, found: AwardRound) -> list[Unit]:
    kinds = set(AwardRule.objects.filter(is_on=True, code__in=AwardRule.QUOTAS).values_list("quota_kind", flat=True))
    reached = request.user.units_reached("read_awards").below(found.unit).filter(kind__in=kinds)
    return list(reached.open_on(timezone.localdate()).order_by("path"))


@form_page
def round_edit(request: Request, pk: int) -> HttpResponse:
    found = _editable(request, pk)
    now = {name: getattr(found, name) for name in FIELDS}
    form = RoundForm(posted(request), unit=found.unit, initial=now)
    if form.is_valid() and done(
        form, lambda: actions.change_round(award_round=found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Đã sửa đợt khen thưởng.")
        return redirect(found)
    return render(request, "awards/round_edit.html", {"form": form, "round": found})


@require_POST
def round_close(request: Request, pk: int) -> HttpResponse:
    found = actions.close_round(award_round=_editable(request, pk), by=request.user)
    messages.success(request, f"Đã kết thúc {found}. Đề nghị mới không gửi vào đợt này được nữa.")
    return redirect(found)


@require_POST
def round_reopen(request: Request, pk: int) -> HttpResponse:
    found = actions.reopen_round(award_round=_editable(request, pk), by=request.user)
    messages.success(request, f"Đã mở lại {found}.")
    return redirect(found)


def _editable(request: Request, pk: int) -> AwardRound:
    """Known from below, written only where it was opened: 404 when unknown, 403 when only known."""
    found = _known_or_404(request, pk)
    if not request.user.can("decide_awards", found.unit):
        raise PermissionDenied(f"{found} do {found.unit.association_name} mở. Nếu cần sửa, xin báo đơn vị đó.")
    return found
