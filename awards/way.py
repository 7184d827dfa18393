"""The way of one nomination, for its page: what each level said, who holds it now, who is still to come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from heapq import merge

from django.utils import timezone

from chapters.models import Unit
from khuyenhoc.dates import format_date

from .actions.common import examiner_above, first_examiner, is_last
from .models import Endorsement, Nomination

State = Nomination.State


@dataclass(frozen=True)
class Step:
    """One level and its word. `tone` is good or bad; a step without a day is still to come, `is_now` is waited for."""

    who: str
    words: str
    tone: str = ""
    reason: str = ""
    on: date | None = None
    is_now: bool = False


def way_of(nomination: Nomination) -> list[Step]:
    """From the unit that made it to the day it was given, or as far as it has come and what is ahead."""
    start = Step(nomination.unit.association_name, "lập đề nghị")
    return [start, *_said(nomination), *_ahead(nomination), *_grantor(nomination)]


def _said(nomination: Nomination) -> Iterator[Step]:
    """What levels and councils said, in the order in which they said it."""
    said = merge(_endorsements(nomination), _sittings(nomination), _voided(nomination), key=lambda pair: pair[0])
    yield from (step for _, step in said)


def _endorsements(nomination: Nomination) -> Iterator[tuple[datetime, Step]]:
    tones = {Endorsement.Outcome.ENDORSED: "good", Endorsement.Outcome.RETURNED: "warn"}
    for word in nomination.endorsements.select_related("unit").order_by("made_at", "pk"):
        on = timezone.localdate(word.made_at)
        tone = tones.get(Endorsement.Outcome(word.outcome), "bad")
        yield word.made_at, Step(word.unit.association_name, word.get_outcome_display(), tone, word.reason, on)


def _sittings(nomination: Nomination) -> Iterator[tuple[datetime, Step]]:
    votes = nomination.votes.exclude(council__settled_at=None).select_related("council__unit")
    for vote in votes.order_by("council__settled_at"):
        council = vote.council
        result = "thông qua" if vote.is_passed else "không thông qua"
        words = f"{vote.votes_for}/{council.attended} phiếu đồng ý, {result}"
        note = vote.note if vote.is_passed else ""  # else it is told as the reason of the level that declined
        step = Step(str(council), words, "good" if vote.is_passed else "bad", note, council.held_on)
        yield council.settled_at, step  # type: ignore[misc]  # those not settled are left out above


def _voided(nomination: Nomination) -> Iterator[tuple[datetime, Step]]:
    """Decisions that listed it and were voided: typed wrongly, and no word of a grantor's."""
    for one in nomination.voided_awards.select_related("decision__unit").order_by("decision__voided_at"):
        decision = one.decision
        words = f"hủy bản ghi quyết định số {decision.number}"
        on = timezone.localdate(decision.voided_at)
        yield decision.voided_at, Step(decision.unit.association_name, words, "warn", decision.void_reason, on)


def _ahead(nomination: Nomination) -> Iterator[Step]:
    """Who has it now and who comes after, while it goes up; a draft has all of its way ahead."""
    if nomination.state not in (State.DRAFT, State.PROPOSED):
        return
    form = nomination.form
    at: Unit = nomination.at or first_examiner(nomination.unit, form)
    yield Step(at.association_name, "đang xét" if nomination.at else "sẽ xét", is_now=nomination.at is not None)
    while not is_last(at, form):
        at = examiner_above(at)
        yield Step(at.association_name, "sẽ xét")


def _grantor(nomination: Nomination) -> Iterator[Step]:
    name = nomination.form.grantor_name
    if nomination.decision:
        words = f"quyết định số {nomination.decision.number}"
        yield Step(nomination.decision.grantor_name, words, "good", on=nomination.decision.signed_on)
    elif nomination.state != State.DECLINED:
        yield Step(name, "quyết định", is_now=nomination.state == State.ENDORSED)
    if nomination.given_on:
        yield Step("Trao khen thưởng", f"ngày {format_date(nomination.given_on)}", "good")
    if nomination.state == State.REVOKED:
        taken = nomination.revocation
        yield Step(name, f"thu hồi, quyết định số {taken.number}", "bad", taken.reason, taken.signed_on)
