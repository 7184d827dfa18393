"""Awards of years past and of other grantors, many at once: the way of the single verbs, without asking the rules."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, first_fault, save_checked, verb
from khuyenhoc.bulk import bulk_load
from khuyenhoc.dates import format_date

from ..models import Decision, Nomination
from .common import refuse_counted

State = Nomination.State


@dataclass(frozen=True)
class PastAward:
    """A nomination not yet saved, and the decision by which it was given."""

    nomination: Nomination
    number: str
    signed_on: date


@verb
def record_past_awards(*, unit: Unit, awards: Sequence[PastAward], by: User) -> list[Decision]:
    """Nominate, propose, decide and give: what was given long ago goes the whole way at once, given when signed.

    Rules and quotas are not asked: they bind those who put forward now. Each decision is recorded with its whole
    list, which never changes afterwards.
    """
    require(by, "decide_awards", unit)
    for of in {one.nomination.unit_id: one.nomination.unit for one in awards}.values():
        require(by, "decide_awards", of)
    _load([one.nomination for one in awards])
    listed: dict[tuple[str, int, str, date], list[int]] = defaultdict(list)
    for one in awards:
        nomination = one.nomination
        listed[nomination.form.grantor_name, nomination.year, one.number, one.signed_on].append(nomination.pk)
    return [_decide(unit, by, *key, listed[key]) for key in listed]


def _load(nominations: list[Nomination]) -> None:
    for nomination in nominations:
        try:
            nomination.full_clean(exclude=("form", "unit", "member", "recipient_unit"), validate_constraints=False)
        except ValidationError as fault:
            raise first_fault(fault) from fault
        nomination.set_keys()
    bulk_load(nominations)
    Nomination.objects.filter(pk__in=[one.pk for one in nominations]).update(state=State.PROPOSED)


def _decide(
    unit: Unit, by: User, grantor_name: str, year: int, number: str, signed_on: date, listed: list[int]
) -> Decision:
    if signed_on > timezone.localdate():
        raise Refusal(f"Quyết định số {number}: ngày ký đang ở tương lai. Xin xem lại.", "signed_on")
    if known := recorded_decision(grantor_name, number, signed_on):
        raise Refusal(is_recorded(known), "number")
    decision = Decision(
        unit=unit,
        grantor_name=grantor_name,
        number=number,
        signed_on=signed_on,
        year=year,
        size=len(listed),
        recorded_by=by,
    )
    save_checked(decision)
    nominations = Nomination.objects.filter(pk__in=listed)
    nominations.update(state=State.DECIDED, decision=decision)
    nominations.update(state=State.GIVEN, given_on=signed_on)
    return decision


def recorded_decision(grantor_name: str, number: str, signed_on: date) -> Decision | None:
    """Numbers begin anew each year (NĐ 30/2020)."""
    standing = Decision.objects.filter(voided_at=None, grantor_name=grantor_name, number=number)
    return standing.filter(signed_on__year=signed_on.year).first()


def is_recorded(decision: Decision) -> str:
    return (
        f"Quyết định số {decision.number} ngày {format_date(decision.signed_on)} của {decision.grantor_name} đã có "
        f"trong sổ với {decision.size} trường hợp; danh sách đã ký không thêm được. Xin xem lại số và ngày, hoặc bỏ "
        "dòng này."
    )


@verb
def take_back_past_awards(*, decisions: Iterable[Decision], by: User) -> None:
    """Recorded by mistake: the decisions and their lists stay in the log, count nowhere and show nowhere.

    No revocation: nobody took an award back, it was written down wrongly. The numbers are free again.
    """
    for decision in decisions:
        require(by, "decide_awards", decision.unit)
        decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        refuse_counted(decision)
        nominations = decision.nominations.exclude(state=State.REVOKED)
        nominations.update(state=State.REVOKED)
        decision.voided_at = decision.voided_at or timezone.now()
        save_checked(decision)
