"""Vouchers: take in, pay out, one voucher, its reversal."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from chapters.access import Request, editable_or_403, visible_or_404
from chapters.settled import settled_on
from chapters.views.common import posted
from khuyenhoc.actions import Refusal
from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.numbers import format_money, money_in_words
from khuyenhoc.once import record_once
from khuyenhoc.searching import SEARCH

from .. import actions, books
from ..donors import known_as, shows_contacts
from ..forms.vouchers import ContributionForm, ExpenseForm, ReversalForm, VoucherForm
from ..models import Fund, Voucher
from ..papers.gifts import is_gift
from ..transfers import transfer_of

JUST_POSTED = 5


def contribution_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    data = None if _only_searches(request) else posted(request)
    form = ContributionForm(data, fund=found, user=request.user, initial=_typed_or_carried_over(request))
    return _voucher_create(request, found, form, lambda: _take_in(found, form, request), "source")


def _only_searches(request: Request) -> bool:
    """The button beside the words, or Enter in them while nobody is named yet: nothing is checked, nothing written."""
    sent = request.POST
    return SEARCH in sent or (bool(sent.get("q")) and not sent.get("donor") and not sent.get("party"))


def _typed_or_carried_over(request: Request) -> dict[str, str]:
    """While a donor is searched for, what stands in the boxes."""
    if _only_searches(request):
        return {name: value for name, value in request.POST.dict().items() if name in ContributionForm.base_fields}
    return carried_over(request, "q", "donor")


@transaction.atomic
def _take_in(found: Fund, form: ContributionForm, request: Request) -> Voucher:
    values = form.values()
    if form.cleaned_data["keep_donor"] and not values["donor"]:
        who = {"name": values["party"], "address": values["party_address"]}
        known = known_as(found.unit, **who)
        values["donor"] = known or actions.add_donor(unit=found.unit, **who, by=request.user)
    return actions.record_contribution(fund=found, by=request.user, **values)


def expense_create(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    form = ExpenseForm(posted(request), fund=found, initial=carried_over(request))
    pay = partial(actions.record_expense, fund=found, by=request.user)
    return _voucher_create(request, found, form, lambda: pay(**form.values()), "purpose")


def _voucher_create(
    request: Request, found: Fund, form: VoucherForm, record: Callable[[], Voucher], subject: str
) -> HttpResponse:
    if form.is_valid():
        token = form.cleaned_data["token"]
        done = attempt(form, lambda: record_once(request, found, token, record))
        if done:
            made = Voucher.objects.get(pk=done[0])
            return after_posting(request, made, is_new=done[1], next_form=next_form(request, form, subject))
        if isinstance(form, ExpenseForm) and "amount" in form.errors:
            form.offer_below_zero()
    if _only_searches(request):
        form.begin_at("donor")
    elif carried_over(request) and not form.errors:
        form.begin_at("amount")
    series = Voucher.Series.RECEIPT if subject == "source" else Voucher.Series.PAYMENT
    context = {
        "form": form,
        "fund": found,
        "accounts": books.money_accounts(found),
        "is_receipt": subject == "source",
        "is_in_row": bool(carried_over(request)),
        "just_posted": just_posted(request, found, series) if carried_over(request) else [],
    }
    return render(request, "funds/voucher_form.html", context)


def carried_over(request: Request, *more: str) -> dict[str, str]:
    """What "Ghi và thêm phiếu nữa" hands on to the next form; without it the form is the first one."""
    names = ("dated_on", "account", "source", "purpose", "reason", *more)
    return {name: request.GET[name] for name in names if name in request.GET}


def just_posted(request: Request, found: Fund, series: Voucher.Series) -> list[Voucher]:
    """What she wrote last in this book, to look at once more while she goes on."""
    hers = found.vouchers.filter(posted_by=request.user, series=series)
    return list(hers.order_by("-posted_at", "-pk")[:JUST_POSTED])


def next_form(request: Request, form: VoucherForm, subject: str) -> str:
    values = form.cleaned_data
    kept = {
        "dated_on": format_date(values["dated_on"]),
        "account": values["account"].pk,
        subject: values[subject].pk,
        "reason": values["reason"],
    }
    return f"{request.path}?{urlencode(kept)}"


def after_posting(request: Request, made: Voucher, is_new: bool, next_form: str) -> HttpResponse:
    if not is_new:
        again = f"Mẫu này đã được ghi thành {made}, không ghi lần nữa. Muốn ghi phiếu khác, hãy mở mẫu mới."
        messages.info(request, again)
        return redirect(made)
    if made.is_waiting:
        messages.success(request, f"Đã lập phiếu chi {format_money(made.amount)}, chờ người thứ hai duyệt mới vào sổ.")
        return redirect(next_form if "more" in request.POST else made)
    messages.success(request, f"Đã ghi {made}: {format_money(made.amount)} ({money_in_words(made.amount)}).")
    return redirect(next_form if "more" in request.POST else made)


def voucher(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Voucher, request, pk=pk)
    reversal = Voucher.objects.filter(reverses=found).first()
    may_write = request.user.can("write_funds", found.fund.unit)
    may_approve = request.user.can("approve_payments", found.fund.unit)
    context = {
        "voucher": found,
        "fund": found.fund,
        "reversal": reversal,
        "may_reverse": may_write and found.number and not reversal and not found.reverses_id,
        "may_approve": may_approve and (found.written_by_id != request.user.pk or not found.needs_approval),
        "may_drop": may_write or may_approve,
        "settled": settled_on(found.fund.unit, found.dated_on) if found.number else [],
        "givers": found.givers.all(),
        "is_gift": is_gift(found),
        "shows_contacts": shows_contacts(request.user, found.fund.unit),
        "may_forget": request.user.can("handle_privacy", found.fund.unit),
        "transfer": transfer_of(found, request.user),
        "history": history_of(found) if request.user.can("read_log", found.fund.unit) else [],
    }
    return render(request, "funds/voucher.html", context)


def voucher_reverse(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Voucher, request, pk=pk)
    try:
        actions.refuse_irreversible(found)
    except Refusal as refusal:
        messages.info(request, str(refusal))
        return redirect(found)
    form = ReversalForm(posted(request), voucher=found)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.reverse_voucher(voucher=found, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã hủy {found} bằng {made}.")
            return redirect(found)
    money = found.to_account
    lacks = found.amount - actions.account_balance(money) if money.is_money else 0
    context = {"form": form, "voucher": found, "fund": found.fund, "lacks": lacks}
    context["is_refused"] = lacks > 0 and found.fund.is_campaign
    return render(request, "funds/reverse.html", context)
