from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb

from ..eligibility import obstacles, quota_unit
from ..models import AwardForm, AwardRound, AwardRule, Endorsement, Nomination
from .common import examiner_above, first_examiner, is_last, locked, move, refuse_late, refuse_outside_rounds
from .recipients import check_recipient, fill_in

State = Nomination.State


@verb
def nominate(
    *,
    form: AwardForm,
    unit: Unit,
    recipient_class: str,
    by: User,
    year: int | None = None,
    award_round: AwardRound | None = None,
    **facts: Any,
) -> Nomination:
    """Draft a nomination. A collective without a name is the unit itself; a person may be a member.

    `facts` are Nomination's member, recipient_unit, recipient_name, sex, birth_year, position_held, service_years,
    achievements, earlier_awards, note and is_other_person. The year is the round's, else as given (an award of years
    past, or of another grantor), else this one.
    """
    require(by, "write_awards", unit)
    award_round = AwardRound.objects.select_related("unit").get(pk=award_round.pk) if award_round else None
    year = award_round.year if award_round else year or timezone.localdate().year
    refuse_round(unit, award_round, year, by)
    nomination = Nomination(
        year=year,
        round=award_round,
        form=form,
        unit=unit,
        recipient_class=recipient_class,
        **facts,
    )
    check_recipient(nomination)
    fill_in(nomination)
    save_checked(nomination)
    return nomination


@verb
def update_nomination(*, nomination: Nomination, by: User, **values: object) -> Nomination:
    """Change a draft; what has been proposed is called back first."""
    require(by, "write_awards", nomination.unit)
    nomination = locked_draft(nomination)
    for field, value in values.items():
        setattr(nomination, field, value)
    check_recipient(nomination)
    save_checked(nomination)
    return nomination


@verb
def propose(*, nomination: Nomination, by: User) -> Nomination:
    """Hand a draft up to the association that examines it; refuses what the rules of its form do not allow.

    Levels that the proposer speaks for herself have seen it: it goes past them, but never past the last.
    """
    require(by, "write_awards", nomination.unit)
    nomination = locked(nomination)
    if not nomination.may_become(State.PROPOSED):
        return move(nomination, State.PROPOSED)
    refuse_round(nomination.unit, nomination.round, nomination.year, by)
    _one_at_a_time(nomination)
    if held := obstacles(nomination):
        raise Refusal(" ".join(obstacle.sentence for obstacle in held))
    at = first_examiner(nomination.unit, nomination.form)
    while not is_last(at, nomination.form) and by.can("endorse_awards", at):
        at = examiner_above(at)
    return move(nomination, State.PROPOSED, at=at)


def propose_all(
    *, nominations: Iterable[Nomination], by: User
) -> tuple[list[Nomination], list[tuple[Nomination, str]]]:
    """Hand up each that may be handed up: those that went, and the others with why not; one does not stop the next."""
    sent: list[Nomination] = []
    refused: list[tuple[Nomination, str]] = []
    for nomination in nominations:
        try:
            sent.append(propose(nomination=nomination, by=by))
        except Refusal as refusal:
            refused.append((nomination, str(refusal)))
    return sent, refused


@verb
def withdraw(*, nomination: Nomination, by: User) -> Nomination:
    """Give up a draft: it stays to be looked up, and stands in nobody's way any more."""
    require(by, "write_awards", nomination.unit)
    return move(locked_draft(nomination), State.WITHDRAWN)


@verb
def tell_namesakes_apart(*, nomination: Nomination, by: User) -> Nomination:
    """Somebody looked at both: not the one of that name whom another unit has put forward (awards/namesakes.py)."""
    require(by, "write_awards", nomination.unit)
    nomination = locked(nomination)
    if nomination.state not in (State.DRAFT, *Nomination.PENDING):
        raise Refusal(f"{nomination.recipient_name} đã có kết quả, không còn phải xem lại người trùng tên.")
    nomination.is_other_person = True
    save_checked(nomination)
    return nomination


@verb
def call_back(*, nomination: Nomination, by: User) -> Nomination:
    """Back to draft, while no level above has said anything about it."""
    require(by, "write_awards", nomination.unit)
    nomination = locked(nomination)
    if nomination.state == State.ENDORSED or _is_examined(nomination):
        raise Refusal(
            f"{nomination.recipient_name} đã được cấp trên xét nên không rút về được. "
            "Muốn sửa, xin đề nghị cấp trên trả lại."
        )
    return move(nomination, State.DRAFT, at=None)


def locked_draft(nomination: Nomination) -> Nomination:
    nomination = locked(nomination)
    if nomination.state != State.DRAFT:
        raise Refusal("Đề nghị đã gửi đi. Muốn sửa, hãy rút về bản soạn trước.")
    return nomination


def _is_examined(nomination: Nomination) -> bool:
    last = nomination.endorsements.last()
    return last is not None and last.outcome == Endorsement.Outcome.ENDORSED


def refuse_round(unit: Unit, award_round: AwardRound | None, year: int, by: User) -> None:
    """Refuse a round of others, one outside its dates, and none at all where one was opened for the year."""
    if award_round is None:
        refuse_outside_rounds(unit, year, by)
        return
    if not unit.path.startswith(award_round.unit.path):
        raise Refusal(f"{award_round} là đợt của {award_round.unit}, không gồm {unit}.", "award_round")
    refuse_late(award_round, unit, by)


def _one_at_a_time(nomination: Nomination) -> None:
    """Two who hand up at once under one quota wait for each other at the unit whose quota it is."""
    kinds = {rule.quota_kind for rule in nomination.form.rules.all() if rule.is_on and rule.code in AwardRule.QUOTAS}
    units = [unit.pk for kind in sorted(kinds) if (unit := quota_unit(nomination.unit, kind))]
    list(Unit.objects.select_for_update().filter(pk__in=units).order_by("pk"))
