"""What becomes of two records that are one person: her facts, and her belongings on one time line. Only computes."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from khuyenhoc.dates import format_date

from .models import Member, Membership

KEEP, GONE = "keep", "gone"
_NOT_FACTS = ("merged_into", "erased_at")

# Every fact that a person may have, whatever is added to her table later.
FACTS = tuple(
    made.name
    for made in Member._meta.concrete_fields
    if made.editable and not made.primary_key and made.name not in _NOT_FACTS
)


def fuller(keep: Member, gone: Member) -> dict[str, str]:
    """Which record each fact is taken from when nobody chooses: the one that says something, or says more."""
    return {name: GONE if _weight(gone, name) > _weight(keep, name) else KEEP for name in FACTS}


def _weight(member: Member, name: str) -> int:
    value = getattr(member, name)
    if name == "name":
        return _fullness(value)
    if name in ("dues_year", "has_card"):
        return int(value or 0)
    return len(value) if name in ("phone", "address") else bool(value)


def _fullness(name: str) -> int:
    """Marks and whole words say more; initials and capitals all over say less."""
    return len(name.encode()) - 20 * name.count(".") - 20 * name.isupper()


def fingerprint(member: Member) -> str:
    """Changes with anything that a preview shows of a record: what `was`, for two people on one preview."""
    facts = [getattr(member, name) for name in (*FACTS, "merged_into_id", "erased_at")]
    belongings = Membership.objects.filter(member=member).order_by("pk")
    rows = list(belongings.values_list("pk", "unit_id", "since", "until", "entry", "exit", "is_counted"))
    return hashlib.sha256(json.dumps([facts, rows], cls=DjangoJSONEncoder).encode()).hexdigest()[:20]


@dataclass
class Stay:
    """One membership, and what is to become of it."""

    membership: Membership
    side: str
    since: date
    until: date | None
    entry: str
    exit: str
    is_counted: bool
    is_joint: bool = False
    words: list[str] = field(default_factory=list)

    @property
    def is_void(self) -> bool:
        return self.exit == Membership.Exit.VOIDED

    @property
    def values(self) -> dict[str, Any]:
        names = ("since", "until", "entry", "exit", "is_counted")
        return {name: getattr(self, name) for name in names}

    @property
    def is_changed(self) -> bool:
        return any(getattr(self.membership, name) != value for name, value in self.values.items())

    def overlaps(self, other: "Stay") -> bool:
        return self.since < (other.until or date.max) and other.since < (self.until or date.max)


def plan(kept: Iterable[Membership], gone: Iterable[Membership], prefers: str) -> list[Stay]:
    """All genuine memberships of both in the order of time. At one time one is counted."""
    stays = [_stay(one, KEEP) for one in kept] + [_stay(one, GONE) for one in gone]
    stays.sort(key=lambda stay: (stay.since, stay.membership.pk))
    _join_in_units(stays)
    _count_once([stay for stay in stays if stay.is_counted], prefers)
    return stays


def _stay(one: Membership, side: str) -> Stay:
    return Stay(one, side, one.since, one.until, one.entry, one.exit, one.is_counted)


def _join_in_units(stays: list[Stay]) -> None:
    """What both records say of one unit at one time is one belonging, written down twice."""
    units: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        units[stay.membership.unit_id].append(stay)
    for of_unit in units.values():
        for cluster in _clusters(of_unit):
            if {stay.side for stay in cluster} == {KEEP, GONE}:
                _join(cluster)


def _clusters(stays: list[Stay]) -> list[list[Stay]]:
    """Runs of memberships that touch in time; they come in order of beginning."""
    clusters: list[list[Stay]] = []
    for stay in stays:
        if clusters and any(stay.overlaps(other) or stay.since == other.since for other in clusters[-1]):
            clusters[-1].append(stay)
        else:
            clusters.append([stay])
    return clusters


def _join(cluster: list[Stay]) -> None:
    """One that the kept record already had goes on for all; a death stands whatever the other list says."""
    survivor = next(stay for stay in cluster if stay.side == KEEP)
    last = next((stay for stay in cluster if stay.exit == Membership.Exit.DIED), None) or max(
        cluster, key=lambda stay: stay.until or date.max
    )
    first = cluster[0]
    is_counted = any(stay.is_counted for stay in cluster)
    since, entry, until, way_out = first.since, first.entry, last.until, last.exit
    for stay in cluster:
        if stay is not survivor:
            stay.until, stay.exit, stay.is_counted = stay.since, Membership.Exit.VOIDED, False
            stay.words.append("ghi nhầm: cùng một lần sinh hoạt, đã nhập vào dòng kia")
    survivor.since, survivor.entry, survivor.until, survivor.exit = since, entry, until, way_out
    survivor.is_counted, survivor.is_joint = is_counted, True
    survivor.words.append("nhập làm một")


def _count_once(stays: list[Stay], prefers: str) -> None:
    """The preferred side's stand as they are; what is common to both, then the others, make room for them.

    No day on which she was counted is lost: one that goes on before and after another counts instead of it.
    """
    placed: list[Stay] = []
    for stay in sorted(stays, key=lambda one: (_rank(one, prefers), -one.since.toordinal())):
        while hindering := [other for other in placed if stay.is_counted and other.is_counted and other.overlaps(stay)]:
            _give_way(stay, min(hindering, key=lambda other: other.since))
        placed.append(stay)


def _rank(stay: Stay, prefers: str) -> int:
    return 1 if stay.is_joint else 0 if stay.side == prefers else 2


def _give_way(stay: Stay, other: Stay) -> None:
    """End where the other begins, or begin where it ends; where one covers the other, only that one counts."""
    begins_before, goes_on = stay.since < other.since, (other.until or date.max) < (stay.until or date.max)
    if begins_before and goes_on:
        _uncount(other)
    elif begins_before:
        stay.until, stay.exit = other.since, Membership.Exit.MOVED_OUT
        stay.words.append(f"ghi chuyển đi từ {format_date(other.since)}")
        if other.entry != Membership.Entry.MOVED_IN:
            other.entry = Membership.Entry.MOVED_IN
            other.words.append("ghi là chuyển đến")
    elif goes_on and other.until:
        stay.since = other.until
        stay.words.append(f"tính từ {format_date(other.until)}, khi đã thôi ở nơi kia")
    else:
        _uncount(stay)


def _uncount(stay: Stay) -> None:
    stay.is_counted = False
    stay.words.append("giữ, nhưng không tính ở đây")


def counts_twice(kept: Iterable[Membership], gone: Iterable[Membership]) -> bool:
    """Whether somebody must say where she is counted: the answer changes what becomes of a membership."""
    kept, gone = list(kept), list(gone)
    by_keep, by_gone = (plan(kept, gone, prefers) for prefers in (KEEP, GONE))
    return [stay.values for stay in by_keep] != [stay.values for stay in by_gone]
