"""Who has reported: each return of a tree with its state, since when, with whom it waits, and how late it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from chapters.models import User
from chapters.pages.sight import holders_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number

from .models import Period, Return, Row
from .naming import association_name
from .tables import AnnualTable, Node
from .tallies import Tally, tallies

# What a return may be found by, as the address says it: how it reads, and its tone.
STATES = {
    "chua-nhap": ("chưa nhập", "quiet"),
    "dang-nhap": ("đang nhập", "quiet"),
    "tra-lai": ("bị trả lại", "warn"),
    "da-nop": ("đã nộp", "warn"),
    "da-chot": ("đã chốt", "good"),
}
LATE = "qua-han"


@dataclass(frozen=True)
class Place:
    """An association of the year: "xã Côn Minh", "Hội Khuyến học xã Côn Minh"."""

    unit_id: int
    name: str
    association: str


@dataclass(frozen=True)
class Standing:
    """Where one return stands. `fills` enters and submits it, `judges` accepts it.

    `people` hold the account that is to act now; None for who may not know of accounts.
    """

    node: Node
    period: Period
    tally: Tally
    fills: Place
    judges: Place
    people: list[str] | None

    @property
    def row(self) -> Row:
        return self.node.row

    @property
    def unit_return(self) -> Return:
        return self.row.unit_return

    @property
    def due(self) -> date:
        return self.period.due_on(self.row.kind)

    @property
    def days_late(self) -> int:
        """Whole days since the due date; nothing is late that is handed in, or in a closed period."""
        return max(0, -days_until(self.due)) if self.unit_return.is_writable else 0

    @property
    def due_words(self) -> str:
        return due_in_words(self.due) if self.unit_return.is_writable else ""

    @property
    def word(self) -> str:
        """Its state, as the address says it."""
        unit_return = self.unit_return
        if unit_return.state == Return.State.SUBMITTED:
            return "da-nop"
        if unit_return.state == Return.State.ACCEPTED:
            return "da-chot"
        if is_given_back(unit_return):
            return "tra-lai"
        return "dang-nhap" if self.tally.entered_at else "chua-nhap"

    @property
    def state(self) -> str:
        return STATES[self.word][0]

    @property
    def tone(self) -> str:
        return STATES[self.word][1]

    @property
    def since(self) -> str:
        """ "nộp ngày 05/12/2024, chờ 4 ngày"."""
        unit_return = self.unit_return
        if self.word == "da-chot":
            return f"chốt ngày {_day(unit_return.accepted_at)}"
        if self.word == "da-nop":
            return f"nộp ngày {_day(unit_return.submitted_at)}{self._waiting(unit_return.submitted_at)}"
        if self.word == "tra-lai":
            return f"trả lại ngày {_day(unit_return.looked_at)}{self._waiting(unit_return.looked_at)}"
        if unit_return.version > 1:
            return f"mở lại ngày {_day(unit_return.looked_at)}{self._waiting(unit_return.looked_at)}"
        return f"nhập gần nhất ngày {_day(self.tally.entered_at)}" if self.tally.entered_at else ""

    def _waiting(self, since: datetime | None) -> str:
        days = -days_until(timezone.localdate(since)) if since and self.period.is_open else 0
        return f", chờ {format_number(days)} ngày" if days > 0 else ""

    @property
    def waits_for(self) -> str:
        """With whom it lies now; with nobody once it is accepted or the period is closed."""
        if not self.period.is_open or self.word == "da-chot":
            return ""
        if self.word == "da-nop":
            return f"{self.judges.name} xem và chốt"
        return f"{self.fills.name} nhập và nộp" + (" thay" if self.is_filled_above else "")

    @property
    def is_filled_above(self) -> bool:
        """Without an association the level above enters and submits (DESIGN 3.4)."""
        return self.fills.unit_id != self.row.unit_id

    @property
    def who(self) -> str:
        """The people behind `waits_for`, or that there is nobody."""
        if not self.waits_for or self.people is None:
            return ""
        return ", ".join(self.people) or "chưa ai có tài khoản ở đó"

    @property
    def missing(self) -> int:
        """Cells still to be answered: neither a figure nor the word that there is none."""
        cells = self.node.own.values()
        return max(0, self.expected - sum(cell.reported for cell in cells) - self.tally.unknown)

    @property
    def expected(self) -> int:
        return sum(cell.expected for cell in self.node.own.values())

    @property
    def answered(self) -> int:
        return self.expected - self.missing

    @property
    def notes(self) -> list[str]:
        """What else there is to know, each in a few words."""
        tally, made = self.tally, []
        if self.is_filled_above:
            made.append("chưa có tổ chức Hội, cấp trên nhập")
        if tally.ready:
            made.append(f"{tally.ready}/{tally.chapters} chi hội, ban báo xong")
        if tally.questions:
            made.append(f"{tally.questions} câu hỏi chưa xong")
        if tally.given_back:
            made.append(f"trả lại {tally.given_back} lần")
        if self.unit_return.version > 1:
            made.append(f"bản thứ {self.unit_return.version}, mở lại {self.unit_return.version - 1} lần")
        if tally.on_behalf:
            made.append(f"{tally.on_behalf} lần nhập thay chưa xác nhận")
        return made


def _day(moment: datetime | None) -> str:
    return format_date(timezone.localdate(moment)) if moment else ""


def days_until(day: date) -> int:
    return (day - timezone.localdate()).days


def due_in_words(due: date) -> str:
    return days_in_words(days_until(due))


def days_in_words(days: int) -> str:
    """Days that are left: "quá hạn 3 ngày", "hôm nay là hạn", "còn 5 ngày"."""
    if days < 0:
        return f"quá hạn {format_number(-days)} ngày"
    return f"còn {format_number(days)} ngày" if days else "hôm nay là hạn"


def is_given_back(unit_return: Return) -> bool:
    """Whether it waits to be corrected: cell by cell, or given back as a whole with a reason."""
    as_a_whole = unit_return.state == Return.State.DRAFT and bool(unit_return.handed_back_because)
    return unit_return.state == Return.State.RETURNED or as_a_whole


def has_association(row: Row, period: Period) -> bool:
    """Whether the place had an association at the cut-off."""
    return row.association_since is not None and row.association_since <= period.cut_off


def standings(table: AnnualTable, user: User) -> list[Standing]:
    """One per return of the tree, in its order."""
    nodes = table.nodes()
    counted = tallies(table.period, [node.row.unit_return for node in nodes])
    places = _places(table.top, nodes)
    units = {place.unit_id for place in places.values()}
    filling, judging = (holders_of(units, permission, user) for permission in ("write_returns", "accept_returns"))
    found = []
    for node in nodes:
        unit_return, own = node.row.unit_return, places[node.row.unit_return_id]
        judges = places.get(unit_return.above_id or 0, own)
        fills = own if has_association(node.row, table.period) else judges
        is_handed_in = unit_return.state == Return.State.SUBMITTED
        people = judging.get(judges.unit_id) if is_handed_in else filling.get(fills.unit_id)
        found.append(Standing(node, table.period, counted[unit_return.pk], fills, judges, people))
    return found


def _places(top: Return, nodes: Sequence[Node]) -> dict[int, Place]:
    """By return: those of the tree, and the one above it."""
    rows = [node.row for node in nodes]
    found = {row.unit_return_id: Place(row.unit_id, row.full_name, association_name(row)) for row in rows}
    if above := top.above:
        found[above.pk] = Place(above.unit_id, above.unit.full_name, above.unit.association_name)
    return found


def chosen(found: Sequence[Standing], word: str, *, by_tree: bool = False) -> list[Standing]:
    """Those in that state, or late; the latest first unless the order of the tree is asked for."""
    picked = [one for one in found if not word or word == one.word or (word == LATE and one.days_late)]
    return picked if by_tree else sorted(picked, key=lambda one: -one.days_late)


def choices(found: Sequence[Standing], word: str) -> list[tuple[str, str, int]]:
    """What to choose from: word, label, how many; a state that nobody is in is left out unless it is chosen."""
    counts = [(code, label, len(chosen(found, code))) for code, (label, _) in STATES.items()]
    counts.append((LATE, "quá hạn", len(chosen(found, LATE))))
    return [("", "tất cả", len(found)), *(one for one in counts if one[2] or one[0] == word)]
