"""What of a year needs attention: late returns, jumps against the year before, falling members and falling funds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from khuyenhoc.numbers import format_change, format_money_short, format_number

from ..checks import is_jump
from ..indicators import CATALOGUE
from ..models import Return
from ..report import Report
from ..tables import EMPTY, AnnualTable, Cells
from ..years import Year
from .pictures import dashboard_url

NAMED = 3  # units told by name in one line


@dataclass(frozen=True)
class Notice:
    """One sentence and where it leads."""

    sentence: str
    url: str
    is_late: bool = False


@dataclass(frozen=True)
class Move:
    """A unit's figure in two years."""

    label: str
    code: str
    now: int
    before: int

    @property
    def difference(self) -> int:
        return self.now - self.before


def notices(report: Report, before: Year | None) -> list[Notice]:
    return [*_late(report), *_moves(report, before)]


def _late(report: Report) -> Iterator[Notice]:
    """Returns below that should have been in, and those that wait to be looked at."""
    if not report.period.is_open:
        return
    today, below = timezone.localdate(), report.table.nodes()[1:]
    due = [node.row.full_name for node in below if _is_late(report, node.row.kind, node.row.unit_return, today)]
    waiting = [node.row.full_name for node in below if node.row.unit_return.state == Return.State.SUBMITTED]
    url = reverse("reports:progress", args=[report.period.code], query={"don-vi": report.row.code})
    if due:
        yield Notice(f"Quá hạn nộp báo cáo: {_named(due)}.", f"{url}&xem=qua-han", is_late=True)
    if waiting:
        yield Notice(f"Đã nộp, chờ xem và chốt: {_named(waiting)}.", f"{url}&xem=da-nop")


def _is_late(report: Report, kind: str, unit_return: Return, today: date) -> bool:
    return unit_return.state in Return.WRITABLE and report.period.due_on(kind) < today


def _moves(report: Report, before: Year | None) -> Iterator[Notice]:
    if before is None or before.table is None:
        return
    year = before.period.year
    for code, word in (("members_closing", "hội viên"), ("fund_closing", "quỹ")):
        moves = _moves_of(report, before.table, code)
        unit = CATALOGUE[code].unit
        jumps = [one for one in moves if is_jump(one.now, one.before, report.period.jump_percent, unit)]
        for one in sorted(jumps, key=lambda move: -abs(move.difference))[:NAMED]:
            yield Notice(
                f"{_capital(one.label)}: {word} {_words(one, unit)} so với năm {year}.", _url(report, one, code)
            )
        if len(jumps) > NAMED:
            yield Notice(
                f"Còn {format_number(len(jumps) - NAMED)} đơn vị khác có {word} hơn kém năm {year} nhiều.",
                report.opens.figure(code),
            )
        known = {one.code for one in jumps}
        falling = sorted(
            (one for one in moves if one.difference < 0 and one.code not in known), key=lambda move: move.difference
        )
        if falling:
            told = [f"{one.label} (−{_amount(-one.difference, unit)})" for one in falling]
            yield Notice(f"{_capital(word)} giảm so với năm {year}: {_named(told)}.", report.opens.figure(code))


def _moves_of(report: Report, before: AnnualTable, code: str) -> list[Move]:
    """Of every unit below that had the figure in both years, and in full."""
    then = {unit_id: cells for unit_id, _, _, cells in _units(before)}
    found = []
    for unit_id, label, unit_code, cells in _units(report.table):
        now, last = cells.get(code, EMPTY), then.get(unit_id, Cells()).get(code, EMPTY)
        if now.reported and last.reported and now.is_whole and last.is_whole:
            found.append(Move(label, unit_code, now.total, last.total))
    return found


def _units(table: AnnualTable) -> Iterator[tuple[int, str, str, Cells]]:
    """(unit, name, code, figures) of the associations below, else of the chapters and boards."""
    if table.root.below:
        for node in table.root.below:
            yield node.row.unit_id, node.row.full_name, node.row.code, node.total
        return
    for row in table.rows:
        if not row.is_own:
            yield row.unit_id, row.full_name, row.code, table.by_row[row.pk]


def _url(report: Report, move: Move, code: str) -> str:
    return dashboard_url(report, move.code) if report.has_communes_below else report.opens.figure(code)


def _words(move: Move, unit: str) -> str:
    change = format_change(move.now, move.before)
    if unit == "money":
        return f"{'tăng' if move.difference > 0 else 'giảm'} {format_money_short(abs(move.difference))}"
    return change.text if change else ""


def _amount(number: int, unit: str) -> str:
    return format_money_short(number) if unit == "money" else format_number(number)


def _named(names: Sequence[str]) -> str:
    """The first by name, of the rest how many."""
    rest = len(names) - NAMED
    return f"{', '.join(names[:NAMED])} và {format_number(rest)} đơn vị khác" if rest > 0 else ", ".join(names)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
