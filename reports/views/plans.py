"""Nhiệm vụ, chỉ tiêu, giải pháp: three lists on one page, each sent as a whole."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.shortcuts import redirect, render

from chapters.access import Request, needs
from chapters.views.common import form_page
from khuyenhoc.actions import Clash, Refusal

from ..actions import PlanLine, set_plan, take_up_instruction
from ..actions.plans import lines_of
from ..forms.plans import PlanForm, choices_for
from ..models import Instruction, PlanItem, Summary
from ..pages.instructions import instructions_before
from ..pages.writing import address
from ..planned import standing_before
from ..report import Report
from .writing import top_to_write, writing_or_none

KINDS = {"nhiem-vu": PlanItem.Kind.TASK, "chi-tieu": PlanItem.Kind.TARGET, "giai-phap": PlanItem.Kind.SOLUTION}


@form_page
@needs("read_returns")
def plan(request: Request, period: str) -> HttpResponse:
    top = top_to_write(request, period)
    writing = writing_or_none(top)
    if writing is None:
        return redirect(address("writing", top))
    held, last_year = _held(writing.summary), _last_year(writing.summary)
    forms = {slug: PlanForm(kind, held[kind]) for slug, kind in KINDS.items()}
    instructions = instructions_before(top.period, top.unit)
    if request.method == "POST" and "instruction" in request.POST:
        _take_up(request, writing.summary, instructions)
        return redirect(f"{address('plan', top)}#nhiem-vu")
    if request.method == "POST":
        slug = request.POST.get("list", "")
        if slug not in KINDS:
            raise BadRequest("no such list")
        form = forms[slug] = PlanForm(KINDS[slug], held[KINDS[slug]], request.POST)
        if _save(request, writing.summary, form, last_year.get(form.kind, [])):
            return redirect(f"{address('plan', top)}#{slug}")
    lists = [(slug, form, choices_for(form.kind), last_year.get(form.kind, [])) for slug, form in forms.items()]
    context = {
        "top": top,
        "writing": writing,
        "lists": lists,
        "instructions": instructions,
        "differs": _differs(writing.report, held),
    }
    return render(request, "reports/plan.html", context)


def _take_up(request: Request, summary: Summary, instructions: list[Instruction]) -> None:
    """One of those offered becomes a task; one that is gone from the offer has become one meanwhile."""
    one = next((one for one in instructions if str(one.pk) == request.POST["instruction"]), None)
    try:
        if one is None:
            raise Refusal("Ý kiến chỉ đạo này đã thành nhiệm vụ rồi.")
        take_up_instruction(instruction=one, summary=summary, by=request.user)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Đã đưa ý kiến chỉ đạo vào danh sách nhiệm vụ.")


def _save(request: Request, summary: Summary, form: PlanForm, last_year: list[PlanLine]) -> bool:
    now = form.read()
    if now is None:
        messages.error(request, "Danh sách chưa lưu: có điều cần xem lại, ghi ngay dưới điều đó.")
        return False
    if "copy" in request.POST:
        there = {line.text for line in now} | {line.figure for line in now if line.figure}
        now += [line for line in last_year if there.isdisjoint((line.text, line.figure))]
    try:
        made = set_plan(summary=summary, kind=form.kind, was=form.was, now=now, by=request.user)
    except Clash as clash:
        form.show_clash(clash.cells[form.kind])
        form.fault = f"{clash} Danh sách đang có ghi ở dưới; lưu lần nữa thì ghi theo bạn."
        return False
    except Refusal as refusal:
        form.fault = str(refusal)
        return False
    messages.success(request, f"Đã lưu danh sách {form.kind.label}: {len(made)} điều.")
    return True


def _held(summary: Summary) -> dict[str, list[PlanLine]]:
    items = list(summary.plan_items.all())
    return {kind: lines_of([item for item in items if item.kind == kind]) for kind in PlanItem.Kind}


def _last_year(summary: Summary) -> dict[str, list[PlanLine]]:
    """The plan that this year was to carry out; to go on from."""
    if summary.period.previous_id is None:
        return {}
    items = list(PlanItem.objects.filter(summary__in=standing_before(summary.period, summary.unit_id)))
    return {kind: lines_of([item for item in items if item.kind == kind]) for kind in PlanItem.Kind}


def _differs(report: Report, held: dict[str, list[PlanLine]]) -> list[str]:
    """Where an accepted return counts something else than the lists have: it was counted before they were written."""
    codes = {
        "plan_tasks": PlanItem.Kind.TASK,
        "plan_targets": PlanItem.Kind.TARGET,
        "plan_solutions": PlanItem.Kind.SOLUTION,
    }
    own = report.table.root.own
    return [
        f"số {kind.label} đã chốt là {own[code].total}, danh sách có {len(held[kind])}"
        for code, kind in codes.items()
        if code in own and held[kind] and own[code].total != len(held[kind])
    ]
