from datetime import date

from django.utils import timezone

from chapters.kinds import ASSOCIATIONS, Kind
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..models import AwardForm, AwardRound, Decision, Nomination


def locked(nomination: Nomination) -> Nomination:
    return (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("form", "unit", "at", "round")
        .get(pk=nomination.pk)
    )


def move(nomination: Nomination, state: str, **values: object) -> Nomination:
    nomination = locked(nomination)
    if not nomination.may_become(state):
        raise Refusal(
            f"{nomination.recipient_name} đang ở trạng thái “{nomination.get_state_display()}”, "
            f"không chuyển sang “{Nomination.State(state).label}” được."
        )
    nomination.state = state
    for field, value in values.items():
        setattr(nomination, field, value)
    save_checked(nomination)
    return nomination


def is_last(at: Unit, form: AwardForm) -> bool:
    """Whether the way up ends at this association: it is of the grantor's level, or none is above it here."""
    rank = [kind.value for kind in ASSOCIATIONS].index(at.kind)
    return at.parent_id is None or (form.rank is not None and rank <= form.rank)


def first_examiner(unit: Unit, form: AwardForm) -> Unit:
    """The association that examines what this unit puts forward: the one above, or itself where the way ends there."""
    if Kind(unit.kind) in ASSOCIATIONS and is_last(unit, form):
        return unit
    return examiner_above(unit)


def examiner_above(unit: Unit) -> Unit:
    above = unit.parent
    while above is not None and Kind(above.kind) not in ASSOCIATIONS:
        above = above.parent
    return above or unit


def refuse_outside_rounds(unit: Unit, year: int, by: User) -> None:
    """Where a round was opened for a year, its dates and quotas bind: nobody goes past it but the office that did."""
    known = AwardRound.objects.reaching(unit).filter(year=year).select_related("unit")
    if binding := next((one for one in known if not by.can("decide_awards", one.unit)), None):
        raise Refusal(
            f"Năm {year} đã có {binding.name} của {binding.unit.association_name}. Xin chọn đợt đó khi lập đề nghị.",
            "award_round",
        )


def refuse_late(award_round: AwardRound | None, unit: Unit, by: User) -> None:
    """Refuse outside the round's dates; the office that opened it may still take in what comes late."""
    if award_round is None:
        return
    if award_round.closed_at:
        raise Refusal(
            f"{award_round} đã kết thúc. Xin đưa vào đợt sau, hoặc báo Thường trực Hội mở lại.", "award_round"
        )
    if award_round.opens_on > timezone.localdate():
        raise Refusal(f"{award_round} nhận đề nghị từ ngày {format_date(award_round.opens_on)}.", "award_round")
    due = award_round.due_on(unit.kind)
    if due and timezone.localdate() > due and not by.can("decide_awards", award_round.unit):
        raise Refusal(
            f"{award_round}: hạn của {unit} là ngày {format_date(due)}, đã qua. "
            "Nếu cần gửi muộn, xin đề nghị Thường trực Hội gửi giúp hoặc lùi hạn.",
            "award_round",
        )


def refuse_counted(decision: Decision) -> None:
    """Tables of later apps that have counted a decision for good say so themselves (docs/decisions/0004)."""
    for relation in Unit._meta.related_objects:
        refuse = getattr(relation.related_model._default_manager, "refuse_to_void", None)
        if refuse:
            refuse(decision)


def decision_numbered(grantor_name: str, number: str, signed_on: date) -> Decision | None:
    """The decision that stands under this number already; numbers begin anew each year (NĐ 30/2020)."""
    of_year = Decision.objects.filter(voided_at=None, grantor_name=grantor_name, signed_on__year=signed_on.year)
    return next((one for one in of_year if number_key(one.number) == number_key(number)), None)


def number_key(number: str) -> str:
    """05/QĐ-HKH is the same as 5/qđ-hkh."""
    return "".join(nfc(number).casefold().split()).lstrip("0")
