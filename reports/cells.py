"""A figure as an officer writes it into a cell, and as it reads there."""

from khuyenhoc.names import nfc
from khuyenhoc.numbers import format_number, parse_money, parse_number

from .indicators import Indicator
from .models import UNKNOWN, Said

NO_ANSWER = "chưa có"
# "c" and "n" are the keys for a whole cell: letters are free where only digits are written.
_NO_ANSWERS = {"c", "-", "–", "?", NO_ANSWER, "chưa có số liệu"}
LIKE_LAST_YEAR = "như năm trước"
SAME = {"n", LIKE_LAST_YEAR}


def read_said(made: Indicator, text: str, last_year: int | None = None) -> Said:
    """A number, UNKNOWN or None for an empty cell; NumberFault, with a sentence for her, when it is none of these."""
    written = " ".join(nfc(text).split())
    if not written:
        return None
    if written.lower() in _NO_ANSWERS:
        return UNKNOWN
    if written.lower() in SAME:
        return last_year
    if made.unit == "money" and not made.is_signed:
        return parse_money(written)
    return parse_number(written, allow_negative=made.is_signed)


def write_said(said: Said) -> str:
    if said is None:
        return ""
    return NO_ANSWER if said == UNKNOWN else format_number(int(said))


def pack(said: Said) -> str:
    """As a form or a script carries what it was shown: "", "unknown" or digits."""
    return "" if said is None else str(said)


def unpack(text: str) -> Said:
    """None for anything that `pack` does not write: then the cell is compared with an empty one."""
    if text == UNKNOWN:
        return UNKNOWN
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 19 else None
