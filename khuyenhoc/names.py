"""How text is cleaned, and how the search, comparison and sort keys of names are made.

The keys stand beside a name in the database; the name itself is kept as its owner writes it.
"""

import re
import unicodedata
from functools import lru_cache

# Sort keys are cut at these lengths, which hold every key of a Latin name or text of the length beside them.
NAME_LENGTH, NAME_SORT_KEY_LENGTH = 100, 400
TEXT_LENGTH, TEXT_SORT_KEY_LENGTH = 200, 800

# The same few hundred words make up nearly all names; of 200.000 rows each is taken apart once.
WORDS_KEPT = 4096

CALLINGS = {"gia", "đình", "hộ", "ông", "bà", "anh", "chị", "em", "cháu", "cô", "thầy"}

INVISIBLE = {"Cc", "Cf", "Cs"}
NO_CHARACTERS = "\ufffe\uffff"  # no XML can hold them, so no Word or Excel file
# Old fonts and foreign keyboards write đ as the Icelandic eth or the African d; people type straight quotes.
LOOK_ALIKES = str.maketrans({"ð": "đ", "ɖ": "đ", "’": "'", "‘": "'", "ʼ": "'", "–": "-", "—": "-", "‑": "-"})

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
LETTER_CODES = {letter: str(code) for code, letter in enumerate(LETTERS, start=10)}
FOREIGN_LETTER = "99"
# Every word ends in its tone, whose code sorts below every letter: so it separates words as well.
LEVEL_TONE = "01"
TONE_CODES = {"\u0300": "02", "\u0309": "03", "\u0303": "04", "\u0301": "05", "\u0323": "06"}
NUMBER = "08"


def nfc(text: str) -> str:
    """One clean line: NFC, single spaces, nothing invisible. Most text is clean already, and asking costs less."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return " ".join(text.split())
    visible = "".join(c for c in text if c.isspace() or not _is_invisible(c))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _is_invisible(letter: str) -> bool:
    return unicodedata.category(letter) in INVISIBLE or letter in NO_CHARACTERS


def nfc_lines(text: str) -> str:
    """The same for text of several lines, whose line breaks stay."""
    return "\n".join(nfc(line) for line in text.splitlines()).strip("\n")


def initials(name: str) -> str:
    """ "N.V.A." for Nguyễn Văn An: what of a name may be published (DOMAIN 8).

    A word before the name and what stands in brackets are left out.
    """
    bare = re.sub(r"[(\[].*?(?:[)\]]|$)", " ", nfc(name))
    words = [word for word in bare.split() if word[0].isalpha()]
    written_large = [word for word in words if word[0].isupper()]
    return "".join(f"{word[0].upper()}." for word in _without_calling(written_large or words))


def _without_calling(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0].casefold() in CALLINGS:
        words = words[1:]
    return words


def search_key(text: str) -> str:
    """For finding: no marks, đ as d, lower case. Store it in a text column without a length."""
    letters = (c for c in unicodedata.normalize("NFD", _folded(text)) if not unicodedata.combining(c))
    return nfc("".join(letters).replace("đ", "d"))


def compare_key(text: str) -> str:
    """For telling doubles: hoà is hòa and Thuỷ is THỦY, but Hòa is not Hoa."""
    split = (_without_tones(word) for word in _folded(text).split())
    return nfc(" ".join(letters + "".join(tones) for letters, tones in split))


def phone_key(phone: str) -> str:
    """For telling doubles: the last nine digits, so that +84 912…, 0912… and a lost leading zero are one number."""
    return re.sub(r"[^0-9]", "", phone)[-9:]


def sort_key(full_name: str) -> str:
    """Digits that sort a person's name by tên, then họ, then đệm, on any engine and collation."""
    words = [word for word in _folded(full_name).split() if any(c.isalnum() for c in word)]
    if len(words) > 1:
        words = [words[-1], words[0], *words[1:-1]]
    return "".join(map(_word_key, words))[:NAME_SORT_KEY_LENGTH]


def text_sort_key(text: str) -> str:
    """Digits that sort the name of a unit in reading order, Thôn 2 before Thôn 10."""
    words = re.findall(r"[\w'\u0300-\u036f]+", _folded(text))
    return "".join(_word_key(word) for word in words if any(c.isalnum() for c in word))[:TEXT_SORT_KEY_LENGTH]


def _folded(text: str) -> str:
    return nfc(nfc(text).casefold()).translate(LOOK_ALIKES)


@lru_cache(maxsize=WORDS_KEPT)
def _without_tones(word: str) -> tuple[str, tuple[str, ...]]:
    """The letters with ă â ê ô ơ ư kept, and the tone marks in the order they stand."""
    decomposed = unicodedata.normalize("NFD", word)
    letters = "".join(c for c in decomposed if c not in TONE_CODES)
    return unicodedata.normalize("NFC", letters), tuple(c for c in decomposed if c in TONE_CODES)


@lru_cache(maxsize=WORDS_KEPT)
def _word_key(word: str) -> str:
    letters, tones = _without_tones(word)
    codes = [_code(part) for part in re.findall(r"[0-9]+|[^0-9]", letters)]
    return "".join(codes) + ("".join(TONE_CODES[tone] for tone in tones) or LEVEL_TONE)


def _code(part: str) -> str:
    """A letter's two digits; a number's length before its digits, so that 2 comes before 10."""
    if part[0] in "0123456789":
        digits = part.lstrip("0") or "0"
        return f"{NUMBER}{min(len(digits), 99):02}{digits}"
    if part in LETTER_CODES:
        return LETTER_CODES[part]
    base = unicodedata.normalize("NFD", part)[0]
    return LETTER_CODES.get(base, FOREIGN_LETTER if part.isalnum() else "")
