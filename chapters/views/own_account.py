from typing import Any

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.views.decorators.http import require_POST, require_safe

from khuyenhoc.forms import attempt

from .. import actions, second_factor
from ..access import Request
from ..forms.users import CodeForm, NewPasswordForm
from ..pages.users import own_facts
from .common import form_page, posted

FROM_SLIP = "Mật khẩu trên phiếu chỉ dùng được một lần. Hãy đặt mật khẩu của riêng bạn, không cho ai biết."


@require_safe
def own_account(request: Request) -> HttpResponse:
    user = request.user
    context = {
        "facts": own_facts(user),
        "codes_left": second_factor.codes_left(user) if user.second_factor_since else None,
        "must_keep": user.needs_second_factor,
        "hers_to_hand_over": user.appointments.running().editable_by(user),
    }
    return render(request, "chapters/own_account.html", context)


@form_page
def password(request: Request) -> HttpResponse:
    user = request.user
    form = NewPasswordForm(posted(request), asks_current=not user.must_change_password)
    if form.is_valid():
        values = {"new": form.cleaned_data["new"], "current": form.cleaned_data.get("current")}
        if changed := attempt(form, lambda: actions.change_own_password(by=user, **values)):
            update_session_auth_hash(request, changed)
            messages.success(request, "Đã đổi mật khẩu. Các thiết bị khác đang đăng nhập đã thoát ra.")
            return redirect(_next(request))
    context = {
        "title": "Đặt mật khẩu của bạn" if user.must_change_password else "Đổi mật khẩu",
        "note": FROM_SLIP if user.must_change_password else "",
        "form": form,
        "submit": "Lưu mật khẩu mới",
        "cancel_url": "" if user.must_change_password else reverse("chapters:own-account"),
    }
    return render(request, "chapters/form.html", context)


def _next(request: Request) -> str:
    """Where she wanted to go before this step, if that is a page of ours."""
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else reverse("home")


@require_POST
def sign_out_everywhere(request: Request) -> HttpResponse:
    actions.sign_out_everywhere(by=request.user)
    logout(request)
    messages.success(request, "Đã thoát khỏi mọi thiết bị. Xin đăng nhập lại.")
    return redirect("login")


@form_page
def second_factor_code(request: Request) -> HttpResponse:
    """The second step of signing in."""
    user = request.user
    if not user.second_factor_since or second_factor.is_verified(request):
        return redirect(_next(request))
    form = CodeForm(posted(request))
    if form.is_valid() and _is_right(request, form):
        second_factor.mark_verified(request)
        return redirect(_next(request))
    return render(request, "chapters/second_factor_code.html", {"form": form})


def _is_right(request: Request, form: CodeForm) -> bool:
    is_right, locked_until = second_factor.check_code(request.user, form.cleaned_data["code"])
    if locked_until:
        form.add_error("code", f"Đã gõ sai nhiều lần. Xin chờ đến {localtime(locked_until):%H:%M:%S} rồi thử lại.")
    elif not is_right:
        form.add_error("code", "Mã này chưa đúng hoặc đã dùng rồi. Xin chờ mã mới trên điện thoại và gõ lại.")
    return is_right


@form_page
def second_factor_setup(request: Request) -> HttpResponse:
    """First why, then the picture to scan and the first code, then the recovery codes, shown once."""
    user = request.user
    if user.second_factor_since:
        return redirect("chapters:own-account")
    device = second_factor.unconfirmed(user)
    form = CodeForm(posted(request))
    form.fields["code"].help_text = "6 chữ số mà ứng dụng trên điện thoại đang hiện."
    if device and form.is_valid():
        if second_factor.confirm(device, form.cleaned_data["code"]):
            return _turned_on(request, device)
        form.add_error("code", "Mã chưa đúng. Xin xem điện thoại có đúng giờ không, chờ mã mới và gõ lại.")
    context = {"form": form, "is_needed": user.needs_second_factor} | _device_shown(device)
    return render(request, "chapters/second_factor.html", context)


def _device_shown(device: Any) -> dict[str, str]:
    if device is None:
        return {}
    return {"picture": second_factor.picture_of(device.config_url), "secret": second_factor.secret_of(device)}


def _turned_on(request: Request, device: Any) -> HttpResponse:
    changed, codes = actions.turn_on_second_factor(device=device, by=request.user)
    request.user.second_factor_since = changed.second_factor_since
    second_factor.mark_verified(request)
    return _codes_page(request, codes)


def _codes_page(request: Request, codes: list[str]) -> HttpResponse:
    return render(request, "chapters/recovery_codes.html", {"codes": codes, "next": _next(request)})


@require_POST
def second_factor_start(request: Request) -> HttpResponse:
    actions.start_second_factor(by=request.user)
    return redirect(reverse("chapters:second-factor", query={"next": _next(request)}))


@form_page
def recovery_codes(request: Request) -> HttpResponse:
    form = CodeForm(posted(request))
    if form.is_valid() and _is_right(request, form):
        return _codes_page(request, actions.renew_recovery_codes(by=request.user))
    return _ask_code(request, form, "In mã dự phòng mới", "Các mã dự phòng cũ sẽ không dùng được nữa.", "Hiện mã mới")


@form_page
def second_factor_off(request: Request) -> HttpResponse:
    form = CodeForm(posted(request))
    if form.is_valid() and _is_right(request, form):
        actions.turn_off_second_factor(by=request.user)
        messages.success(request, "Đã tắt mã xác thực. Từ nay đăng nhập chỉ cần mật khẩu.")
        return redirect("chapters:own-account")
    return _ask_code(request, form, "Tắt mã xác thực", "Sau khi tắt, ai biết mật khẩu là đăng nhập được.", "Tắt")


def _ask_code(request: Request, form: CodeForm, title: str, note: str, submit: str) -> HttpResponse:
    context = {
        "title": title,
        "note": note,
        "form": form,
        "submit": submit,
        "cancel_url": reverse("chapters:own-account"),
        "cancel_label": "Thôi, quay lại",
    }
    return render(request, "chapters/form.html", context)
