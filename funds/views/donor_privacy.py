"""Who gave asks to be forgotten: a donor of the register, or who stands only in a list of givers."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, visible_or_404
from chapters.models import Unit
from chapters.views.common import form_page, posted
from khuyenhoc.forms import sent

from .. import actions
from ..donors import written_with
from ..forms.donors import GiverForgetForm
from ..forms.grants import ForgetForm
from ..models import Donor, Giver


def _needs_privacy(request: Request, unit: Unit) -> None:
    if not request.user.can("handle_privacy", unit):
        raise PermissionDenied("Chức trách của bạn không giải quyết yêu cầu về dữ liệu cá nhân ở đây.")


@form_page
def donor_forget(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Donor, request, pk=pk)
    _needs_privacy(request, found.unit)
    form = ForgetForm(posted(request))
    if sent(request, form, lambda: actions.forget_donor(donor=found, by=request.user)):
        messages.success(request, "Đã xóa thông tin. Số tiền và chứng từ vẫn giữ nguyên.")
        return redirect("funds:fund-list")
    context = {"form": form, "donor": found, **written_with(found)}
    return render(request, "funds/donor_forget.html", context)


@form_page
def giver_forget(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Giver, request, pk=pk)
    voucher = found.voucher
    _needs_privacy(request, voucher.fund.unit)
    if found.is_forgotten or found.donor_id:
        return redirect(found.donor or voucher)
    form = GiverForgetForm(posted(request))
    forget = actions.forget_giver
    if sent(request, form, lambda: forget(giver=found, reason=form.cleaned_data["reason"], by=request.user)):
        messages.success(request, "Đã xóa tên và địa chỉ. Số tiền vẫn giữ nguyên.")
        return redirect(voucher)
    lines = Giver.objects.like(found).count()
    context = {"form": form, "giver": found, "voucher": voucher, "fund": voucher.fund, "lines": lines}
    return render(request, "funds/giver_forget.html", context)
