"""Random small trees of associations with random figures: for the laws that hold of every tree."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from chapters.actions import admit_member
from chapters.kinds import BASIC
from chapters.models import Unit, User
from reports.actions import open_period
from reports.models import Return, Row
from reports.records import ROSTER_CODES

from .conftest import YEAR, add, put, start

EVERY_ROW = ("members_closing", "members_women", "members_joined", "fund_closing", "fund_in_dues")
OWN_ROWS = (*EVERY_ROW, "fund_in_association", "hamlets", "hamlets_with_chapter", "plan_tasks")
COMMUNE_ROWS = (*OWN_ROWS, "population", "households")


@dataclass(frozen=True)
class Plan:
    """A unit to be: what is declared on its row, how many names it keeps (None: no roster), what stands under it."""

    kind: str
    figures: dict[str, int]
    names: int | None = None
    is_closed: bool = False
    is_in_totals: bool = False
    below: list["Plan"] = field(default_factory=list)

    @property
    def organisation(self) -> dict[str, int]:
        stands = {
            "chapter": {"chapters_hamlets": 1},
            "board": {"boards_other": 1},
            "commune": {"communes": 1, "communes_with_association": 1},
        }
        return {} if self.is_closed else stands.get(self.kind, {})

    @property
    def recorded(self) -> dict[str, int]:
        """What the records say of this one row."""
        if self.names is None:
            return dict(self.organisation)
        opening = {"members_opening": self.names, "members_closing": self.names}
        return self.organisation | dict.fromkeys(ROSTER_CODES, 0) | opening

    def totals(self) -> Counter[str]:
        """What this unit and everything under it add up to, reckoned without the roll-up."""
        total, own = Counter[str](), Counter(self.recorded)
        for plan in self.below:
            if plan.kind not in BASIC:
                total.update(plan.totals())
            elif self.is_in_totals:
                own.update(plan.organisation)
            else:
                total.update(plan.figures | plan.recorded)
        total.update(dict(own) | self.figures if self.is_in_totals else self.figures | dict(own))
        return total


def plans(kind: str, codes: tuple[str, ...], **more: object) -> st.SearchStrategy[Plan]:
    figures = st.dictionaries(st.sampled_from(codes), st.integers(0, 999), min_size=2, max_size=5)
    return st.builds(Plan, kind=st.just(kind), figures=figures, **more)


names, seldom = st.none() | st.integers(0, 2), st.sampled_from([True, False, False])
chapters = plans("chapter", EVERY_ROW, names=names, is_closed=seldom)
boards = plans("board", EVERY_ROW, is_closed=seldom)
basic = chapters | boards
communes = plans(
    "commune",
    COMMUNE_ROWS,
    below=st.lists(basic, min_size=1, max_size=3),
    names=names,
    is_closed=seldom,
    is_in_totals=st.booleans(),
)
districts = plans("district", OWN_ROWS, below=st.lists(communes | basic, min_size=1, max_size=3))
provinces = plans("province", OWN_ROWS, below=st.lists(districts | communes | basic, min_size=2, max_size=3))
trees = districts | provinces


def grow(plan: Plan) -> tuple[Unit, User]:
    """The tree in the database, its year open, its figures declared."""
    root, admin = start(plan.kind, "", "Gốc")
    grown = [(plan, root), *_grow_below(plan, root, admin)]
    open_period(year=YEAR, by=admin)
    for part, unit in grown:
        put(unit, part.figures)
        if part.is_closed:  # as the year has it: what stood below may have moved away since, its members too
            Row.objects.filter(unit=unit).update(closed_on=date(YEAR, 6, 30))
        if part.is_in_totals:
            Return.objects.filter(unit=unit).update(basis=Return.Basis.TOTALS)
    return root, admin


def _grow_below(plan: Plan, above: Unit, admin: User) -> list[tuple[Plan, Unit]]:
    grown = []
    for number, part in enumerate(plan.below):
        unit = add(above, part.kind, f"Đơn vị {number}", admin, keeps_roster=part.names is not None)
        for _ in range(part.names or 0):
            admit_member(unit=unit, name="Hoàng Thị Lan", since=date(YEAR - 1, 1, 1), by=admin)
        grown += [(part, unit), *_grow_below(part, unit, admin)]
    return grown
