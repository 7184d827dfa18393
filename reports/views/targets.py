"""Targets given to the units below: one table, filled cell by cell or by the column, and the paper they go out with."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify

from chapters.access import Request, needs
from chapters.models import Unit
from chapters.views.common import form_page
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.downloads import PDF, file_answer
from khuyenhoc.names import search_key
from khuyenhoc.numbers import NumberFault, record_number
from khuyenhoc.pdf import render_pdf

from ..access import period_or_404, return_or_404
from ..actions import set_targets
from ..columns import COLUMNS
from ..forms.targets import FillForm, read_target
from ..models import Return
from ..pages.targets import TargetsPaper, TargetTable, Trouble
from ..targets import FIGURES, write_target
from .shown import shown_cells

Goal = tuple[Decimal | None, Decimal | None]


@form_page
@needs("read_returns")
def targets(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    may_give = request.user.can("accept_returns", top.unit)
    table = TargetTable(top)
    fill = FillForm(request.POST if _asks_to_fill(request) else None, table=table)
    if request.method == "POST":
        if not may_give:
            raise PermissionDenied(
                "Chức trách của bạn không giao chỉ tiêu ở đây. Nếu cần, xin báo Thường trực Hội cấp trên."
            )
        trouble = _save(request, top, fill)
        if trouble is None:
            return redirect(reverse("reports:targets", args=[period], query={"don-vi": top.unit.code}))
        table = TargetTable(top, trouble)
    context = {
        "top": top,
        "table": table,
        "fill": fill,
        "may_give": may_give and top.period.is_open and table.is_of_others,
        "is_unsaved": request.method == "POST",
    }
    return render(request, "reports/targets.html", context)


def _asks_to_fill(request: Request) -> bool:
    """By its button; or by Enter in its box, which presses the first button of the form instead."""
    return "fill" in request.POST or bool(request.POST.get("fill-number", "").strip())


def _save(request: Request, top: Return, fill: FillForm) -> Trouble | None:
    """All or nothing; only what says something else than it was shown counts."""
    were = shown_cells(request)
    texts = {name: request.POST.get(name, "").strip() for name in were}
    if fill.is_bound and not fill.is_valid():
        messages.error(request, "Chưa lưu chỉ tiêu nào: phần điền cả cột cần xem lại.")
        return Trouble(texts)
    filled = fill.filled(texts) if fill.is_bound else {}
    texts |= filled
    faults: dict[str, str] = {}
    goals = _goals(were, texts, faults)
    if not faults:
        _give(request, top, goals, faults)
    if faults:
        messages.error(request, "Chưa lưu chỉ tiêu nào: có ô cần xem lại, ghi ngay dưới ô đó.")
        return Trouble(texts, faults)
    if fill.is_bound:
        _tell_filled(request, fill, len(filled))
    else:
        messages.success(request, "Đã lưu chỉ tiêu giao.")
    return None


def _goals(were: dict[str, str], texts: dict[str, str], faults: dict[str, str]) -> dict[int, dict[str, Goal]]:
    """Unit → figure → (what it was shown, what it is to be), for the cells that change; faults by cell."""
    goals: dict[int, dict[str, Goal]] = {}
    for name, was in were.items():
        unit_id, key = _named(name)
        try:
            before, now = _number(was), read_target(key, texts[name])
        except NumberFault as fault:
            faults[name] = str(fault)
            continue
        if before != now:
            goals.setdefault(unit_id, {})[key] = (before, now)
    return goals


def _tell_filled(request: Request, fill: FillForm, count: int) -> None:
    silent = sum(not said for said in fill.source.values())
    rest = f" {silent} đơn vị không có số năm trước nên để nguyên." if silent else ""
    if count:
        messages.success(request, f"Đã điền {count} ô của cột “{fill.heading}” và lưu chỉ tiêu giao.{rest}")
    else:
        known = "" if silent else " Các ô đã có số; muốn thay thì đánh dấu “Thay cả những ô đã có số”."
        messages.warning(request, f"Không điền ô nào của cột “{fill.heading}”.{known}{rest}")


def _give(request: Request, top: Return, goals: dict[int, dict[str, Goal]], faults: dict[str, str]) -> None:
    units = {
        unit.pk: unit for unit in Unit.objects.visible_to(request.user).filter(pk__in=goals).select_related("parent")
    }
    with transaction.atomic():
        for unit_id, of_unit in goals.items():
            if unit_id not in units:
                raise BadRequest("a unit out of reach")
            try:
                set_targets(period=top.period, unit=units[unit_id], goals=of_unit, by=request.user)
            except Clash as clash:
                for key, held in clash.cells.items():
                    now = write_target(COLUMNS[key], held) or "không giao"
                    faults[f"{unit_id}-{key}"] = f"Có người vừa ghi: {now}. Nếu vẫn muốn thay, xin lưu lần nữa."
            except Refusal as refusal:
                faults[f"{unit_id}-{refusal.field or next(iter(of_unit))}"] = str(refusal)
        if faults:
            transaction.set_rollback(True)


def _named(name: str) -> tuple[int, str]:
    unit, _, key = name.partition("-")
    unit_id = record_number(unit)
    if unit_id is None or key not in FIGURES:
        raise BadRequest("a cell with an unknown name")
    return unit_id, key


def _number(was: str) -> Decimal | None:
    try:
        return Decimal(was) if was else None
    except InvalidOperation as fault:
        raise BadRequest("no number was shown") from fault


@needs("read_returns")
def targets_pdf(request: Request, period: str) -> HttpResponse:
    paper = TargetsPaper(return_or_404(request, period_or_404(period)))
    if not paper.is_ready:
        raise Refusal(
            f"{paper.association} chưa giao chỉ tiêu nào của {paper.period.name.lower()} nên chưa có gì để in. "
            "Xin giao chỉ tiêu cho các đơn vị cấp dưới trước."
        )
    pdf = render_pdf("reports/targets_pdf.html", {"report": paper, "demo": request.user.is_demo})
    name = slugify(search_key(f"giao chi tieu {paper.period.code} {paper.row.full_name}"))
    return file_answer(pdf, PDF, name, inline=True)
