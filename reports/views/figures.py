"""A figure opened: the lines it is made of, and on one cell every record and every word behind it."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from awards.models import AwardForm
from chapters.access import Request, needs
from chapters.models import User
from chapters.views.common import page_of

from ..columns import Column, full_label
from ..freezing import frozen_origins
from ..models import Return, Row
from ..opening import Openings, column_of
from ..origins import Origin, origins_of
from ..pages.figures import OpenedFigure, opened_cells
from ..pages.sources import describe
from ..reading import report_or_404, shown_document
from ..report import Report
from ..today import SHOWN, today_of


@require_safe
@needs("read_returns")
def figure(request: Request, period: str, key: str) -> HttpResponse:
    """One figure by the lines it is made of; each line leads on to the unit below, and at last to one cell."""
    report = shown_document(request, period).report
    column = _column_or_404(key, report.table.forms)
    direct = request.GET.get("phan") == "truc-thuoc"
    today = None if direct else today_of(report, column)
    opened = OpenedFigure(report, column, direct=direct, today=today)
    parts = opened.parts
    context = {
        "report": report,
        "opened": opened,
        "parts": parts,
        "today": today,
        "differs": any(part.today for part in parts),
        "opens": report.opens,
    }
    return render(request, "reports/figure.html", context)


def _column_or_404(key: str, forms: list[AwardForm]) -> Column:
    column = column_of(key, forms)
    if column is None:
        raise Http404("no such figure")
    return column


@require_safe
@needs("read_returns")
def figure_cell(request: Request, period: str, key: str, pk: int) -> HttpResponse:
    """One indicator on one row: the figure, who said it, who accepted it, and every record with what it adds."""
    report = report_or_404(request, period) if request.GET.get("ban") else None
    adopted = report.adopted if report else None
    row = _frozen_row(report, pk) if report and adopted else _row(request, period, pk)
    column = _column_or_404(key, report.table.forms if report and adopted else list(AwardForm.objects.all()))
    origins = _origins(report, row, column)
    is_settled = adopted is not None or row.unit_return.state == Return.State.ACCEPTED
    cells = opened_cells(row, column, origins, _counted_today(row, column, request.user) if is_settled else None)
    sources = [(cell, source) for cell in cells for source in cell.origin.sources]
    page = page_of(request, sources)
    units = _units(report, row)
    told = describe([source for _, source in page], units, row.unit_return.period, request.user)
    changed = [(cell, source) for cell in cells for source in cell.changed]
    made = Return.objects.select_related("accepted_by", "submitted_by", "unit").get(pk=row.unit_return_id)
    context = {
        "row": row,
        "period": row.unit_return.period,
        "label": full_label(column, row.unit_return.period.year),
        "column": column,
        "cells": cells,
        "page": page,
        "lines": [(cell, record) for (cell, _), record in zip(page, told, strict=True)],
        "count": len(sources),
        "hidden": sum(not record.is_named for record in told),
        "changed": _changed(changed[:SHOWN], units, row, request),
        "changed_more": max(len(changed) - SHOWN, 0),
        "made": made,
        "frozen_state": row.unit_return.get_state_display() if adopted else "",
        "is_settled": is_settled,
        "is_accepted": row.unit_return.state == Return.State.ACCEPTED,
        "adopted": adopted,
        "newer": _newer(request, row) if is_settled else None,
        "unit_name": report.row.full_name if report and adopted else made.unit.full_name,
        "up_url": _up(request, report if adopted else None, row, key),
    }
    return render(request, "reports/figure_cell.html", context)


def _row(request: Request, period: str, pk: int) -> Row:
    rows = Row.objects.visible_to(request.user).select_related("unit", "unit_return__period__previous")
    row: Row = get_object_or_404(rows, pk=pk, unit_return__period__code=period)
    return row


def _frozen_row(report: Report, pk: int) -> Row:
    row = next((row for row in report.table.rows if row.pk == pk), None)
    if row is None:
        raise Http404("no such row in that paper")
    return row


def _origins(report: Report | None, row: Row, column: Column) -> dict[str, Origin]:
    """By indicator, as the paper froze it, or as it stands."""
    frozen = frozen_origins(report.adopted, row.unit_return) if report and report.adopted else None
    found = _read(row, column) if frozen is None else frozen
    return {code: found[row.pk, code] for code in column.all_codes if (row.pk, code) in found}


def _read(row: Row, column: Column, *, anew: bool = False) -> dict[tuple[int, str], Origin]:
    """Under totals the own row gathers what is counted at the chapters: then all rows are asked."""
    gathers = row.is_own and row.unit_return.basis == Return.Basis.TOTALS
    chosen = Row.objects.filter(unit_return=row.unit_return_id) if gathers else Row.objects.filter(pk=row.pk)
    rows = list(chosen) if gathers else [row]
    for one in rows:
        one.unit_return = row.unit_return
    return origins_of(rows, chosen, column.all_codes, anew=anew)


def _counted_today(row: Row, column: Column, user: User) -> dict[str, Origin]:
    """Of the unit's row in the return that stands now; nothing where it has left the year's tree, or her reach."""
    rows = Row.objects.visible_to(user).filter(unit_return__is_current=True, unit_return__period=row.unit_return.period)
    now = rows.select_related("unit_return__period").filter(unit=row.unit_id).first()
    return {code: one for (pk, code), one in _read(now, column, anew=True).items() if pk == now.pk} if now else {}


def _units(report: Report | None, row: Row) -> dict[int, Row]:
    """The rows of the same return by unit: what a figure may count for standing there."""
    if report and report.adopted:
        return {one.unit_id: one for one in report.table.rows}
    return {one.unit_id: one for one in Row.objects.filter(unit_return=row.unit_return_id).select_related("unit")}


def _changed(changed: list[Any], units: dict[int, Row], row: Row, request: Request) -> list[Any]:
    told = describe([source for _, source in changed], units, row.unit_return.period, request.user)
    return [(cell, source, record) for (cell, source), record in zip(changed, told, strict=True)]


def _newer(request: Request, row: Row) -> Return | None:
    """The return that stands now, where it is another version than this row's and in reach."""
    reach, of = Return.objects.visible_to(request.user).current(), row.unit_return
    now = reach.filter(period=of.period, unit=of.unit_id)
    return now.exclude(pk=row.unit_return_id).select_related("unit").first()


def _up(request: Request, paper: Report | None, row: Row, key: str) -> str:
    """Back to the figure of the association, for who may see that."""
    if paper:
        return paper.opens.figure(key)
    unit = row.unit_return.unit
    if not request.user.can("read_returns", unit):
        return ""
    return Openings(row.unit_return.period.code, unit.code).figure(key)
