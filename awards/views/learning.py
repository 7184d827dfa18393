"""Learning models: the list of a year, one model with all its years, the printed list."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.models import Unit, User
from chapters.posts import posts_of
from chapters.views.common import form_page, page_of, posted
from khuyenhoc.actions import Refusal
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.names import search_key
from khuyenhoc.numbers import format_number
from khuyenhoc.papers import dated_line
from khuyenhoc.pdf import render_pdf

from .. import actions, learning
from ..forms.learning import ModelForm, YearForm, kind_choices
from ..learning import Narrowing
from ..models import RENAMED_IN, LearningKind, LearningModel, Registration
from .asked import unit_asked, year_asked

MOST_PRINTED = 1_500
MOST_UNITS = 60  # in a list to choose from
RESULTS = [
    (learning.WAITING, "chưa xét"),
    *((result.value, result.label) for result in Registration.Result if result.value),
]


def asked_of(request: Request, permission: str = "read_awards", year: int | None = None) -> Narrowing:
    """What the address asks for; a unit beyond her reach is 404, words that mean nothing are left out."""
    get = request.GET
    kind, result = get.get("loai", ""), get.get("ket-qua", "")
    return Narrowing(
        year=year_asked(request) or year or timezone.localdate().year,
        unit=unit_asked(request, permission),
        is_alone=get.get("cap-duoi") == "khong",
        kind=kind if kind in LearningKind.values else "",
        result=result if result in learning.RESULTS else "",
        words=get.get("q", ""),
    )


def filter_context(request: Request, asked: Narrowing, permission: str = "read_awards") -> dict[str, Any]:
    """What templates/awards/_learning_filter.html needs."""
    return {
        "asked": asked,
        "kinds": kind_choices(asked.year),
        "results": RESULTS,
        "units": units_to_choose(request.user, permission, asked.unit),
        "query": query_of(asked),
    }


def units_to_choose(user: User, permission: str, chosen: Unit | None) -> list[Unit]:
    """Every unit of a commune; of a larger reach the associations, and the one that is chosen."""
    reached = user.units_reached(permission).open_on(timezone.localdate()).select_related("parent")
    units = list(reached[: MOST_UNITS + 1])
    if len(units) > MOST_UNITS:
        units = list(reached.associations())
    return units if chosen is None or chosen in units else [*units, chosen]


def query_of(asked: Narrowing) -> str:
    """The same narrowing on another page."""
    given = {
        "nam": asked.year,
        "don-vi": asked.unit.code if asked.unit else "",
        "cap-duoi": "khong" if asked.is_alone else "",
        "loai": asked.kind,
        "ket-qua": asked.result,
        "q": asked.words,
    }
    return urlencode({name: value for name, value in given.items() if value})


@require_safe
@needs("read_awards")
def learning_list(request: Request) -> HttpResponse:
    user = request.user
    reached = Registration.objects.visible_to(user)
    years = learning.years_of(reached)
    asked = asked_of(request, year=years[0] if years else None)
    found = learning.in_order(learning.narrowed(reached, asked))
    page = page_of(request, found)
    learning.set_runs(page.object_list)
    hide_addresses(page.object_list, user)
    context = filter_context(request, asked) | {
        "page": page,
        "years": years if asked.year in years else sorted({*years, asked.year}, reverse=True),
        "year": asked.year,
        "counts": learning.counts(learning.within_unit(reached, asked), asked.year),
        "rows_url": f"?{query_of(replace(asked, kind='', result='', words=''))}",
        "may_write": user.may("write_awards"),
        "may_assess": user.may("endorse_awards"),
    }
    return render(request, "awards/learning_list.html", context)


def hide_addresses(registrations: Any, user: User) -> None:
    """Where a family lives is told to those who may read addresses."""
    for one in registrations:
        model = one.learning_model
        one.shown_address = model.address if user.can("read_contacts", model.unit) else ""


@require_safe
def learning_model(request: Request, pk: int) -> HttpResponse:
    """One model with all its years."""
    user = request.user
    model = visible_or_404(LearningModel, request, pk=pk)
    registrations = list(model.registrations.all())
    learning.set_runs(registrations)
    for one in registrations:
        one.learning_model = model
    sees_contacts = user.can("read_contacts", model.unit)
    may_write, may_assess = user.can("write_awards", model.unit), user.can("endorse_awards", model.unit)
    this_year = timezone.localdate().year
    takes_part = any(one.year == this_year and one.result != Registration.Result.WITHDRAWN for one in registrations)
    context = {
        "model": model,
        "kind": LearningKind(model.kind),
        "address": model.address if sees_contacts else "",
        "member": model.member if model.member and user.can("read_members", model.unit) else None,
        "registrations": registrations,
        "run": max((one.run for one in registrations if one.run), default=0),
        "may_write": may_write,
        "may_assess": may_assess,
        "next_year": None if takes_part else this_year,
        "history": history_of(model, *registrations, granted=("read_contacts",) if sees_contacts else ())
        if user.can("read_log", model.unit)
        else [],
    }
    return render(request, "awards/learning_model.html", context)


@form_page
def learning_model_edit(request: Request, pk: int) -> HttpResponse:
    model = editable_or_403(LearningModel, request, pk=pk)
    form = ModelForm(posted(request), model=model, user=request.user)
    if form.is_valid():
        made = attempt(form, lambda: actions.update_model(learning_model=model, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã sửa thông tin của {made}.")
            return redirect(made)
    context = {
        "title": f"Sửa thông tin {model}",
        "subtitle": "Tên, địa chỉ dùng chung cho mọi năm của mô hình này.",
        "trail": [{"label": model.name, "url": model.get_absolute_url()}],
        "form": form,
        "cancel_url": model.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


@form_page
def registration_edit(request: Request, pk: int) -> HttpResponse:
    registration = editable_or_403(Registration, request, pk=pk)
    form = YearForm(posted(request), registration=registration)
    if form.is_valid():
        values = form.cleaned_data
        made = attempt(form, lambda: actions.update_registration(registration=registration, by=request.user, **values))
        if made:
            messages.success(request, f"Đã sửa đăng ký năm {made.year}.")
            return redirect(made)
    return year_page(request, registration, form, "Sửa đăng ký")


def year_page(request: Request, registration: Registration, form: Form, does: str, **more: str) -> HttpResponse:
    """A form about one year of a model."""
    context = {
        "title": f"{does} năm {registration.year}",
        "subtitle": registration.learning_model.name,
        "trail": [{"label": registration.learning_model.name, "url": registration.get_absolute_url()}],
        "form": form,
        "cancel_url": registration.get_absolute_url(),
        **more,
    }
    return render(request, "chapters/form.html", context)


@require_safe
@needs("read_awards")
def learning_pdf(request: Request) -> HttpResponse:
    """The list as it is narrowed, in the columns of the paper one (DOMAIN 5)."""
    user = request.user
    asked = asked_of(request)
    found = learning.in_order(learning.narrowed(Registration.objects.visible_to(user), asked))
    listed = list(found[: MOST_PRINTED + 1])
    if len(listed) > MOST_PRINTED:
        raise Refusal(
            f"Danh sách dài hơn {format_number(MOST_PRINTED)} dòng nên không in một lần được. "
            "Xin chọn một đơn vị hoặc một loại mô hình rồi in."
        )
    learning.set_runs(listed)
    hide_addresses(listed, user)
    unit = asked.unit or user.units_reached("read_awards").order_by("path")[0]
    place = unit if unit.is_association_level or unit.parent is None else unit.parent
    kind = LearningKind(asked.kind).name_in(asked.year) if asked.kind else ""
    every_kind = "mô hình học tập" if asked.year >= RENAMED_IN else "mô hình hiếu học"
    context = {
        "unit": unit,
        "dated": dated_line(place.name, None),
        "signers": signers_of(unit),
        "about": f"{kind or every_kind} năm {asked.year}",
        "registrations": listed,
        "counts": learning.counts(learning.narrowed(Registration.objects.visible_to(user), asked), asked.year),
        "year": asked.year,
        "today": timezone.localdate(),
        "demo": user.is_demo,
    }
    name = slugify(search_key(f"danh sach {context['about']} {unit.full_name}"))
    return file_answer(render_pdf("awards/learning_pdf.html", context), PDF, name, inline=True)


def signers_of(unit: Unit) -> list[str]:
    """Who signs: the standing committee's chair, a chapter's or board's head."""
    if unit.is_association_level:
        return ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]
    heads = [post.name.upper() for post in posts_of(unit.kind) if post.is_head]
    return heads or ["NGƯỜI PHỤ TRÁCH"]
