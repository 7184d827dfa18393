from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from khuyenhoc.dates import DateFault, format_date, parse_date
from khuyenhoc.downloads import PDF, XLSX, file_answer
from khuyenhoc.history import history_of
from khuyenhoc.names import search_key
from khuyenhoc.numbers import format_number
from khuyenhoc.pdf import render_pdf

from .. import actions
from ..access import Request, needs, visible_or_404
from ..forms.officers import OfficerFilter
from ..models import Member, Officer, Unit, User
from ..pages import officers as pages
from ..pages.cabinets import cabinet_of
from ..pages.roll_workbook import roll_workbook
from ..pages.rolls import Roll, make_roll, rolls_of
from .common import PAGE_SIZE, officers_trail, page_of, trail_to, with_itself

DEMO_WORDS = "Dữ liệu trình diễn: tên người là giả định."


@require_safe
@needs("read_units")
def officer_list(request: Request) -> HttpResponse:
    """Who is in office on a day, in all of her reach or a part of it."""
    user = request.user
    unit = _unit_asked(request, user)
    form = OfficerFilter(request.GET or None, units=pages.units_to_filter_by(user, unit))
    is_clear = not form.is_bound or form.is_valid()
    day = form.day_asked
    asked = form.cleaned_data if form.is_bound and is_clear else {}
    serving = Officer.objects.visible_to(user).in_office(day).select_related("unit__parent")
    page = page_of(request, pages.narrowed(serving, asked, unit) if is_clear else serving.none())
    phones = {officer.pk: officer.phone for officer in page if user.can("read_contacts", officer.unit)}
    for officer in page:
        officer.place = pages.place_of(officer.unit, user)
    context = {
        "form": form,
        "page": page,
        "phones": phones,
        "shows_phones": any(phones.values()),
        "subtitle": f"{format_number(page.paginator.count)} người đương nhiệm ngày {format_date(day)}"
        if is_clear
        else "",
        "actions": _list_actions(user, unit),
        "all_url": reverse("chapters:officer-list"),
        "is_filtered": any(value for name, value in request.GET.items() if name != "trang"),
    }
    return render(request, "chapters/officer_list.html", context)


def _unit_asked(request: Request, user: User) -> Unit | None:
    code = request.GET.get("don-vi")
    return get_object_or_404(user.units_reached("read_units"), code=code) if code else None


def _list_actions(user: User, unit: Unit | None) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": "Chỗ khuyết, hết nhiệm kỳ", "url": reverse("chapters:officer-matters")},
    ]
    place = unit or user.top_unit
    if place and user.can("write_units", place):
        url = reverse("chapters:officer-create", args=[place.pk])
        found.append({"label": "Thêm cán bộ", "url": url, "primary": True})
    return found


@require_safe
@needs("read_units")
def officer_matters(request: Request) -> HttpResponse:
    """Posts that are empty, terms that have run out, units whose officers nobody wrote down."""
    user = request.user
    unit = _unit_asked(request, user)
    day = timezone.localdate()
    found = pages.matters(pages.units_with_posts(user, unit, day), day, user)
    chosen = request.GET.get("xem", "khuyet")
    page = Paginator(found.asked(chosen), PAGE_SIZE).get_page(request.GET.get("trang"))
    for cabinet in page:
        cabinet.place = pages.place_of(cabinet.unit, user)
    tabs = [
        ("khuyet", "Còn khuyết", len(found.vacant)),
        ("het-nhiem-ky", "Hết nhiệm kỳ", len(found.overrun)),
        ("chua-ghi", "Chưa ghi cán bộ", len(found.unrecorded)),
    ]
    context = {
        "page": page,
        "tabs": tabs,
        "chosen": chosen if chosen in {word for word, _, _ in tabs} else "khuyet",
        "subtitle": f"Tính đến ngày {format_date(day)}",
        "writable": {cabinet.unit.pk for cabinet in page if user.can("write_units", cabinet.unit)},
        "trail": [{"label": "Cán bộ Hội", "url": reverse("chapters:officer-list")}],
    }
    return render(request, "chapters/officer_matters.html", context)


@require_safe
def unit_officers(request: Request, pk: int) -> HttpResponse:
    """A unit's committees on a day, its terms, and who held its posts before."""
    user = request.user
    unit = visible_or_404(Unit, request, pk=pk)
    day, fault = _day_asked(request)
    cabinet = cabinet_of(unit, day, user)
    terms = list(unit.terms.all())
    may_write = user.can("write_units", unit)
    former = Officer.objects.visible_to(user).filter(unit=unit).former_on(timezone.localdate())
    context = {
        "unit": unit,
        "cabinet": cabinet,
        "day": day,
        "is_today": day == timezone.localdate(),
        "fault": fault,
        "typed": request.GET.get("ngay", ""),
        "trail": with_itself(user, unit),
        "rolls": rolls_of(cabinet, user),
        "terms": terms,
        "may_write": may_write,
        "carrying": terms[0] if may_write and terms and actions.before_term(terms[0]).exists() else None,
        "shows_phones": user.can("read_contacts", unit) and any(officer.phone for officer in cabinet.officers),
        "page": page_of(request, former.select_related("term", "unit").order_by("-until", "-since", "-pk")),
        "actions": _unit_actions(unit) if may_write and unit.closed_on is None else [],
    }
    return render(request, "chapters/unit_officers.html", context)


def _unit_actions(unit: Unit) -> list[dict[str, Any]]:
    return [
        {"label": "Mở nhiệm kỳ mới", "url": reverse("chapters:term-create", args=[unit.pk])},
        {"label": "Thêm cán bộ", "url": reverse("chapters:officer-create", args=[unit.pk]), "primary": True},
    ]


def _day_asked(request: Request) -> tuple[date, str]:
    """The day of ?ngay=, else today with what is wrong about it."""
    typed = request.GET.get("ngay", "").strip()
    try:
        return (parse_date(typed) if typed else timezone.localdate()), ""
    except DateFault as fault:
        return timezone.localdate(), str(fault)


@require_safe
def officer(request: Request, pk: int) -> HttpResponse:
    user = request.user
    officer = visible_or_404(Officer, request, pk=pk)
    member = officer.member if officer.member and _sees_member(user, officer) else None
    reads_log = user.can("read_log", officer.unit)
    context = {
        "officer": officer,
        "standing": pages.standing(officer),
        "trail": [
            *trail_to(user, officer.unit),
            {
                "label": f"Cán bộ {officer.unit.association_name}",
                "url": reverse("chapters:unit-officers", args=[officer.unit_id]),
            },
        ],
        "facts": pages.officer_facts(officer, user),
        "member": member,
        "others": list(pages.other_posts(officer, user)),
        "actions": _officer_actions(officer) if user.can("write_units", officer.unit) else [],
        "entries": history_of(officer, granted=pages.granted(officer, user)) if reads_log else None,
    }
    return render(request, "chapters/officer.html", context)


def _sees_member(user: User, officer: Officer) -> bool:
    return bool(Member.objects.visible_to(user).filter(pk=officer.member_id).exists())


def _officer_actions(officer: Officer) -> list[dict[str, Any]]:
    if officer.is_voided:
        return []
    steps = [("Sửa", "officer-edit"), ("Ghi nhầm", "officer-void")]
    if officer.until is None:
        steps[1:1] = [("Ghi thôi", "officer-end"), ("Thay người", "officer-replace")]
    return [{"label": label, "url": reverse(f"chapters:{name}", args=[officer.pk])} for label, name in steps]


@require_safe
def officer_roll(request: Request, pk: int, roll: str) -> HttpResponse:
    """A list as it will be printed, with ways to take it along."""
    made = _roll(request, pk, roll)
    query = {"ngay": format_date(made.day)} if made.day != timezone.localdate() else None
    context = {
        "roll": made,
        "trail": officers_trail(request.user, made.unit),
        "actions": [
            {"label": "Tải Excel", "url": reverse("chapters:officer-roll-xlsx", args=[pk, roll], query=query)},
            {
                "label": "Tải bản in (PDF)",
                "url": reverse("chapters:officer-roll-pdf", args=[pk, roll], query=query),
                "primary": True,
            },
        ],
    }
    return render(request, "chapters/officer_roll.html", context)


@require_safe
def officer_roll_pdf(request: Request, pk: int, roll: str) -> HttpResponse:
    made = _roll(request, pk, roll)
    pdf = render_pdf("chapters/officer_roll_pdf.html", {"roll": made, "demo": request.user.is_demo})
    return file_answer(pdf, PDF, _file_name(made, roll), inline=True)


@require_safe
def officer_roll_xlsx(request: Request, pk: int, roll: str) -> HttpResponse:
    made = _roll(request, pk, roll)
    book = roll_workbook(made, DEMO_WORDS if request.user.is_demo else "")
    return file_answer(book, XLSX, _file_name(made, roll))


def _roll(request: Request, pk: int, name: str) -> Roll:
    unit = visible_or_404(Unit, request, pk=pk)
    made = make_roll(name, unit, _day_asked(request)[0], request.user)
    if made is None:
        raise Http404("no such list")
    return made


def _file_name(roll: Roll, name: str) -> str:
    return slugify(search_key(f"danh sach {name} {roll.unit.full_name}"))
