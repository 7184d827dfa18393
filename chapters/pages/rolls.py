"""Lists of officers as they are printed in Vietnam, once for page, PDF and spreadsheet."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst

from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_count
from khuyenhoc.papers import dated_line

from ..kinds import ASSOCIATIONS, Kind
from ..models import Officer, Unit, User
from ..posts import COMMITTEES, EXECUTIVE, INSPECTION, STANDING, posts_of
from .cabinets import Cabinet, cabinet_of, cabinets


@dataclass(frozen=True)
class Line:
    """One numbered line; without an officer it says that the post is empty or that nobody wrote it down."""

    number: int
    officer: Officer | None
    unit: Unit
    missing: str = ""

    def year(self, sex: str) -> int | None:
        return self.officer.birth_year if self.officer and self.officer.sex == sex else None

    @property
    def note(self) -> str:
        """The note; a birth year that neither column can hold is said here."""
        if self.officer is None:
            return ""
        born = f"sinh năm {self.officer.birth_year}" if self.officer.birth_year and not self.officer.sex else ""
        return "; ".join(part for part in (self.officer.note, born) if part)

    def said(self, fact: str) -> str:
        return str(getattr(self.officer, fact)) if self.officer else ""


@dataclass(frozen=True)
class Column:
    """`width` in characters of a spreadsheet; `style`: the class of its cells on paper."""

    heading: str
    cell: Callable[[Line], Any]
    width: int
    group: str = ""
    style: str = "text"


NUMBER = Column("TT", lambda line: line.number, 5, style="ordinal")
UNIT = Column("Đơn vị", lambda line: capfirst(line.unit.full_name), 24)
COLUMNS = [
    Column("Họ và tên", lambda line: line.said("name") or line.missing, 26, style="name"),
    Column("Nam", lambda line: line.year("male"), 8, "Năm sinh", "ordinal"),
    Column("Nữ", lambda line: line.year("female"), 8, "Năm sinh", "ordinal"),
    Column("Chức vụ trong Hội", lambda line: line.said("post_name"), 26),
    Column("Chức vụ, đơn vị công tác", lambda line: capfirst(line.said("workplace")), 34),
]
PHONE = Column("Điện thoại", lambda line: line.said("phone"), 16, style="ordinal")
NOTE = Column("Ghi chú", lambda line: line.note, 20)


@dataclass(frozen=True)
class Roll:
    """`about`: the line under DANH SÁCH; `columns` and `lines` make the table."""

    unit: Unit
    day: date
    about: str
    columns: list[Column]
    lines: list[Line]

    @property
    def rows(self) -> list[list[tuple[str, Any]]]:
        return [[(column.style, column.cell(line)) for column in self.columns] for line in self.lines]

    @property
    def headings(self) -> list[tuple[str, int]]:
        """The first heading row: a column's own words, or its group's over so many columns."""
        found: list[tuple[str, int]] = []
        for column in self.columns:
            words = column.group or column.heading
            if column.group and found and found[-1][0] == words:
                found[-1] = (words, found[-1][1] + 1)
            else:
                found.append((words, 1))
        return found

    @property
    def subheadings(self) -> list[str]:
        return [column.heading for column in self.columns if column.group]

    @property
    def as_of(self) -> str:
        return f"Tính đến ngày {format_date(self.day)}"

    @property
    def place(self) -> str:
        """Where the paper is dated: the association's own name, a chapter's commune."""
        unit = self.unit if self.unit.is_association_level or self.unit.parent is None else self.unit.parent
        return unit.name

    @property
    def is_wide(self) -> bool:
        """Whether it has a column of units, and so does not stand upright."""
        return UNIT in self.columns

    @property
    def dated(self) -> str:
        return dated_line(self.place, None)

    @property
    def signers(self) -> list[str]:
        """Who signs, line by line: the standing committee's chair, a chapter's or board's head."""
        if self.unit.is_association_level:
            return ["TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"]
        heads = [post.name.upper() for post in posts_of(self.unit.kind) if post.is_head]
        return heads or ["NGƯỜI PHỤ TRÁCH"]

    @property
    def closing(self) -> str:
        """ "Danh sách có 15 người, trong đó nữ 06 người./."."""
        people = [line.officer for line in self.lines if line.officer]
        women = sum(officer.sex == "female" for officer in people)
        said = f"Danh sách có {format_count(len(people))} người"
        said += f", trong đó nữ {format_count(women)} người" if women else ""
        empty = len(self.lines) - len(people)
        return f"{said}; {format_count(empty)} nơi khuyết hoặc chưa ghi./." if empty else f"{said}./."


def _of_committee(code: str) -> Callable[[Cabinet], list[Officer]]:
    return lambda cabinet: [officer for officer in cabinet.officers if code in officer.committees]


# By the word in the address: what the list is called, and whom of the unit it holds.
OWN: dict[str, tuple[str, Callable[[Cabinet], list[Officer]]]] = {
    "ban-chap-hanh": (COMMITTEES[EXECUTIVE][0], _of_committee(EXECUTIVE)),
    "ban-thuong-vu": (COMMITTEES[STANDING][0], _of_committee(STANDING)),
    "ban-kiem-tra": (COMMITTEES[INSPECTION][0], _of_committee(INSPECTION)),
    "can-bo": ("Toàn bộ cán bộ", lambda cabinet: cabinet.officers),
}
# Lists of the heads of what stands right below.
BELOW: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "chu-tich": ("Chủ tịch các Hội", ("chair",), ASSOCIATIONS),
    "chi-hoi-truong": (
        "Chi hội trưởng, Trưởng ban khuyến học",
        ("chapter_head", "board_head"),
        (Kind.CHAPTER, Kind.BOARD),
    ),
}


def make_roll(name: str, unit: Unit, day: date, user: User) -> Roll | None:
    """The list of that name; None when there is none such."""
    if name in OWN:
        called, members = OWN[name]
        cabinet = cabinet_of(unit, day, user)
        term = f" nhiệm kỳ {cabinet.term.name}" if cabinet.term else ""
        lines = [Line(n, officer, unit) for n, officer in enumerate(members(cabinet), start=1)]
        return Roll(unit, day, f"{called} {unit.association_name}{term}", [NUMBER, *_columns(lines, unit, user)], lines)
    if name in BELOW:
        called, posts, kinds = BELOW[name]
        lines = _heads(unit, posts, kinds, day, user)
        return Roll(
            unit,
            day,
            f"{called} trực thuộc {unit.association_name}",
            [NUMBER, UNIT, *_columns(lines, unit, user)],
            lines,
        )
    return None


def _columns(lines: list[Line], unit: Unit, user: User) -> list[Column]:
    """Telephones only where she may read them and there is one: paper is narrow."""
    has_phones = user.can("read_contacts", unit) and any(line.said("phone") for line in lines)
    return [*COLUMNS, PHONE, NOTE] if has_phones else [*COLUMNS, NOTE]


def _heads(unit: Unit, posts: tuple[str, ...], kinds: tuple[str, ...], day: date, user: User) -> list[Line]:
    below = Unit.objects.visible_to(user).filter(parent=unit, kind__in=kinds).open_on(day).order_by("sort_key", "pk")
    lines = []
    for number, cabinet in enumerate(cabinets(below, day, user).values(), start=1):
        head = next((officer for officer in cabinet.officers if officer.post in posts), None)
        missing = "" if head else "(khuyết)" if cabinet.is_recorded else "(chưa ghi)"
        lines.append(Line(number, head, cabinet.unit, missing))
    return lines


def rolls_of(cabinet: Cabinet, user: User) -> list[tuple[str, str]]:
    """The lists that this unit has something for: word of the address, words of the link."""
    found = [(name, called) for name, (called, members) in OWN.items() if members(cabinet)]
    below = Unit.objects.visible_to(user).filter(parent=cabinet.unit).open_on(cabinet.day)
    kinds = set(below.order_by().values_list("kind", flat=True).distinct())
    return found + [(name, called) for name, (called, _, wanted) in BELOW.items() if kinds & set(wanted)]
