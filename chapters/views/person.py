from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from khuyenhoc.downloads import XLSX, file_answer
from khuyenhoc.forms import attempt

from .. import actions
from ..access import Request, visible_or_404
from ..forms import privacy as forms
from ..models import DataRequest, Disclosure, Member
from ..pages import privacy as pages
from ..pages.person_file import is_whole, person_file, spreadsheet
from .common import back_to, form_page, posted

Kind = DataRequest.Kind


def _handled_or_403(request: Request, pk: int) -> Member:
    member = visible_or_404(Member, request, pk=pk)
    if not Member.objects.handled_by(request.user).filter(pk=member.pk).exists():
        raise PermissionDenied(
            "Chức trách của bạn không giải quyết yêu cầu về dữ liệu của người này. Nếu cần, xin báo Thường trực Hội."
        )
    return member


def _open_requests(request: Request, member: Member, *kinds: str) -> Any:
    return DataRequest.objects.editable_by(request.user).pending().filter(member=member, kind__in=kinds)


@form_page
def member_data(request: Request, pk: int) -> HttpResponse:
    """Everything that is held about a person, to look through and then to hand to her."""
    member = _handled_or_403(request, pk)
    if request.method == "POST":
        return _hand_out(request, member)
    context = {
        "member": member,
        "trail": back_to(member),
        "parts": person_file(member, request.user),
        "asked": _open_requests(request, member, Kind.VIEW, Kind.COPY).first(),
        "is_whole": is_whole(member, request.user),
    }
    return render(request, "chapters/member_data.html", context)


def _hand_out(request: Request, member: Member) -> HttpResponse:
    """Record that it was handed out, and give the file; the print is the page itself."""
    way = request.POST.get("way", "")
    if way not in Disclosure.Way.values:
        messages.error(request, "Xin chọn giao bằng tệp Excel hay bản in.")
        return redirect("chapters:member-data", pk=member.pk)
    asked = _open_requests(request, member, Kind.VIEW, Kind.COPY).first()
    actions.hand_out(member=member, way=way, request=asked, by=request.user)
    if way == Disclosure.Way.PRINT:
        messages.success(request, "Đã ghi là giao bản in. Xin in trang này và đưa cho người yêu cầu.")
        return redirect("chapters:member-data", pk=member.pk)
    workbook = spreadsheet(member, person_file(member, request.user))
    return file_answer(workbook, XLSX, f"du-lieu-hoi-vien-{member.pk}")


@form_page
def member_erase(request: Request, pk: int) -> HttpResponse:
    """What goes, what stays, and that it cannot be taken back; only on a request that stands in the register."""
    member = _handled_or_403(request, pk)
    if member.erased_at:
        return redirect(member)
    actions.refuse_erasure(member, request.user)
    asked = _open_requests(request, member, Kind.ERASE).first()
    if asked is None:
        query = {"hoi-vien": member.pk, "loai": Kind.ERASE.value}
        messages.warning(request, "Chỉ xóa theo yêu cầu đã ghi trong sổ. Xin ghi yêu cầu xóa trước.")
        return redirect(reverse("chapters:request-create", query=query))
    form = forms.EraseForm(posted(request), member=member)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempt(form, lambda: actions.erase_member(member=member, request=asked, reason=reason, by=request.user)):
            messages.success(request, "Đã xóa thông tin của người này. Mọi con số vẫn giữ nguyên.")
            return redirect(asked)
    context = {
        "member": member,
        "trail": back_to(member),
        "asked": asked,
        "form": form,
        "words": pages.erasure_words(member),
    }
    return render(request, "chapters/member_erase.html", context)
