"""What adopting freezes, and how it is read again: the table of the year as it was printed (DESIGN 3.4).

A frozen table is an AnnualTable like any other, so that page, papers and drill-down read both in the same way.
"""

import copy
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from awards.models import AwardForm

from .columns import COLUMNS
from .honours import Honoured, Honours
from .models import FrozenReturn, Period, Return, Row, Summary
from .naming import association_name
from .origins import Origins, freeze_origin, origins_of, thaw_origin
from .planned import planned_before
from .tables import AnnualTable, Cell, Cells, Denominator, Node, Share, grow
from .targets import targets_of

_FACTS = (
    *("unit_id", "is_own", "code", "kind", "setting", "designation", "name"),
    *("keeps_roster", "keeps_book", "sort_key"),
)
_DATES = ("opened_on", "closed_on", "association_since")
_PERIOD = ("name", "indicators_off")
_FORM = (
    *("id", "code", "sort", "grantor_level", "grantor_name", "name", "position"),
    *("for_collective", "for_person", "for_household", "for_clan"),
)


def freeze_table(summary: Summary, table: AnnualTable) -> list[FrozenReturn]:
    """Write down every return of the tree, from a table made `row_by_row`; the verb stores them before it adopts.

    Of what is accepted the snapshot tells where each figure comes from; of the others it is written down here.
    """
    told: dict[int, dict[str, Any]] = {}
    for (row_id, code), origin in _open_origins(table).items():
        told.setdefault(row_id, {})[code] = freeze_origin(origin)
    return [_frozen(summary, node, table, told) for node in table.nodes()]


def _open_origins(table: AnnualTable) -> Origins:
    waiting = [node.row.unit_return_id for node in table.nodes() if not _is_accepted(node.row.unit_return)]
    rows = [row for made in waiting for row in table.rows_below.get(made, [])]
    return origins_of(rows, Row.objects.filter(unit_return__in=waiting)) if rows else {}


def _is_accepted(made: Return) -> bool:
    return made.state == Return.State.ACCEPTED


def freeze_besides(table: AnnualTable, before: AnnualTable | None, above: str) -> dict[str, Any]:
    """What the paper says besides its own figures: last year's, the targets, the forms of awards, who is above."""
    units = [node.row.unit_id for node in (table.root, *table.root.below)]
    targets = targets_of(table.period, units)
    return {
        "above": above,
        "period": {name: getattr(table.period, name) for name in _PERIOD}
        | {"cut_off": table.period.cut_off.isoformat()},
        "before": _cells(before.root.total) if before else None,
        "shares_before": _shares(before) if before else None,
        "targets": [[unit, key, str(value)] for (unit, key), value in sorted(targets.items())],
        "honoured": [[one.form, one.decision, one.lines, one.paths] for one in Honours(table).honoured],
        "forms": [{name: getattr(form, name) for name in _FORM} for form in table.forms],
        "planned": {key: str(value) for key, value in planned_before(table.period, table.root.row.unit_id).items()},
    }


def frozen_table(summary: Summary, at: Return | None = None) -> AnnualTable:
    """The table as adopted; `at` one of its returns, to go down into it. One query; two with the rows of `at`."""
    period = frozen_period(summary)
    found = list(summary.frozen.defer("rows"))
    nodes = {one.unit_return_id: _node(period, one) for one in found}
    top = at or nodes[found[0].unit_return_id].row.unit_return
    below = {key: node for key, node in nodes.items() if node.row.unit_return.path.startswith(top.path)}
    root = grow(below, top.pk)
    rows, by_row = _rows_of(summary, root.row.unit_return)
    forms = [AwardForm(**one) for one in (summary.besides or {}).get("forms", [])]
    return AnnualTable(period, root.row.unit_return, root, rows, by_row, forms)


def frozen_period(summary: Summary) -> Period:
    """The period as it was: what it is called and asks for may be changed later, and where it ends."""
    period = copy.copy(summary.period)
    for name, value in (summary.besides or {}).get("period", {}).items():
        setattr(period, name, date.fromisoformat(value) if name == "cut_off" else value)
    return period


def frozen_above(summary: Summary, top: Return) -> str:
    """Which association stood above this one, as the paper of the topmost or of one below it says."""
    if top.unit_id == summary.unit_id:
        return str((summary.besides or {}).get("above", ""))
    above = summary.frozen.defer("rows", "cells").filter(unit_return_id=top.above_id).first()
    return association_name(_node(summary.period, above).row) if above else ""


def frozen_origins(summary: Summary, made: Return) -> Origins | None:
    """Where the figures of a return came from that was not accepted when the summary was adopted; None of the others,
    whose snapshot tells.
    """
    state, lines = summary.frozen.values_list("state", "rows").get(unit_return_id=made.pk)
    if state == Return.State.ACCEPTED:
        return None
    return {
        (line["facts"]["id"], code): thaw_origin(told)
        for line in lines
        for code, told in line.get("origins", {}).items()
    }


def frozen_targets(summary: Summary) -> dict[tuple[int, str], Decimal]:
    given = (summary.besides or {}).get("targets", [])
    return {(unit, key): Decimal(value) for unit, key, value in given}


def frozen_planned(summary: Summary) -> dict[str, Decimal]:
    """What last year's plan wanted of this year's figures."""
    return {key: Decimal(value) for key, value in (summary.besides or {}).get("planned", {}).items()}


def _shares(table: AnnualTable) -> list[list[Any]]:
    """What each column that is a share comes to over the whole tree, which is frozen for its totals alone."""
    shares = {(column.codes, column.per) for column in COLUMNS.values() if column.per}
    return [[list(codes), per, list(table.root.share(list(codes), per))] for codes, per in sorted(shares, key=str)]


def frozen_honoured(summary: Summary, path: str) -> list[Honoured]:
    """Who was given what, by name, at `path` of the tree and below; papers of before paths know it of "" alone."""
    found = []
    for form, decision, lines, *paths in (summary.besides or {}).get("honoured", []):
        placed = zip(lines, paths[0] if paths else [""] * len(lines), strict=True)
        if below := [(tuple(line), where) for line, where in placed if where.startswith(path)]:
            found.append(Honoured(form, decision, [line for line, _ in below], [where for _, where in below]))
    return found


def frozen_shares_before(summary: Summary) -> Callable[[list[str], Denominator], Share]:
    """Last year's shares as the paper compared itself with them."""
    told = (summary.besides or {}).get("shares_before") or []
    shares = {_of_what(codes, per): Share(*numbers) for codes, per, numbers in told}
    return lambda codes, per: shares.get(_of_what(codes, per), Share())


def _of_what(codes: Sequence[str], per: str | Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(codes), (per,) if isinstance(per, str) else tuple(per)


def frozen_before(summary: Summary) -> Cells | None:
    """Last year's totals as the paper compared itself with them; None where there was no year before."""
    before = (summary.besides or {}).get("before")
    return None if before is None else _read(before)


def digest_of(one: FrozenReturn) -> str:
    """SHA-256 of what was frozen, by which a change is found."""
    told = [
        *(one.summary_id, one.unit_return_id, one.above_return_id, one.path, one.state, one.basis),
        *(one.facts, one.cells, one.rows),
    ]
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _frozen(summary: Summary, node: Node, table: AnnualTable, told: Mapping[int, Any]) -> FrozenReturn:
    made = node.row.unit_return
    frozen = FrozenReturn(
        summary=summary,
        unit_return_id=made.pk,
        above_return_id=made.above_id,
        path=made.path,
        state=made.state,
        basis=made.basis,
        facts=_facts(node.row),
        cells=_cells(node.own),
        rows=[
            {"facts": _facts(row), "cells": _cells(table.by_row[row.pk])}
            | ({"origins": told[row.pk]} if row.pk in told else {})
            for row in table.rows_below.get(made.pk, [])
        ],
    )
    frozen.digest = digest_of(frozen)
    return frozen


def _facts(row: Row) -> dict[str, Any]:
    dates = {name: day.isoformat() if (day := getattr(row, name)) else None for name in _DATES}
    return {"id": row.pk} | {name: getattr(row, name) for name in _FACTS} | dates


def _cells(cells: Cells) -> dict[str, list[int]]:
    return {code: list(cell) for code, cell in sorted(cells.items())}


def _read(cells: Mapping[str, list[int]]) -> Cells:
    return Cells({code: Cell(*numbers) for code, numbers in cells.items()})


def _node(period: Period, one: FrozenReturn) -> Node:
    made = Return(
        id=one.unit_return_id,
        period=period,
        unit_id=one.facts["unit_id"],
        above_id=one.above_return_id,
        path=one.path,
        state=one.state,
        basis=one.basis,
    )
    return Node(_row(one.facts, made), own=_read(one.cells))


def _row(facts: Mapping[str, Any], made: Return) -> Row:
    dates = {name: date.fromisoformat(facts[name]) if facts[name] else None for name in _DATES}
    return Row(id=facts["id"], unit_return=made, **{name: facts[name] for name in _FACTS}, **dates)


def _rows_of(summary: Summary, made: Return) -> tuple[list[Row], dict[int, Cells]]:
    lines = summary.frozen.filter(unit_return_id=made.pk).values_list("rows", flat=True)[0]
    rows = [_row(line["facts"], made) for line in lines]
    return rows, {row.pk: _read(line["cells"]) for row, line in zip(rows, lines, strict=True)}
