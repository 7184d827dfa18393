"""Text typed in the fonts of before Unicode: TCVN3 (.VnTime, .VnTimeH) and VNI (VNI-Times), recognised and converted.

Such files hold Latin letters that only those fonts show as Vietnamese: "NguyÔn ThÞ Hoµ", "Nguyeãn Thò Hoaø".
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from .shapes import LegacyEncoding

TCVN3, VNI = "TCVN3", "VNI"

# TCVN 5712:1993 VN3. One byte a letter, read by Excel as Latin-1; capitals with a tone have no code of their own.
_TCVN3 = str.maketrans(
    dict(
        zip(
            "¡¢£¤¥¦§¨©ª«¬\u00ad®µ¶·¸¹»¼½¾Æ",
            "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặ",
            strict=True,
        )
    )
    | dict(
        zip(
            "ÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèé",
            "ầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộ",
            strict=True,
        )
    )
    | dict(zip("êëìíîïñòóôõö÷øùúûüýþ", "ờởỡớợùủũúụừửữứựỳỷỹýỵ", strict=True))
)

# VNI: a letter and one mark after it, in the same case; some letters are one code.
_VNI_MARKS = {
    "ù": "\u0301",
    "ø": "\u0300",
    "û": "\u0309",
    "õ": "\u0303",
    "ï": "\u0323",
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
_VNI_SINGLE = {"ñ": "đ", "ö": "ư", "ô": "ơ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI_SINGLE |= {old.upper(): new.upper() for old, new in _VNI_SINGLE.items()}
_VNI_CARRIERS = "aeouyôöAEOUYÔÖ"
_VNI_LETTER = re.compile(
    f"[{_VNI_CARRIERS}][{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}]|[{''.join(_VNI_SINGLE)}]"
)
_VNI_TAKES_CIRCUMFLEX, _VNI_TAKES_BREVE = "aeo", "a"

_ONSET = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx]"
_NUCLEUS = (
    "iêu|yêu|oai|oay|oeo|uây|uya|uyê|uyu|uôi|ươi|ươu|oao|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|"
    "ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?:ch|ng|nh|[cmnpt])?")
_TONES = "\u0300\u0301\u0303\u0309\u0323"

SAMPLE_WORDS = 20_000  # enough to know a file by
FEWEST_WORDS = 3  # different ones; two might be the names of foreigners


def detect(texts: Iterable[str]) -> str | None:
    """The encoding of a file, by all its words together: a single cell could hold an honest foreign name."""
    suspicious, honest = _weigh(texts)
    encoding = max(suspicious, key=lambda name: len(suspicious[name]))
    count = len(suspicious[encoding])
    return encoding if count >= FEWEST_WORDS and count > 2 * honest else None


def refusal(texts: Sequence[str], encoding: str) -> LegacyEncoding:
    """With the cell that shows best what is meant."""
    telling = [text for text in texts[:500] if any(_reads_better(word, encoding) for word in _words(text))]
    sample = max(telling or texts, key=lambda text: (len(_words(text)), -len(text)))
    return LegacyEncoding(encoding, sample[:60], converted(sample[:60], encoding))


def remains(texts: Iterable[str]) -> str | None:
    """A word of an old font in a file that is Unicode otherwise, as lists pasted together have; else None."""
    suspicious, _ = _weigh(texts)
    most = max(suspicious.values(), key=len)
    return min(most) if len(most) >= FEWEST_WORDS else None


def _weigh(texts: Iterable[str]) -> tuple[dict[str, set[str]], int]:
    """The words that read better in each encoding, and how many are certainly Unicode."""
    suspicious: dict[str, set[str]] = {TCVN3: set(), VNI: set()}
    honest = 0
    for word in _different_words(texts):
        candidates = [encoding for encoding in suspicious if _reads_better(word, encoding)]
        for encoding in candidates:
            suspicious[encoding].add(word)
        honest += not candidates and _is_honest(word)
    return suspicious, honest


def converted(text: str, encoding: str) -> str:
    """In Unicode; text that is Unicode Vietnamese already stays as it is."""
    if text.isascii() or any(ord(c) > 0xFF and c not in "–—‘’“”…" for c in text):
        return text
    return CONVERTERS[encoding](text)


def capitalised(name: str) -> str:
    """.VnTimeH shows a name in capitals though it is typed in small letters."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split()) if name.islower() else name


def _tcvn3(text: str) -> str:
    """NGUYÔN is NGUYỄN: letters with a tone have only small codes, which the font of capitals shows large."""
    has_small = any("a" <= c <= "z" for c in text)
    is_capitals = not has_small and re.search("[A-Z¡-§]\\S*[A-Z¡-§]", text)
    new = text.translate(_TCVN3)
    return new.upper() if is_capitals else new


def _vni(text: str) -> str:
    return unicodedata.normalize("NFC", _VNI_LETTER.sub(_vni_letter, text))


def _vni_letter(match: re.Match[str]) -> str:
    """In one go: a ô that was made of two signs must not be taken for the one sign that means ơ."""
    letter, marks = match[0][0], _VNI_MARKS[match[0][1].lower()] if len(match[0]) > 1 else ""
    fits = _VNI_TAKES_BREVE if "\u0306" in marks else _VNI_TAKES_CIRCUMFLEX if "\u0302" in marks else _VNI_CARRIERS
    if marks and letter.lower() not in fits.lower():
        return match[0]
    return _VNI_SINGLE.get(letter, letter) + marks


CONVERTERS: dict[str, Callable[[str], str]] = {TCVN3: _tcvn3, VNI: _vni}


def _different_words(texts: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in texts:
        if not text.isascii():
            found.update(_words(text))
        if len(found) > SAMPLE_WORDS:
            break
    return found


def _words(text: str) -> list[str]:
    """Words with something else than plain Latin letters in them, marks and signs of the old codes included."""
    return [word for word in re.split(r"[\s,.;:()/\-–\"'“”]+", text) if not word.isascii()]


@lru_cache(maxsize=4096)
def _reads_better(word: str, encoding: str) -> bool:
    """As written it is no Vietnamese word, converted it is one."""
    if any(ord(c) > 0xFF for c in word) or not re.search("[A-Za-z]", word):
        return False
    new = CONVERTERS[encoding](word)
    return new != word and not _is_syllable(word) and _is_syllable(new)


def _is_honest(word: str) -> bool:
    """Certainly Unicode: letters no old font has, or a word that makes sense only as it is written."""
    if any(ord(c) > 0xFF and c.isalpha() for c in word):
        return True
    return _is_syllable(word) and not any(_is_syllable(convert(word)) for convert in CONVERTERS.values())


def _is_syllable(word: str) -> bool:
    """Whether Vietnamese spelling allows it, with at most one tone."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in decomposed if c in _TONES]
    letters = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
    return len(tones) <= 1 and _SYLLABLE.fullmatch(letters) is not None
