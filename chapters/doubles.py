"""Doubles: members of the roster who may be one and the same person (`likeness.py` weighs two of them).

Only those who share a block are compared: a telephone; a name with a birth year; a name with a chapter; a birth year
with a commune, where a name may be misspelt. Everything else earns too few points to be worth a look. So the cost
grows with people and not with pairs, and the number of queries is the same for one person and for ten thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import TypeVar

from django.db.models import Q

from khuyenhoc.names import compare_key, phone_key, search_key

from .kinds import Kind
from .likeness import WHOLE_PHONE, Face, Level, likeness
from .models import Member, MemberQuerySet, Membership, NotDouble, Unit, User
from .reach import SEGMENT

FEW = 50  # so many people are looked for by their keys; for more, the whole roster in reach is read once
SHOWN = 5  # doubles of one person
READ_AT_ONCE = 2_000  # rows of the roster

Key = tuple[object, ...]
T = TypeVar("T")


@dataclass(frozen=True)
class Someone:
    """A person who is about to be written down."""

    name: str
    birth_year: int | None = None
    phone: str = ""
    unit_id: int | None = None


@dataclass(frozen=True)
class Double:
    """A member who may be the same person; `unit` is where she belongs today, if the user may know it."""

    member_id: int
    name: str
    birth_year: int | None
    unit: str
    score: int
    reason: str

    @property
    def level(self) -> Level:
        return Level.of(self.score)


@dataclass(frozen=True)
class Known:
    """A member in reach, with her face; `unit` as in `Double`."""

    member_id: int
    name: str
    birth_year: int | None
    unit: str
    face: Face


@dataclass(frozen=True)
class Pair:
    """Two members who may be one; `one` was written down first."""

    one: Known
    other: Known
    score: int
    reason: str

    @property
    def level(self) -> Level:
        return Level.of(self.score)


def find_doubles(people: Sequence[Someone], user: User) -> list[list[Double]]:
    """For each of the people the members in the user's reach who may be her, best first."""
    places = Places(user)
    faces = [_face_of(someone, places) for someone in people]
    blocks = _blocks(enumerate(faces))
    found: list[list[Double]] = [[] for _ in faces]
    # The roster passes by the people asked for: it may be twenty times as many, and is never held as a whole.
    for known in known_members(_candidates(faces, user), user, places):
        for number in {number for key in _keys(known.face) for number in blocks.get(key, ())}:
            score, reason = likeness(faces[number], known.face)
            if score >= Level.POSSIBLE:
                double = Double(known.member_id, known.name, known.birth_year, known.unit, score, reason)
                found[number].append(double)
    return [sorted(doubles, key=lambda double: (-double.score, double.member_id))[:SHOWN] for doubles in found]


def _face_of(someone: Someone, places: "Places") -> Face:
    units = [someone.unit_id] if someone.unit_id else []
    return Face(
        compare=compare_key(someone.name),
        folded=search_key(someone.name),
        birth_year=someone.birth_year,
        phone=phone_key(someone.phone),
        units=frozenset(units),
        areas=frozenset(places.area(unit) for unit in units),
    )


def _candidates(faces: list[Face], user: User) -> MemberQuerySet:
    """Members who could share a block with one of these; all in reach when these are many."""
    members = Member.objects.visible_to(user).filter(erased_at=None)
    return members if len(faces) > FEW else members.filter(_near(faces))


def _near(faces: list[Face]) -> Q:
    """Those who share a name, a telephone or a birth year with one of these: all whom a block could hold."""
    by_name = Q(search_key__in={face.folded for face in faces})
    by_phone = Q(phone_key__in={face.phone for face in faces if len(face.phone) >= WHOLE_PHONE})
    by_year = Q(birth_year__in={face.birth_year for face in faces if face.birth_year})
    return by_name | by_phone | by_year


class Places:
    """The units a user may know of, read once: their names, and the area each lies in."""

    def __init__(self, user: User) -> None:
        units = user.units_reached("read_members").order_by()
        rows = list(units.values_list("pk", "path", "kind", "designation", "name"))
        self.names = {pk: f"{designation} {name}".strip() for pk, _, _, designation, name in rows}
        self.paths = {pk: path for pk, path, *_ in rows}
        self._communes = {path for _, path, kind, *_ in rows if kind == Kind.COMMUNE}

    def area(self, unit_id: int) -> str:
        """The path of the commune above the unit, or its own."""
        path = self.paths.get(unit_id, "")
        lengths = range(SEGMENT, len(path) + 1, SEGMENT)
        return next((path[:length] for length in lengths if path[:length] in self._communes), path)

    def below(self, unit: Unit | None) -> frozenset[int]:
        """The ids of those under the unit, itself included; of all without one."""
        return frozenset(pk for pk, path in self.paths.items() if unit is None or path.startswith(unit.path))


def known_members(members: MemberQuerySet, user: User, places: Places) -> Iterator[Known]:
    """These members with their faces one after the other, in one query (the units were another)."""
    held = Membership.objects.visible_to(user).filter(member__in=members.order_by().values("pk"))
    facts = ("name", "birth_year", "compare_key", "search_key", "phone_key")
    rows = held.values_list("member_id", "unit_id", "until", *(f"member__{fact}" for fact in facts))
    for pk, group in groupby(rows.order_by("member_id", "since", "pk").iterator(READ_AT_ONCE), lambda row: row[0]):
        belongs = list(group)
        name, birth_year, compare, folded, phone = belongs[0][3:]
        units = frozenset(unit_id for _, unit_id, *_ in belongs)
        today = ", ".join(places.names[unit_id] for _, unit_id, until, *_ in belongs if until is None)
        face = Face(compare, folded, birth_year, phone, units, frozenset(map(places.area, units)))
        yield Known(pk, name, birth_year, today, face)


def _keys(face: Face) -> Iterator[Key]:
    """The blocks a person is in."""
    if len(face.phone) >= WHOLE_PHONE:
        yield "phone", face.phone
    for unit in face.units:
        yield "unit", face.folded, unit
    if face.birth_year is not None:
        yield "year", face.folded, face.birth_year
        for area in face.areas:
            yield "area", face.birth_year, area


def _blocks(faces: Iterable[tuple[T, Face]]) -> dict[Key, list[T]]:
    """Whom each block holds."""
    blocks: dict[Key, list[T]] = defaultdict(list)
    for one, face in faces:
        for key in _keys(face):
            blocks[key].append(one)
    return blocks


def likely_pairs(user: User, *, below: Unit | None = None, of: Member | None = None) -> list[Pair]:
    """Members that the user writes who may be one with another, best first: in three queries, however many they are.

    `below`: one of the two belongs, or did, to this unit or under it; `of`: one of them is this member.
    """
    places = Places(user)
    members = Member.objects.visible_to(user).editable_by(user).filter(erased_at=None)
    if of:
        members = members.filter(_near([_face_of(Someone(of.name, of.birth_year, of.phone), places)]))
    met = _met(known_members(members, user, places), places.below(below), of)
    for told_apart in NotDouble.objects.standing().visible_to(user).values_list("one_id", "other_id"):
        met.pop(told_apart, None)
    likely = [
        Pair(one, other, score, reason)
        for one, other in met.values()
        for score, reason in [likeness(one.face, other.face)]
        if score >= Level.POSSIBLE
    ]
    return sorted(likely, key=lambda pair: (-pair.score, pair.one.name, pair.one.member_id, pair.other.member_id))


def _met(
    people: Iterable[Known], units: frozenset[int], of: Member | None
) -> dict[tuple[int, int], tuple[Known, Known]]:
    """Who share a block, once each, by their ids; one of them in one of these units."""
    return {
        (one.member_id, other.member_id): (one, other)
        for block in _blocks((known, known.face) for known in people).values()
        for one, other in combinations(block, 2)
        if (of is None or of.pk in (one.member_id, other.member_id))
        and not (units.isdisjoint(one.face.units) and units.isdisjoint(other.face.units))
    }
