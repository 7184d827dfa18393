from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode

from chapters.access import Request, editable_or_403, needs, visible_or_404
from chapters.reach import within
from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.numbers import format_money, money_in_words
from khuyenhoc.once import record_once

from . import actions, books
from .forms import ContributionForm, ExpenseForm, FundForm, OpeningForm, ReversalForm, VoucherForm
from .models import Donor, Fund, Voucher

FUNDS_PER_PAGE = 50


@needs("read_funds")
def fund_list(request: Request) -> HttpResponse:
    funds = Fund.objects.visible_to(request.user).select_related("unit__parent")
    vouchers = Voucher.objects.visible_to(request.user)
    unit = None
    if code := request.GET.get("don-vi"):
        unit = get_object_or_404(request.user.units_reached("read_funds"), code=code)
        funds = funds.filter(within([unit.path], "unit__path"))
        vouchers = vouchers.filter(within([unit.path], "fund__unit__path"))
    years = books.years_of(vouchers)
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
    }
    return render(request, "funds/list.html", context)


@needs("write_funds")
def fund_create(request: Request) -> HttpResponse:
    form = FundForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.open_fund(**form.cleaned_data, by=request.user))
        if made:
            messages.success(request, f"Đã mở sổ {made}. Nếu quỹ đang có tiền, xin ghi số dư đầu kỳ.")
            return redirect(made)
    return render(request, "funds/create.html", {"form": form})


def fund(request: Request, pk: int) -> HttpResponse:
    """The book of one purse for one year."""
    found = visible_or_404(Fund, request, pk=pk)
    years = books.years_of(found.vouchers.all())
    year = chosen_year(request, years)
    book = books.book_page(found, year, request.GET.get("trang"))
    accounts = books.money_accounts(found)
    context = {
        "fund": found,
        "book": book,
        "page": book.page,
        "figures": books.year_figures(found, year),
        "accounts": accounts,
        "lacks_opening": not all(held.is_opened for held in accounts),
        "year": year,
        "years": years,
        "may_write": request.user.can("write_funds", found.unit),
    }
    return render(request, "funds/book.html", context)


def opening_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    accounts = [held.account for held in books.money_accounts(found) if not held.is_opened]
    if not accounts:
        messages.info(request, "Quỹ đã ghi đủ số dư đầu kỳ. Nếu sai, hãy hủy phiếu đó rồi ghi lại.")
        return redirect(found)
    form = OpeningForm(request.POST or None, accounts=accounts)
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


def contribution_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    form = ContributionForm(request.POST or None, fund=found, user=request.user, initial=_initial(request))
    return _voucher_create(request, found, form, lambda: _take_in(found, form, request), "source")


@transaction.atomic
def _take_in(found: Fund, form: ContributionForm, request: Request) -> Voucher:
    values = form.values()
    if form.cleaned_data["keep_donor"] and not values["donor"]:
        known = Donor.objects.editable_by(request.user).filter(unit=found.unit, name=values["party"]).first()
        values["donor"] = known or actions.add_donor(unit=found.unit, name=values["party"], by=request.user)
    return actions.record_contribution(fund=found, by=request.user, **values)


def expense_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    form = ExpenseForm(request.POST or None, fund=found, initial=_initial(request))
    pay = partial(actions.record_expense, fund=found, by=request.user)
    return _voucher_create(request, found, form, lambda: pay(**form.values()), "purpose")


def _voucher_create(
    request: Request, found: Fund, form: VoucherForm, record: Callable[[], Voucher], subject: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["token"]
        done = attempt(form, lambda: record_once(request, found, token, record))
        if done:
            made = Voucher.objects.get(pk=done[0])
            return _after_posting(request, made, is_new=done[1], next_form=_next_form(request, form, subject))
        if isinstance(form, ExpenseForm) and "amount" in form.errors:
            form.offer_below_zero()
    context = {
        "form": form,
        "fund": found,
        "accounts": books.money_accounts(found),
        "is_receipt": subject == "source",
    }
    return render(request, "funds/voucher_form.html", context)


def _initial(request: Request) -> dict[str, str]:
    """What "Ghi và thêm phiếu nữa" carries over to the next form."""
    names = ("dated_on", "account", "source", "purpose")
    return {name: request.GET[name] for name in names if name in request.GET}


def _next_form(request: Request, form: VoucherForm, subject: str) -> str:
    values = form.cleaned_data
    kept = {
        "dated_on": format_date(values["dated_on"]),
        "account": values["account"].pk,
        subject: values[subject].pk,
    }
    return f"{request.path}?{urlencode(kept)}"


def _after_posting(request: Request, made: Voucher, is_new: bool, next_form: str) -> HttpResponse:
    if not is_new:
        again = f"Mẫu này đã được ghi thành {made}, không ghi lần nữa. Muốn ghi phiếu khác, hãy mở mẫu mới."
        messages.info(request, again)
        return redirect(made)
    messages.success(request, f"Đã ghi {made}: {format_money(made.amount)} ({money_in_words(made.amount)}).")
    return redirect(next_form if "more" in request.POST else made)


def voucher(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Voucher, request, pk=pk)
    reversal = Voucher.objects.filter(reverses=found).first()
    may_write = request.user.can("write_funds", found.fund.unit)
    context = {
        "voucher": found,
        "fund": found.fund,
        "reversal": reversal,
        "may_reverse": may_write and not reversal and not found.reverses_id,
        "history": history_of(found) if request.user.can("read_log", found.fund.unit) else [],
    }
    return render(request, "funds/voucher.html", context)


def voucher_reverse(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Voucher, request, pk=pk)
    form = ReversalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.reverse_voucher(voucher=found, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã hủy {found} bằng {made}.")
            return redirect(found)
    return render(request, "funds/reverse.html", {"form": form, "voucher": found, "fund": found.fund})


def chosen_year(request: Request, years: list[int]) -> int:
    """The year asked for by ?nam= if it has vouchers, else the latest that has."""
    latest = years[0] if years else timezone.localdate().year
    return {str(year): year for year in years}.get(request.GET.get("nam", ""), latest)
