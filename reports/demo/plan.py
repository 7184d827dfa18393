"""The whole plan of the demonstration as plain data; nothing in it comes from clock, machine or database."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from . import district
from .choice import number
from .honours import Honour, make_honours
from .learning import association_learning, card_figures, commune_learning, unit_figures
from .membership import Flow, make_flows
from .money import Closings, Purse, fund_figures, make_closings, make_purses
from .officers import Post, TermPlan, make_posts, make_terms
from .people import Person, make_rosters
from .places import COMMUNES, CON_MINH, CUONG_LOI, LIEM_THUY, ROOT, YEN_LAC, Commune, Place, chapters_of

Flows = dict[str, dict[int, Flow]]
Declared = dict[int, dict[str, dict[str, int]]]
ACCEPTED = (2022, 2023)
# nhiệm vụ, chỉ tiêu, giải pháp for the year after
DIRECTION = {2022: (6, 7, 7), 2023: (7, 7, 8)}
# What the district wants of every commune, in %.
TARGETS = {
    2023: {
        "members_share": 20,
        "hamlets_share": 100,
        "families_share": 72,
        "clans_share": 55,
        "communities_share": 65,
        "units_share": 30,
        "citizens_share": 42,
    },
    2024: {
        "members_share": 21,
        "hamlets_share": 100,
        "families_share": 75,
        "clans_share": 60,
        "communities_share": 70,
        "units_share": 35,
        "citizens_share": 45,
    },
}
# In 2024 entry has begun: so many chapters here, and all of Cường Lợi, which has not submitted yet.
BEGUN_IN_2024 = {CON_MINH: 6, "02158": 3}
COMPLETE_IN_2024 = CUONG_LOI


@dataclass(frozen=True)
class Plan:
    """`declared`: year → key of a place or code of an association → indicator → what its officer enters."""

    places: tuple[Place, ...]
    people: tuple[Person, ...]
    purses: tuple[Purse, ...]
    declared: Declared
    honours: tuple[Honour, ...]
    terms: tuple[TermPlan, ...]
    posts: tuple[Post, ...]

    @property
    def digest(self) -> str:
        return sha256(repr(self).encode()).hexdigest()


@cache
def make_plan() -> Plan:
    boards = district.boards()
    places: list[Place] = []
    people: list[Person] = []
    flows: Flows = {}
    for commune in COMMUNES:
        own = chapters_of(commune) + [board for board in boards if board.above == commune.code]
        flows |= make_flows(own, commune.members)
        people += make_rosters([place for place in own if place.keeps_roster], flows, _addresses(commune, own))
        places += own
    direct = district.direct_chapters() + [board for board in boards if board.above == ROOT]
    flows |= make_flows(direct, district.MEMBERS)
    places += direct
    purses = make_purses()
    declared = _declare(places, flows, purses)
    terms = make_terms()
    return Plan(
        places=tuple(places),
        people=tuple(people),
        purses=tuple(purses),
        declared=declared,
        honours=tuple(make_honours(places, people)),
        terms=tuple(terms),
        posts=tuple(make_posts(terms, places, people)),
    )


def _addresses(commune: Commune, places: Sequence[Place]) -> dict[str, str]:
    """People of a hamlet live there, those of a school or office somewhere in the commune."""

    def address(place: Place) -> str:
        hamlet = place.name.removeprefix("Chi hội ")
        return f"{hamlet}, {commune.full_name}" if place.setting == "hamlet" else commune.full_name

    return {place.key: address(place) for place in places}


def _declare(places: Sequence[Place], flows: Flows, purses: Sequence[Purse]) -> Declared:
    closings = make_closings(places, purses)
    booked = {purse.unit for purse in purses}
    declared: Declared = {}
    for year in ACCEPTED:
        declared[year] = {
            place.key: _place_figures(place, flows[place.key][year], closings, year)
            for place in places
            if place.stands(year)
        }
        for commune in COMMUNES:
            declared[year][commune.code] = _commune_figures(commune, places, year) | (
                {} if commune.code in booked else _commune_fund(commune, closings, year)
            )
        declared[year][ROOT] = _place_counts(ROOT, places, year) | _direction(year)
        declared[year][ROOT] |= unit_figures(ROOT, declared[year][ROOT]["agencies"], year)
        declared[year][ROOT] |= association_learning(ROOT, _chapters_under(ROOT, places, year), year)
        _gather_totals(declared[year])
    declared[2024] = _begun(places, flows, closings)
    return declared


def _place_figures(place: Place, flow: Flow, closings: Closings, year: int) -> dict[str, int]:
    """Members where no names are kept, and the fund; from 2023 on both open with what 2022 closed with."""
    key = place.key
    figures = {} if place.keeps_roster else flow.figures()
    if "members_closing" in figures:
        figures |= card_figures(key, figures["members_closing"])
    figures |= fund_figures(place.setting, closings[year - 1].get(key, 0), closings[year][key], key, year)
    return _without_openings(figures, year)


def _without_openings(figures: dict[str, int], year: int) -> dict[str, int]:
    if year == ACCEPTED[0]:
        return figures
    return {code: figure for code, figure in figures.items() if not code.endswith("_opening")}


def _commune_fund(commune: Commune, closings: Closings, year: int) -> dict[str, int]:
    opening, closing = closings[year - 1][commune.code], closings[year][commune.code]
    return _without_openings(fund_figures("commune", opening, closing, commune.code, year), year)


def _commune_figures(commune: Commune, places: Sequence[Place], year: int) -> dict[str, int]:
    population = commune.population - (2023 - year) * (commune.population // 170)
    figures = {
        "population": population,
        "households": population * (243 + number(11, commune.code, "households")) // 1000,
        "adults": population * (700 + number(25, commune.code, "adults")) // 1000,
    } | _place_counts(commune.code, places, year)
    chapters = _chapters_under(commune.code, places, year)
    return figures | commune_learning(commune.code, figures, chapters, year)


def _chapters_under(above: str, places: Sequence[Place], year: int) -> int:
    return sum(place.above == above and place.kind == "chapter" and place.stands(year) for place in places)


def _place_counts(above: str, places: Sequence[Place], year: int) -> dict[str, int]:
    """Hamlets and schools as they are, with a chapter those whose chapter stands; a few agencies have none."""
    groups = {"hamlets": ("hamlet",), "schools": ("school",), "agencies": ("agency", "armed_forces", "enterprise")}
    chapters = [place for place in places if place.above == above and place.kind == "chapter"]
    counts = {}
    for code, settings in groups.items():
        here = [place for place in chapters if place.setting in settings]
        if above == ROOT and code == "hamlets":
            continue
        without = number(2, above, "agencies") + (above in (ROOT, YEN_LAC)) if code == "agencies" else 0
        counts[code] = len(here) + without
        counts[f"{code}_with_chapter"] = sum(place.stands(year) for place in here)
    return counts


def _direction(year: int) -> dict[str, int]:
    return dict(zip(("plan_tasks", "plan_targets", "plan_solutions"), DIRECTION[year], strict=True))


def _gather_totals(declared: dict[str, dict[str, int]]) -> None:
    """Liêm Thủy reports in totals: what its chapters would declare stands on its own row."""
    whole = declared[LIEM_THUY]
    for key in [key for key in declared if key.startswith(f"{LIEM_THUY}/")]:
        for code, figure in declared.pop(key).items():
            whole[code] = whole.get(code, 0) + figure


def _begun(places: Sequence[Place], flows: Flows, closings: Closings) -> dict[str, dict[str, int]]:
    """The first entries of 2024: a little more money everywhere than a year before."""
    closings = {**closings, 2024: {key: closing + 60_000 for key, closing in closings[2023].items()}}
    declared = {}
    for commune in COMMUNES:
        own = [place for place in places if place.above == commune.code]
        if commune.code == COMPLETE_IN_2024:
            fund = _commune_fund(commune, closings, 2024)
            declared[commune.code] = _commune_figures(commune, places, 2024) | fund
        else:
            own = own[: BEGUN_IN_2024.get(commune.code, 0)]
        for place in own:
            declared[place.key] = _place_figures(place, flows[place.key][2024], closings, 2024)
    return declared
