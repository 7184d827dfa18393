"""Pictures of figures: measured here, drawn by components/_*_chart.html on screen, in the hall and on paper alike.

Bars and flows stand in the rows of a table, so that the picture is its own table of numbers; a line of years carries
its table beside it. None needs its colours to be read.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

NO_DATA = "chưa có số liệu"
NO_DATA_SHORT = "chưa có"
# Percent of the plot: the rest keeps a target line at the end of the scale inside the drawing.
LONGEST = Decimal(98)

Number = Decimal | int
Item = tuple[str, Number | None, str, str | None]


@dataclass(frozen=True)
class Bar:
    label: str
    value_text: str
    url: str | None
    width: str | None
    is_low: bool
    meaning: str
    start: str = "0"
    goal: str = ""  # where this bar's own target stands


@dataclass(frozen=True)
class Target:
    x: str
    label: str
    anchor: str


@dataclass(frozen=True)
class BarChart:
    title: str
    description: str
    bars: list[Bar]
    target: Target | None

    @property
    def has_long_labels(self) -> bool:
        """Too long for one line beside the bars."""
        return any(len(bar.label) > 20 for bar in self.bars)


def bar_chart(
    title: str,
    description: str,
    items: Sequence[Item],
    target: Decimal | int | None = None,
    target_label: str = "",
    whole: Decimal | int | None = None,
    goals: Sequence[Number | None] = (),
) -> BarChart:
    """Bars from (label, value, value_text, url); a negative value keeps its words and has no length.

    They are as long as their part of the greatest; of the `whole`, where there is one to be a part of. One `target`
    stands over all of them, or each has its own of `goals`.
    """
    values = [value for _, value, _, _ in items if value is not None]
    longest = max([*values, *(goal for goal in goals if goal), target or 0, whole or 0])
    bars = [_bar(item, longest, target, target_label, "toàn bộ" if whole else "mức cao nhất") for item in items]
    bars = [_with_goal(bar, item, goal, longest) for bar, item, goal in zip(bars, items, goals, strict=False)] or bars
    return BarChart(title, description, bars, _target(target, target_label, longest))


def _with_goal(bar: Bar, item: Item, goal: Number | None, longest: Number) -> Bar:
    value = item[1]
    if goal is None or value is None:
        return bar
    is_low = value < goal
    meaning = "dưới chỉ tiêu" if is_low else "đạt chỉ tiêu"
    return replace(bar, is_low=is_low, meaning=meaning, goal=_percent(_share(goal, longest)))


def _bar(item: Item, longest: Decimal | int, target: Decimal | int | None, target_label: str, of: str) -> Bar:
    label, value, value_text, url = item
    if value is None:
        return Bar(label, NO_DATA, url, None, is_low=False, meaning=NO_DATA)

    share = _share(value, longest)
    is_low = target is not None and value < target
    if target is None:
        return Bar(label, value_text, url, _percent(share), is_low=False, meaning=f"bằng {share:.0f}% {of}")
    meaning = f"{'dưới' if is_low else 'đạt'} {target_label}"
    return Bar(label, value_text, url, _percent(share), is_low, meaning)


def _target(target: Decimal | int | None, label: str, longest: Decimal | int) -> Target | None:
    if target is None:
        return None
    share = _share(target, longest)
    return Target(_percent(share), label, anchor="end" if share > 50 else "start")


def _share(value: Decimal | int, longest: Decimal | int) -> Decimal:
    return Decimal(100) * max(value, 0) / longest if longest else Decimal(0)


def _percent(share: Decimal) -> str:
    return f"{share * LONGEST / 100:.2f}%"


@dataclass(frozen=True)
class Step:
    """What a flow goes through: a level that stands, or an amount that comes in or, negative, goes out."""

    label: str
    amount: Number
    text: str
    url: str | None = None
    is_level: bool = False


def flow_chart(title: str, description: str, steps: Sequence[Step]) -> BarChart:
    """From one level to the next: what came in stands to the right of what was there, what went out is taken off it."""
    spans, at = [], Decimal(0)
    for step in steps:
        before, at = (Decimal(0), Decimal(step.amount)) if step.is_level else (at, at + step.amount)
        spans.append((min(before, at), max(before, at)))
    lowest, highest = min((span[0] for span in spans), default=Decimal(0)), max((s[1] for s in spans), default=0)
    bars = [_step_bar(step, span, lowest, highest - lowest) for step, span in zip(steps, spans, strict=True)]
    return BarChart(title, description, bars, None)


def _step_bar(step: Step, span: tuple[Decimal, Decimal], lowest: Decimal, longest: Number) -> Bar:
    meaning = "số dư" if step.is_level else "thêm vào" if step.amount >= 0 else "lấy ra"
    start, width = _share(span[0] - lowest, longest), _share(span[1] - span[0], longest)
    return Bar(step.label, step.text, step.url, _percent(width), not step.is_level, meaning, _percent(start))


# A line of years is drawn in these units; its letters grow and shrink with it.
WIDE, HIGH, EDGE, TOP, BOTTOM = 300, 140, 36, 30, 26
LEAST_SPAN = 4  # the scale spans at least this part of the greatest value: a quarter


@dataclass(frozen=True)
class Point:
    """One year: where it stands, and what it says; without `y` nothing is known of it."""

    label: str
    text: str
    url: str | None
    x: str
    y: str = ""
    change: str = ""

    @property
    def text_y(self) -> str:
        return f"{float(self.y) - 11:.1f}" if self.y else f"{HIGH - BOTTOM - 8}"


@dataclass(frozen=True)
class LineChart:
    """Years in a line, broken where a year says nothing."""

    title: str
    description: str
    points: list[Point]
    lines: list[str]  # the points of each unbroken run
    alternative: str
    width: int = WIDE
    height: int = HIGH
    axis_y: int = HIGH - BOTTOM

    @property
    def has_changes(self) -> bool:
        return any(point.change for point in self.points)


Mark = tuple[str, Number | None, str, str | None]


def line_chart(title: str, description: str, marks: Sequence[Mark], changes: Sequence[str] = ()) -> LineChart:
    """A line through (label, value, value_text, url), the oldest first; `changes` tell each against the one before.

    From its foot to its top the scale is never less than a quarter of the greatest value: a small change looks small.
    """
    lowest, span = _scale([Decimal(value) for _, value, _, _ in marks if value is not None])
    step = (WIDE - 2 * EDGE) / max(len(marks) - 1, 1)
    told = list(changes) or [""] * len(marks)
    points = [
        _point(mark, EDGE + place * step if len(marks) > 1 else WIDE / 2, lowest, span, change)
        for place, (mark, change) in enumerate(zip(marks, told, strict=True))
    ]
    alternative = "; ".join(f"{point.label}: {point.text}" for point in points)
    return LineChart(title, description, points, _runs(points), alternative)


def _scale(known: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """What the foot of the drawing stands for, and how much lies between it and the top; the line in the middle."""
    low, high = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    span = max(high - low, max(abs(low), abs(high)) / LEAST_SPAN)
    return (low + high - span) / 2, span


def _point(mark: Mark, x: float, lowest: Decimal, span: Decimal, change: str) -> Point:
    label, value, text, url = mark
    if value is None:
        return Point(label, text or NO_DATA_SHORT, url, f"{x:.1f}")
    share = float((value - lowest) / span) if span else 0.5
    y = TOP + (1 - share) * (HIGH - TOP - BOTTOM - 12)
    return Point(label, text, url, f"{x:.1f}", f"{y:.1f}", change)


def _runs(points: Sequence[Point]) -> list[str]:
    runs: list[list[str]] = [[]]
    for point in points:
        if point.y:
            runs[-1].append(f"{point.x},{point.y}")
        elif runs[-1]:
            runs.append([])
    return [" ".join(run) for run in runs if len(run) > 1]
