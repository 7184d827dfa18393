from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from khuyenhoc.numbers import format_number

from ..access import Request, needs
from ..models import Unit, User
from ..pages import member_filters, member_search
from ..pages import members as pages
from .common import PAGE_SIZE


@require_safe
@vary_on_headers("HX-Request")  # or a browser going back may show the piece that htmx fetched as the page
@needs("read_members")
def member_list(request: Request) -> HttpResponse:
    """Members by name: found as one types, filtered, fifty at a time."""
    user = request.user
    filters = member_filters.read_filters(request.GET, _unit_asked_for(request))
    found = member_search.find(
        filters.people(user), filters.scope(user), filters.words, is_narrowed=filters.is_narrowed
    )
    page = member_search.key_page(
        found, PAGE_SIZE, after=request.GET.get("sau", ""), before=request.GET.get("truoc", "")
    )
    context = {
        "page": page,
        "people": [pages.belonging(member, user) for member in page.members],
        "count": _count_in_words(found, filters),
        "filters": filters,
        "tags": filters.tags(request.GET),
        "year": timezone.localdate().year,
        "shows_contacts": user.may("read_contacts"),
    }
    # What htmx asks for as one types: the results alone, into the page that stands.
    if "HX-Request" in request.headers:
        return render(request, "chapters/_member_results.html", context)
    context |= {
        "units": member_filters.units_to_filter_by(user, filters.unit),
        "fields": member_filters.fields(filters, request.GET),
        "actions": _actions(user, filters.unit),
    }
    return render(request, "chapters/member_list.html", context)


def _unit_asked_for(request: Request) -> Unit | None:
    code = request.GET.get("don-vi")
    return get_object_or_404(request.user.units_reached("read_members"), code=code) if code else None


def _count_in_words(found: member_search.Found, filters: member_filters.Filters) -> str:
    """ "10.360 hội viên đang sinh hoạt", "hơn 20.000 hội viên …"."""
    standing = member_filters.STANDINGS[member_filters.HAS_LEFT if filters.has_left else ""]
    more = "" if found.is_exact else "hơn "
    return f"{more}{format_number(found.number)} hội viên {standing}"


def _actions(user: User, unit: Unit | None) -> list[dict[str, Any]]:
    if not user.may("write_members"):
        return []
    query = {"don-vi": unit.code} if unit and unit.keeps_roster else None
    url = reverse("chapters:member-create", query=query)
    doubles = reverse("chapters:double-list", query={"don-vi": unit.code} if unit else None)
    here = {"don-vi": unit.code} if unit and user.can("write_members", unit) else None
    return [
        {"label": "Tìm người trùng", "url": doubles},
        {"label": "Nhập, xuất Excel", "url": reverse("chapters:member-excel", query=here)},
        {"label": "Thêm hội viên", "url": url, "primary": True},
    ]
