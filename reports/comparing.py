"""In what words a figure is set beside that of the year before: once, for every sentence (docs/officers-guide.md).

Below `SLIGHT` per cent a change is slight, from `STRONG` per cent on it is strong. Where the year before had fewer
than `FEW`, every change is large in per cent and says little: then it is only more or less.
"""

from decimal import Decimal

from khuyenhoc.numbers import Change

SLIGHT, STRONG = Decimal(3), Decimal(10)
FEW = 20
# The same for a share: by how many points it moved.
SLIGHT_POINTS, STRONG_POINTS = Decimal("0.5"), Decimal(5)

_WORDS = {"up": ("tăng nhẹ", "tăng", "tăng mạnh"), "down": ("giảm nhẹ", "giảm", "giảm mạnh")}
SAME = "không đổi"


def word_of_change(change: Change, before: int) -> str:
    """ "tăng nhẹ" of 10.360 against 10.146."""
    if change.direction == "same":
        return SAME
    slight, plain, strong = _WORDS[change.direction]
    if change.percent is None or before < FEW:
        return plain
    return slight if change.percent < SLIGHT else strong if change.percent >= STRONG else plain


def word_of_points(points: Decimal) -> str:
    """ "tăng" of a share that moved from 23,00% to 24,00%."""
    if not points:
        return SAME
    slight, plain, strong = _WORDS["up" if points > 0 else "down"]
    return slight if abs(points) < SLIGHT_POINTS else strong if abs(points) >= STRONG_POINTS else plain
