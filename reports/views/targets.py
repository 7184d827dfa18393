"""Targets given to the units below: one table, also as a sheet to print."""

import json
from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from chapters.access import Request, needs
from chapters.models import Unit
from chapters.views.common import form_page
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.numbers import NumberFault, parse_number, record_number

from ..access import period_or_404, return_or_404
from ..actions import set_targets
from ..columns import COLUMNS
from ..models import Return
from ..pages.targets import FIGURES, Trouble, heading, is_share, shown, target_lines

Goal = tuple[Decimal | None, Decimal | None]


@form_page
@needs("read_returns")
def targets(request: Request, period: str) -> HttpResponse:
    top = return_or_404(request, period_or_404(period))
    may_give = request.user.can("accept_returns", top.unit) and top.period.is_open
    trouble = None
    if request.method == "POST":
        if not request.user.can("accept_returns", top.unit):
            raise PermissionDenied(
                "Chức trách của bạn không giao chỉ tiêu ở đây. Nếu cần, xin báo Thường trực Hội cấp trên."
            )
        trouble = _save(request, top)
        if trouble is None:
            messages.success(request, "Đã lưu chỉ tiêu giao.")
            return redirect(reverse("reports:targets", args=[period], query={"don-vi": top.unit.code}))
    lines = target_lines(top, trouble)
    context = {
        "top": top,
        "columns": [heading(key) for key in FIGURES],
        "lines": lines,
        "were": json.dumps({cell.name: cell.was for line in lines for cell in line.cells}),
        "may_give": may_give and any(line.node.row.unit_return_id != top.pk for line in lines),
        "is_unsaved": trouble is not None,
        "has_any": any(cell.value is not None for line in lines for cell in line.cells),
    }
    return render(request, "reports/targets.html", context)


def _save(request: Request, top: Return) -> Trouble | None:
    """All or nothing; only what says something else than it was shown counts."""
    were = _were(request.POST.get("shown", ""))
    texts = {name: request.POST.get(name, "").strip() for name in were}
    goals: dict[int, dict[str, Goal]] = {}
    faults: dict[str, str] = {}
    for name, was in were.items():
        unit_id, key = _named(name)
        try:
            before, now = _number(was), read_target(key, texts[name])
        except NumberFault as fault:
            faults[name] = str(fault)
            continue
        if before != now:
            goals.setdefault(unit_id, {})[key] = (before, now)
    if not faults:
        _give(request, top, goals, faults)
    if not faults:
        return None
    messages.error(request, "Chưa lưu chỉ tiêu nào: có ô cần xem lại, ghi ngay dưới ô đó.")
    return Trouble(texts, faults)


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
                    now = shown(COLUMNS[key], held) or "không giao"
                    faults[f"{unit_id}-{key}"] = f"Có người vừa ghi: {now}. Nếu vẫn muốn thay, xin lưu lần nữa."
            except Refusal as refusal:
                faults[f"{unit_id}-{refusal.field or next(iter(of_unit))}"] = str(refusal)
        if faults:
            transaction.set_rollback(True)


def _were(text: str) -> dict[str, str]:
    try:
        were = json.loads(text)
    except ValueError:
        were = None
    if not isinstance(were, dict):
        raise BadRequest("the form came without what it had shown")
    return {str(name): str(was) for name, was in were.items()}


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


def read_target(key: str, text: str) -> Decimal | None:
    """A share may have two decimals after a comma, "23,5" or "23,5%"; NumberFault says what is wrong."""
    written = text.strip()
    if not written:
        return None
    if not is_share(COLUMNS[key]):
        return Decimal(parse_number(written))
    whole, comma, part = written.removesuffix("%").strip().partition(",")
    if comma and not (part.isascii() and part.isdigit() and len(part) <= 2):
        raise NumberFault(f"“{written}” không phải là tỷ lệ. Xin viết như 23,5 hoặc 23,52.")
    value = Decimal(f"{parse_number(whole)}.{part or 0}")
    if value > 100:
        raise NumberFault("Tỷ lệ không quá 100%. Xin xem lại.")
    return value
