"""Whether a paper is the adopted one, for anybody and without signing in; nothing more than the paper says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chapters.views.common import form_page

from ..forms.lives import CodeForm, PaperForm
from ..models import Summary
from ..verifying import compare, read_code, why_unknown, write_code
from .links import HEADERS

View = Callable[..., HttpResponse]


def for_anybody(view: View) -> View:
    """Without signing in; kept by no cache and no search engine."""

    @wraps(view)
    def opened(request: HttpRequest, **more: Any) -> HttpResponse:
        answer = view(request, **more)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    opened.login_required = False  # type: ignore[attr-defined]
    return opened


@form_page
@for_anybody
def verify_form(request: HttpRequest) -> HttpResponse:
    """Type the code; a form by GET, so that it works from a poster and a bookmark alike."""
    form = CodeForm(request.GET if "ma" in request.GET else None)
    if form.is_valid():
        return redirect("reports:verify", code=form.cleaned_data["ma"])
    return render(request, "reports/verify_form.html", {"form": form})


@form_page
@for_anybody
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The adopted figures to compare; and whether a file is the stored one, byte for byte."""
    read = read_code(code)[:40]
    if read != code:
        return redirect("reports:verify", code=read) if read else redirect("reports:verify-form")
    summary = Summary.objects.filter(code=read).select_related("period", "unit", "adopted_by").first()
    if summary is None:
        context = {"form": CodeForm(initial={"ma": read}), "trouble": why_unknown(read)}
        return render(request, "reports/verify_form.html", context, status=404)
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    verdict = compare(summary, form.cleaned_data["paper"].chunks()) if form.is_valid() else None
    context = {
        "summary": summary,
        "told": (summary.besides or {}).get("told", {}),
        "code": write_code(read),
        "newer": _newer(summary),
        "form": form,
        "verdict": verdict,
    }
    return render(request, "reports/verify.html", context)


def _newer(summary: Summary) -> Summary | None:
    """The adopted version that has taken its place."""
    later = Summary.objects.filter(period=summary.period_id, unit=summary.unit_id, version__gt=summary.version)
    return later.filter(state=Summary.State.ADOPTED).order_by("-version").defer("besides").first()
