"""How alike two people are, from what a roster says of them: points, and the reason in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from rapidfuzz.distance import OSA

WHOLE_PHONE = 9  # digits of a key that is a telephone number and not a piece of one


@dataclass(frozen=True)
class Sign:
    """Something two people have in common, or not: its points of 100, and how it is said."""

    points: int
    words: str


# A name is shared by many in one district, so that alone it never suffices. With the birth year it is possible, in
# one commune besides likely, in one chapter very likely. Without a birth year it takes the chapter or the telephone.
SAME_NAME = Sign(50, "trùng tên")
WITHOUT_MARKS = Sign(46, "trùng tên, một bên không dấu")
SHORTENED = Sign(38, "tên viết tắt")
REORDERED = Sign(38, "tên đảo thứ tự")
OTHER_MARKS = Sign(32, "tên chỉ khác dấu")
SLIP = Sign(30, "tên lệch một chữ")
WITHOUT_MIDDLE = Sign(30, "tên thiếu đệm")
OTHER_NAME = Sign(18, "tên gần giống")
SAME_YEAR = Sign(20, "trùng năm sinh")
OTHER_YEAR = Sign(-20, "khác năm sinh")
SAME_UNIT = Sign(20, "cùng chi hội")
SAME_COMMUNE = Sign(8, "cùng xã")
SAME_PHONE = Sign(25, "trùng số điện thoại")
OTHER_PHONE = Sign(-4, "khác số điện thoại")


class Level(IntEnum):
    """From how many points on two people are worth a look, and how that is said."""

    POSSIBLE = 60
    LIKELY = 75
    SURE = 90

    @property
    def label(self) -> str:
        return {Level.POSSIBLE: "có thể", Level.LIKELY: "giống", Level.SURE: "rất giống"}[self]

    @classmethod
    def of(cls, score: int) -> "Level":
        return max(level for level in cls if score >= level)


# A syllable without its marks. One letter off that leaves none is a slip of the finger; Lan and Loan are two names.
SYLLABLE = re.compile(
    r"(b|c|ch|d|g|gh|gi|h|k|kh|l|m|n|ng|ngh|nh|p|ph|qu|r|s|t|th|tr|v|x)?"
    r"(a|ai|ao|au|ay|e|eo|eu|i|ia|ie|ieu|iu|o|oa|oai|oay|oe|oi|oo|u|ua|uay|ue|ui|uo|uoi|uou|uu|uy|uya|uye|y|ye|yeu)"
    r"(c|ch|m|n|ng|nh|p|t)?"
)


@dataclass(frozen=True)
class Face:
    """One person as she is compared: keys of her name and telephone, and the places the asker may know of.

    `areas` are paths of communes; that of the unit itself where no commune is above it.
    """

    compare: str
    folded: str
    birth_year: int | None
    phone: str
    units: frozenset[int]
    areas: frozenset[str]

    @cached_property
    def words(self) -> list[str]:
        return self.folded.replace(".", " ").split()

    @cached_property
    def sorted_words(self) -> list[str]:
        return sorted(self.words)

    @property
    def is_bare(self) -> bool:
        """Written without any mark."""
        return self.compare == self.folded


def likeness(one: Face, other: Face) -> tuple[int, str]:
    """Points and reason; nothing for two people, which two birth years are unless one telephone says otherwise."""
    has_phone = one.phone == other.phone and len(one.phone) >= WHOLE_PHONE
    knows_years = one.birth_year is not None and other.birth_year is not None
    if knows_years and one.birth_year != other.birth_year and not has_phone:
        return 0, ""
    name = names_sign(one, other)
    if name is None:
        return 0, ""
    signs = [name, *_signs(one, other, knows_years, has_phone)]
    reason = ", ".join(sign.words for sign in signs)
    return min(sum(sign.points for sign in signs), 100), reason.replace("tên, trùng năm sinh", "tên và năm sinh")


def _signs(one: Face, other: Face, knows_years: bool, has_phone: bool) -> Iterator[Sign]:
    if knows_years:
        yield SAME_YEAR if one.birth_year == other.birth_year else OTHER_YEAR
    if not one.units.isdisjoint(other.units):
        yield SAME_UNIT
    elif not one.areas.isdisjoint(other.areas):
        yield SAME_COMMUNE
    if has_phone:
        yield SAME_PHONE
    elif one.phone and other.phone:
        yield OTHER_PHONE


def names_sign(one: Face, other: Face) -> Sign | None:
    """In what way two names may be one; None for two names."""
    if one.compare == other.compare:
        return SAME_NAME
    if one.folded == other.folded:
        return _marks(one, other)
    if _is_short_for(one.words, other.words):
        return SHORTENED
    if one.sorted_words == other.sorted_words:
        return REORDERED
    if _leaves_out_the_middle(one.words, other.words):
        return WITHOUT_MIDDLE
    if OSA.distance(one.folded, other.folded, score_cutoff=1) == 1:
        return _letter(one.words, other.words)
    return None


def _marks(one: Face, other: Face) -> Sign:
    """Hoa for Hòa may have lost its mark; Hùng and Hưng are two brothers."""
    if one.is_bare or other.is_bare:
        return WITHOUT_MARKS
    given = one.compare.split()[-1], other.compare.split()[-1]
    return OTHER_MARKS if given[0] == given[1] or one.words[-1] in given else OTHER_NAME


def _is_short_for(one: list[str], other: list[str]) -> bool:
    """ "Nguyễn T. Hòa" for "Nguyễn Thị Hòa": family and given name alike, initials between."""
    if len(one) != len(other) or len(one) < 3 or one[0] != other[0] or one[-1] != other[-1]:
        return False
    middles = zip(one[1:-1], other[1:-1], strict=True)
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in middles)


def _leaves_out_the_middle(one: list[str], other: list[str]) -> bool:
    """ "Nguyễn Hòa" for "Nguyễn Thị Hòa"."""
    short, long = (one, other) if len(one) < len(other) else (other, one)
    return len(short) == 2 < len(long) and short[0] == long[0] and short[1] == long[-1]


def _letter(one: list[str], other: list[str]) -> Sign:
    """One letter off: a slip, unless it makes another given name out of a given name."""
    if len(one) != len(other) or one[-1] == other[-1]:
        return SLIP
    return OTHER_NAME if _is_syllable(one[-1]) == _is_syllable(other[-1]) else SLIP


def _is_syllable(word: str) -> bool:
    return SYLLABLE.fullmatch(word) is not None
