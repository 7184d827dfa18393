"""How the members of every chapter and board come and go, so that each row adds up and the whole meets the totals."""

from collections.abc import Sequence
from typing import NamedTuple

from .choice import number, percent_of, spread
from .places import Place

YEARS = (2022, 2023, 2024)


class Flow(NamedTuple):
    """One place's members in one year; opening + joined + moved in − left − moved out = closing."""

    opening: int
    joined: int
    moved_in: int
    left: int
    moved_out: int
    closing: int

    @property
    def women(self) -> int:
        return percent_of(self.closing, 44, 62, *self)

    def figures(self) -> dict[str, int]:
        """As an officer declares them; no line for moves where there were none."""
        moves = {"members_moved_in": self.moved_in, "members_moved_out": self.moved_out}
        return {
            "members_opening": self.opening,
            "members_joined": self.joined,
            "members_left": self.left,
            "members_closing": self.closing,
            "members_women": self.women,
        } | {code: count for code, count in moves.items() if count}


def make_flows(places: Sequence[Place], totals: Sequence[int]) -> dict[str, dict[int, Flow]]:
    """Place key → year → flow; `totals` are the members of all these places at the end of 2021, 2022 and 2023."""
    closings = [_closings(places, total, year) for year, total in enumerate(totals, start=2021)]
    flows: dict[str, dict[int, Flow]] = {}
    for place, at_2021, at_2022, at_2023 in zip(places, *closings, strict=True):
        flows[place.key] = {}
        if place.stands(2022):
            flows[place.key][2022] = _flow(at_2021, at_2022, place.key, 2022)
        flows[place.key][2023] = _flow(at_2022, at_2023, place.key, 2023)
        at_2024 = at_2023 + number(3, place.key, 2024) if at_2023 else 0
        flows[place.key][2024] = _flow(at_2023, at_2024, place.key, 2024)
    return flows


def _closings(places: Sequence[Place], total: int, year: int) -> list[int]:
    weights = [percent_of(1000 * place.weight, 97, 103, place.key, year) for place in places]
    stands = [place.stands(year) for place in places]
    return spread(total, [weight if here else 0 for weight, here in zip(weights, stands, strict=True)])


def _flow(opening: int, closing: int, *key: object) -> Flow:
    growth = closing - opening
    came = max(growth, 0) + min(number(3, *key, "churn"), opening)
    went = came - growth
    moved_in, moved_out = min(came, number(2, *key, "in")), min(went, number(2, *key, "out"))
    return Flow(opening, came - moved_in, moved_in, went - moved_out, moved_out, closing)
