from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from khuyenhoc.history import entries
from khuyenhoc.numbers import record_number

from .. import actions
from ..access import Request, editable_or_403, visible_or_404
from ..forms import privacy as forms
from ..holidays import days_off
from ..models import DataRequest, DataRequestQuerySet, Member, User
from ..pages import privacy as pages
from .common import done, form_page, keeper_of, page_of, posted, posted_with_files
from .consents import scan_answer

Kind = DataRequest.Kind
RECORDS = ("write_members", "handle_privacy")


def _refuse_unless(user: User, permissions: tuple[str, ...], what: str) -> None:
    if not any(user.may(permission) for permission in permissions):
        raise PermissionDenied(
            f"Chức trách của bạn không {what} yêu cầu về dữ liệu cá nhân. Nếu cần, xin báo Thường trực Hội cấp trên."
        )


@require_safe
def request_list(request: Request) -> HttpResponse:
    user = request.user
    _refuse_unless(user, DataRequestQuerySet.SEEN_WITH, "xem")
    closed = request.GET.get("tinh-trang") == "da-dong"
    found = DataRequest.objects.visible_to(user).select_related("unit", "handled_by")
    found = found.exclude(done_on=None).order_by("-done_on", "-pk") if closed else found.pending()
    page = page_of(request, found)
    new = {"label": "Ghi yêu cầu mới", "url": reverse("chapters:request-create"), "primary": True}
    context = {
        "page": page,
        "rows": [(one, pages.clock_of(one)) for one in page],
        "closed": closed,
        "actions": [new] if any(user.may(permission) for permission in RECORDS) else [],
        "days_off": days_off(timezone.localdate().year),
    }
    return render(request, "chapters/request_list.html", context)


@form_page
def request_create(request: Request) -> HttpResponse:
    user = request.user
    _refuse_unless(user, RECORDS, "ghi")
    member = _asked_about(request)
    initial = {
        "asker": member.name if member else "",
        "kind": request.GET.get("loai"),
        "received_on": request.GET.get("ngay") or forms.today(),
    }
    form = forms.RequestForm(*posted_with_files(request), user=user, member=member, initial=initial)
    if form.is_valid():
        values = form.cleaned_data
        if member:
            values["unit"] = keeper_of(member, user, *RECORDS)
        if done(form, lambda: _record(request, form, member)):
            return redirect("chapters:request-list")
    context = {
        "title": f"Yêu cầu của {member}" if member else "Ghi yêu cầu về dữ liệu cá nhân",
        "note": "" if member else "Nếu là hội viên, xin mở trang của người đó rồi bấm Ghi yêu cầu.",
        "form": form,
        "cancel_url": member.get_absolute_url() if member else reverse("chapters:request-list"),
    }
    return render(request, "chapters/form.html", context)


def _record(request: Request, form: forms.RequestForm, member: Member | None) -> DataRequest:
    made: DataRequest = actions.record_request(member=member, by=request.user, **form.cleaned_data)
    due = made.answer_due.strftime("%d/%m/%Y")
    messages.success(request, f"Đã ghi vào sổ. Xin trả lời người yêu cầu trước hoặc đúng ngày {due}.")
    return made


def _asked_about(request: Request) -> Member | None:
    if not (chosen := request.GET.get("hoi-vien")):
        return None
    member = visible_or_404(Member, request, pk=record_number(chosen))
    keepers = Member.objects.editable_by(request.user) | Member.objects.handled_by(request.user)
    if not keepers.filter(pk=member.pk).exists():
        raise PermissionDenied("Người này do đơn vị khác giữ hồ sơ. Xin chuyển yêu cầu cho đơn vị đó.")
    return member


@require_safe
def request_page(request: Request, pk: int) -> HttpResponse:
    user = request.user
    asked = get_object_or_404(DataRequest.objects.visible_to(user).select_related("unit", "member", "change"), pk=pk)
    handles = user.can("handle_privacy", asked.unit)
    sees_member = asked.member and Member.objects.visible_to(user).filter(pk=asked.member_id).exists()
    context = {
        "asked": asked,
        "clock": pages.clock_of(asked),
        "facts": pages.request_facts(asked),
        "member": asked.member if sees_member else None,
        "actions": _request_actions(asked, user) if handles and not asked.done_on else [],
        "change": entries([asked.change], user)[0] if asked.change and sees_member else None,
    }
    return render(request, "chapters/request.html", context)


def _request_actions(asked: DataRequest, user: User) -> list[dict[str, Any]]:
    """What is to be done next is the solid button."""
    found: list[dict[str, Any]] = []
    if not asked.answered_on:
        url = reverse("chapters:request-answer", args=[asked.pk])
        found.append({"label": "Ghi đã trả lời", "url": url, "primary": True})
    deed = _deed(asked, user)
    if deed:
        found.append({**deed, "primary": bool(asked.answered_on)})
    url = reverse("chapters:request-close", args=[asked.pk])
    return [*found, {"label": "Đóng yêu cầu", "url": url, "primary": bool(asked.answered_on) and not deed}]


def _deed(asked: DataRequest, user: User) -> dict[str, str] | None:
    member = asked.member
    if member is None or not Member.objects.handled_by(user).filter(pk=member.pk).exists():
        return None
    if asked.kind in (Kind.VIEW, Kind.COPY):
        return {"label": "Xem và giao dữ liệu", "url": reverse("chapters:member-data", args=[member.pk])}
    if asked.kind == Kind.CORRECT:
        return {"label": "Sửa thông tin", "url": reverse("chapters:member-edit", args=[member.pk])}
    if asked.kind == Kind.ERASE:
        return {"label": "Xóa thông tin", "url": reverse("chapters:member-erase", args=[member.pk])}
    return {"label": "Ghi rút đồng ý", "url": member.get_absolute_url()}


@form_page
def request_answer(request: Request, pk: int) -> HttpResponse:
    asked = editable_or_403(DataRequest, request, pk=pk)
    initial = {"answered_on": timezone.localdate(), "done_due": asked.done_due}
    form = forms.AnswerForm(posted(request), asked=asked, initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.answer_request(request=asked, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Đã ghi ngày trả lời.")
        return redirect(asked)
    context = {
        "title": "Ghi đã trả lời người yêu cầu",
        "subtitle": capfirst(str(asked)),
        "note": "Trả lời nghĩa là đã báo cho người đó biết Hội nhận được yêu cầu và khi nào làm xong.",
        "form": form,
        "cancel_url": asked.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


@form_page
def request_close(request: Request, pk: int) -> HttpResponse:
    asked = editable_or_403(DataRequest, request, pk=pk)
    initial = {"done_on": timezone.localdate()}
    form = forms.CloseForm(posted(request), asked=asked, user=request.user, initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.close_request(request=asked, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, "Đã đóng yêu cầu.")
        return redirect(asked)
    context = {
        "title": "Đóng yêu cầu",
        "subtitle": capfirst(str(asked)),
        "form": form,
        "submit": "Đóng yêu cầu",
        "cancel_url": asked.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


@require_safe
def request_scan(request: Request, pk: int) -> HttpResponse:
    asked = get_object_or_404(DataRequest.objects.visible_to(request.user).exclude(scan=None), pk=pk)
    return scan_answer(asked.scan)
