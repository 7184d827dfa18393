"""How numbers, money and amounts in words are written and read: once, for every medium."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

MAX_DIGITS = 15
NBSP = "\N{NO-BREAK SPACE}"  # a number and its unit stay on one line
THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9

PLAIN = re.compile(r"[0-9]+")
# A leading 0 is kept out: "0.500" is half of something to many people, never 500.
GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:(?:\.[0-9]{3})+|(?: [0-9]{3})+)")
COMMA_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
COMMA_FRACTION = re.compile(r"[0-9][0-9. ]*,[0-9]*")
DOTTED = re.compile(r"[0-9][0-9. ]*")
MONEY = re.compile(
    r"(?P<amount>[0-9](?:[0-9., ]*[0-9])?) ?"
    r"(?P<unit>nghìn|ngàn|k|triệu|tr|tỷ|tỉ)? ?(?:đồng|vnđ|vnd|đ|₫)?"
)
UNIT_ZEROS = {"nghìn": 3, "ngàn": 3, "k": 3, "triệu": 6, "tr": 6, "tỷ": 9, "tỉ": 9}

ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
DIGIT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


class NumberFault(ValueError):
    """A number typed by a person that cannot be read; the message is for her, in Vietnamese."""


class Change(NamedTuple):
    """A count against the year before: how much up or down, never negative, and that in percent."""

    direction: str
    difference: int
    percent: Decimal | None

    @property
    def text(self) -> str:
        if self.direction == "same":
            return "không đổi"
        word = "tăng" if self.direction == "up" else "giảm"
        share = f" ({format_percent(self.percent)})" if self.percent else ""
        return f"{word} {format_number(self.difference)}{share}"


def format_number(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def format_count(number: int) -> str:
    """The count before a noun in official prose: "07 nhiệm vụ", "28 tập thể"."""
    return f"0{number}" if 0 < number < 10 else format_number(number)


def format_money(amount: int) -> str:
    return f"{format_number(amount)}{NBSP}đồng"


def format_money_short(amount: int) -> str:
    """đồng to one decimal of a million or a billion; below a million exact."""
    if abs(amount) < MILLION:
        return format_money(amount)
    millions = round_half_up(Decimal(amount) / MILLION, 1)
    if abs(millions) < THOUSAND:
        return f"{format_decimal(millions, 1)}{NBSP}triệu đồng"
    return f"{format_decimal(Decimal(amount) / BILLION, 1)}{NBSP}tỷ đồng"


def round_half_up(value: Decimal | int, places: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def format_decimal(value: Decimal | int, places: int) -> str:
    """At most `places` decimals, without idle zeros: 27,8 and 70."""
    text = f"{round_half_up(value, places):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.translate(str.maketrans(",.", ".,"))


def percent(numerator: Decimal | int | None, denominator: Decimal | int | None) -> Decimal | None:
    """Half-up to two decimals; None when there is nothing to take a share of."""
    if numerator is None or not denominator:
        return None
    return round_half_up(Decimal(numerator) * 100 / Decimal(denominator), 2)


def format_percent(value: Decimal | int) -> str:
    return f"{format_decimal(value, 2)}%"


def format_change(now: int | None, before: int | None) -> Change | None:
    """What `now` is against the year before; print its `text`: "tăng 214 (2,11%)"."""
    if now is None or before is None:
        return None
    difference = now - before
    direction = "up" if difference > 0 else "down" if difference < 0 else "same"
    share = percent(abs(difference), before) if before > 0 else None
    return Change(direction, abs(difference), share)


def parse_number(text: str, *, allow_negative: bool = False) -> int:
    """10360, 10.360 or 10 360; what could be read in two ways is refused, not guessed (DOMAIN 9)."""
    written = _single_spaced(text)
    is_negative = written.startswith(("-", "−"))
    body = written[1:].lstrip() if is_negative else written
    if not (PLAIN.fullmatch(body) or GROUPED.fullmatch(body)):
        raise NumberFault(_why_unreadable(written))
    if is_negative and not allow_negative:
        raise NumberFault(f"{_quoted(written)} là số âm. Xin viết số từ 0 trở lên.")
    digits = re.sub(r"[. ]", "", body)
    if len(digits) > MAX_DIGITS:
        raise NumberFault(_too_long(written))
    return -int(digits) if is_negative else int(digits)


def parse_money(text: str) -> int:
    """đồng, from a number or from "1,2 triệu", "900 triệu đồng", "20 nghìn", "626.000 đ"."""
    written = _single_spaced(unicodedata.normalize("NFC", text)).lower()
    match = MONEY.fullmatch(written)
    if match is None:
        return parse_number(unicodedata.normalize("NFC", text))
    if match["unit"] is None:
        return parse_number(match["amount"])
    return _scaled(written, match["amount"], UNIT_ZEROS[match["unit"]])


def record_number(text: str) -> int | None:
    """The number of a record, as addresses and exported rows carry it; None for anything else that stands there."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def in_words(number: int) -> str:
    """Đọc số: 1.001 is "Một nghìn không trăm linh một"."""
    words = ["không"] if number == 0 else _number_words(abs(number))
    if number < 0:
        words = ["âm", *words]
    text = " ".join(words)
    return text[0].upper() + text[1:]


def money_in_words(amount: int) -> str:
    return f"{in_words(amount)} đồng"


def _single_spaced(text: str) -> str:
    return re.sub(r"\s", " ", text).strip()


def _quoted(written: str) -> str:
    return f"“{written if len(written) <= 40 else written[:40] + '…'}”"


def _too_long(written: str) -> str:
    return f"{_quoted(written)} dài hơn {MAX_DIGITS} chữ số. Xin kiểm tra lại và viết số ngắn hơn."


def _why_unreadable(written: str) -> str:
    if not written:
        return "Xin điền một số, ví dụ 10360 hoặc 10.360."
    if COMMA_GROUPED.fullmatch(written):
        digits = written.replace(",", "")
        doubt = f" có thể hiểu là {digits} hoặc {written}" if written.count(",") == 1 else " có dấu phẩy"
        advice = f"Xin viết {written.replace(',', '.')} hoặc {digits} (không dùng dấu phẩy)."
        return f"{_quoted(written)}{doubt}. {advice}"
    if COMMA_FRACTION.fullmatch(written):
        return f"{_quoted(written)} không phải là số nguyên. Xin viết số không có phần lẻ, ví dụ 10.360."
    if DOTTED.fullmatch(written):
        return (
            f"{_quoted(written)} chưa rõ là số nào. Xin chỉ dùng dấu chấm hoặc dấu cách để tách "
            "từng nhóm ba chữ số, ví dụ 10.360."
        )
    return f"{_quoted(written)} không phải là số. Xin chỉ viết chữ số, ví dụ 10360 hoặc 10.360."


def _scaled(written: str, amount: str, zeros: int) -> int:
    whole, _, fraction = amount.partition(",")
    if not (PLAIN.fullmatch(whole) or GROUPED.fullmatch(whole)) or re.search("[^0-9]", fraction):
        raise NumberFault(f"{_quoted(written)} không phải là số tiền. Xin viết như 1,2 triệu hoặc 1.200.000.")
    # "1,234 triệu" is 1.234.000 to one reader and 1.234 triệu to another.
    if len(fraction) == 3 and not whole.startswith("0"):
        raise NumberFault(f"{_quoted(written)} có thể hiểu theo hai cách. Xin viết đủ các chữ số, ví dụ 1.234.000.")
    if len(fraction.rstrip("0")) > zeros:
        raise NumberFault(f"{_quoted(written)} có phần lẻ nhỏ hơn một đồng. Xin viết số tiền tròn đồng.")
    digits = re.sub(r"[. ]", "", whole) + fraction.ljust(zeros, "0")[:zeros]
    if len(digits) > MAX_DIGITS:
        raise NumberFault(_too_long(written))
    return int(digits)


def roman(number: int) -> str:
    """ "IX" from 9, as parts and appendices of a paper are numbered."""
    words = ""
    for size, letters in ROMAN:
        count, number = divmod(number, size)
        words += letters * count
    return words


def _number_words(number: int, *, follows: bool = False) -> list[str]:
    """The words of a positive number; `follows` when higher digits were read before it."""
    billions, rest = divmod(number, BILLION)
    words = [*_number_words(billions, follows=follows), "tỷ"] if billions else []
    for size, name in ((MILLION, "triệu"), (THOUSAND, "nghìn"), (1, "")):
        group, rest = divmod(rest, size)
        if group:
            words += _group_words(group, follows=follows or bool(words))
            words += [name] if name else []
    return words


def _group_words(group: int, *, follows: bool) -> list[str]:
    """Three digits; after higher digits the hundreds are read even when they are zero."""
    hundreds, rest = divmod(group, 100)
    tens, ones = divmod(rest, 10)
    words = [DIGIT_WORDS[hundreds], "trăm"] if hundreds or follows else []
    if tens == 0:
        if ones:
            words += ["linh", DIGIT_WORDS[ones]] if words else [DIGIT_WORDS[ones]]
        return words
    words += ["mười"] if tens == 1 else [DIGIT_WORDS[tens], "mươi"]
    if ones:
        words.append("lăm" if ones == 5 else "mốt" if ones == 1 and tens > 1 else DIGIT_WORDS[ones])
    return words
