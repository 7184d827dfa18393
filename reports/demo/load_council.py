"""The sitting of December 2023 over all that was put forward for the year; who sat and the votes are invented."""

from collections.abc import Iterable
from datetime import date

from awards.actions import Ballot, close_round, convene, open_round, record_votes, settle_council
from awards.models import Nomination

from .choice import number
from .places import ROOT
from .scene import Scene

YEAR, SIZE, ATTENDED = 2023, 11, 10


def hold_council(scene: Scene, nominations: Iterable[Nomination]) -> None:
    """All passed, as the published figures say; one or the other member did not vote for everybody."""
    by, unit = scene.users["vanphong"], scene.units[ROOT]
    award_round = open_round(unit=unit, year=YEAR, name="Khen thưởng tổng kết", opens_on=date(YEAR, 10, 2), by=by)
    council = convene(
        unit=unit,
        award_round=award_round,
        held_on=date(YEAR, 12, 18),
        place="trụ sở Hội Khuyến học huyện",
        size=SIZE,
        attended=ATTENDED,
        chair="Lý Quang Sầm",
        secretary="Lường Thị Hiên",
        by=by,
    )
    record_votes(council=council, ballots=[_ballot(each) for each in nominations], by=by)
    settle_council(council=council, by=by)
    close_round(award_round=award_round, by=by)


def _ballot(nomination: Nomination) -> Ballot:
    votes_for = ATTENDED - number(3, nomination.recipient_name, YEAR, "votes")
    return Ballot(nomination, votes_for, 0, True)
