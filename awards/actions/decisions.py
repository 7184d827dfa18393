from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc

from ..models import Decision, Nomination, Revocation
from .common import decision_numbered, move

State = Nomination.State


@verb
def decide(
    *,
    nominations: Iterable[Nomination],
    unit: Unit,
    number: str,
    signed_on: date,
    by: User,
    scan: StoredFile | None = None,
) -> Decision:
    """Record a grantor's signed decision over proposed nominations of that one grantor and year."""
    require(by, "decide_awards", unit)
    listed = list(nominations)
    if not listed:
        raise Refusal("Quyết định phải có ít nhất một người hoặc tập thể. Xin chọn trong danh sách.", "nominations")
    grantors = {(nomination.form.grantor_name, nomination.year) for nomination in listed}
    if len(grantors) > 1:
        raise Refusal("Một quyết định chỉ gồm các đề nghị của một cơ quan khen và một năm.", "nominations")
    if signed_on > timezone.localdate():
        raise Refusal("Ngày ký đang ở tương lai. Xin xem lại.", "signed_on")
    ((grantor_name, year),) = grantors
    _refuse_taken(grantor_name, number, signed_on)
    decision = Decision(
        unit=unit,
        grantor_name=grantor_name,
        number=number,
        signed_on=signed_on,
        year=year,
        size=len(listed),
        scan=scan,
        recorded_by=by,
    )
    save_checked(decision)
    for nomination in listed:
        require(by, "decide_awards", nomination.unit)
        move(nomination, State.DECIDED, decision=decision)
    return decision


@verb
def attach_scan(*, decision: Decision, scan: StoredFile, by: User) -> Decision:
    """The signed paper, where it was scanned after the decision had been recorded; kept once, never exchanged."""
    require(by, "decide_awards", decision.unit)
    decision = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if decision.voided_at:
        raise Refusal(f"Quyết định số {decision.number} đã hủy bản ghi nên không kèm bản ký được.", "scan")
    if decision.scan_id:
        raise Refusal("Quyết định này đã có bản ký quét. Bản đã lưu không thay được.", "scan")
    decision.scan = scan
    save_checked(decision)
    return decision


def _refuse_taken(grantor_name: str, number: str, signed_on: date) -> None:
    if other := decision_numbered(grantor_name, number, signed_on):
        raise Refusal(
            f"{grantor_name} đã có quyết định số {other.number} ngày {format_date(other.signed_on)} trong sổ. "
            "Xin xem lại số và ngày.",
            "number",
        )


@verb
def give(*, nomination: Nomination, given_on: date, by: User) -> Nomination:
    """The award has been handed over, usually at the conference."""
    require(by, "decide_awards", nomination.unit)
    if given_on > timezone.localdate():
        raise Refusal("Ngày trao đang ở tương lai. Xin xem lại.", "given_on")
    decision = nomination.decision
    if decision and given_on < decision.signed_on:
        raise Refusal("Ngày trao không thể trước ngày ký quyết định.", "given_on")
    return move(nomination, State.GIVEN, given_on=given_on)


@verb
def revoke(*, nomination: Nomination, number: str, signed_on: date, reason: str, by: User) -> Revocation:
    """Take an award back by a decision of the grantor's, with its reason; the signed list stays as it was."""
    require(by, "decide_awards", nomination.unit)
    if signed_on > timezone.localdate():
        raise Refusal("Ngày ký đang ở tương lai. Xin xem lại.", "signed_on")
    if nomination.decision and signed_on < nomination.decision.signed_on:
        raise Refusal("Ngày ký thu hồi không thể trước ngày ký quyết định khen.", "signed_on")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do thu hồi.", "reason")
    moved = move(nomination, State.REVOKED)
    revocation = Revocation(
        nomination=moved, number=nfc(number), signed_on=signed_on, reason=nfc(reason), recorded_by=by
    )
    save_checked(revocation)
    return revocation
