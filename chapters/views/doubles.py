from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from khuyenhoc.numbers import format_number, record_number

from .. import actions
from ..access import Request, editable_or_403, needs
from ..doubles import likely_pairs
from ..forms.doubles import TypedForm
from ..models import Member, NotDouble, Unit
from ..pages.doubles import hints, pair_row
from ..pages.member_filters import units_to_filter_by
from .common import PAGE_SIZE, page_of


@require_safe
@needs("write_members")
def hint(request: Request) -> HttpResponse:
    """A piece of a page: who may be the person that is being typed. Nothing while there is no name."""
    form = TypedForm(request.GET, user=request.user)
    someone = form.someone()
    if not someone:
        return HttpResponse()
    return render(request, "chapters/_doubles_hint.html", {"hints": hints(someone, request.user)})


@require_safe
@needs("write_members")
def double_list(request: Request) -> HttpResponse:
    """Members in reach who may be one person; or those of whom somebody said that they are not."""
    user = request.user
    reached = user.units_reached("write_members")
    unit = get_object_or_404(reached, code=request.GET["don-vi"]) if request.GET.get("don-vi") else None
    context = {"unit": unit, "units": units_to_filter_by(user, unit), "all_url": reverse("chapters:double-list")}
    if request.GET.get("tinh-trang") == "khong-phai":
        said = NotDouble.objects.standing().visible_to(user).select_related("one", "other", "said_by")
        page = page_of(request, said)
        context |= {"page": page, "subtitle": f"{format_number(page.paginator.count)} cặp đã xác nhận là hai người"}
        return render(request, "chapters/not_double_list.html", context)
    pairs = _pairs_page(request, unit)
    subtitle = f"{format_number(pairs.paginator.count)} cặp có thể là một người"
    context |= {"page": pairs, "rows": [pair_row(pair) for pair in pairs], "subtitle": subtitle}
    return render(request, "chapters/double_list.html", context)


def _pairs_page(request: Request, unit: Unit | None) -> Page:
    pairs = likely_pairs(request.user, below=unit)
    return Paginator(pairs, PAGE_SIZE).get_page(request.GET.get("trang"))


@require_POST
@needs("write_members")
def tell_apart(request: Request) -> HttpResponse:
    one, other = asked_member(request, "a"), asked_member(request, "b")
    if one == other:
        raise Http404
    actions.tell_apart(one=one, other=other, by=request.user)
    messages.success(request, f"Đã ghi {one} và {other} là hai người. Cặp này không hiện trong danh sách trùng nữa.")
    return redirect(_back(request))


@require_POST
@needs("write_members")
def doubt_again(request: Request, pk: int) -> HttpResponse:
    said = editable_or_403(NotDouble, request, pk=pk)
    actions.doubt_again(not_double=said, by=request.user)
    messages.success(request, f"Đã rút lại. {said.one} và {said.other} lại hiện ra nếu còn giống nhau.")
    return redirect(_back(request))


def asked_member(request: Request, word: str) -> Member:
    """The member whose number stands behind "?a=", or "?b="; hers to write."""
    number = record_number(request.GET.get(word) or request.POST.get(word, ""))
    if number is None:
        raise Http404
    return editable_or_403(Member, request, pk=number)


def _back(request: Request) -> str:
    """The list again, filtered as it was."""
    code = request.POST.get("don-vi")
    return reverse("chapters:double-list", query={"don-vi": code} if code else None)
