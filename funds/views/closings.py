"""Closings: close a month or a year, its statement as page and PDF, open it again with a reason."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, editable_or_403, visible_or_404
from chapters.settled import settled_on
from chapters.views.common import posted
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.forms import attempt, sent
from khuyenhoc.pdf import render_pdf

from .. import actions
from ..forms.control import ClosingForm, ReasonForm
from ..models import Account, Closing, Count, Fund
from ..statements import Span, span_of
from ..sums import balance_on


def closing_create(request: Request, pk: int) -> HttpResponse:
    """Choose a period, look at what its book says, close it."""
    fund = editable_or_403(Fund, request, pk=pk)
    form = ClosingForm(posted(request), fund=fund)
    if request.method == "POST" and "look" not in request.POST and form.is_valid():
        made = attempt(form, lambda: _close(request, fund, form))
        if made:
            messages.success(request, f"Đã khóa sổ {made}.")
            return redirect(made)
    chosen = form.chosen
    context = {
        "form": form,
        "fund": fund,
        "span": Span(fund, chosen[1], chosen[2]) if chosen else None,
        "is_counted": _is_counted(fund, chosen),
        "waiting": fund.vouchers.waiting().filter(dated_on__lte=chosen[2]).count() if chosen else 0,
    }
    return render(request, "funds/closing_form.html", context)


def _is_counted(fund: Fund, chosen: tuple[str, date, date] | None) -> bool:
    """Cash was counted in the period, or there is none to count."""
    cash = fund.accounts.filter(kind=Account.Kind.CASH)
    if not chosen or not any(balance_on(one, chosen[2]) for one in cash):
        return True
    return Count.objects.filter(account__in=cash, counted_on__range=chosen[1:]).exists()


def _close(request: Request, fund: Fund, form: ClosingForm) -> Closing:
    kind, _, until = form.spans[form.cleaned_data["period"]]
    return actions.close_book(fund=fund, kind=kind, year=until.year, month=until.month, by=request.user)


def closing(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Closing, request, pk=pk)
    context = {
        "closing": found,
        "fund": found.fund,
        "span": span_of(found),
        "settled": settled_on(found.fund.unit, found.until),
        "may_write": request.user.can("write_funds", found.fund.unit),
    }
    return render(request, "funds/closing.html", context)


def closing_pdf(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Closing, request, pk=pk)
    context = {"closing": found, "fund": found.fund, "span": span_of(found), "demo": request.user.is_demo}
    pdf = render_pdf("funds/closing_pdf.html", context)
    return file_answer(pdf, PDF, f"khoa-so-{found.fund.pk}-{found.until:%Y-%m}-{found.kind}", inline=True)


def closing_reopen(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Closing, request, pk=pk)
    if found.reopened_at:
        messages.info(request, "Lần khóa sổ này đã được mở lại rồi.")
        return redirect(found)
    form = ReasonForm(posted(request))
    if sent(request, form, lambda: actions.reopen_book(closing=found, by=request.user, **form.cleaned_data)):
        messages.success(request, f"Đã mở lại sổ {found}. Ghi xong xin khóa lại.")
        return redirect(found)
    later = found.fund.closings.filter(reopened_at=None, until__gte=found.until).exclude(pk=found.pk)
    context = {"form": form, "closing": found, "fund": found.fund, "later": later}
    return render(request, "funds/closing_reopen.html", context)
