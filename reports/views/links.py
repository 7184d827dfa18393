"""Links that open the entry of one return without a password: made and withdrawn by the office, opened by anybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from chapters.access import Request, needs, visible_or_404
from chapters.second_factor import picture_of
from chapters.views.common import form_page, posted
from khuyenhoc.actions import Refusal
from khuyenhoc.actor import through
from khuyenhoc.dates import format_datetime
from khuyenhoc.forms import attempt

from ..access import period_or_404, return_or_404
from ..actions import make_link, withdraw_link
from ..actions.hands import digest
from ..forms.review import Asked, FiguresForm, LinkForm
from ..models import EntryLink, LinkHolder, Return, Row
from ..pages.link import Part, asked_of, parts_of
from .review import url_of, write_figures


@form_page
@needs("read_returns")
def link_list(request: Request, period: str) -> HttpResponse:
    """The links of one return; a new one is shown with its secret on the answer itself, and never again."""
    top = return_or_404(request, period_or_404(period))
    if not request.user.can("accept_returns", top.unit):
        raise PermissionDenied("Chỉ Thường trực Hội cấp trên gửi và thu hồi liên kết nhập số liệu.")
    rows = Row.objects.filter(unit_return=top)
    form = LinkForm(posted(request), rows=rows, whole=f"Cả báo cáo của {top.unit}")
    if form.is_valid() and (made := attempt(form, lambda: _make(request, top, form))):
        return _shown_once(request, *made)
    links = EntryLink.objects.visible_to(request.user).filter(
        unit_return__unit=top.unit, unit_return__period=top.period
    )
    context = {
        "top": top,
        "form": form if top.period.allows_links and top.is_writable else None,
        "may_switch": request.user.serves_root("open_periods"),
        "links": links.select_related("created_by", "row").annotate(figures=Count("values")),
    }
    return render(request, "reports/link_list.html", context)


def _make(request: Request, top: Return, form: LinkForm) -> tuple[EntryLink, str]:
    facts = form.cleaned_data
    return make_link(
        unit_return=top, holder=facts["holder"], row=facts["row"], expires_at=form.expires_at, by=request.user
    )


def _shown_once(request: Request, link: EntryLink, secret: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("reports:link", args=[secret]))
    top = link.unit_return
    what = f"{link.row}, {top.unit}" if link.row else f"{top.unit}"
    text = (
        f"Kính gửi {link.holder}. Mời bác mở địa chỉ dưới đây để nhập số liệu {top.period.name.lower()} của {what}. "
        f"Không cần mật khẩu, dùng được đến {format_datetime(link.expires_at)}. "
        f"Xin không chuyển địa chỉ này cho người khác.\n{address}"
    )
    context = {"top": top, "link": link, "address": address, "text": text, "picture": picture_of(address)}
    return render(request, "reports/link_made.html", context)


@require_POST
@needs("read_returns")
def withdraw(request: Request, period: str, pk: int) -> HttpResponse:
    link = visible_or_404(EntryLink, request, pk=pk, unit_return__period__code=period)
    withdraw_link(link=link, by=request.user)
    messages.success(request, f"Đã thu hồi {link}. Ai mở cũng không vào được nữa.")
    return redirect(url_of("link-list", link.unit_return))


LinkView = Callable[..., HttpResponse]
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    # Of the address only who we are goes with it: "no-referrer" would make the browser hide that from our own forms.
    "Referrer-Policy": "strict-origin",
}


def by_link(view: LinkView) -> LinkView:
    """Without signing in, for whoever holds the secret of a working link; the address stays out of every cache."""

    @wraps(view)
    def opened(request: HttpRequest, secret: str, **more: Any) -> HttpResponse:
        found = EntryLink.objects.filter(secret_digest=digest(secret))
        link = found.select_related(
            "unit_return__period__previous", "unit_return__unit", "row__unit", "created_by"
        ).first()
        if link is None:
            answer = _shut(request, "Liên kết này không có. Xin mở lại đúng địa chỉ trong tin nhắn.", 404)
        elif trouble := why_shut(link):
            answer = _shut(request, trouble, 410)
        else:
            with through("liên kết nhập số liệu"):
                answer = view(request, link, secret, **more)
        for name, value in HEADERS.items():
            answer.headers[name] = value
        return answer

    opened.login_required = False  # type: ignore[attr-defined]
    return opened


def why_shut(link: EntryLink) -> str:
    """Why a link opens nothing now; "" when it does."""
    top = link.unit_return
    ask = "Nếu cần, xin báo Thường trực Hội gửi liên kết mới."
    if link.withdrawn_at:
        return f"Liên kết này đã bị thu hồi. {ask}"
    if not link.is_working:
        return f"Liên kết này đã hết hạn lúc {format_datetime(link.expires_at)}. {ask}"
    if not top.period.allows_links:
        return "Kỳ báo cáo này không còn nhận số liệu qua liên kết. Xin báo Thường trực Hội."
    if not top.is_writable:
        return f"Báo cáo của {top.unit} không còn nhận số liệu: đã nộp, đã chốt hoặc kỳ đã đóng. Cảm ơn bác."
    return ""


def _shut(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    return render(request, "reports/link_shut.html", {"sentence": sentence}, status=status)


@form_page
@by_link
def link(request: HttpRequest, link: EntryLink, secret: str) -> HttpResponse:
    """The rows that it opens, as cards; one row alone opens at once."""
    parts = parts_of(link)
    if link.row_id:
        return redirect("reports:link-row", secret, link.row_id)
    return render(request, "reports/link.html", {"link": link, "secret": secret, "parts": parts})


@form_page
@by_link
def link_row(request: HttpRequest, link: EntryLink, secret: str, pk: int) -> HttpResponse:
    """One row: a box for each figure, and nothing else of the house."""
    part = next((one for one in parts_of(link) if one.row.pk == pk), None)
    if part is None:
        raise Http404("no row of this link")
    asked = asked_of(part)
    form = FiguresForm(posted(request), asked=asked)  # type: ignore[arg-type]
    if form.is_valid() and _save(form, link):
        messages.success(request, f"Đã lưu số liệu của {part.row}. Cảm ơn bác.")
        return redirect("reports:link", secret) if not link.row_id else redirect("reports:link-row", secret, pk)
    context = {"link": link, "secret": secret, "part": part, "form": form, "groups": _groups(form, part)}
    return render(request, "reports/link_row.html", context)


def _save(form: FiguresForm, link: EntryLink) -> bool:
    try:
        write_figures(form, LinkHolder(link))
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _groups(form: FiguresForm, part: Part) -> list[tuple[str, list[tuple[Asked, dict[str, Any]]]]]:
    found: dict[str, list[tuple[Asked, dict[str, Any]]]] = {}
    for one in form.asked:
        found.setdefault(part.heading(one.made), []).append((one, form.boxes(one)))
    return list(found.items())
