"""Where a member belongs: in, out, on, and what was recorded by mistake."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.dates import format_date
from khuyenhoc.forms import attempt

from .. import actions
from ..access import Request, editable_or_403
from ..forms.members import CountForm, EndForm, JoinForm, SureForm, TransferForm, roster_units
from ..models import Member, Membership
from ..pages import members as pages
from .common import back_to, done, form_page, posted


@form_page
def membership_create(request: Request, pk: int) -> HttpResponse:
    """A former member comes back, or one who is counted elsewhere takes part here too, uncounted."""
    user = request.user
    member = editable_or_403(Member, request, pk=pk)
    person = pages.belonging(member, user)
    asked = roster_units(user).filter(code=request.GET.get("don-vi", "")).first()
    last = next((one.unit for one in person.memberships), None) if person.can_return else None
    form = JoinForm(posted(request), user=user, initial={"entry": "admitted", "unit": asked or last})
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.join_unit(member=member, by=user, is_counted=not person.is_counted, **form.cleaned_data),
        )
        if made:
            messages.success(request, f"Đã ghi {member} vào {made.unit}.")
            return redirect(member)
    context = {
        "title": f"Ghi {member} sinh hoạt lại" if person.can_return else f"Ghi {member} vào chi hội",
        "trail": back_to(member),
        "note": _second_membership_note(person) if person.is_counted else "",
        "form": form,
        "cancel_url": member.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)


def _second_membership_note(person: pages.Belonging) -> str:
    counted = next((one.unit.full_name for one in person.held if one.is_counted), "một đơn vị khác")
    return (
        f"{person.member} đang được tính ở {counted}, nên ở chi hội mới sẽ ghi thêm mà không tính lần nữa. "
        "Nếu đã chuyển hẳn, xin dùng Chuyển chi hội. Muốn tính ở chi hội mới, ghi xong xin bấm Tính ở đây."
    )


@form_page
def membership_end(request: Request, pk: int) -> HttpResponse:
    user = request.user
    membership = editable_or_403(Membership, request, pk=pk)
    member = membership.member
    form = EndForm(posted(request), initial={"until": timezone.localdate()})
    if form.is_valid() and done(
        form, lambda: actions.end_membership(membership=membership, by=user, **form.cleaned_data)
    ):
        messages.success(request, _ended(membership, form.cleaned_data["exit"]))
        return redirect(member)
    return _form(request, membership, form, title=f"{member} thôi sinh hoạt", submit="Ghi thôi")


def _ended(membership: Membership, exit: str) -> str:
    if exit == Membership.Exit.DIED:
        return f"Đã ghi {membership.member} từ trần: từ ngày đó không còn được tính ở bất cứ đơn vị nào."
    return f"Đã ghi {membership.member} thôi sinh hoạt ở {membership.unit}."


@form_page
def membership_transfer(request: Request, pk: int) -> HttpResponse:
    user = request.user
    membership = editable_or_403(Membership, request, pk=pk)
    member = membership.member
    form = TransferForm(posted(request), user=user, membership=membership)
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.transfer_member(member=member, membership=membership, by=user, **form.cleaned_data),
        )
        if made:
            messages.success(request, f"Đã chuyển {member} từ {membership.unit} đến {made.unit}.")
            return redirect(member)
    note = (
        "Chuyển đến nơi bạn không ghi được (xã khác, huyện khác): ở đây xin ghi thôi sinh hoạt với lý do chuyển đi; "
        "nơi nhận ghi chuyển đến."
    )
    return _form(request, membership, form, title=f"Chuyển {member} sang chi hội khác", submit="Ghi chuyển", note=note)


@form_page
def membership_count(request: Request, pk: int) -> HttpResponse:
    """Of two units, the one where she is counted."""
    membership = editable_or_403(Membership, request, pk=pk)
    member = membership.member
    form = CountForm(posted(request), initial={"on": timezone.localdate()})
    if form.is_valid() and done(
        form, lambda: actions.count_here(membership=membership, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Từ ngày đó {member} được tính ở {membership.unit}.")
        return redirect(member)
    return _form(request, membership, form, title=f"Tính {member} ở {membership.unit}", submit="Tính ở đây")


@form_page
def membership_void(request: Request, pk: int) -> HttpResponse:
    membership = editable_or_403(Membership, request, pk=pk)
    member = membership.member
    form = SureForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.void_membership(membership=membership, by=request.user)):
        messages.success(request, f"Đã bỏ dòng sinh hoạt của {member} ở {membership.unit}, vì ghi nhầm.")
        is_seen = Member.objects.visible_to(request.user).filter(pk=member.pk).exists()
        return redirect(member if is_seen else reverse("chapters:member-list"))
    note = (
        "Chỉ dùng khi chưa bao giờ có việc này: ghi nhầm người, nhầm chi hội, ghi hai lần. Dòng này sẽ không còn được "
        "tính vào năm nào chưa chốt; nhật ký vẫn giữ. Người đã thôi thật thì xin ghi thôi sinh hoạt."
    )
    return _form(request, membership, form, title=f"Ghi nhầm {member}?", submit="Đúng, đã ghi nhầm", note=note)


@form_page
def death_take_back(request: Request, pk: int) -> HttpResponse:
    membership = editable_or_403(Membership, request, pk=pk)
    member = membership.member
    form = SureForm(posted(request))
    if form.is_valid() and done(form, lambda: actions.take_back_death(membership=membership, by=request.user)):
        messages.success(request, f"Đã bỏ ghi từ trần; {member} lại sinh hoạt như trước ngày đó.")
        return redirect(member)
    note = (
        "Dùng khi đã ghi từ trần nhầm người. Hội viên lại sinh hoạt và được tính như trước ở mọi nơi, kể cả xã khác; "
        "nơi đã giải thể thì thành thôi sinh hoạt. Nhật ký giữ cả hai lần ghi."
    )
    title = f"Ghi nhầm {member} từ trần?"
    return _form(request, membership, form, title=title, submit="Đúng, người này còn sống", note=note)


def _form(
    request: Request, membership: Membership, form: object, *, title: str, submit: str, note: str = ""
) -> HttpResponse:
    context = {
        "title": title,
        "trail": back_to(membership.member),
        "subtitle": f"{capfirst(membership.unit.full_name)}, vào từ {format_date(membership.since)}",
        "form": form,
        "submit": submit,
        "note": note,
        "cancel_url": membership.member.get_absolute_url(),
    }
    return render(request, "chapters/form.html", context)
