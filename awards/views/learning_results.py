"""What became of the registrations of a year: a table of points and results, recognition by a decision."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from chapters.access import Request, needs, visible_or_404
from chapters.actions import require
from chapters.reach import within
from chapters.views.common import form_page, page_of, posted
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import format_number, record_number

from .. import actions, learning
from ..forms.learning import AssessmentForm, RecognitionForm, RefusalForm
from ..models import Registration, RegistrationQuerySet
from .learning import asked_of, filter_context, year_page
from .learning_entry import OFFERED, filter_query

Result = Registration.Result


def assessable(request: Request) -> RegistrationQuerySet:
    reach = within(request.user.paths("endorse_awards"), "learning_model__unit__path")
    found: RegistrationQuerySet = Registration.objects.counted().filter(reach)
    return found


@form_page
@needs("endorse_awards")
def learning_assess(request: Request) -> HttpResponse:
    """A page of the list as a table to fill in; saved as a whole or not at all."""
    reached = assessable(request)
    years = learning.years_of(reached)
    asked = asked_of(request, "endorse_awards", years[0] if years else None)
    page = page_of(request, learning.in_order(learning.narrowed(reached, asked)))
    listed = _sent(request, reached) if request.method == "POST" else page.object_list
    forms = [AssessmentForm(posted(request), registration=one) for one in listed]
    are_valid = [form.is_valid() for form in forms]  # each of them, so that every fault is told
    if request.method == "POST" and all(are_valid):
        saved = _save_all(request, forms)
        if saved is not None:
            said = f"Đã ghi {format_number(saved)} dòng." if saved else "Không có dòng nào thay đổi."
            messages.success(request, said)
            return redirect(request.get_full_path())
    context = filter_context(request, asked, "endorse_awards") | {
        "page": page,
        "forms": forms,
        "faulty": sum(bool(form.errors) for form in forms),
    }
    return render(request, "awards/learning_assess.html", context)


def _sent(request: Request, reached: RegistrationQuerySet) -> list[Registration]:
    """The lines that the browser had: meanwhile others may have come into the list, or left it."""
    sent = [name.removesuffix("-shown") for name in request.POST if name.endswith("-shown")]
    return list(learning.in_order(reached.filter(pk__in=[pk for pk in sent if record_number(pk)])))


def _save_all(request: Request, forms: list[AssessmentForm]) -> int | None:
    """How many lines were changed; None, and nothing written, when one was refused."""
    touched = [form for form in forms if _is_touched(form)]
    with transaction.atomic():
        for form in touched:
            _assess(request, form)
        if any(form.errors for form in touched):
            transaction.set_rollback(True)
            return None
    return len(touched)


def _is_touched(form: AssessmentForm) -> bool:
    return any(form.cleaned_data[name] != form.initial[name] for name in actions.ASSESSED)


def _assess(request: Request, form: AssessmentForm) -> None:
    attempt(
        form,
        lambda: actions.assess_registration(registration=form.registration, by=request.user, **form.cleaned_data),
    )


@form_page
@needs("endorse_awards")
def learning_recognise(request: Request) -> HttpResponse:
    """A decision over those that are ticked; offered are those that wait for one."""
    reached = assessable(request)
    years = learning.years_of(reached)
    asked = asked_of(request, "endorse_awards", years[0] if years else None)
    waiting = learning.narrowed(reached, asked).filter(decision_number="").exclude(result=Result.REFUSED)
    offered = list(learning.in_order(waiting)[:OFFERED])
    form = RecognitionForm(posted(request), offered=waiting)
    if form.is_valid():
        made = attempt(form, lambda: actions.recognise_models(by=request.user, **form.cleaned_data))
        if made:
            number = form.cleaned_data["number"]
            messages.success(request, f"Đã ghi quyết định số {number} cho {format_number(len(made))} mô hình.")
            return redirect(request.get_full_path())
    context = filter_context(request, asked, "endorse_awards") | {
        "form": form,
        "offered": offered,
        "count": waiting.count(),
        "shown": OFFERED,
        "ticked": _ticked(request, offered),
        "all_url": f"?{filter_query(request)}",
    }
    return render(request, "awards/learning_recognise.html", context)


def _ticked(request: Request, offered: list[Registration]) -> set[str]:
    """At first those that were assessed as recognised and lack only the decision."""
    if request.method == "POST":
        return set(request.POST.getlist("registrations"))
    is_all = request.GET.get("chon") == "tat-ca"
    return {str(one.pk) for one in offered if is_all or one.result == Result.RECOGNISED}


@form_page
def registration_refuse(request: Request, pk: int) -> HttpResponse:
    registration = visible_or_404(Registration, request, pk=pk)
    require(request.user, "endorse_awards", registration.learning_model.unit)
    form = RefusalForm(posted(request))
    if form.is_valid():
        done = attempt(
            form, lambda: actions.refuse_recognition(registration=registration, by=request.user, **form.cleaned_data)
        )
        if done:
            messages.success(request, f"Đã ghi không công nhận {done.learning_model} năm {done.year}, kèm lý do.")
            return redirect(done)
    return year_page(request, registration, form, "Không công nhận", submit="Ghi không công nhận")


@require_POST
def registration_reopen(request: Request, pk: int) -> HttpResponse:
    """ "Bỏ kết quả": recorded by mistake, its decision included."""
    registration = visible_or_404(Registration, request, pk=pk)
    done = actions.reopen_registration(registration=registration, by=request.user)
    messages.success(request, f"Đã bỏ kết quả năm {done.year} của {done.learning_model}.")
    return redirect(done)
