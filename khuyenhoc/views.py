from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .history import LogFilter, by_day, entries
from .models import Change
from .samples import component_samples
from .signin import SignInForm
from .triggers import faults


class SignIn(LoginView):
    template_name = "khuyenhoc/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


class SignOut(LogoutView):
    http_method_names = ["post", "options"]


def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "khuyenhoc/help.html")


def log(request: HttpRequest) -> HttpResponse:
    if not request.user.may("read_log"):  # type: ignore[union-attr]
        raise PermissionDenied("Chức trách của bạn không xem nhật ký. Nếu cần, xin báo Thường trực Hội cấp trên.")
    form = LogFilter(request.GET or None)
    changes, older = form.page_of(Change.objects.visible_to(request.user))
    told = entries(changes, request.user)
    context = {"form": form, "entries": told, "days": by_day(told), "older": older}
    return render(request, "khuyenhoc/log.html", context)


def components(request: HttpRequest) -> HttpResponse:
    """Every template component in every state, for developers."""
    return render(request, "khuyenhoc/components.html", component_samples())


def health(request: HttpRequest) -> JsonResponse:
    """For the machine that watches: the database answers and its guards stand."""
    broken = faults(connection)
    return JsonResponse({"status": "faulty" if broken else "ok"}, status=503 if broken else 200)


health.login_required = False  # type: ignore[attr-defined]
