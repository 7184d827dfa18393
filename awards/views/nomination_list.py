from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst

from chapters.access import Request, needs
from chapters.models import Unit, User
from chapters.reach import within
from chapters.views.common import form_page, page_of
from khuyenhoc.numbers import format_number, record_number

from .. import actions, lists
from ..models import AwardForm, AwardRound, Nomination, NominationQuerySet, RecipientClass
from .asked import unit_asked, year_shown

State = Nomination.State
RARE = ("hinh-thuc", "doi-tuong", "dang-o")  # folded away until somebody asks
FILTERS = ("q", "trang-thai", "don-vi", "hinh-thuc", "doi-tuong", "ket-qua", "dot", "dang-o")


@needs("read_awards")
def nomination_list(request: Request) -> HttpResponse:
    user = request.user
    reached = Nomination.objects.visible_to(user)
    unit = unit_asked(request)
    if unit:
        reached = reached.filter(within([unit.path], "unit__path"))
    years = lists.years_of(reached)
    year = year_shown(request, years)
    of_year = reached.filter(year=year)
    summary = lists.summary(of_year)
    may_write, may_endorse = user.may("write_awards"), user.may("endorse_awards")
    page = page_of(request, lists.in_order(_picked(request, of_year)))
    context = {
        "page": page,
        "summary": summary,
        "waiting_forms": [line.form for line in summary.lines if not line.is_given],
        "year": year,
        "years": years,
        "unit": unit,
        "units": user.units_reached("read_awards").associations(),
        "choices": _choices(of_year, year, user, request.GET),
        "has_rare": True,
        "is_filtered": any(request.GET.get(name) for name in FILTERS),
        "is_rarely_filtered": any(request.GET.get(name) for name in RARE),
        "rows_url": "?" + urlencode({"nam": year} | ({"don-vi": unit.code} if unit else {})),
        "may_write": may_write,
        "may_decide": user.may("decide_awards"),
        "may_endorse": may_endorse,
        "may_read_on": not may_write,
        "to_examine": lists.to_examine(user).count() if may_endorse else 0,
        "lacks_forms": not years and not AwardForm.objects.exists(),
        "may_fill_catalogue": user.serves_root("write_catalogues"),
        "drafts": Nomination.objects.editable_by(user).filter(state=State.DRAFT).count() if may_write else 0,
    }
    return render(request, "awards/list.html", context)


def _choices(of_year: NominationQuerySet, year: int, user: User, asked: Mapping[str, str]) -> list[dict[str, Any]]:
    """The filters that offer something in this year: what they are called, and their (value, label)."""
    rounds = AwardRound.objects.known_to(user).filter(year=year)
    forms = AwardForm.objects.filter(pk__in=of_year.order_by().values("form"))
    holders = Unit.objects.filter(pk__in=of_year.pending().order_by().values("at")).order_by("path")
    offered = [
        ("trang-thai", "Trạng thái", [(value, capfirst(label)) for value, label in State.choices]),
        ("dot", "Đợt", [(str(one.pk), one.name) for one in rounds]),
        ("hinh-thuc", "Hình thức", [(form.code, str(form)) for form in forms]),
        ("doi-tuong", "Đối tượng", [(value, capfirst(label)) for value, label in RecipientClass.choices]),
        ("dang-o", "Đang ở", [(one.code, capfirst(one.full_name)) for one in holders]),
    ]
    return [
        {"name": name, "label": label, "options": options, "chosen": asked.get(name, ""), "is_rare": name in RARE}
        for name, label, options in offered
    ]


def _picked(request: Request, nominations: NominationQuerySet) -> NominationQuerySet:
    """What was given up is listed only when it is asked for."""
    asked = request.GET
    state = asked.get("trang-thai")
    if state in State.values:
        nominations = nominations.filter(state=state)
    else:
        nominations = nominations.exclude(state=State.WITHDRAWN)
    if award_round := record_number(asked.get("dot", "")):
        nominations = nominations.filter(round=award_round)
    if holder := asked.get("dang-o"):
        nominations = nominations.pending().filter(at__code=holder)
    if form := asked.get("hinh-thuc"):
        nominations = nominations.filter(form__code=form)
    if kind := asked.get("doi-tuong"):
        nominations = nominations.filter(recipient_class=kind)
    if states := lists.OUTCOMES.get(asked.get("ket-qua", "")):
        nominations = nominations.filter(state__in=states)
    return lists.search(nominations, asked.get("q", ""))


@form_page
@needs("write_awards")
def nomination_send(request: Request) -> HttpResponse:
    """All drafts of hers, to hand up the ticked ones; each that is refused stays and is told why."""
    drafts = lists.drafts_of(request.user)
    told: dict[int, str] = {}
    if request.method == "POST":
        chosen = [number for one in request.POST.getlist("nominations") if (number := record_number(one))]
        sent, refused = actions.propose_all(nominations=drafts.filter(pk__in=chosen).order_by("pk"), by=request.user)
        told = {nomination.pk: sentence for nomination, sentence in refused}
        if sent:
            messages.success(request, f"Đã gửi {format_number(len(sent))} đề nghị.")
        if refused:
            messages.warning(request, f"{format_number(len(refused))} đề nghị chưa gửi được; lý do ghi ở từng dòng.")
        if not chosen:
            messages.warning(request, "Chưa đánh dấu đề nghị nào. Xin đánh dấu những đề nghị cần gửi.")
    page = page_of(request, lists.in_order(drafts).select_related("round"))
    for nomination in page:
        nomination.refused = told.get(nomination.pk, "")
    return render(request, "awards/send.html", {"page": page, "is_answer": bool(told)})
