"""Donors: who gives, and what each has given."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.reach import within
from chapters.views.common import posted
from khuyenhoc.forms import sent

from .. import actions
from ..donors import gifts_of, search, shows_contacts, with_totals
from ..forms.donors import DonorForm, NewDonorForm
from ..models import Donor

PER_PAGE = 50


@require_safe
@needs("read_funds")
def donor_list(request: Request) -> HttpResponse:
    donors = Donor.objects.visible_to(request.user).select_related("unit__parent")
    unit = None
    if code := request.GET.get("don-vi"):
        unit = get_object_or_404(request.user.units_reached("read_funds"), code=code)
        donors = donors.filter(within([unit.path], "unit__path"))
    words = request.GET.get("q", "")
    page = Paginator(with_totals(search(donors, words)), PER_PAGE).get_page(request.GET.get("trang"))
    rows = [(donor, shows_contacts(request.user, donor.unit)) for donor in page]
    context = {"page": page, "rows": rows, "unit": unit, "words": words, "may_write": request.user.may("write_funds")}
    return render(request, "funds/donor_list.html", context)


@needs("write_funds")
def donor_create(request: Request) -> HttpResponse:
    form = NewDonorForm(posted(request), user=request.user)
    if made := sent(request, form, lambda: actions.add_donor(**form.cleaned_data, by=request.user)):
        messages.success(request, f"Đã lưu {made} vào sổ người ủng hộ.")
        return redirect(made)
    return render(request, "funds/donor_create.html", {"form": form})


@require_safe
def donor(request: Request, pk: int) -> HttpResponse:
    """Of a record that was merged, the one that speaks for it."""
    if kept := Donor.objects.visible_to(request.user).filter(merged=pk).first():
        return redirect(kept)
    found = visible_or_404(Donor, request, pk=pk)
    gifts = gifts_of(found, request.user)
    context = {
        "donor": found,
        "gifts": gifts,
        "total": sum(gift.amount for gift in gifts if gift.stands),
        "has_reversed": not all(gift.stands for gift in gifts),
        "shows_contacts": shows_contacts(request.user, found.unit),
        "years": sorted({gift.voucher.year for gift in gifts}, reverse=True),
        "may_write": request.user.can("write_funds", found.unit),
        "merged": found.merged.all(),
        "may_forget": request.user.can("handle_privacy", found.unit),
    }
    return render(request, "funds/donor.html", context)


def donor_edit(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Donor, request, pk=pk)
    form = DonorForm(posted(request), donor=found)
    if sent(request, form, lambda: actions.change_donor(donor=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu.")
        return redirect(found)
    return render(request, "funds/donor_edit.html", {"form": form, "donor": found})
