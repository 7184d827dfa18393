"""Giấy khen: ordered for a decision, made by a job that one may leave, fetched by those who may decide."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRefresh

from chapters.access import Request, editable_or_403, needs
from chapters.models import Unit
from chapters.reach import ROOT_PATH
from chapters.views.common import done, form_page, page_of, posted
from khuyenhoc.actions import Refusal
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.forms import attempt
from khuyenhoc.jobs import run_job
from khuyenhoc.numbers import format_number

from .. import actions, printing
from ..certificates import design_of, recipients, sentence_of
from ..forms.certificates import DesignForm, PrintForm
from ..models import AwardForm, CertificatePrint, Decision, Nomination
from .catalogue import refuse_unless_root

AT_ONCE = 10  # so many are printed before one has looked twice
Listed = list[tuple[int, Nomination]]


@form_page
def certificates(request: Request, pk: int) -> HttpResponse:
    """What the certificates say, and for whom; below it what was printed before."""
    decision = editable_or_403(Decision, request, pk=pk)
    listed = recipients(decision)
    initial = _initial(request, decision, listed) if listed else {}
    form = PrintForm(posted(request), listed=listed, count=format_number(len(listed)), initial=initial)
    if listed and form.is_valid():
        made = attempt(
            form, lambda: actions.print_certificates(decision=decision, by=request.user, **form.cleaned_data)
        )
        if made:
            if made.job and made.size <= AT_ONCE:
                run_job.call(made.job.pk)
            return redirect(made.url)
    prints = decision.certificate_prints.select_related("nomination", "made_by", "job")
    context = {
        "decision": decision,
        "form": form if listed else None,
        "page": page_of(request, prints),
        "awards": {each.form_id: each.form for _, each in listed}.values(),
        "may_design": request.user.serves_root("write_catalogues"),
    }
    return render(request, "awards/certificates.html", context)


def _initial(request: Request, decision: Decision, listed: Listed) -> dict[str, Any]:
    """As the design has it; of several forms each has its own sentence."""
    forms = {each.form_id: each.form for _, each in listed}
    (first, *others) = forms.values()
    return {
        "nomination": request.GET.get("de-nghi", ""),
        "sentence": "" if others else sentence_of(design_of(first), decision.year),
        "place": decision.unit.name,
        "dated_on": decision.signed_on,
    }


@require_safe
@vary_on_headers("HX-Request")  # one address, two answers: a browser may not keep one for the other
def certificate_print(request: Request, pk: int) -> HttpResponse:
    found = _print_or_404(request, pk)
    if request.htmx and not found.is_busy:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    context = {"printing": found, "job": found.job, "taken_back": found.taken_back}
    return render(request, "awards/certificate_print.html", context)


@require_safe
def certificate_file(request: Request, pk: int) -> HttpResponse:
    found = _print_or_404(request, pk)
    if found.file is None or found.taken_back:
        raise Http404("not printed yet, or an award among these was taken back since")
    return file_answer(bytes(found.file.content), found.file.content_type, f"giay-khen-{found.pk}")


@require_POST
def certificate_again(request: Request, pk: int) -> HttpResponse:
    found = _print_or_404(request, pk)
    try:
        actions.print_certificates_again(printing=found, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect(found.url)


def _print_or_404(request: Request, pk: int) -> CertificatePrint:
    seen = CertificatePrint.objects.visible_to(request.user)
    seen = seen.select_related("decision__unit", "nomination", "job", "made_by")
    found: CertificatePrint = get_object_or_404(seen, pk=pk)
    return found


@form_page
@needs("write_catalogues")
def certificate_design(request: Request, pk: int) -> HttpResponse:
    refuse_unless_root(request)
    award = _form_or_404(pk)
    form = DesignForm(posted(request), design=design_of(award))
    if form.is_valid() and done(
        form, lambda: actions.set_certificate_design(form=award, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Đã lưu mẫu in. Xin in thử một tờ trước khi in cả loạt.")
        return redirect("awards:certificate-design", pk=award.pk)
    return render(request, "awards/certificate_design.html", {"form": form, "award": award})


@require_safe
@needs("write_catalogues")
def certificate_sample(request: Request, pk: int) -> HttpResponse:
    """A short name and a long one, to hold against the stationery."""
    refuse_unless_root(request)
    sheets = printing.samples(_form_or_404(pk), Unit.objects.get(path=ROOT_PATH))
    return file_answer(printing.render(sheets, demo=False), PDF, "giay-khen-in-thu", inline=True)


def _form_or_404(pk: int) -> AwardForm:
    return get_object_or_404(AwardForm.objects.select_related("certificate_design"), pk=pk)
