from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from chapters.access import Request, editable_or_403
from khuyenhoc.actions import Refusal
from khuyenhoc.downloads import file_answer
from khuyenhoc.forms import attempt

from .. import actions
from ..forms.papers import PaperForm
from ..models import Nomination, NominationPaper
from .nominations import nomination_page


@require_POST
def paper_attach(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Nomination, request, pk=pk)
    form = PaperForm(request.POST, request.FILES, nomination=found)
    if form.is_valid():
        name, scan = form.cleaned_data["name"], form.cleaned_data["file"]
        made = attempt(
            form,
            lambda: actions.attach_paper(
                nomination=found, name=name, file_name=scan.name, content=scan.content, by=request.user
            ),
        )
        if made:
            messages.success(request, f"Đã kèm {made}.")
            return redirect(found)
    return nomination_page(request, found, paper_form=form)


@require_safe
def paper(request: Request, pk: int) -> HttpResponse:
    """The file, for whoever sees the nomination; what was taken off is not handed out any more."""
    papers = NominationPaper.objects.visible_to(request.user).standing().select_related("file")
    found = get_object_or_404(papers, pk=pk)
    return file_answer(bytes(found.file.content), found.file.content_type, f"giay-to-{found.pk}")


@require_POST
def paper_withdraw(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(NominationPaper, request, pk=pk)
    try:
        actions.withdraw_paper(paper=found, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"Đã bỏ {found} khỏi hồ sơ.")
    return redirect(found.nomination)
