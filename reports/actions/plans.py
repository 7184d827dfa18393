"""The plan of the year to come: nhiệm vụ, chỉ tiêu, giải pháp, each a list that is written as a whole."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Clash, Refusal, save_checked, verb
from khuyenhoc.names import nfc

from ..columns import COLUMNS
from ..models import PlanItem, Summary
from ..planned import may_be_planned
from .summaries import writable_summary

PLAN_MOST = 99  # of one kind
TEXT_MOST = 1000


class PlanLine(NamedTuple):
    """One task, target or solution as it is typed; a target may be a column with its value."""

    text: str
    figure: str = ""
    value: Decimal | None = None


@verb
def set_plan(
    *, summary: Summary, kind: str, was: Sequence[PlanLine], now: Sequence[PlanLine], by: User
) -> list[PlanItem]:
    """Write one list in its order; if it is no longer what it `was`, Clash says so and nothing is written.

    An item that stays, or is only moved or reworded in its place, remains the same item: others may point at it.
    """
    require(by, "write_summaries", summary.unit)
    summary = writable_summary(summary)
    held = list(summary.plan_items.filter(kind=kind))
    lines = [_cleaned(line) for line in now if nfc(line.text)]
    if lines_of(held) != list(was) and lines_of(held) != lines:
        label = PlanItem.Kind(kind).label
        raise Clash(f"Có người vừa sửa danh sách {label}. Danh sách của bạn chưa ghi.", {kind: lines_of(held)})
    _refuse(kind, lines)
    return _write(summary, kind, held, lines)


def lines_of(items: Sequence[PlanItem]) -> list[PlanLine]:
    return [PlanLine(item.text, item.figure, item.value) for item in items]


def _cleaned(line: PlanLine) -> PlanLine:
    return PlanLine(nfc(line.text), line.figure, line.value if line.figure else None)


def _refuse(kind: str, lines: Sequence[PlanLine]) -> None:
    label = PlanItem.Kind(kind).label
    if len(lines) > PLAN_MOST:
        raise Refusal(f"Danh sách {label} có {len(lines)} điều, nhiều nhất là {PLAN_MOST}. Xin gộp bớt.")
    for number, line in enumerate(lines, start=1):
        if len(line.text) > TEXT_MOST:
            raise Refusal(
                f"Điều {number} trong danh sách {label} dài {len(line.text)} chữ cái và dấu, "
                f"nhiều nhất là {TEXT_MOST}. Xin rút gọn hoặc tách thành nhiều điều."
            )
        if line.figure and (line.figure not in COLUMNS or not may_be_planned(COLUMNS[line.figure])):
            raise Refusal(f"Điều {number} trong danh sách {label} nối với một số liệu không có. Xin chọn lại số liệu.")
        if line.figure and line.value is None:
            raise Refusal(f"Điều {number} trong danh sách {label} nối với số liệu mà chưa ghi con số. Xin ghi con số.")
    figures = [line.figure for line in lines if line.figure]
    if len(figures) > len(set(figures)):
        raise Refusal("Hai chỉ tiêu nối với cùng một số liệu. Mỗi số liệu chỉ nên có một chỉ tiêu; xin sửa lại.")


def _write(summary: Summary, kind: str, held: list[PlanItem], lines: list[PlanLine]) -> list[PlanItem]:
    items = _matched(held, lines)
    for position, (item, line) in enumerate(zip(items, lines, strict=True), start=1):
        facts = (position, *line)
        if item.pk and (item.position, item.text, item.figure, item.value) == facts:
            continue
        item.summary, item.kind = summary, kind
        item.position, item.text, item.figure, item.value = facts
        save_checked(item)
    kept = {item.pk for item in items}
    summary.plan_items.filter(kind=kind).exclude(pk__in=kept).delete()
    return items


def _matched(held: list[PlanItem], lines: list[PlanLine]) -> list[PlanItem]:
    """For each line the item that says the same, else the one that stood in its place and says nothing else now."""
    left = {item.text: item for item in held}
    same = [left.pop(line.text, None) for line in lines]
    in_place = {item.position: item for item in left.values()}
    return [item or in_place.pop(position, PlanItem()) for position, item in enumerate(same, start=1)]
