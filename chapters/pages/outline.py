"""The tree as an outline that opens and closes; three queries, however large it is."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count

from khuyenhoc.numbers import format_number

from ..kinds import ASSOCIATIONS, BASIC, Kind
from ..models import Unit, UnitQuerySet
from ..reach import within

# With more chapters than this, they are shown on the pages of their communes.
MOST_LEAVES = 800


@dataclass
class Branch:
    """An association with what stands directly under it; a chapter or board is a leaf, its teams hang on it."""

    unit: Unit
    branches: list["Branch"] = field(default_factory=list)
    leaves: list["Branch"] = field(default_factory=list)
    own: Counter[str] = field(default_factory=Counter)

    @property
    def numbers(self) -> Counter[str]:
        """Chapters and boards below, by kind."""
        total = Counter(self.own)
        for branch in self.branches:
            total += branch.numbers
        return total

    @property
    def line(self) -> str:
        """ "16 chi hội, 1 ban khuyến học"."""
        return _in_words(self.numbers) or "chưa có chi hội"

    @property
    def own_line(self) -> str:
        """The same of what stands directly under it."""
        return _in_words(self.own)


def _in_words(numbers: Counter[str]) -> str:
    counted = [kind for kind in (Kind.CHAPTER, Kind.BOARD) if numbers[kind]]
    return ", ".join(f"{format_number(numbers[kind])} {Kind(kind).label}" for kind in counted)


def outline(tops: Iterable[Unit], units: UnitQuerySet) -> list[Branch]:
    """The subtrees of `tops` as far as they lie in `units`."""
    found = units.filter(within([top.path for top in tops])).order_by("sort_key", "pk")
    branches = {unit.pk: Branch(unit) for unit in found.filter(kind__in=ASSOCIATIONS)}
    branches |= {top.pk: Branch(top) for top in tops if top.pk not in branches}
    basic = found.filter(kind__in=BASIC)
    counts = basic.order_by().values_list("parent", "kind").annotate(number=Count("pk"))
    leaves = sum(number for _, _, number in counts)
    for parent, kind, number in counts:
        if parent in branches:
            branches[parent].own[kind] = number
    if leaves <= MOST_LEAVES:
        branches |= {unit.pk: Branch(unit) for unit in basic}
    _hang(branches)
    return [branches[top.pk] for top in tops]


def _hang(branches: dict[int, Branch]) -> None:
    for branch in branches.values():
        above = branches.get(branch.unit.parent_id or 0)
        if above is not None:
            (above.branches if branch.unit.is_association_level else above.leaves).append(branch)
