"""Control of a purse on one page, and its settings."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, editable_or_403, visible_or_404
from chapters.views.common import posted
from khuyenhoc.forms import sent
from khuyenhoc.numbers import format_money

from .. import actions, books
from ..forms.control import ApprovalLimitForm, FundSettingsForm
from ..models import Count, Fund
from .books import chosen_year


def control(request: Request, pk: int) -> HttpResponse:
    """What waits, what was closed and counted in a year, what was paid beyond what there was, how the purse is set."""
    fund = visible_or_404(Fund, request, pk=pk)
    vouchers = fund.vouchers.select_related("from_account", "to_account", "written_by")
    counts = Count.objects.filter(account__fund=fund).select_related("account")
    years = sorted({*books.years_of(fund), *_years_of(counts, fund)}, reverse=True)
    year = chosen_year(request, years)
    context = {
        "fund": fund,
        "to_approve": set(vouchers.to_approve(request.user).values_list("pk", flat=True)),
        "waiting": vouchers.waiting().order_by("dated_on", "pk"),
        "closings": fund.closings.filter(until__year=year).select_related("closed_by"),
        "counts": counts.filter(counted_on__year=year),
        "overdrawn": vouchers.overdrawn().filter(year=year),
        "year": year,
        "years": years,
        "may_write": request.user.can("write_funds", fund.unit),
        "may_approve": request.user.can("approve_payments", fund.unit),
    }
    return render(request, "funds/control.html", context)


def _years_of(counts: QuerySet[Count], fund: Fund) -> list[int]:
    """Years in which something was counted or closed, though nothing was paid."""
    days = [*counts.dates("counted_on", "year"), *fund.closings.dates("until", "year")]
    return [day.year for day in days]


def fund_settings(request: Request, pk: int) -> HttpResponse:
    fund = editable_or_403(Fund, request, pk=pk)
    initial = {name: getattr(fund, name) for name in FundSettingsForm.base_fields}
    form = FundSettingsForm(posted(request), initial=initial)
    if sent(request, form, lambda: actions.set_forms(fund=fund, by=request.user, **form.cleaned_data)):
        messages.success(request, "Đã lưu cài đặt của quỹ.")
        return redirect("funds:control", fund.pk)
    return render(request, "funds/settings.html", {"form": form, "fund": fund})


def approval_setting(request: Request, pk: int) -> HttpResponse:
    fund = visible_or_404(Fund, request, pk=pk)
    if not request.user.can("approve_payments", fund.unit):
        raise PermissionDenied("Mức chi phải duyệt do người duyệt chi đặt: Thường trực Hội hoặc Chủ tịch Hội.")
    form = ApprovalLimitForm(posted(request), initial={"approval_above": fund.approval_above})
    if sent(request, form, lambda: actions.set_approval(fund=fund, by=request.user, **form.cleaned_data)):
        messages.success(request, _said(form.cleaned_data["approval_above"]))
        return redirect("funds:control", fund.pk)
    return render(request, "funds/approval_setting.html", {"form": form, "fund": fund})


def _said(limit: int | None) -> str:
    if limit is None:
        return "Từ nay khoản chi nào cũng vào sổ ngay, không cần người thứ hai."
    return f"Từ nay khoản chi từ {format_money(limit)} trở lên phải có người thứ hai duyệt."
