"""How large text in the middle of a sheet is set, and where it is broken, so that a long name still looks well.

WeasyPrint breaks a line only where it is full. So the lines are made here, by the widths of Tinos Bold.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

MM = 25.4 / 72  # a point
# Thousandths of the size. Marks take no room but the horn of ơ and ư.
_LETTERS = {
    57: "\u031b",
    250: " ,.",
    278: "il/'",
    333: "fjt()-!:;",
    389: "sI",
    444: "cerz",
    500: "agovxyJ0123456789$*“”–",
    556: 'bdhknpquSđ"',
    611: "FP",
    667: "BELTZ",
    722: "wACDNRUVXYĐ",
    778: "GHKOQ",
    833: "m&",
    944: "M",
    1000: "W%—…",
}
_WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}
_WIDEST = 1000
SPARE = 0.97
Rank = tuple[bool, bool, int]


@dataclass(frozen=True)
class Fitted:
    """Text in lines, and its size in points."""

    size: int
    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def fit(text: str, *, sizes: Sequence[tuple[int, int]], width: float) -> Fitted:
    """In the first of `sizes`, each with the most lines it may take, that holds `text` within `width` mm.

    Where none does, the last size takes as many lines as it needs.
    """
    words = text.split()
    fitted = Fitted(sizes[-1][0], ())
    for size, most in sizes:
        room = SPARE * width * 1000 / (size * MM)
        fitted = Fitted(size, _broken(words, room))
        is_held = len(fitted.lines) <= most and all(width_of(line) <= room for line in fitted.lines)
        if is_held and not _has_lone_word(fitted.lines):
            break
    return fitted


def width_of(text: str) -> int:
    """In thousandths of the size."""
    letters = unicodedata.normalize("NFD", text)
    return sum(_WIDTHS.get(letter, 0 if unicodedata.combining(letter) else _WIDEST) for letter in letters)


def _has_lone_word(lines: Sequence[str]) -> bool:
    return len(lines) > 1 and any(" " not in line for line in lines)


def _broken(words: Sequence[str], room: float) -> tuple[str, ...]:
    """As few lines as hold the words, of near the same width; a word stands alone only where it must."""
    widths = [width_of(word) for word in words]

    @cache
    def best(start: int, left: int) -> tuple[Rank, tuple[str, ...]]:
        """The words from `start` on in `left` lines: (too wide, a lone word, the widest), smallest first."""
        options = []
        for end in [len(words)] if left == 1 else range(start + 1, len(words) - left + 2):
            wide = sum(widths[start:end]) + _WIDTHS[" "] * (end - start - 1)
            below, rest = best(end, left - 1) if left > 1 else ((False, False, 0), ())
            rank = (wide > room or below[0], end - start == 1 or below[1], max(wide, below[2]))
            options.append((rank, (" ".join(words[start:end]), *rest)))
        return min(options)

    return best(0, _number_of_lines(widths, room))[1] if words else ()


def _number_of_lines(widths: Sequence[int], room: float) -> int:
    number, filled = 1, 0.0
    for place, width in enumerate(widths):
        longer = filled + width + (_WIDTHS[" "] if filled else 0)
        if place and longer > room:
            number, filled = number + 1, width
        else:
            filled = longer
    return number
