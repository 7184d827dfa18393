"""Money that changes its place: inside a purse, to another purse, taken in there."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from chapters.access import Request, editable_or_403
from chapters.views.common import posted
from khuyenhoc.forms import attempt
from khuyenhoc.numbers import format_money, money_in_words, record_number
from khuyenhoc.once import record_once

from .. import actions, books
from ..forms.transfers import LeavingForm, MoveForm, ReceiveForm, SendForm
from ..models import Fund, Voucher
from ..transfers import receivers

SHOWN = 30  # purses to choose from; the search finds the others


def money_move(request: Request, pk: int) -> HttpResponse:
    found = editable_or_403(Fund, request, pk=pk)
    form = MoveForm(posted(request), fund=found)
    move = actions.move_money
    made = _recorded(request, found, form, lambda: move(fund=found, by=request.user, **form.values()))
    if made:
        messages.success(request, f"Đã ghi {made}: {format_money(made.amount)} ({money_in_words(made.amount)}).")
        return redirect(made)
    context = {"form": form, "fund": found, "accounts": books.money_accounts(found)}
    return render(request, "funds/move.html", context)


def money_send(request: Request, pk: int) -> HttpResponse:
    """First to which purse, by ?den=; then how much."""
    found = editable_or_403(Fund, request, pk=pk)
    number = record_number(request.GET.get("den", ""))
    if number is None:
        words = request.GET.get("q", "")
        purses = receivers(found, request.user, words)
        context = {"fund": found, "purses": purses[:SHOWN], "left_out": len(purses[SHOWN:]), "words": words}
        return render(request, "funds/send_start.html", context)
    sent_to = get_object_or_404(Fund.objects.may_receive_from(found, request.user), pk=number)
    form = SendForm(posted(request), fund=found)
    send = actions.send_money
    behind = min(found, sent_to, key=lambda purse: purse.pk)  # the one that the verb locks first
    made = _recorded(request, behind, form, lambda: send(fund=found, sent_to=sent_to, by=request.user, **form.values()))
    if made:
        messages.success(request, _sent(made, sent_to))
        return redirect(made)
    context = {"form": form, "fund": found, "sent_to": sent_to, "accounts": books.money_accounts(found)}
    return render(request, "funds/send.html", context)


def _sent(made: Voucher, sent_to: Fund) -> str:
    said = f"{format_money(made.amount)} ({money_in_words(made.amount)}) chuyển cho {sent_to}"
    if not made.number:
        return f"Đã lập phiếu {said}; phiếu chờ người thứ hai duyệt."
    receipt = Voucher.objects.filter(transfer_of=made).first()
    if receipt:
        return f"Đã ghi {made}: {said}, và {receipt} ở sổ bên nhận."
    return f"Đã ghi {made}: {said}. Bên nhận sẽ ghi phiếu thu khi nhận."


def _recorded(request: Request, behind: Fund, form: LeavingForm, record: Callable[[], Voucher]) -> Voucher | None:
    if request.method != "POST" or not form.is_valid():
        return None
    token = form.cleaned_data["token"]
    done = attempt(form, lambda: record_once(request, behind, token, record))
    if "amount" in form.errors:
        form.offer_below_zero()
    return Voucher.objects.get(pk=done[0]) if done else None


def transfer_receive(request: Request, pk: int) -> HttpResponse:
    """The payment is of a book that may be out of her reach; what counts is the purse it was sent to."""
    seen = Fund.objects.visible_to(request.user).order_by()
    sent = get_object_or_404(Voucher.objects.select_related("fund__unit", "from_account"), pk=pk, sent_to__in=seen)
    found = editable_or_403(Fund, request, pk=sent.sent_to_id)
    if not Voucher.objects.on_the_way().filter(pk=pk).exists():
        messages.info(request, "Khoản chuyển này đã nhận hoặc đã hủy rồi.")
        return redirect(found)
    form = ReceiveForm(posted(request), sent=sent, fund=found)
    if request.method == "POST" and form.is_valid():
        receive = actions.receive_money
        made = attempt(form, lambda: receive(voucher=sent, by=request.user, **form.cleaned_data))
        if made:
            messages.success(request, f"Đã nhận và ghi {made}: {format_money(made.amount)}.")
            return redirect(made)
    return render(request, "funds/receive.html", {"form": form, "sent": sent, "fund": found})
