"""A unit's officers on one day: who holds what, which seats are empty, whether the term has run out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..models import Officer, Term, Unit, User
from ..posts import COMMITTEES, EXECUTIVE, INSPECTION, STANDING, Post, posts_of

HEADS_OF = {EXECUTIVE: ("chair", "chapter_head"), STANDING: ("chair",), INSPECTION: ("inspection_head",)}
CHIEFS = {
    *("chair", "first_vice_chair", "vice_chair", "inspection_head"),
    *("chapter_head", "chapter_vice_head", "board_head", "board_vice_head"),
}


@dataclass(frozen=True)
class Committee:
    """`seats`: how many the congress set; None when nobody said."""

    code: str
    officers: list[Officer]
    seats: int | None

    @property
    def name(self) -> str:
        return COMMITTEES[self.code][0]

    @property
    def head(self) -> Officer | None:
        return next((officer for officer in self.officers if officer.post in HEADS_OF[self.code]), None)

    @property
    def line(self) -> str:
        """ "13/15 người", "13 người"."""
        return f"{len(self.officers)}/{self.seats} người" if self.seats else f"{len(self.officers)} người"

    @property
    def missing(self) -> int:
        return max(0, (self.seats or 0) - len(self.officers))


@dataclass
class Cabinet:
    """`is_recorded`: whether any officer was ever written down; if not, nothing is said to be vacant.
    `place`: whose chapter it is, for lists over several communes.
    """

    unit: Unit
    day: date
    term: Term | None = None
    officers: list[Officer] = field(default_factory=list)
    is_recorded: bool = False
    place: str = ""

    @property
    def committees(self) -> list[Committee]:
        found = [
            Committee(
                code,
                [officer for officer in self.officers if code in officer.committees],
                self.term.seats(code) if self.term else None,
            )
            for code in COMMITTEES
        ]
        return [committee for committee in found if committee.officers or committee.seats]

    @property
    def vacant_posts(self) -> list[Post]:
        """Heads' posts without a holder. Ban Kiểm tra is missed only where there is one."""
        if not self._can_be_vacant:
            return []
        held = {officer.post for officer in self.officers}
        there = {committee.code for committee in self.committees}
        heads = [post for post in posts_of(self.unit.kind) if post.is_head and post.code not in held]
        return [post for post in heads if INSPECTION not in post.seats or INSPECTION in there]

    @property
    def vacancies(self) -> list[str]:
        """ "khuyết Chủ tịch", "Ban Chấp hành còn khuyết 2 người (13/15)"."""
        posts = [f"khuyết {post.name}" for post in self.vacant_posts]
        if not self._can_be_vacant:
            return posts
        return posts + [
            f"{committee.name} còn khuyết {committee.missing} người ({len(committee.officers)}/{committee.seats})"
            for committee in self.committees
            if committee.missing
        ]

    @property
    def overrun(self) -> str:
        """ "nhiệm kỳ 2018–2023 đã hết từ 05/2023, chưa đại hội"."""
        if self.term is None or not self.term.is_over_on(self.day):
            return ""
        over = self.term.planned_until
        return f"nhiệm kỳ {self.term.name} đã hết từ {over.month:02}/{over.year}, chưa đại hội"

    @property
    def chiefs(self) -> list[Officer]:
        """For a short card: heads and their deputies, at least the first in rank."""
        ranks = [one for one in self.officers if one.post in CHIEFS]
        return ranks or self.officers[:1]

    @property
    def _can_be_vacant(self) -> bool:
        return self.is_recorded and self.unit.is_open_on(self.day)


def cabinets(units: Iterable[Unit], day: date, user: User) -> dict[int, Cabinet]:
    """By unit, as far as she may see them, in three queries however many they are."""
    found = {unit.pk: Cabinet(unit, day) for unit in units}
    reached = Officer.objects.visible_to(user).filter(unit__in=found)
    for term in Term.objects.visible_to(user).filter(unit__in=found).running_on(day):
        found[term.unit_id].term = term
    for pk in reached.genuine().filter(since__lte=day).order_by().values_list("unit", flat=True).distinct():
        found[pk].is_recorded = True
    for officer in reached.in_office(day).by_rank():
        officer.unit = found[officer.unit_id].unit
        found[officer.unit_id].officers.append(officer)
    return found


def cabinet_of(unit: Unit, day: date, user: User) -> Cabinet:
    return cabinets([unit], day, user)[unit.pk]
