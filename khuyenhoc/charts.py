"""Horizontal bar charts: measured here, drawn by components/_bar_chart.html on screen and on paper alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

NO_DATA = "chưa có số liệu"
# Percent of the plot: the rest keeps a target line at the end of the scale inside the drawing.
LONGEST = Decimal(98)

Item = tuple[str, Decimal | int | None, str, str | None]


@dataclass(frozen=True)
class Bar:
    label: str
    value_text: str
    url: str | None
    width: str | None
    is_low: bool
    meaning: str


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
) -> BarChart:
    """Bars from (label, value, value_text, url); a negative value keeps its words and has no length.

    They are as long as their part of the greatest; of the `whole`, where there is one to be a part of.
    """
    values = [value for _, value, _, _ in items if value is not None]
    longest = max([*values, target or 0, whole or 0])
    bars = [_bar(item, longest, target, target_label, "toàn bộ" if whole else "mức cao nhất") for item in items]
    return BarChart(title, description, bars, _target(target, target_label, longest))


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
