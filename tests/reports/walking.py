"""Walks all figures of a report: what each opens to must come to it."""

from reports.columns import COLUMNS, Column
from reports.honours import Honours
from reports.indicators import CATALOGUE
from reports.opening import column_of
from reports.pages.figures import OpenedFigure
from reports.report import Report
from reports.tables import is_added


def columns_of(report: Report) -> list[Column]:
    """All that can be opened: columns of the tables, every indicator, every award of every form and class."""
    awards = [key for line in Honours(report.table).lines for key in line.keys]
    keys = [*COLUMNS, *CATALOGUE, *awards, *(key.replace("pending", "proposed") for key in awards)]
    found = [column_of(key, report.table.forms) for key in dict.fromkeys(keys)]
    assert None not in found
    return [column for column in found if column]


def not_the_sum(report: Report) -> list[tuple[str, str, object, object]]:
    """(association, figure, what it is, what its parts come to) of those that differ."""
    faults = []
    for column in columns_of(report):
        opened = OpenedFigure(report, column)
        is_whole, parts = _compared(opened)
        if is_whole != parts:
            faults.append((str(report.row), column.key, is_whole, parts))
    return [*faults, *_direct(report)]


def _compared(opened: OpenedFigure) -> tuple[object, object]:
    """A sum with its lines; of a share its two sides, over those that have both."""
    column, report = opened.column, opened.report
    added = [part for part in opened.parts if part.line.is_added]
    if not column.per:
        return column.cell(report.root_figures.cells).total, sum(part.value or 0 for part in added)
    share = opened.share
    sides = sum(part.share.numerator for part in added), sum(part.share.denominator for part in added)
    if not report.has_communes_below and not share.covered:
        return None, None  # one side is missing somewhere: there is no share, and the page says so
    return (share.numerator, share.denominator), sides


def _direct(report: Report) -> list[tuple[str, str, object, object]]:
    """The line of all directly below, opened to each of them."""
    line = next((line for line in report.lines if line.is_direct), None)
    if line is None:
        return []
    faults = []
    for column in columns_of(report):
        opened = OpenedFigure(report, column, direct=True)
        if not column.per:
            whole, parts = column.cell(line.figures.cells).total, sum(part.value or 0 for part in opened.parts)
            faults += [(f"trực thuộc {report.row}", column.key, whole, parts)] if whole != parts else []
    return faults


def cells_unlike_their_origin(report: Report, origins: object) -> list[tuple[str, str, object, object]]:
    """Cells of the report's own rows that show another figure than the one their page opens with."""
    faults = []
    for row in report.table.rows:
        for code, cell in report.table.by_row[row.pk].items():
            origin = origins.get((row.pk, code))  # type: ignore[attr-defined]
            figure = origin.used if origin and is_added(row) else None
            if origin and not is_added(row):
                figure = origin.declared if origin.recorded is None else origin.recorded
            if cell.reported and (figure or 0) != cell.total:
                faults.append((str(row), code, cell.total, figure))
    return faults
