"""A decision that somebody typed wrongly: struck through with a reason, and its nominations back where they were.

Not a revocation: nobody took an award back. What is signed stays (docs/decisions/0021).
"""

from collections.abc import Sequence

from django.utils import timezone

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.models import Change
from khuyenhoc.names import nfc

from ..models import Decision, Nomination, Revocation, VoidedAward
from .common import refuse_counted

State = Nomination.State


@verb
def void_decision(*, decision: Decision, reason: str, by: User) -> Decision:
    """It counts nowhere, its number is free, and it stays to be seen with its list and the reason."""
    require(by, "decide_awards", decision.unit)
    decision = Decision.objects.select_for_update(of=("self",)).select_related("unit").get(pk=decision.pk)
    listed = list(
        Nomination.objects.select_for_update(of=("self",))
        .select_related("unit")
        .filter(decision=decision)
        .order_by("pk")
    )
    for unit in {each.unit for each in listed}:
        require(by, "decide_awards", unit)
    if decision.voided_at:
        raise Refusal(f"Quyết định số {decision.number} đã hủy bản ghi rồi.")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do hủy bản ghi.", "reason")
    _refuse_revoked(decision)
    if is_signed_here(decision):
        raise Refusal(SIGNED_HERE)
    refuse_counted(decision)
    decision.voided_at, decision.voided_by, decision.void_reason = timezone.now(), by, nfc(reason)
    save_checked(decision)
    VoidedAward.objects.bulk_create(VoidedAward(decision=decision, nomination=each) for each in listed)
    _put_back(decision, listed)
    return decision


SIGNED_HERE = (
    "Bản đã ký của quyết định này đã lưu, nên bản ghi không hủy được. "
    "Khen thưởng nào không còn giá trị thì thu hồi ở trang của đề nghị, kèm quyết định thu hồi."
)


def is_signed_here(decision: Decision) -> bool:
    """An association's own decision is signed once its signed paper is kept here; before, it is what somebody typed."""
    return bool(decision.scan_id) and decision.nominations.filter(form__grantor_level=decision.unit.kind).exists()


def _refuse_revoked(decision: Decision) -> None:
    taken = Revocation.objects.filter(nomination__decision=decision).select_related("nomination").first()
    if taken:
        raise Refusal(
            f"{taken.nomination.recipient_name} đã bị thu hồi khen thưởng theo quyết định số {taken.number}, "
            "nên bản ghi này không hủy được. Khen thưởng còn lại thì thu hồi từng trường hợp."
        )


def _put_back(decision: Decision, listed: Sequence[Nomination]) -> None:
    """To the state before it was decided. What was recorded together with the decision never went up: it ends here."""
    recorded_together = [each.pk for each in listed if each.at_id is None]
    Nomination.objects.filter(pk__in=recorded_together).update(state=State.REVOKED)
    went_up = [each.pk for each in listed if each.at_id]
    decided = Change.objects.filter(
        table_name=Nomination._meta.db_table, row_id__in=went_up, after__decision_id=decision.pk
    )
    was = {change.row_id: (change.before or {}).get("state") for change in decided}
    for state in (State.PROPOSED, State.ENDORSED):
        there = [pk for pk in went_up if was.get(pk, State.ENDORSED) == state]
        Nomination.objects.filter(pk__in=there).update(state=state, decision=None, given_on=None)
