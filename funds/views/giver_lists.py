"""One receipt with a list of givers."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import render

from chapters.access import Request, editable_or_403
from khuyenhoc.forms import attempt
from khuyenhoc.once import record_once

from .. import actions
from ..actions import GiverLine
from ..donors import KnownDonors
from ..forms.giver_lists import ROWS, GiverListForm, GiverRows
from ..models import Fund, Voucher
from .vouchers import after_posting, carried_over, next_form


def giver_list_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    if "rows" in request.POST:  # without scripts: five lines more, and all that is typed stays
        form = GiverListForm(fund=found, initial=request.POST.dict())
        return _page(request, found, form, GiverRows(request.POST, more=ROWS, is_checked=False))
    if request.method != "POST":
        return _page(request, found, GiverListForm(fund=found, initial=carried_over(request)), GiverRows(more=ROWS))
    form, rows = GiverListForm(request.POST, fund=found), GiverRows(request.POST)
    if form.is_valid() & rows.is_valid():
        token = form.cleaned_data["token"]
        done = attempt(form, lambda: record_once(request, found, token, lambda: _take_in(found, form, rows, request)))
        if done:
            made = Voucher.objects.get(pk=done[0])
            return after_posting(request, made, is_new=done[1], next_form=next_form(request, form, "source"))
    return _page(request, found, form, rows)


def _page(request: Request, found: Fund, form: GiverListForm, rows: GiverRows) -> HttpResponse:
    if carried_over(request) and not form.is_bound:
        rows.begin()
    return render(request, "funds/giver_list_form.html", {"form": form, "rows": rows, "fund": found})


@transaction.atomic
def _take_in(found: Fund, form: GiverListForm, rows: GiverRows, request: Request) -> Voucher:
    values = form.values()
    lines = _with_donors(found, rows.lines(), request, keep=form.cleaned_data["keep_donor"])
    values["amount"] = values["amount"] or rows.total()
    return actions.record_contribution(fund=found, by=request.user, givers=lines, **values)


def _with_donors(found: Fund, lines: list[GiverLine], request: Request, *, keep: bool) -> list[GiverLine]:
    """Each line with the donor it means: one that is known, or a new one where all are to be kept."""
    known = KnownDonors(found.unit)
    made = []
    for line in lines:
        donor = known.only(line.name, line.address)
        if keep and not known.find(line.name, line.address):
            donor = actions.add_donor(unit=found.unit, name=line.name, address=line.address, by=request.user)
            known.add(donor)
        made.append(GiverLine(line.name, line.amount, line.address, donor))
    return made
