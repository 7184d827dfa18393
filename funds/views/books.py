"""The purses and their books: the list, a new one, one book for a year, what it held at first."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.reach import within
from chapters.views.common import posted
from khuyenhoc.forms import attempt, sent

from .. import actions, books
from .. import figures as figures_of_report
from ..forms.books import FundChangeForm, FundForm, OpeningForm
from ..forms.searching import BookSearchForm
from ..models import Fund, Voucher
from ..searching import find
from ..transfers import incoming

FUNDS_PER_PAGE = 50


@needs("read_funds")
def fund_list(request: Request) -> HttpResponse:
    funds = Fund.objects.visible_to(request.user).select_related("unit__parent")
    unit = None
    if code := request.GET.get("don-vi"):
        unit = get_object_or_404(request.user.units_reached("read_funds"), code=code)
        funds = funds.filter(within([unit.path], "unit__path"))
    years = books.book_years(funds)
    year = chosen_year(request, years)
    page = Paginator(funds, FUNDS_PER_PAGE).get_page(request.GET.get("trang"))
    totals = books.totals(funds, year)
    figures = books.figures_by_fund(list(page), year)
    nothing = {"balance": 0, "raised": 0, "spent": 0}
    rows = [(fund, figures.get(fund.pk, nothing)) for fund in page]
    may_write = request.user.may("write_funds")
    context = {
        "unit": unit,
        "page": page,
        "rows": rows,
        "totals": totals,
        "year": year,
        "years": years,
        "may_write": may_write,
        "waiting": Voucher.objects.waiting().filter(fund__in=funds.order_by()).count(),
        "in_transit": figures_of_report.in_transit(timezone.localdate())
        .filter(fund__in=funds.order_by())
        .select_related("fund__unit", "sent_to__unit"),
    }
    return render(request, "funds/list.html", context)


@needs("write_funds")
def fund_create(request: Request) -> HttpResponse:
    form = FundForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.open_fund(**form.cleaned_data, by=request.user))
        if made:
            messages.success(request, f"Đã mở sổ {made}. Nếu quỹ đang có tiền, xin ghi số dư đầu kỳ.")
            return redirect(made)
    return render(request, "funds/create.html", {"form": form})


def fund(request: Request, pk: int) -> HttpResponse:
    """The book of one purse for one year; what is looked for in it stands in its place, without balances."""
    found = visible_or_404(Fund, request, pk=pk)
    years = books.years_of(found)
    year = chosen_year(request, years)
    accounts = books.money_accounts(found)
    search = BookSearchForm(request.GET, year=year)
    asked, number = search.asked(), request.GET.get("trang")
    result = find(found, year, asked, number) if asked else None
    book = None if result else books.book_page(found, year, number)
    context = {
        "fund": found,
        "search": search,
        "found": result,
        "book": book,
        "page": (result or book).page,  # type: ignore[union-attr]
        "figures": books.year_figures(found, year),
        "accounts": accounts,
        "campaign": books.campaign_figures(found),
        "incoming": incoming(found),
        "lacks_opening": not all(held.is_opened for held in accounts),
        "year": year,
        "years": years,
        "may_write": request.user.can("write_funds", found.unit),
    }
    return render(request, "funds/book.html", context)


def fund_edit(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    form = FundChangeForm(posted(request), fund=found)
    if sent(request, form, lambda: actions.change_fund(fund=found, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu.")
        return redirect(found)
    return render(request, "funds/edit.html", {"form": form, "fund": found})


def opening_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    accounts = [held.account for held in books.money_accounts(found) if not held.is_opened]
    if not accounts:
        messages.info(request, "Quỹ đã ghi đủ số dư đầu kỳ. Nếu sai, hãy hủy phiếu đó rồi ghi lại.")
        return redirect(found)
    form = OpeningForm(posted(request), accounts=accounts)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: _record_openings(found, form, request))
        if made:
            messages.success(request, "Đã ghi số dư đầu kỳ.")
            return redirect(found)
    return render(request, "funds/opening.html", {"form": form, "fund": found})


@transaction.atomic
def _record_openings(found: Fund, form: OpeningForm, request: Request) -> list[Voucher]:
    return [
        actions.record_opening(fund=found, account=account, amount=amount, dated_on=found.opened_on, by=request.user)
        for account, amount in form.amounts().items()
    ]


def chosen_year(request: Request, years: list[int]) -> int:
    """The year asked for by ?nam= if it has vouchers, else the latest that has."""
    latest = years[0] if years else timezone.localdate().year
    return {str(year): year for year in years}.get(request.GET.get("nam", ""), latest)
