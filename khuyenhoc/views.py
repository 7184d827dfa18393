from django.contrib.auth.views import LoginView, LogoutView
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

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


def components(request: HttpRequest) -> HttpResponse:
    """Every template component in every state, for developers."""
    return render(request, "khuyenhoc/components.html", component_samples())


def health(request: HttpRequest) -> JsonResponse:
    """For the machine that watches: the database answers and its guards stand."""
    broken = faults(connection)
    return JsonResponse({"status": "faulty" if broken else "ok"}, status=503 if broken else 200)


health.login_required = False  # type: ignore[attr-defined]
