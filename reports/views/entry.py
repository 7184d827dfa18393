"""Entry of a return: its rows at a glance, one row's declared figures, handing it up, accepting it."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from chapters.access import Request, needs
from chapters.views.common import posted
from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.dates import format_date
from khuyenhoc.history import Entry, history_of

from ..access import may_accept, may_write, period_or_404, require_write, return_or_404
from ..actions import set_values
from ..checks import used_last_year
from ..columns import show_cell
from ..forms.row import RowForm
from ..hands import entering_on_behalf, hands_of
from ..models import Return, Row
from ..pages.grid import grid_of
from ..pages.row import row_page
from ..tables import EMPTY, AnnualTable, annual_table, is_added
from ..targets import Goals
from .grid import grid_url, save_grid


@needs("read_returns")
def entry(request: Request, period: str) -> HttpResponse:
    """The return of my unit: every row with its main figures, what is missing, and what to do next."""
    opened = period_or_404(period)
    if not Return.objects.visible_to(request.user).filter(period=opened).exists():
        rows = Row.objects.visible_to(request.user).filter(unit_return__period=opened, unit_return__is_current=True)
        if row := rows.order_by("unit__path").first():
            return redirect("reports:questions", period, row.pk)
    top = return_or_404(request, opened)
    group = request.GET.get("nhom", "")
    trouble = None
    if request.method == "POST":
        require_write(request, top)
        trouble = save_grid(request, top)
        if trouble is None:
            messages.success(request, "Đã lưu bảng số liệu.")
            return redirect(grid_url(top, group))
    table = annual_table(top)
    own = table.root.own
    reported = sum(cell.reported for cell in own.values())
    expected = sum(cell.expected for cell in own.values())
    context = {
        "top": top,
        "whole": table.root.row.whole,
        "grid": grid_of(top, request.user, group, trouble),
        "is_unsaved": trouble is not None,
        "lines": [_line(table, row, last) for row, last in _with_last_year(top, table.rows)],
        "total": {code: show_cell(own.get(code, EMPTY)) for code in MAIN},
        "due": opened.due_on(top.unit.kind),
        "reported": reported,
        "expected": expected,
        "progress_label": f"Đã có {reported}/{expected} số liệu cần báo cáo",
        "accepted_text": _accepted_text(top),
        "may_write": may_write(request, top) and top.is_writable,
        "may_accept": may_accept(request, top) and top.state == Return.State.SUBMITTED,
        "reached": Goals(table).reached,
        **hands_of(request, top),
    }
    return render(request, "reports/entry.html", context)


MAIN = ("members_closing", "fund_closing")


def _accepted_text(top: Return) -> str:
    if top.accepted_at is None:
        return ""
    return (
        f"Số liệu đã chốt ngày {format_date(timezone.localdate(top.accepted_at))} nên không sửa được. "
        "Muốn sửa, hãy gửi đề nghị mở lại cho Thường trực Hội cấp trên."
    )


def _line(table: AnnualTable, row: Row, last_year: int | None) -> dict[str, Any]:
    cells = table.by_row[row.pk]
    missing = any(cell.is_missing for cell in cells.values())
    shown = {code: show_cell(cells[code]) if code in cells else None for code in MAIN}
    return {"row": row, "cells": shown, "last_year": last_year, "is_missing": missing, "is_added": is_added(row)}


def _with_last_year(top: Return, rows: list[Row]) -> list[tuple[Row, int | None]]:
    """Each row with its members of a year before."""
    last = used_last_year(top.period, [row.unit_id for row in rows], basis=top.basis)
    return [(row, last.get(row.unit_id, {}).get("members_closing")) for row in rows]


@needs("read_returns")
def row_entry(request: Request, period: str, pk: int) -> HttpResponse:
    """One row: what the records say, and a field for each figure that is declared."""
    rows = Row.objects.visible_to(request.user).select_related(
        "unit_return__period__previous", "unit_return__unit", "unit"
    )
    row = get_object_or_404(rows, pk=pk, unit_return__period__code=period)
    unit_return = row.unit_return
    shown = row_page(row, request.user)
    form = RowForm(
        posted(request),
        row=row,
        indicators=shown.indicators,
        said=shown.said(),
        last_year=shown.last_year(),
        previous=unit_return.period.previous,
    )
    if request.method == "POST":
        require_row(request, row)
        if form.is_valid() and _save(request, form, row):
            messages.success(request, f"Đã lưu số liệu của {row}.")
            return redirect(_after(unit_return, row, request))
    context = {
        "row": row,
        "form": form,
        "shown": shown,
        "groups": [(heading, [(line, form[line.made.code]) for line in lines]) for heading, lines in shown.groups()],
        "autosave_url": _autosave_url(request, unit_return),
        "history": _history(request, row),
        "back": _back(unit_return, row, request),
    }
    return render(request, "reports/row_entry.html", context)


def _after(unit_return: Return, row: Row, request: Request) -> str:
    """A button beside a field is one of many still to come; the one at the end leads back."""
    _, _, code = request.POST.get("press", "").partition(":")
    if code:
        return f"{reverse('reports:row-entry', args=[unit_return.period.code, row.pk])}#id_{quote(code)}"
    return _back(unit_return, row, request)


def _autosave_url(request: Request, unit_return: Return) -> str:
    """Saving as it is typed goes by the return; a chapter's officer, who sees only her row, saves by the button."""
    if not request.user.can("write_returns", unit_return.unit):
        return ""
    return reverse("reports:save-cells", args=[unit_return.period.code], query={"don-vi": unit_return.unit.code})


def _history(request: Request, row: Row) -> list[Entry]:
    return history_of(row, *row.values.all()) if request.user.can("read_log", row.unit) else []


def require_row(request: Request, row: Row) -> None:
    if not request.user.can("write_returns", row.unit):
        require_write(request, row.unit_return)


def _save(request: Request, form: RowForm, row: Row) -> bool:
    try:
        entered = entering_on_behalf(request, row.unit_return)
        set_values(row=row, cells=form.cells(), on_behalf=entered, by=request.user)
    except Clash as clash:
        form.show_clash(clash.cells)
        return False
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def _back(unit_return: Return, row: Row, request: Request) -> str:
    if not request.user.can("read_returns", unit_return.unit):
        return reverse("reports:row-entry", args=[unit_return.period.code, row.pk])
    return f"{reverse('reports:entry', args=[unit_return.period.code])}?don-vi={unit_return.unit.code}"
