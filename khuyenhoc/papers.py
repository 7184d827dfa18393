"""A paper after Nghị định 30/2020: what it says, made once; page, PDF and Word only print it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from .dates import date_in_words

NUMBER_GAP, DAY_GAP, MONTH_GAP, YEAR_GAP = "       ", "     ", "     ", "       "  # left for the pen


@dataclass(frozen=True)
class Column:
    """A column of a table; `share` is its part of the width in per cent, `is_text` sets it from the left."""

    heading: str
    share: int
    is_text: bool = True


@dataclass(frozen=True)
class TableCell:
    text: str
    is_text: bool


@dataclass(frozen=True)
class Group:
    """Lines of a table under a heading of their own, if they have one."""

    lines: Sequence[Sequence[TableCell]]
    heading: str = ""


def group(columns: Sequence[Column], lines: Iterable[Sequence[str]], heading: str = "") -> Group:
    """Each text beside its column, whose side it takes."""
    return Group(
        [[TableCell(text, column.is_text) for column, text in zip(columns, texts, strict=True)] for texts in lines],
        heading,
    )


@dataclass(frozen=True)
class Attachment:
    """A list that goes with the paper, on pages of its own that lie on their side; or a table in its text.

    `to_sign` leaves room in each line for a signature.
    """

    title: str
    columns: Sequence[Column]
    groups: Sequence[Group]
    attached: str = ""  # "(Kèm theo Tờ trình số … của …)"
    closing: str = ""
    to_sign: bool = False

    @property
    def number_of_lines(self) -> int:
        return sum(len(group.lines) for group in self.groups)


@dataclass(frozen=True)
class Signer:
    """`lines` in capitals over the name: "TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"."""

    lines: Sequence[str]
    name: str = ""


@dataclass(frozen=True)
class Paper:
    """Paragraphs may begin with a strong part, "Điều 1.", that is set apart from the rest by `strong`."""

    kind: str  # "TỜ TRÌNH"
    about: str
    issuer: str
    number: str
    dated: str
    issuer_above: str = ""
    note: str = ""  # "(Dự thảo)"
    addressee: str = ""
    authority: str = ""  # who decides, above the articles: "BAN THƯỜNG VỤ …"
    grounds: Sequence[str] = ()  # "Căn cứ …;", in italics
    resolution: str = ""  # "QUYẾT ĐỊNH:"
    paragraphs: Sequence[tuple[str, str]] = ()  # (strong, rest)
    tables: Sequence[Attachment] = ()  # behind the paragraphs, upright
    signers: Sequence[Signer] = ()
    recipients: Sequence[str] = ()
    attachments: Sequence[Attachment] = field(default_factory=list)


def number_line(number: str, ending: str) -> str:
    """ "Số: 05/QĐ-HKH", "Số: 1205/QĐ-HKH"; a number not given yet leaves room for the pen before its ending."""
    if not number:
        return f"Số:{NUMBER_GAP}/{ending}"
    first, slash, rest = number.partition("/")
    first = f"{int(first):02}" if first.isascii() and first.isdigit() else first
    return f"Số: {first}{slash}{rest}"


def dated_line(place: str, day: date | None, year: int | None = None) -> str:
    """ "Na Rì, ngày 18 tháng 01 năm 2024"; without a day, room for the pen."""
    if day:
        return f"{place}, {date_in_words(day)}"
    return f"{place}, ngày{DAY_GAP}tháng{MONTH_GAP}năm{f' {year}' if year else YEAR_GAP}"
