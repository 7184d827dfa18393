"""What the pages of the learning models show; the number of queries does not grow with the rows."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, Q, When

from chapters.models import Unit
from chapters.reach import within
from khuyenhoc.names import search_key
from khuyenhoc.numbers import NumberFault, percent

from .models import LearningKind, Registration, RegistrationQuerySet

Result = Registration.Result
LONG_RUN = 5  # "5 năm liền"
WAITING = "waiting"  # in an address, where the stored word for it is an empty one
RESULTS = {
    WAITING: Result.OPEN,
    **{result.value: result for result in (Result.RECOGNISED, Result.REFUSED, Result.WITHDRAWN)},
}
POINTS = re.compile(r"[0-9]{1,3}(?:[.,][0-9])?")


def parse_points(text: str) -> Decimal:
    """Points of a hundred, with one decimal at most: 85, 85,5 or 85.5."""
    written = "".join(text.split())
    if not POINTS.fullmatch(written) or (points := Decimal(written.replace(",", "."))) > 100:
        raise NumberFault(f"“{text.strip()[:40]}” không phải là điểm. Xin ghi từ 0 đến 100, ví dụ 85 hoặc 85,5.")
    return points


@dataclass(frozen=True)
class Narrowing:
    """Which registrations are asked for. Without a result: all but the withdrawn ones."""

    year: int
    unit: Unit | None = None
    is_alone: bool = False  # the unit's own register, without those below it
    kind: str = ""
    result: str = ""
    words: str = ""

    @property
    def is_narrow(self) -> bool:
        return bool(self.unit or self.kind or self.result or self.words)


def within_unit(registrations: RegistrationQuerySet, asked: Narrowing) -> RegistrationQuerySet:
    """The year, in the register of that unit and of those below it."""
    found = registrations.filter(year=asked.year)
    if asked.unit is None:
        return found
    if asked.is_alone:
        return found.filter(learning_model__unit=asked.unit)
    return found.filter(within([asked.unit.path], "learning_model__unit__path"))


def narrowed(registrations: RegistrationQuerySet, asked: Narrowing) -> RegistrationQuerySet:
    found = within_unit(registrations, asked)
    if asked.kind:
        found = found.filter(learning_model__kind=asked.kind)
    found = found.filter(result=RESULTS[asked.result]) if asked.result in RESULTS else found.counted()
    return named(found, asked.words)


def named(registrations: RegistrationQuerySet, words: str) -> RegistrationQuerySet:
    """Models whose name, head or address hold every word, without marks, in any order."""
    for word in search_key(words).split():
        registrations = registrations.filter(learning_model__search_key__contains=word)
    return registrations


def in_order(registrations: RegistrationQuerySet) -> RegistrationQuerySet:
    """Kind by kind as LearningKind has them, unit by unit, by name."""
    return registrations.select_related("learning_model__unit").order_by(
        by_kind("learning_model__kind"), "learning_model__unit__path", "learning_model__sort_key", "pk"
    )


def by_kind(column: str) -> Case:
    return Case(*(When(**{column: kind}, then=place) for place, kind in enumerate(LearningKind)))


def years_of(registrations: RegistrationQuerySet) -> list[int]:
    """The years that have registrations, latest first."""
    return list(registrations.order_by("-year").values_list("year", flat=True).distinct())


@dataclass(frozen=True)
class KindCount:
    """One kind in one year; `share` is of those registered."""

    kind: LearningKind
    name: str
    registered: int
    recognised: int
    waiting: int

    @property
    def share(self) -> Decimal | None:
        return percent(self.recognised, self.registered)


def counts(registrations: RegistrationQuerySet, year: int) -> list[KindCount]:
    """The kinds that occur, in their order; one query."""
    found = registrations.counted().order_by().values("learning_model__kind")
    numbers = {
        line["learning_model__kind"]: line
        for line in found.annotate(
            registered=Count("pk"),
            recognised=Count("pk", filter=Q(result=Result.RECOGNISED)),
            waiting=Count("pk", filter=Q(result=Result.OPEN)),
        )
    }
    return [
        KindCount(kind, kind.name_in(year), *(numbers[kind][name] for name in ("registered", "recognised", "waiting")))
        for kind in LearningKind
        if kind in numbers
    ]


def set_runs(registrations: Iterable[Registration]) -> None:
    """Give each its `run`: how many years in a row, with its own as the last, the model was recognised; one query."""
    listed = list(registrations)
    recognised = Registration.objects.filter(
        learning_model__in={one.learning_model_id for one in listed}, result=Result.RECOGNISED
    )
    years: dict[int, set[int]] = defaultdict(set)
    for model_id, year in recognised.order_by().values_list("learning_model_id", "year"):
        years[model_id].add(year)
    for one in listed:
        one.run = run_until(one.year, years[one.learning_model_id])
        one.is_long_run = one.run >= LONG_RUN


def run_until(year: int, recognised: set[int]) -> int:
    """How many of the years that end with this one are in the set, without a gap."""
    run = 0
    while year - run in recognised:
        run += 1
    return run
