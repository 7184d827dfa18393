"""Sittings of the emulation and award council: who sat, how each nomination fared, settled for good."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.models import StoredFile

from ..models import AwardRound, Council, Nomination, Vote
from .chain import decline, endorse
from .common import locked

State = Nomination.State


@dataclass(frozen=True)
class Ballot:
    """One line of the table: votes on one nomination, and whether the council agreed."""

    nomination: Nomination
    votes_for: int
    votes_against: int
    is_passed: bool
    note: str = ""


@verb
def convene(*, unit: Unit, award_round: AwardRound, by: User, **facts: Any) -> Council:
    """Write down a sitting; `facts` are Council's held_on, place, size, attended, chair and secretary."""
    require(by, "decide_awards", unit)
    if not unit.path.startswith(award_round.unit.path):
        raise Refusal(f"{award_round} là đợt của {award_round.unit}, không gồm {unit}.", "award_round")
    council = Council(unit=unit, round=award_round, **facts)
    _refuse_future(council)
    save_checked(council)
    return council


@verb
def change_council(*, council: Council, by: User, **facts: Any) -> Council:
    council = _open(council, by)
    for name, value in facts.items():
        setattr(council, name, value)
    _refuse_future(council)
    most = max((vote.votes_for + vote.votes_against for vote in council.votes.all()), default=0)
    if most > council.attended:
        raise Refusal(f"Đã ghi {most} phiếu cho một trường hợp, nhiều hơn {council.attended} người có mặt.", "attended")
    save_checked(council)
    return council


@verb
def record_votes(
    *, council: Council, ballots: Iterable[Ballot], by: User, left_out: Iterable[Nomination] = ()
) -> list[Vote]:
    """Write the table of results, all or nothing; a nomination written again is written over.

    What is `left_out` was not considered at this sitting: a result written before is taken off.
    """
    council = _open(council, by)
    council.votes.filter(nomination__in=list(left_out)).delete()
    ballots, held = list(ballots), {vote.nomination_id: vote for vote in council.votes.all()}
    locked_now = _locked_nominations([ballot.nomination.pk for ballot in ballots])
    return [
        _write(council, ballot, locked_now[ballot.nomination.pk], held.get(ballot.nomination.pk)) for ballot in ballots
    ]


def _locked_nominations(keys: list[int]) -> dict[int, Nomination]:
    """As they are now: meanwhile one may have been called back, or gone up."""
    found = Nomination.objects.select_for_update(of=("self",)).select_related("form", "unit", "at")
    return {nomination.pk: nomination for nomination in found.filter(pk__in=keys).order_by("pk")}


def _write(council: Council, ballot: Ballot, nomination: Nomination, held: Vote | None) -> Vote:
    cast = ballot.votes_for + ballot.votes_against
    if cast > council.attended:
        raise Refusal(
            f"{nomination.recipient_name}: {cast} phiếu, nhưng chỉ có {council.attended} thành viên có mặt. "
            "Xin xem lại số phiếu.",
            f"for_{nomination.pk}",
        )
    if not lies_with(council, nomination):
        raise _elsewhere(council, nomination)
    vote = held or Vote(council=council, nomination=nomination)
    vote.votes_for, vote.votes_against = ballot.votes_for, ballot.votes_against
    vote.is_passed, vote.note = ballot.is_passed, ballot.note
    save_checked(vote)
    return vote


@verb
def settle_council(*, council: Council, by: User, minutes: StoredFile | None = None) -> Council:
    """The result is final: what passed goes on its way, what did not is declined with the votes as its reason."""
    council = _open(council, by)
    votes = list(council.votes.order_by("nomination_id"))  # two sittings that settle at once take them in one order
    if not votes:
        raise Refusal("Chưa ghi kết quả cho trường hợp nào. Xin điền số phiếu trước khi chốt.")
    council.settled_at, council.settled_by = timezone.now(), by  # before what follows from it
    for vote in votes:
        _carry_out(council, vote, by)
    council.minutes = minutes or council.minutes
    save_checked(council)
    return council


@verb
def attach_minutes(*, council: Council, minutes: StoredFile, by: User) -> Council:
    """The signed minutes are scanned after the result is settled; kept once, never exchanged."""
    require(by, "decide_awards", council.unit)
    council = _locked(council)
    if council.minutes_id:
        raise Refusal("Phiên họp này đã có biên bản đã ký. Bản đã lưu không thay được.", "scan")
    council.minutes = minutes
    save_checked(council)
    return council


def _carry_out(council: Council, vote: Vote, by: User) -> None:
    """What the office had examined before the sitting, or an earlier sitting had passed, need not be passed again."""
    nomination = locked(vote.nomination)
    if not lies_with(council, nomination):
        raise _elsewhere(council, nomination)
    if not vote.is_passed:
        against = f"Hội đồng không thông qua: {vote.votes_for}/{council.attended} phiếu đồng ý."
        decline(nomination=nomination, reason=f"{against} {vote.note}".strip()[:300], by=by)
    elif nomination.state == State.PROPOSED:
        endorse(nomination=nomination, by=by)


def lies_with(council: Council, nomination: Nomination) -> bool:
    """Whether the association that the council sits for holds it now."""
    return nomination.at_id == council.unit_id and nomination.state in Nomination.PENDING


def _elsewhere(council: Council, nomination: Nomination) -> Refusal:
    return Refusal(
        f"{nomination.recipient_name} không chờ {council.unit.association_name} xét nữa "
        f"(đang ở trạng thái “{nomination.get_state_display()}”). Xin để trống dòng này trong bảng kết quả.",
        f"for_{nomination.pk}",
    )


def _open(council: Council, by: User) -> Council:
    require(by, "decide_awards", council.unit)
    council = _locked(council)
    if council.settled_at:
        raise Refusal("Kết quả họp hội đồng đã chốt, không sửa được. Nếu họp lại, xin ghi phiên họp mới.")
    return council


def _locked(council: Council) -> Council:
    return Council.objects.select_for_update(of=("self",)).select_related("unit", "round__unit").get(pk=council.pk)


def _refuse_future(council: Council) -> None:
    if council.held_on > timezone.localdate():
        raise Refusal("Ngày họp đang ở tương lai. Xin xem lại.", "held_on")
