from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb

from ..models import AwardRound


@verb
def open_round(*, unit: Unit, by: User, **facts: Any) -> AwardRound:
    """Open a round of awards for a unit and all below it; `facts` are AwardRound's year, name and dates."""
    require(by, "decide_awards", unit)
    award_round = AwardRound(unit=unit, **facts)
    save_checked(award_round)
    return award_round


@verb
def change_round(*, award_round: AwardRound, by: User, **facts: Any) -> AwardRound:
    """Change its name or dates, a due date put off included; the year stays once somebody was nominated in it."""
    award_round = _locked(award_round, by)
    if award_round.closed_at:
        raise Refusal(f"{award_round} đã kết thúc. Xin mở lại trước khi sửa.")
    if facts.get("year", award_round.year) != award_round.year and award_round.nominations.exists():
        raise Refusal(f"{award_round} đã có đề nghị nên không đổi năm được. Xin mở một đợt khác.", "year")
    for name, value in facts.items():
        setattr(award_round, name, value)
    save_checked(award_round)
    return award_round


@verb
def close_round(*, award_round: AwardRound, by: User) -> AwardRound:
    """No nomination goes up any more; those on their way wait for a decision, or are declined."""
    award_round = _locked(award_round, by)
    award_round.closed_at = award_round.closed_at or timezone.now()
    save_checked(award_round)
    return award_round


@verb
def reopen_round(*, award_round: AwardRound, by: User) -> AwardRound:
    award_round = _locked(award_round, by)
    award_round.closed_at = None
    save_checked(award_round)
    return award_round


def _locked(award_round: AwardRound, by: User) -> AwardRound:
    require(by, "decide_awards", award_round.unit)
    return AwardRound.objects.select_for_update(of=("self",)).select_related("unit").get(pk=award_round.pk)
