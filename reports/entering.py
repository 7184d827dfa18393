"""Many cells at once, from the grid, its script or a pasted block: all of them are written, or none."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from khuyenhoc.actions import Clash, Refusal
from khuyenhoc.numbers import NumberFault

from .actions import set_values
from .actions.common import Writer
from .cells import SAME, read_said
from .checks import used_last_year
from .indicators import indicator
from .models import OnBehalf, Return, Row, Said

Key = tuple[int, str]  # row id, indicator code


@dataclass(frozen=True)
class Typed:
    """What was typed into a cell, and what the cell was when it was shown."""

    row_id: int
    code: str
    was: Said
    text: str

    @property
    def key(self) -> Key:
        return self.row_id, self.code


@dataclass
class Outcome:
    """What became of it. With any fault, clash or `refusal` nothing was written; a refusal also stands at its cells."""

    saved: dict[Key, Said] = field(default_factory=dict)
    faults: dict[Key, str] = field(default_factory=dict)
    clashes: dict[Key, Said] = field(default_factory=dict)
    refusal: str = ""

    @property
    def is_saved(self) -> bool:
        return not (self.faults or self.clashes or self.refusal)

    def refuse(self, keys: Iterable[Key], sentence: str) -> None:
        for key in keys:
            self.refusal = self.faults[key] = sentence


def save_cells(unit_return: Return, typed: Iterable[Typed], by: Writer, on_behalf: OnBehalf | None = None) -> Outcome:
    """Read what was typed and declare it; each fault is told beside its cell."""
    outcome = Outcome()
    typed = list(typed)
    rows = {row.pk: row for row in _rows(unit_return, typed, by)}
    out_of_reach = [one.key for one in typed if one.row_id not in rows]
    outcome.refuse(out_of_reach, "Có dòng không thuộc báo cáo này hoặc bạn không nhập được. Xin tải lại trang.")
    cells = _read(unit_return, rows, [one for one in typed if one.row_id in rows], outcome)
    if outcome.is_saved:
        with transaction.atomic():
            for row_id, of_row in cells.items():
                _save(rows[row_id], of_row, by, on_behalf, outcome)
            if not outcome.is_saved:
                transaction.set_rollback(True)
    if not outcome.is_saved:
        outcome.saved = {}
    return outcome


def _rows(unit_return: Return, typed: list[Typed], by: Writer) -> list[Row]:
    wanted = Row.objects.editable_by(by).filter(unit_return=unit_return, pk__in={one.row_id for one in typed})
    return list(wanted.select_related("unit", "unit_return__period"))


Cells = dict[int, dict[str, tuple[Said, Said]]]


def _read(unit_return: Return, rows: Mapping[int, Row], typed: list[Typed], outcome: Outcome) -> Cells:
    cells: Cells = defaultdict(dict)
    last_year: dict[int, dict[str, int]] = {}
    if any(one.text.strip().lower() in SAME for one in typed):
        last_year = used_last_year(unit_return.period, [row.unit_id for row in rows.values()])
    for one in typed:
        made = indicator(one.code)
        if made is None:
            outcome.refuse([one.key], "Có cột không có trong danh mục chỉ tiêu. Xin tải lại trang.")
            continue
        try:
            now = read_said(made, one.text, last_year.get(rows[one.row_id].unit_id, {}).get(one.code))
        except NumberFault as fault:
            outcome.faults[one.key] = str(fault)
        else:
            cells[one.row_id][one.code] = (one.was, now)
    return cells


def _save(
    row: Row, cells: dict[str, tuple[Said, Said]], by: Writer, on_behalf: OnBehalf | None, outcome: Outcome
) -> None:
    try:
        set_values(row=row, cells=cells, by=by, on_behalf=on_behalf)
    except Clash as clash:
        outcome.clashes |= {(row.pk, code): held for code, held in clash.cells.items()}
    except Refusal as refusal:
        if refusal.field in cells:
            outcome.faults[row.pk, str(refusal.field)] = str(refusal)
        else:
            outcome.refuse([(row.pk, code) for code in cells], str(refusal))
    else:
        outcome.saved |= {(row.pk, code): now for code, (_, now) in cells.items()}
