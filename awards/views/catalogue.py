from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, needs
from khuyenhoc.forms import attempt

from .. import actions
from ..forms.catalogue import AwardFormForm
from ..models import AwardForm


@needs("read_awards")
def form_list(request: Request) -> HttpResponse:
    may_write = request.user.serves_root("write_catalogues")
    return render(request, "awards/form_list.html", {"forms": AwardForm.objects.all(), "may_write": may_write})


@needs("write_catalogues")
def form_create(request: Request) -> HttpResponse:
    user = request.user
    if not user.serves_root("write_catalogues"):
        raise PermissionDenied("Danh mục hình thức khen thưởng do Thường trực Hội cấp trên cùng ghi.")
    form = AwardFormForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: actions.add_award_form(by=user, **form.values()))
        if made:
            messages.success(request, f"Đã thêm {made}.")
            return redirect("awards:form-list")
    return render(request, "awards/form_create.html", {"form": form})
