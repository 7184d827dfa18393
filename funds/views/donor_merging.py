"""Two records of one donor become one, and two again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from chapters.access import Request, editable_or_403
from chapters.views.common import form_page, posted
from khuyenhoc.actions import Refusal
from khuyenhoc.forms import sent
from khuyenhoc.numbers import record_number

from .. import actions
from ..donors import search, with_totals, written_with
from ..forms.donors import DonorMergeForm
from ..models import Donor

SHOWN = 30  # records to choose from; the search finds the others


@form_page
def donor_merge(request: Request, pk: int) -> HttpResponse:
    """First which record is the same donor, by ?ho-so=; then what would move, and why they are one."""
    keep = editable_or_403(Donor, request, pk=pk)
    others = Donor.objects.editable_by(request.user).filter(unit=keep.unit_id).exclude(pk=pk)
    number = record_number(request.GET.get("ho-so", ""))
    if number is None:
        words = request.GET.get("q", keep.name)
        found = list(search(others, words)[: SHOWN + 1])
        context = {"donor": keep, "found": found[:SHOWN], "has_more": len(found) > SHOWN, "words": words}
        return render(request, "funds/donor_merge_start.html", context)
    gone = get_object_or_404(others, pk=number)
    form = DonorMergeForm(posted(request))
    merge = actions.merge_donors
    if sent(request, form, lambda: merge(keep=keep, gone=gone, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã gộp. Các lần ủng hộ của {gone} nay xem ở đây.")
        return redirect(keep)
    totals = with_totals(Donor.objects.filter(pk__in=(keep.pk, gone.pk))).in_bulk()
    sides = [(label, totals[one.pk], written_with(one)) for label, one in (("Giữ lại", keep), ("Gộp vào", gone))]
    return render(request, "funds/donor_merge.html", {"form": form, "donor": keep, "gone": gone, "sides": sides})


@require_http_methods(["POST"])
def donor_split(request: Request, pk: int) -> HttpResponse:
    """The number in the address is of the record that speaks for both; ?ho-so= of the one that leaves it."""
    keep = editable_or_403(Donor, request, pk=pk)
    gone = keep.merged.filter(pk=record_number(request.GET.get("ho-so", "")) or 0).first()
    if gone is None:
        messages.info(request, "Hồ sơ ấy không gộp ở đây, hoặc đã tách rồi.")
        return redirect(keep)
    try:
        made = actions.split_donor(donor=gone, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect(keep)
    messages.success(request, f"Đã tách {made} thành hồ sơ riêng như trước khi gộp.")
    return redirect(made)
