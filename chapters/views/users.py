from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from khuyenhoc.forms import attempt
from khuyenhoc.history import history_of
from khuyenhoc.lockout import locks

from .. import actions
from ..access import Request, editable_or_403, needs, visible_or_404
from ..forms.users import AccountForm, EndOfficeForm, HandOverForm, OfficeForm
from ..models import Appointment, Unit, User
from ..pages import users as pages
from ..second_factor import picture_of
from .common import done, form_page, page_of, posted

NEW_SLIP = (
    "Mật khẩu đang dùng của người này sẽ không dùng được nữa và mọi thiết bị đang đăng nhập sẽ thoát ra. "
    "Phiếu mới chỉ hiện một lần; hãy in hoặc chép lại ngay."
)


@require_safe
@needs("manage_users")
def user_list(request: Request) -> HttpResponse:
    by, state = request.user, request.GET.get("tinh-trang", "")
    found = pages.in_state(User.objects.visible_to(by).search(request.GET.get("q", "")), state)
    page = page_of(request, pages.with_terms(found, by))
    context = {
        "page": page,
        "accounts": pages.accounts(page),
        "states": [(code, text) for code, (text, _) in pages.STATES.items()],
        "state": state,
        "is_filtered": state or request.GET.get("q"),
        "actions": [{"label": "Mở tài khoản", "url": reverse("chapters:user-create"), "primary": True}],
    }
    return render(request, "chapters/user_list.html", context)


@require_safe
@needs("manage_users")
def user(request: Request, pk: int) -> HttpResponse:
    by = request.user
    shown = get_object_or_404(pages.with_terms(User.objects.visible_to(by), by), pk=pk)
    (account,) = pages.accounts([shown])
    locked_until = locks([shown.username]).get(shown.username)
    changeable = set(shown.appointments.running().editable_by(by).values_list("pk", flat=True))
    context = {
        "account": account,
        "facts": pages.account_facts(account, locked_until),
        "terms": [
            {"label": pages.term_label(term), "term": term, "changeable": term.pk in changeable}
            for term in account.terms
        ],
        "may_change": User.objects.editable_by(by).filter(pk=pk).exists(),
        "is_own": by.pk == pk,
        "is_locked": locked_until is not None,
        "entries": history_of(shown, *account.terms),
    }
    return render(request, "chapters/user.html", context)


@form_page
@needs("manage_users")
def user_create(request: Request) -> HttpResponse:
    by = request.user
    form = AccountForm(posted(request), by=by, unit=_asked_unit(request))
    if form.is_valid():
        made = attempt(form, lambda: actions.open_account(by=by, **form.cleaned_data))
        if made:
            return slip_page(request, *made)
        form.ask_about_double()
    context = {
        "title": "Mở tài khoản",
        "subtitle": "Không cần thư điện tử: mật khẩu dùng một lần in trên phiếu, trao tận tay.",
        "form": form,
        "submit": "Mở tài khoản và hiện phiếu",
        "cancel_url": reverse("chapters:user-list"),
        "cancel_label": "Không mở, quay lại",
    }
    return render(request, "chapters/form.html", context)


def _asked_unit(request: Request) -> Unit | None:
    code = request.GET.get("don-vi")
    return get_object_or_404(request.user.units_reached("manage_users"), code=code) if code else None


def slip_page(request: Request, user: User, password: str) -> HttpResponse:
    """The slip is the answer itself, kept neither by us nor by the browser: loading it again shows no password."""
    address = request.build_absolute_uri("/")
    context = {"holder": user, "password": password, "address": address, "picture": picture_of(address)}
    return render(request, "chapters/slip.html", context)


@form_page
@needs("manage_users")
def user_slip(request: Request, pk: int) -> HttpResponse:
    user = editable_or_403(User, request, pk=pk)
    if request.method == "POST":
        password = actions.reissue_slip(user=user, was=request.POST.get("was", ""), by=request.user)
        user.refresh_from_db()
        return slip_page(request, user, password)
    return render(request, "chapters/slip_ask.html", {"holder": user, "note": NEW_SLIP})


MOVES: dict[str, tuple[Callable[..., User], str]] = {
    "mo-khoa": (actions.unlock_user, "Đã mở khóa cho {user}; bây giờ đăng nhập lại được."),
    "ngung": (actions.deactivate_user, "Đã ngừng tài khoản của {user}. Người này không đăng nhập được nữa."),
    "dung-lai": (actions.reactivate_user, "Tài khoản của {user} lại dùng được, với mật khẩu như trước."),
    "bo-ma-xac-thuc": (
        actions.reset_second_factor,
        "Đã bỏ mã xác thực của {user}. Lần tới đăng nhập chỉ hỏi mật khẩu, rồi cài lại mã.",
    ),
}


@require_POST
@needs("manage_users")
def user_move(request: Request, pk: int, move: str) -> HttpResponse:
    if move not in MOVES:
        raise Http404(f"no move {move}")
    user = editable_or_403(User, request, pk=pk)
    act, sentence = MOVES[move]
    act(user=user, by=request.user)
    messages.success(request, sentence.format(user=user))
    return redirect("chapters:user", user.pk)


@form_page
@needs("manage_users")
def appointment_create(request: Request, pk: int) -> HttpResponse:
    by = request.user
    user = visible_or_404(User, request, pk=pk)
    form = OfficeForm(posted(request), by=by, unit=_asked_unit(request))
    if form.is_valid() and done(form, lambda: actions.appoint(user=user, by=by, **form.cleaned_data)):
        messages.success(request, f"Đã giao chức trách cho {user}.")
        return redirect("chapters:user", user.pk)
    context = _about(user, f"Giao chức trách cho {user}") | {"form": form, "submit": "Giao chức trách"}
    return render(request, "chapters/form.html", context)


def _about(user: User, title: str) -> dict[str, Any]:
    return {"title": title, "cancel_url": reverse("chapters:user", args=[user.pk])}


@form_page
@needs("manage_users")
def appointment_end(request: Request, pk: int) -> HttpResponse:
    appointment = editable_or_403(Appointment, request, pk=pk)
    user = appointment.user
    initial = {"on": appointment.until, "was": appointment.until}
    form = EndOfficeForm(posted(request), initial=initial)
    if form.is_valid() and done(
        form, lambda: actions.end_appointment(appointment=appointment, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, f"Đã ghi ngày thôi chức trách của {user}.")
        return redirect("chapters:user", user.pk)
    context = _about(user, f"{user} thôi chức trách") | {
        "subtitle": pages.term_label(appointment),
        "form": form,
        "submit": "Ghi ngày thôi",
    }
    return render(request, "chapters/form.html", context)


@form_page
@needs("manage_users")
def appointment_hand_over(request: Request, pk: int) -> HttpResponse:
    by = request.user
    appointment = editable_or_403(Appointment, request, pk=pk)
    form = HandOverForm(posted(request), by=by, appointment=appointment)
    if form.is_valid():
        made = attempt(form, lambda: actions.hand_over(appointment=appointment, by=by, **form.cleaned_data))
        if made:
            return _handed_over(request, appointment, *made)
    context = _about(appointment.user, "Bàn giao chức trách") | {
        "subtitle": f"{appointment.user}: {pages.term_label(appointment)}",
        "form": form,
        "submit": "Bàn giao",
        "note": _own_note(by, appointment),
    }
    return render(request, "chapters/form.html", context)


def _own_note(by: User, appointment: Appointment) -> str:
    if appointment.user_id != by.pk:
        return ""
    return "Đây là chức trách của chính bạn: từ ngày bàn giao bạn không còn làm được việc của chức trách này."


def _handed_over(request: Request, before: Appointment, successor: Appointment, password: str) -> HttpResponse:
    if password:
        return slip_page(request, successor.user, password)
    messages.success(request, f"Đã bàn giao cho {successor.user}.")
    return redirect("home") if before.user_id == request.user.pk else redirect("chapters:user", successor.user_id)
