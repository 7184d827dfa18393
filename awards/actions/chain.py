"""A nomination's way up: each association on it agrees, gives it back, or declines it, with its reason."""

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.names import nfc

from ..models import Endorsement, Nomination
from .common import examiner_above, is_last, locked, move, refuse_late

State, Outcome = Nomination.State, Endorsement.Outcome


@verb
def endorse(*, nomination: Nomination, by: User) -> Nomination:
    """Agree for the association that holds it: it goes to the one above, and from the last one to the grantor.

    Until the grantor has decided it stays "đề nghị".
    """
    nomination, at = _examined(nomination, by)
    refuse_late(nomination.round, at, by)
    if is_last(at, nomination.form):
        moved = move(nomination, State.ENDORSED)
    elif nomination.state == State.PROPOSED:
        nomination.at = examiner_above(at)
        save_checked(nomination)
        moved = nomination
    else:
        raise _not_waiting(nomination)
    _record(moved, at, Outcome.ENDORSED, "", by)
    return moved


@verb
def hand_back(*, nomination: Nomination, reason: str, by: User) -> Nomination:
    """Back to the unit that made it, as a draft, with what is to be mended."""
    nomination, at = _examined(nomination, by)
    _require_reason(reason, "Xin ghi điều cần sửa để đơn vị được biết.")
    moved = move(nomination, State.DRAFT, at=None)
    _record(moved, at, Outcome.RETURNED, reason, by)
    return moved


@verb
def decline(*, nomination: Nomination, reason: str, by: User) -> Nomination:
    nomination, at = _examined(nomination, by)
    _require_reason(reason, "Xin ghi lý do không xét để đơn vị được biết.")
    moved = move(nomination, State.DECLINED, decline_reason=nfc(reason))
    _record(moved, at, Outcome.DECLINED, reason, by)
    return moved


def _examined(nomination: Nomination, by: User) -> tuple[Nomination, Unit]:
    """Locked, with the association that examines it now; whoever speaks for one above may speak for it too."""
    nomination = locked(nomination)
    at = nomination.at or nomination.unit
    require(by, "endorse_awards", at)
    if nomination.state not in Nomination.PENDING:
        raise _not_waiting(nomination)
    return nomination, at


def _not_waiting(nomination: Nomination) -> Refusal:
    return Refusal(
        f"{nomination.recipient_name} đang ở trạng thái “{nomination.get_state_display()}”, không chờ cấp nào xét. "
        "Xin tải lại trang."
    )


def _require_reason(reason: str, sentence: str) -> None:
    if not nfc(reason):
        raise Refusal(sentence, "reason")


def _record(nomination: Nomination, at: Unit, outcome: str, reason: str, by: User) -> None:
    save_checked(Endorsement(nomination=nomination, unit=at, outcome=outcome, reason=nfc(reason), made_by=by))
