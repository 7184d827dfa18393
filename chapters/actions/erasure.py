from collections.abc import Iterator

from django.db import models
from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, verb
from khuyenhoc.erasing import blank_log

from ..models import ERASED_NAME, DataRequest, Member, Membership, User
from ..reach import within
from .requests import finish, locked


@verb
def erase_member(*, member: Member, request: DataRequest, reason: str, by: User) -> Member:
    """Forget who she is and keep every count: her memberships stay, with her sex, under a name that says nothing.

    Tables of later apps that speak of her follow by `erase_person(member)` on their managers (decision 4); it clears
    their words and returns the records whose log is to be blanked with hers. What the law keeps, they leave alone.
    """
    refuse_erasure(member, by)
    request = locked(request, by)
    if request.kind != DataRequest.Kind.ERASE or request.member_id != member.pk:
        raise Refusal("Chỉ xóa theo một yêu cầu xóa của chính người này, còn mở trong sổ.", "request")
    if not reason:
        raise Refusal("Xin ghi căn cứ xóa, ví dụ đơn của hội viên. Không ghi tên người ở đây.", "reason")
    records = list(_records_of(Member.objects.select_for_update().get(pk=member.pk)))
    if records[0].erased_at:
        raise Refusal("Thông tin của người này đã được xóa rồi.")
    spoken = [changed for record in records for changed in _forget_elsewhere(record)]
    for record in records:
        _forget(record)
    finish(locked(request, by), DataRequest.Outcome.DONE, timezone.localdate(), by, reason)
    blank_log([*records, *spoken, request], by=by)
    return records[0]


def refuse_erasure(member: Member, by: User) -> None:
    """Her data may be kept by several units: whoever erases must serve all of them."""
    if not Member.objects.handled_by(by).filter(pk=member.pk).exists():
        raise NotAllowed("Chức trách của bạn không xóa được thông tin của người này. Nếu cần, xin báo Thường trực Hội.")
    held = Membership.objects.genuine().filter(member=member, until=None)
    if held.exclude(within(by.paths("handle_privacy"), "unit__path")).exists():
        raise NotAllowed(
            "Người này còn sinh hoạt ở đơn vị ngoài phạm vi của bạn. Xin chuyển yêu cầu cho Thường trực Hội cấp trên."
        )


def _records_of(member: Member) -> Iterator[Member]:
    """Herself, and the doubles that were merged into her and still hold her name."""
    yield member
    for merged in member.merged.select_for_update():
        yield from _records_of(merged)


def _forget_elsewhere(member: Member) -> Iterator[models.Model]:
    for relation in Member._meta.related_objects:
        forget = getattr(relation.related_model._default_manager, "erase_person", None)
        if forget:
            yield from forget(member)


def _forget(member: Member) -> None:
    member.name = f"{ERASED_NAME} {member.pk}"
    member.birth_year, member.phone, member.address, member.ethnicity = None, "", "", ""
    member.erased_at = member.erased_at or timezone.now()
    member.save()
