"""Finding a table's headings: near the top, in any order, in one row or several, spelt as people spell them."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from openpyxl.utils import get_column_letter

from khuyenhoc.actions import Refusal
from khuyenhoc.names import compare_key, nfc, search_key

from .cells import Cell, shown
from .shapes import FAULTS_LABEL, ROW_LABEL, Column, listed, quoted

DEEPEST_ROW = 30  # headings are looked for down to here
MOST_HEADING_ROWS = 3
WIDEST = 200  # columns

WHOLE, FAMILY, GIVEN, MALE, FEMALE = "whole", "family", "given", "male", "female"

FULL_NAME = ("Họ và tên", "Họ tên", "Họ, tên", "Họ & tên", "Họ và tên hội viên", "Họ tên hội viên", "Tên hội viên")
FAMILY_NAME = {"ho dem", "ho va dem", "ho va ten dem", "ho ten dem", "ho", "ho lot", "ho va chu lot", "ho, dem"}
NUMBERING = {"tt", "stt", "so tt", "so thu tu", "thu tu", "#", "no"}
OWN_LABELS = {search_key(FAULTS_LABEL), search_key(ROW_LABEL)}

Range = tuple[tuple[int, int], tuple[int, int]]  # first and last cell, each (row, column), counted from 0


@dataclass(frozen=True)
class Place:
    """A column of the sheet, counted from 0, and which part of a value stands in it."""

    position: int
    part: str = WHOLE


@dataclass
class Headings:
    """Where the headings are: rows `first` to `last` (from 0), and the places of each column found."""

    first: int
    last: int
    places: dict[str, list[Place]]
    texts: dict[int, str]  # every heading of the sheet, by position
    unread: list[str] = field(default_factory=list)

    @property
    def worth(self) -> tuple[int, int, int]:
        """More columns are better; then fewer that say the same; then fewer rows."""
        doubles = sum(len(places) - 1 for places in self.places.values() if places[0].part == WHOLE)
        return len(self.places), -doubles, self.first - self.last

    def missing(self, columns: Sequence[Column]) -> list[Column]:
        return [column for column in columns if column.is_required and column.code not in self.places]


class Dictionary:
    """The headings that are known, each with the column it stands for."""

    def __init__(self, columns: Sequence[Column], fewest: int) -> None:
        self.columns, self.fewest = list(columns), fewest
        self.by_heading: dict[str, Column] = {}
        for column in self.columns:
            for spelling in _spellings(column):
                self.by_heading.setdefault(folded(spelling), column)
        self.name = next((column for column in self.columns if _is_full_name(column)), None)
        self.gender = next((column for column in self.columns if _is_gender(column)), None)
        self.birth_year = next((column for column in self.columns if _is_birth_year(column)), None)

    def find(self, text: str) -> Column | None:
        return self.by_heading.get(folded(text)) or self.by_heading.get(folded(_without_brackets(text)))


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A heading without marks, case, stars and punctuation at its ends."""
    return nfc(re.sub(r"[*:_]|\(\s*\)", " ", search_key(text))).strip(" .,;-/")


def _without_brackets(text: str) -> str:
    return re.sub(r"[(\[].*?[)\]]", " ", text)


def _spellings(column: Column) -> Iterator[str]:
    yield column.label
    yield from column.spellings
    if _is_full_name(column):
        yield from FULL_NAME


def _is_full_name(column: Column) -> bool:
    return column.kind == "name" and folded(column.label).startswith(("ho va ten", "ho ten"))


def _is_gender(column: Column) -> bool:
    return column.kind == "choice" and {"nam", "nữ"} <= {compare_key(label) for _, label in column.choices}


def _is_birth_year(column: Column) -> bool:
    return column.kind == "year" and "nam sinh" in {folded(text) for text in (column.label, *column.spellings)}


def find_headings(rows: Sequence[Sequence[Cell]], merged: Sequence[Range], dictionary: Dictionary) -> Headings | None:
    """The best of all rows near the top; None when too few are known in any to call it a table."""
    texts, copies = _spread(rows, merged)
    best: Headings | None = None
    for first in range(len(texts)):
        for depth in range(1, min(MOST_HEADING_ROWS, len(texts) - first) + 1):
            found = _headings_at(texts, copies, first, depth, dictionary)
            if best is None or found.worth > best.worth:
                best = found
    if best is None or len(best.places) < dictionary.fewest:
        return None
    best.last = max(best.last, _bottom(best, merged))
    return best


def _spread(rows: Sequence[Sequence[Cell]], merged: Sequence[Range]) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """The cells as text, a merged cell's text in every column and only the first row of it; and which are copies."""
    texts = [[shown(cell) for cell in row[:WIDEST]] for row in rows]
    copies = set()
    for (top, left), (_, right) in merged:
        if top < len(texts) and left < len(texts[top]):
            for position in range(left + 1, min(right + 1, len(texts[top]))):
                texts[top][position] = texts[top][left]
                copies.add((top, position))
    return texts, copies


def _bottom(headings: Headings, merged: Sequence[Range]) -> int:
    """The last row of merged cells that begin within the headings of a table."""
    positions = {place.position for places in headings.places.values() for place in places}
    return max(
        (
            bottom
            for (top, left), (bottom, right) in merged
            if headings.first <= top <= headings.last and positions & set(range(left, min(right, left + 50) + 1))
        ),
        default=0,
    )


def _headings_at(
    texts: list[list[str]], copies: set[tuple[int, int]], first: int, depth: int, dictionary: Dictionary
) -> Headings:
    headings = Headings(first, first + depth - 1, {}, {})
    rows = range(first, first + depth)
    width = max(len(texts[row]) for row in rows)
    filled = [[row for row in rows if position < len(texts[row]) and texts[row][position]] for position in range(width)]
    stacks = [[texts[row][position] for row in filled[position]] for position in range(width)]
    copied = {position for position in range(width) if filled[position] and (filled[position][-1], position) in copies}
    parts = _split_parts(stacks, copied, dictionary)
    for position, stack in enumerate(stacks):
        if stack:
            found = parts.get(position) or _whole(stack, dictionary, position in copied)
            _take(headings, position, _joined(stack), found)
    return headings


def _take(headings: Headings, position: int, text: str, found: list[tuple[str, str]] | None) -> None:
    headings.texts[position] = text
    for code, part in found or ():
        headings.places.setdefault(code, []).append(Place(position, part))
    if not found and text not in headings.unread and folded(text) not in NUMBERING | OWN_LABELS:
        headings.unread.append(text)


def _joined(stack: list[str]) -> str:
    return " ".join(dict.fromkeys(stack))


def _whole(stack: list[str], dictionary: Dictionary, is_copy: bool) -> list[tuple[str, str]]:
    """What a column is by all its headings, else by the lowest; the rest of a merged heading is no second column."""
    for text in (_joined(stack), stack[-1]):
        if column := dictionary.find(text):
            return [] if is_copy else [(column.code, WHOLE)]
    return []


def _split_parts(stacks: list[list[str]], copied: set[int], dictionary: Dictionary) -> dict[int, list[tuple[str, str]]]:
    """Columns that hold a part: họ đệm beside tên, and nam beside nữ (with an x, or the birth year, in one of them)."""
    parts = _name_parts(stacks, copied, dictionary) if dictionary.name else {}
    genders = {position: gender for position, stack in enumerate(stacks) if (gender := _gender_of(stack))}
    if set(genders.values()) == {MALE, FEMALE} and len(genders) == 2:
        targets = [column.code for column in (dictionary.gender, dictionary.birth_year) if column]
        parts |= {position: [(code, gender) for code in targets] for position, gender in genders.items()}
    return {position: found for position, found in parts.items() if found}


def _name_parts(stacks: list[list[str]], copied: set[int], dictionary: Dictionary) -> dict[int, list[tuple[str, str]]]:
    """Two columns beside each other, each with its heading or both under one that is merged."""
    code = dictionary.name.code if dictionary.name else ""
    lowest = [folded(stack[-1]) if stack else "" for stack in stacks]
    for left, right in itertools.pairwise(range(len(stacks))):
        is_split = lowest[left] in FAMILY_NAME and lowest[right] == "ten"
        is_merged = (
            right in copied and lowest[left] == lowest[right] and dictionary.find(lowest[left]) == dictionary.name
        )
        if is_split or is_merged:
            return {left: [(code, FAMILY)], right: [(code, GIVEN)]}
    return {}


def _gender_of(stack: list[str]) -> str | None:
    """Told with marks: "Năm" is a year and "Nam" a man."""
    word = compare_key(_joined(stack)).strip(" *.:")
    if not re.fullmatch(r"((năm sinh|giới tính|giới)[ :,(]*)?(nam|nữ|nu)\)?", word):
        return None
    return MALE if word.rstrip(")").endswith("nam") else FEMALE


def refuse_doubles(sheet: str, headings: Headings, columns: Sequence[Column]) -> None:
    labels = {column.code: column.label for column in columns}
    for code, places in headings.places.items():
        whole = [place.position for place in places if place.part == WHOLE]
        if len(whole) > 1:
            letters = " và ".join(get_column_letter(position + 1) for position in whole)
            raise Refusal(
                f"Trang tính {quoted(sheet)} có {len(whole)} cột cùng là {quoted(labels[code])}: cột {letters}. "
                "Xin xóa hoặc đổi tên bớt, chỉ để lại một cột.",
                "file",
            )


def missing_sentence(sheet: str, headings: Headings, missing: Sequence[Column]) -> str:
    seen = listed(list(headings.texts.values())) or "không có tiêu đề nào"
    return (
        f"Trang tính {quoted(sheet)} thiếu cột {listed([column.label for column in missing])}. "
        f"Các tiêu đề đọc được: {seen}. Xin thêm cột còn thiếu, hoặc tải tệp mẫu về và điền vào đó."
    )
