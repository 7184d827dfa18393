"""Verbs of lists of recipients: write one, change it while it is unpaid, drop it with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from chapters.actions import require
from chapters.models import Member, User
from khuyenhoc.actions import Refusal, save_checked, verb

from ..models import Fund, Grant, GrantList, Voucher
from ..words import FORGOTTEN
from .common import lock


@dataclass(frozen=True)
class GrantLine:
    """One line of a list of recipients, as typed; `amount` is what the line received in all, in đồng."""

    name: str
    recipient: str
    amount: int
    school: str = ""
    shares: int = 1
    note: str = ""
    member: Member | None = None


@verb
def make_grant_list(
    *, fund: Fund, kind: str, name: str, given_on: date, lines: Sequence[GrantLine], by: User
) -> GrantList:
    """A list of who receives what at one occasion; `record_expense(pays=…)` pays it."""
    require(by, "write_funds", fund.unit)
    grant_list = GrantList(fund=fund, kind=kind, name=name, given_on=given_on, made_by=by)
    save_checked(grant_list)
    _fill(grant_list, lines)
    return grant_list


@verb
def change_grant_list(
    *, grant_list: GrantList, kind: str, name: str, given_on: date, lines: Sequence[GrantLine], by: User
) -> GrantList:
    """Write the list anew while no voucher pays it."""
    require(by, "write_funds", grant_list.fund.unit)
    _refuse_paid(grant_list)
    grant_list.kind, grant_list.name, grant_list.given_on = kind, name, given_on
    save_checked(grant_list)
    grant_list.grants.all().delete()
    _fill(grant_list, lines)
    return grant_list


@verb
def link_grant(*, grant: Grant, member: Member | None, by: User) -> Grant:
    """Say which member of ours a recipient is, or that she is none; also when the list is paid already."""
    require(by, "write_funds", grant.grant_list.fund.unit)
    if member and not Member.objects.visible_to(by).filter(pk=member.pk).exists():
        raise Refusal("Không có hội viên này trong phạm vi của bạn.", "member")
    if member and grant.name.startswith(FORGOTTEN):
        raise Refusal("Thông tin của người này đã được xóa, không nối với ai nữa.", "member")
    grant.member = member
    save_checked(grant)
    return grant


def _fill(grant_list: GrantList, lines: Sequence[GrantLine]) -> None:
    if not lines:
        raise Refusal("Xin ghi ít nhất một người được trao.", "lines")
    for position, line in enumerate(lines, start=1):
        save_checked(Grant(grant_list=grant_list, position=position, **vars(line)))


@verb
def drop_grant_list(*, grant_list: GrantList, reason: str, by: User) -> GrantList:
    require(by, "write_funds", grant_list.fund.unit)
    _refuse_paid(grant_list)
    if not reason.strip():
        raise Refusal("Xin ghi vì sao bỏ danh sách.", "reason")
    grant_list.dropped_at, grant_list.dropped_because = timezone.now(), reason.strip()
    save_checked(grant_list)
    return grant_list


def _refuse_paid(grant_list: GrantList) -> None:
    lock(grant_list.fund)
    stands = Voucher.objects.filter(pays=grant_list, dropped_at=None, reversed_by=None).first()
    if stands:
        raise Refusal(f"Danh sách này đã có {stands}. Muốn sửa, hãy hủy phiếu đó rồi lập lại.")
    if grant_list.dropped_at:
        raise Refusal("Danh sách này đã bỏ rồi.")
