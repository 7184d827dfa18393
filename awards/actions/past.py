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
from .common import decision_numbered, number_key, refuse_counted

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
    return [_decide(unit, listed, by) for listed in _by_decision(awards)]


def _by_decision(awards: Sequence[PastAward]) -> Iterable[list[PastAward]]:
    """However its number is spelt in each row."""
    lists: dict[tuple[str, int, str, date], list[PastAward]] = defaultdict(list)
    for one in awards:
        key = one.nomination.form.grantor_name, one.nomination.year, number_key(one.number), one.signed_on
        lists[key].append(one)
    return lists.values()


def _load(nominations: list[Nomination]) -> None:
    for nomination in nominations:
        try:
            nomination.full_clean(exclude=("form", "unit", "member", "recipient_unit"), validate_constraints=False)
        except ValidationError as fault:
            raise first_fault(fault) from fault
        nomination.set_keys()
    bulk_load(nominations)
    Nomination.objects.filter(pk__in=[one.pk for one in nominations]).update(state=State.PROPOSED)


def _decide(unit: Unit, listed: list[PastAward], by: User) -> Decision:
    first = listed[0]
    grantor_name = first.nomination.form.grantor_name
    if first.signed_on > timezone.localdate():
        raise Refusal(f"Quyết định số {first.number}: ngày ký đang ở tương lai. Xin xem lại.", "signed_on")
    if known := decision_numbered(grantor_name, first.number, first.signed_on):
        raise Refusal(is_recorded(known), "number")
    decision = Decision(
        unit=unit,
        grantor_name=grantor_name,
        number=first.number,
        signed_on=first.signed_on,
        year=first.nomination.year,
        size=len(listed),
        recorded_by=by,
    )
    save_checked(decision)
    nominations = Nomination.objects.filter(pk__in=[one.nomination.pk for one in listed])
    nominations.update(state=State.DECIDED, decision=decision)
    nominations.update(state=State.GIVEN, given_on=first.signed_on)
    return decision


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
