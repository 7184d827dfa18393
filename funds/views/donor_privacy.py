"""A donor asks to be forgotten."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, visible_or_404
from chapters.views.common import form_page, posted
from khuyenhoc.forms import sent

from .. import actions
from ..donors import written_with
from ..forms.grants import ForgetForm
from ..models import Donor


@form_page
def donor_forget(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Donor, request, pk=pk)
    if not request.user.can("handle_privacy", found.unit):
        raise PermissionDenied("Chức trách của bạn không giải quyết yêu cầu về dữ liệu cá nhân ở đây.")
    form = ForgetForm(posted(request))
    if sent(request, form, lambda: actions.forget_donor(donor=found, by=request.user)):
        messages.success(request, "Đã xóa thông tin. Số tiền và chứng từ vẫn giữ nguyên.")
        return redirect("funds:fund-list")
    context = {"form": form, "donor": found, **written_with(found)}
    return render(request, "funds/donor_forget.html", context)
