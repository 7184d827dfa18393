"""Payments that wait for a second person: the list, how one is let into the book, how it is left out."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, needs, visible_or_404
from chapters.views.common import posted
from khuyenhoc.forms import sent
from khuyenhoc.numbers import format_money

from .. import actions
from ..forms.control import ApprovalForm, ReasonForm
from ..models import Voucher

PER_PAGE = 50


@needs("read_funds")
def waiting_list(request: Request) -> HttpResponse:
    """The oldest first; those that this user may approve have the way there."""
    waiting = Voucher.objects.visible_to(request.user).waiting()
    shown = waiting.select_related("fund__unit__parent", "to_account", "written_by").order_by("written_at", "pk")
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("trang"))
    hers = Voucher.objects.to_approve(request.user).filter(pk__in=[one.pk for one in page])
    context = {
        "page": page,
        "to_approve": set(hers.values_list("pk", flat=True)),
        "total": waiting.aggregate(total=Sum("amount", default=0))["total"],
    }
    return render(request, "funds/waiting_list.html", context)


def payment_approve(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Voucher, request, pk=pk)
    if not request.user.can("approve_payments", found.fund.unit):
        raise PermissionDenied("Chức trách của bạn không duyệt chi ở đây. Xin báo Thường trực Hội hoặc Chủ tịch Hội.")
    if not found.is_waiting:
        messages.info(request, f"{found} không còn chờ duyệt.")
        return redirect(found)
    form = ApprovalForm(request.POST if request.method == "POST" else None)
    lacks = found.amount - actions.spendable(found.from_account, found.dated_on)
    if lacks > 0 and not found.is_overdrawn and not found.fund.is_campaign:
        form.offer_below_zero()
    made = sent(request, form, lambda: actions.approve_payment(voucher=found, by=request.user, **form.cleaned_data))
    if made:
        messages.success(request, f"Đã duyệt và ghi sổ {made}: {format_money(made.amount)}.")
        return redirect(made)
    is_own = found.written_by_id == request.user.pk and found.needs_approval
    context = {"form": form, "voucher": found, "fund": found.fund, "lacks": lacks, "is_own": is_own}
    return render(request, "funds/approve.html", context)


def voucher_drop(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Voucher, request, pk=pk)
    user, unit = request.user, found.fund.unit
    if not (user.can("write_funds", unit) or user.can("approve_payments", unit)):
        raise PermissionDenied("Chức trách của bạn không bỏ phiếu ở đây. Xin báo Thường trực Hội hoặc Chủ tịch Hội.")
    if not found.is_waiting:
        messages.info(request, f"{found} không còn chờ duyệt. Phiếu đã ghi sổ thì hủy, không bỏ.")
        return redirect(found)
    form = ReasonForm(posted(request))
    if sent(request, form, lambda: actions.drop_voucher(voucher=found, by=user, **form.cleaned_data)):
        messages.success(request, "Đã bỏ phiếu. Phiếu vẫn xem được, không có trong sổ.")
        return redirect(found)
    return render(request, "funds/drop.html", {"form": form, "voucher": found, "fund": found.fund})
