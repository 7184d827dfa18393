"""Figures set side by side: which ones, and what one is against the other in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from khuyenhoc.numbers import Change, format_change, format_decimal, format_number, format_percent

from .columns import COLUMNS, TABLES, Column, Figures, TableOf
from .indicators import CATALOGUE, MODELS
from .models import Period
from .tables import EMPTY
from .targets import is_share

# What one asks first, by heading; every table of the report can be asked for as a whole.
CHIEF: list[tuple[str, tuple[str, ...]]] = [
    (
        "Tổ chức Hội, hội viên",
        (
            *("population", "chapters", "boards", "hamlets_share", "members_closing"),
            *("members_women", "members_dues", "members_share"),
        ),
    ),
    ("Mô hình học tập", tuple(f"{code}_share" for code in MODELS)),
    (
        "Quỹ khuyến học (đồng)",
        ("fund_opening", "fund_raised", "fund_spent", "fund_closing", "fund_per_person", "rewards_money"),
    ),
    ("Xếp loại chi hội", ("rated_strong", "rated_strong_share")),
]
CHIEF_WORD = "chinh"


@dataclass(frozen=True)
class Group:
    title: str
    columns: list[Column]


def choices() -> list[tuple[str, str]]:
    """What can be asked for: the word of the address, and the title."""
    return [(CHIEF_WORD, "Số liệu chính"), *((str(place), made.title) for place, made in enumerate(TABLES, start=1))]


def groups_of(word: str, period: Period) -> list[Group]:
    """The columns asked for, without those the period has switched off; an unknown word asks for the chief ones."""
    tables = {str(place): made for place, made in enumerate(TABLES, start=1)}
    found = _of_table(tables[word]) if word in tables else _chief()
    used = (Group(group.title, [one for one in group.columns if _is_used(one, period)]) for group in found)
    return [group for group in used if group.columns]


def _of_table(made: TableOf) -> Iterator[Group]:
    yield Group(made.title, made.columns)


def _chief() -> Iterator[Group]:
    for title, keys in CHIEF:
        yield Group(title, [COLUMNS[key] for key in keys])


def _is_used(column: Column, period: Period) -> bool:
    return any(code not in CATALOGUE or period.uses(CATALOGUE[code]) for code in column.codes)


Number = Decimal | int


def whole_value(column: Column, figures: Figures | None, *, is_complete: bool = True) -> Number | None:
    """The bare number where it is whole: half a figure is not compared with a whole one.

    In a year that `is_complete` not yet, only what every unit has to say can be known to be whole.
    """
    if figures is None or column.show(figures).coverage:
        return None
    if not is_complete and not all(_says_who_is_missing(code, figures) for code in column.codes):
        return None
    return column.value(figures)


def _says_who_is_missing(code: str, figures: Figures) -> bool:
    made = CATALOGUE.get(code)
    return figures.cells.get(code, EMPTY).expected > 0 or (made is not None and made.source == "organisation")


def change_of(column: Column, now: Number | None, before: Number | None) -> Change | None:
    """The difference as a count and in percent; none of a share, whose difference is in points."""
    if now is None or before is None or is_share(column):
        return None
    return format_change(int(now), int(before))


@dataclass(frozen=True)
class Words:
    """How a difference is told: of two years, or of two units."""

    more: str = "tăng"
    less: str = "giảm"
    same: str = "không đổi"


OF_YEARS, OF_UNITS = Words(), Words("hơn", "kém", "bằng nhau")


def change_words(column: Column, now: Number | None, before: Number | None, words: Words = OF_YEARS) -> str:
    """ "tăng 214 (2,11%)"; of a share "tăng 0,41 điểm phần trăm"; "" where one of the two is missing."""
    if now is None or before is None:
        return ""
    if now == before:
        return words.same
    word = words.more if now > before else words.less
    if is_share(column):
        return f"{word} {format_decimal(abs(Decimal(now) - Decimal(before)), 2)} điểm phần trăm"
    change = format_change(int(now), int(before))
    share = f" ({format_percent(change.percent)})" if change and change.percent else ""
    return f"{word} {format_number(abs(int(now) - int(before)))}{share}"
