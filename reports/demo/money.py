"""Money: the books of four purses, and what all others declare, so that the whole meets the totals. In đồng."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from .books import ENTRIES, Entry
from .choice import number, percent_of, pick, spread
from .places import COMMUNES, CON_MINH, ROOT, VAN_LANG, YEN_LAC, Place

TOTALS = {2021: 836_400_000, 2022: 868_250_000, 2023: 912_400_000}
THOUSAND = 1000
LAST_POSTING = date(2024, 10, 31)


@dataclass(frozen=True)
class Purse:
    """A purse with a book; `opening` is what lay in cash and in the bank on 01/01/2022."""

    unit: str
    name: str
    opening: Mapping[str, int]
    entries: tuple[Entry, ...]

    def balance(self, year: int) -> int:
        """At the end of the year, of what was not reversed."""
        until = [entry for entry in self.entries if entry.dated_on.year <= year and not entry.reversed_on]
        return sum(self.opening.values()) + sum(entry.effect for entry in until)


def make_purses() -> list[Purse]:
    return [
        _purse(ROOT, "Quỹ khuyến học huyện Na Rì", {"cash": 31_450_000, "bank": 186_200_000}, 100, "district"),
        _purse(CON_MINH, "Quỹ khuyến học xã Côn Minh", {"cash": 6_320_000, "bank": 15_500_000}, 100, "commune"),
        _purse(VAN_LANG, "Quỹ khuyến học xã Văn Lang", {"cash": 5_140_000, "bank": 11_000_000}, 85, "commune"),
        _purse(YEN_LAC, "Quỹ khuyến học thị trấn Yến Lạc", {"cash": 9_875_000, "bank": 24_000_000}, 140, "commune"),
    ]


def _purse(unit: str, name: str, opening: Mapping[str, int], percent: int, level: str) -> Purse:
    entries = [entry.scaled(percent * (97 + number(9, unit, entry.dated_on)), 10_000) for entry in ENTRIES[level]]
    return Purse(unit, name, opening, tuple(entry for entry in entries if entry.dated_on <= LAST_POSTING))


Closings = dict[int, dict[str, int]]


def make_closings(places: Sequence[Place], purses: Sequence[Purse]) -> Closings:
    """Year → unit → what lies in its purse at the end of it, for all that keep no book."""
    closings: Closings = {year: {} for year in TOTALS}
    for place in places:
        if place.stands(2022):
            held = 300 + min(number(2700, place.key, "fund"), number(2700, place.key, "fund again"))
            closings[2023][place.key] = held * THOUSAND
            closings[2022][place.key] = percent_of(held, 91, 103, place.key, 2022) * THOUSAND
            closings[2021][place.key] = percent_of(held, 84, 101, place.key, 2021) * THOUSAND
        else:
            closings[2023][place.key] = (200 + number(300, place.key)) * THOUSAND
    booked = {purse.unit for purse in purses}
    declaring = [commune for commune in COMMUNES if commune.code not in booked]
    for year, total in TOTALS.items():
        in_books = sum(purse.balance(year) for purse in purses)
        left = total - in_books - sum(closings[year].values())
        weights = [percent_of(commune.population, 70, 130, commune.code, "fund") for commune in declaring]
        shares = spread(left // THOUSAND, weights)
        for commune, share in zip(declaring, shares, strict=True):
            closings[year][commune.code] = share * THOUSAND
        closings[year][declaring[0].code] += left % THOUSAND
    return closings


# setting → source or purpose → weight
_SOURCES: dict[str, dict[str, int]] = {
    "hamlet": {"dues": 5, "members": 3, "benefactors": 1},
    "school": {"dues": 3, "schools": 4, "members": 2},
    "agency": {"dues": 3, "members": 5},
    "armed_forces": {"dues": 3, "members": 5},
    "enterprise": {"dues": 2, "enterprises": 6},
    "clan": {"clans": 1},
    "other": {"members": 3, "benefactors": 2},
    "commune": {"members": 4, "benefactors": 3, "enterprises": 2, "clans": 1, "other": 1, "kind": 1},
}
_PURPOSES: dict[str, dict[str, int]] = {
    "hamlet": {"students": 6, "hardship": 2, "activities": 1},
    "school": {"students": 4, "teachers": 2, "scholarships": 2},
    "agency": {"students": 5, "activities": 2},
    "armed_forces": {"students": 5, "hardship": 2},
    "enterprise": {"students": 3, "scholarships": 2},
    "clan": {"students": 5, "scholarships": 2},
    "other": {"scholarships": 3, "other": 1},
    "commune": {"scholarships": 2, "students": 4, "teachers": 1, "hardship": 2, "activities": 2, "other": 1},
}


def fund_figures(setting: str, opening: int, closing: int, *key: object) -> dict[str, int]:
    """A year of a purse without a book: opening + all that came in − all that went out = closing."""
    spent = percent_of(closing // THOUSAND, 35, 80, *key, "spent") * THOUSAND + max(opening - closing, 0)
    raised = closing - opening + spent
    sources = dict(_SOURCES[setting])
    if setting == "hamlet" and number(4, *key) == 0:
        sources[pick(("clans", "kind", "enterprises"), *key)] = 1
    return {
        "fund_opening": opening,
        **_split("fund_in", raised, sources),
        **_split("fund_out", spent, _PURPOSES[setting]),
        "fund_closing": closing,
    }


def _split(prefix: str, total: int, weights: Mapping[str, int]) -> dict[str, int]:
    """In thousands, what is odd with the first."""
    shares = [share * THOUSAND for share in spread(total // THOUSAND, list(weights.values()))]
    shares[0] += total % THOUSAND
    return {f"{prefix}_{code}": share for code, share in zip(weights, shares, strict=True) if share}
