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
def record_votes(*, council: Council, ballots: Iterable[Ballot], by: User) -> list[Vote]:
    """Write the table of results, all or nothing; a nomination written again is written over."""
    council = _open(council, by)
    held = {vote.nomination_id: vote for vote in council.votes.all()}
    return [_write(council, ballot, held.get(ballot.nomination.pk)) for ballot in ballots]


def _write(council: Council, ballot: Ballot, held: Vote | None) -> Vote:
    cast = ballot.votes_for + ballot.votes_against
    if cast > council.attended:
        raise Refusal(
            f"{ballot.nomination.recipient_name}: {cast} phiếu, nhưng chỉ có {council.attended} thành viên có mặt. "
            "Xin xem lại số phiếu.",
            f"votes-{ballot.nomination.pk}",
        )
    if not ballot.nomination.unit.path.startswith(council.unit.path):
        raise Refusal(f"{ballot.nomination.recipient_name} không thuộc {council.unit}.")
    vote = held or Vote(council=council, nomination=ballot.nomination)
    vote.votes_for, vote.votes_against = ballot.votes_for, ballot.votes_against
    vote.is_passed, vote.note = ballot.is_passed, ballot.note
    save_checked(vote)
    return vote


@verb
def settle_council(*, council: Council, by: User, minutes: StoredFile | None = None) -> Council:
    """The result is final: what passed goes on its way, what did not is declined with the votes as its reason."""
    council = _open(council, by)
    votes = list(council.votes.select_related("nomination"))
    if not votes:
        raise Refusal("Chưa ghi kết quả cho trường hợp nào. Xin điền số phiếu trước khi chốt.")
    for vote in votes:
        if vote.is_passed:
            endorse(nomination=vote.nomination, by=by)
        else:
            against = f"Hội đồng không thông qua: {vote.votes_for}/{council.attended} phiếu đồng ý."
            decline(nomination=vote.nomination, reason=f"{against} {vote.note}".strip()[:300], by=by)
    council.settled_at, council.settled_by = timezone.now(), by
    council.minutes = minutes or council.minutes
    save_checked(council)
    return council


def _open(council: Council, by: User) -> Council:
    require(by, "decide_awards", council.unit)
    council = Council.objects.select_for_update(of=("self",)).select_related("unit", "round").get(pk=council.pk)
    if council.settled_at:
        raise Refusal("Kết quả họp hội đồng đã chốt, không sửa được. Nếu họp lại, xin ghi phiên họp mới.")
    return council


def _refuse_future(council: Council) -> None:
    if council.held_on > timezone.localdate():
        raise Refusal("Ngày họp đang ở tương lai. Xin xem lại.", "held_on")
