"""Who takes part this year: many in a row on one page, and last year's list once more."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from chapters.access import Request, editable_or_403, needs
from chapters.models import Unit
from chapters.views.common import form_page, posted
from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import format_number, record_number
from khuyenhoc.once import record_once

from .. import actions, learning
from ..forms.learning import CarryOverForm, ReasonForm, RegisterForm
from ..models import LearningKind, LearningModel, Registration
from .learning import asked_of, filter_context, year_page

JUST_REGISTERED = "just_registered"  # in the session: the latest registrations of this sitting
SHOWN = 30
OFFERED = 200  # models to tick at a time; what is recorded makes room for the next


@form_page
@needs("write_awards")
def learning_create(request: Request) -> HttpResponse:
    form = RegisterForm(posted(request), user=request.user, initial=_kept(request))
    if form.is_valid():
        done = attempt(form, lambda: _register(request, form))
        if done:
            registration, is_new = done
            model = registration.learning_model
            if is_new:
                messages.success(request, f"Đã ghi {model} vào danh sách năm {registration.year}.")
            else:
                messages.info(request, f"Mẫu này đã được ghi thành {model}, không ghi lần nữa.")
            return redirect(reverse("awards:learning-create", query=_query(form.cleaned_data)))
    context = {"form": form, "recorded": _just_registered(request)}
    return render(request, "awards/learning_create.html", context)


def _register(request: Request, form: RegisterForm) -> tuple[Registration, bool]:
    values = form.values()
    unit: Unit = values["unit"]
    token = form.cleaned_data["token"]
    key, is_new = record_once(request, unit, token, lambda: actions.register_model(by=request.user, **values))
    registration = Registration.objects.select_related("learning_model").get(pk=key)
    if is_new:
        request.session[JUST_REGISTERED] = [key, *request.session.get(JUST_REGISTERED, [])][:SHOWN]
    return registration, is_new


def _query(values: dict[str, Any]) -> dict[str, Any]:
    day = values["registered_on"]
    return {"don-vi": values["unit"].code, "loai": values["kind"], "nam": values["year"]} | (
        {"ngay": format_date(day)} if day else {}
    )


def _kept(request: Request) -> dict[str, Any]:
    units = request.user.units_reached("write_awards").open_on(timezone.localdate())
    unit = units.filter(code=request.GET.get("don-vi", "")).first()
    if unit is None and len(first := units[:2]) == 1:
        unit = first[0]
    if model := _known(request):
        known = {"unit": model.unit, "kind": model.kind, "name": model.name}
        known |= {"address": model.address, "head": model.head}
    else:
        known = {}
    return {
        "unit": unit,
        "kind": request.GET.get("loai", LearningKind.FAMILY),
        "year": request.GET.get("nam", timezone.localdate().year),
        "registered_on": request.GET.get("ngay"),
        **known,
    }


def _known(request: Request) -> LearningModel | None:
    """The model of ?mo-hinh=, from whose page she comes to register it again."""
    number = record_number(request.GET.get("mo-hinh", ""))
    mine = LearningModel.objects.editable_by(request.user).select_related("unit")
    found: LearningModel | None = mine.filter(pk=number).first() if number else None
    return found


def _just_registered(request: Request) -> list[Registration]:
    """What this sitting has registered and not taken back, the latest first."""
    keys = request.session.get(JUST_REGISTERED, [])
    mine = Registration.objects.editable_by(request.user).counted().select_related("learning_model__unit")
    lines = mine.in_bulk(keys)
    return [lines[key] for key in keys if key in lines]


@form_page
def registration_withdraw(request: Request, pk: int) -> HttpResponse:
    """ "Rút đăng ký", also of what was just registered by mistake."""
    registration = editable_or_403(Registration, request, pk=pk)
    form = ReasonForm(posted(request))
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.withdraw_registration(registration=registration, by=request.user, **form.cleaned_data),
        )
        if done:
            messages.success(request, f"Đã rút đăng ký năm {done.year} của {done.learning_model}.")
            return redirect(done)
    note = "Đăng ký đã rút không được đếm. Dòng này vẫn còn trong sổ; muốn lấy lại thì đăng ký lại cho năm đó."
    return year_page(request, registration, form, "Rút đăng ký", note=note, submit="Rút đăng ký")


@form_page
@needs("write_awards")
def learning_carry_over(request: Request) -> HttpResponse:
    """Last year's list: tick who takes part again."""
    user = request.user
    asked = asked_of(request, "write_awards")
    earlier = learning.narrowed(Registration.objects.editable_by(user), _year_before(asked))
    there = Registration.objects.counted().filter(year=asked.year).values("learning_model")
    models = LearningModel.objects.editable_by(user).filter(pk__in=earlier.order_by().values("learning_model"))
    models = models.filter(unit__closed_on=None).exclude(pk__in=there)
    ordered = models.select_related("unit").order_by(learning.by_kind("kind"), "unit__path", "sort_key", "pk")
    form = CarryOverForm(posted(request), offered=models)
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.carry_over_models(
                models=list(form.cleaned_data["models"]),
                year=asked.year,
                registered_on=form.cleaned_data["registered_on"],
                by=user,
            ),
        )
        if made is not None:
            messages.success(request, f"Đã đăng ký lại {format_number(len(made))} mô hình cho năm {asked.year}.")
            return redirect(request.get_full_path())
    context = filter_context(request, asked, "write_awards") | {
        "form": form,
        "year_before": asked.year - 1,
        "offered": ordered[:OFFERED],
        "count": models.count(),
        "shown": OFFERED,
        "ticked": _ticked(request, "models", [model.pk for model in ordered[:OFFERED]]),
        "all_url": f"?{filter_query(request)}",
    }
    return render(request, "awards/learning_carry_over.html", context)


def _year_before(asked: learning.Narrowing) -> learning.Narrowing:
    return learning.Narrowing(asked.year - 1, asked.unit, asked.is_alone, asked.kind, "", asked.words)


def filter_query(request: Request) -> str:
    """The same page with everything ticked, for who has no JavaScript."""
    query = request.GET.copy()
    query["chon"] = "tat-ca"
    return query.urlencode()


def _ticked(request: Request, name: str, everything: list[int]) -> set[str]:
    if request.method == "POST":
        return set(request.POST.getlist(name))
    return {str(pk) for pk in everything} if request.GET.get("chon") == "tat-ca" else set()
