from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, editable_or_403, visible_or_404
from chapters.views.common import posted
from khuyenhoc.forms import sent

from .. import actions, books
from ..forms.control import CountForm
from ..models import Count, Fund


def count_create(request: Request, pk: int) -> HttpResponse:
    fund = editable_or_403(Fund, request, pk=pk)
    form = CountForm(posted(request), fund=fund)
    made = sent(request, form, lambda: actions.record_count(by=request.user, **form.cleaned_data))
    if made:
        messages.success(request, "Đã ghi lần kiểm kê." if made.difference else "Đã ghi: thực có đúng như trên sổ.")
        return redirect(made)
    context = {"form": form, "fund": fund, "accounts": books.money_accounts(fund)}
    return render(request, "funds/count_form.html", context)


def count(request: Request, pk: int) -> HttpResponse:
    found = visible_or_404(Count, request, pk=pk)
    return render(request, "funds/count.html", {"count": found, "fund": found.account.fund})
