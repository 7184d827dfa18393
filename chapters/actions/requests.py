from datetime import date

from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.models import Change, ChangeQuerySet

from .. import clock
from ..models import Consent, DataRequest, Disclosure, Member, Membership, Unit, User
from .common import require
from .consents import Scan

Kind, Outcome = DataRequest.Kind, DataRequest.Outcome


@verb
def record_request(
    *,
    unit: Unit,
    kind: str,
    received_on: date,
    way: str,
    by: User,
    member: Member | None = None,
    asker: str = "",
    note: str = "",
    scan: Scan | None = None,
) -> DataRequest:
    """Enter what somebody asks about her data; the law's clock starts on the day it was received."""
    if not by.can("handle_privacy", unit):
        require(by, "write_members", unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if received_on > timezone.localdate():
        raise Refusal("Ngày nhận đang ở tương lai. Xin ghi ngày đã nhận yêu cầu.", "received_on")
    if member:
        asker = asker or member.name
    if not asker:
        raise Refusal("Xin ghi họ tên người yêu cầu.", "asker")
    _refuse_twice(unit, kind, received_on, member, asker)
    request = DataRequest(
        unit=unit,
        member=member,
        asker=asker,
        kind=kind,
        received_on=received_on,
        way=way,
        note=note,
        answer_due=clock.answer_due(received_on),
        done_due=clock.done_due(kind, received_on),
        recorded_by=by,
    )
    request.scan = scan.store(by) if scan else None
    save_checked(request)
    return request


def _refuse_twice(unit: Unit, kind: str, received_on: date, member: Member | None, asker: str) -> None:
    """A double click, or two officers whom she asked both."""
    open_ones = DataRequest.objects.pending().filter(kind=kind)
    if member:
        open_ones = open_ones.filter(member=member)
    else:
        open_ones = open_ones.filter(unit=unit, asker=asker, received_on=received_on)
    if twin := open_ones.first():
        raise Refusal(
            f"Yêu cầu này đã có trong sổ, nhận ngày {format_date(twin.received_on)} và chưa xong. "
            "Xin mở yêu cầu đó để làm tiếp.",
            "kind",
        )


@verb
def answer_request(*, request: DataRequest, answered_on: date, done_due: date, by: User) -> DataRequest:
    """The person has been told that her request came and by when it will be done."""
    request = locked(request, by)
    if request.answered_on:
        raise Refusal(f"Yêu cầu này đã trả lời ngày {format_date(request.answered_on)} rồi.", "answered_on")
    _refuse_day(request, answered_on, "answered_on")
    latest = clock.latest_due(request.kind, request.received_on)
    if not request.received_on < done_due <= latest:
        raise Refusal(f"Hạn làm xong phải sau ngày nhận và muộn nhất là {format_date(latest)} theo luật.", "done_due")
    request.answered_on, request.done_due, request.handled_by = answered_on, done_due, by
    save_checked(request)
    return request


@verb
def close_request(
    *, request: DataRequest, outcome: str, done_on: date, by: User, reason: str = "", change: Change | None = None
) -> DataRequest:
    """Done, or refused for a reason that is told to the person; a correction names the change that answers it."""
    request = locked(request, by)
    _refuse_day(request, done_on, "done_on")
    if outcome == Outcome.REFUSED and not reason:
        raise Refusal("Xin ghi lý do từ chối; người yêu cầu được biết lý do này.", "reason")
    if outcome == Outcome.DONE and request.member:
        _refuse_undone(request, request.member, change)
    return finish(request, outcome, done_on, by, reason, change)


def finish(
    request: DataRequest, outcome: str, done_on: date, by: User, reason: str = "", change: Change | None = None
) -> DataRequest:
    """Close a locked request; who did it at once has answered with it."""
    request.outcome, request.done_on, request.reason, request.change = outcome, done_on, reason, change
    request.answered_on, request.handled_by = request.answered_on or done_on, by
    save_checked(request)
    return request


def _refuse_undone(request: DataRequest, member: Member, change: Change | None) -> None:
    """The register may say "done" only of what the records show."""
    if request.kind == Kind.ERASE:
        raise Refusal("Xin bấm Xóa thông tin ở trang này; yêu cầu tự đóng khi xóa xong.", "outcome")
    if request.kind == Kind.WITHDRAW and Consent.objects.standing().filter(member=member).exists():
        raise Refusal("Người này còn sự đồng ý chưa ghi rút. Xin ghi rút ở trang của người đó trước.", "outcome")
    if request.kind == Kind.CORRECT and not (change and changes_for(request, member).filter(pk=change.pk).exists()):
        raise Refusal("Xin sửa thông tin của người này trước, rồi chọn thay đổi trả lời yêu cầu.", "change")


def changes_for(request: DataRequest, member: Member) -> ChangeQuerySet:
    """Changes of her record since the request came, latest first."""
    memberships = Membership.objects.filter(member=member)
    return Change.objects.of(member, *memberships).filter(at__date__gte=request.received_on)


@verb
def hand_out(*, member: Member, way: str, by: User, request: DataRequest | None = None) -> Disclosure:
    """All that is held about a person goes to her; an open request to see or copy it is done with it."""
    if not Member.objects.handled_by(by).filter(pk=member.pk).exists():
        raise NotAllowed("Chức trách của bạn không giao được dữ liệu của người này. Nếu cần, xin báo Thường trực Hội.")
    if request:
        request = locked(request, by)
        finish(request, Outcome.DONE, timezone.localdate(), by)
    disclosure = Disclosure(member=member, request=request, way=way, given_by=by)
    save_checked(disclosure)
    return disclosure


def locked(request: DataRequest, by: User) -> DataRequest:
    """The request as it is now, held against a second hand; refuses when it is closed already."""
    if not DataRequest.objects.editable_by(by).filter(pk=request.pk).exists():
        raise NotAllowed("Chức trách của bạn không giải quyết yêu cầu này. Nếu cần, xin báo Thường trực Hội.")
    request = DataRequest.objects.select_for_update(of=("self",)).select_related("unit", "member").get(pk=request.pk)
    if request.done_on:
        raise Refusal(
            f"Yêu cầu này đã được {request.handled_by} đóng ngày {format_date(request.done_on)} "
            f"({request.get_outcome_display()}). Không cần làm gì thêm."
        )
    return request


def _refuse_day(request: DataRequest, day: date, field: str) -> None:
    if day > timezone.localdate():
        raise Refusal("Ngày này đang ở tương lai. Xin ghi ngày đã làm.", field)
    if day < request.received_on:
        raise Refusal(f"Ngày này không thể trước ngày nhận ({format_date(request.received_on)}). Xin xem lại.", field)
