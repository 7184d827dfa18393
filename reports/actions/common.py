from collections.abc import Iterable

from django.utils import timezone

from chapters.models import User
from khuyenhoc.actions import NotAllowed, Refusal
from khuyenhoc.dates import format_date

from ..models import LinkHolder, Period, Return, Row

Writer = User | LinkHolder


def require_write(by: Writer, row: Row | None, unit_return: Return) -> None:
    """Refuse whoever may not enter figures of this row, or of the return as a whole."""
    unit = row.unit if row else unit_return.unit
    if isinstance(by, LinkHolder) and not _is_of(by, row, unit_return):
        raise NotAllowed("Liên kết này chỉ mở số liệu của đơn vị được gửi. Xin báo Thường trực Hội.")
    if by.can("write_returns", unit):
        return
    if isinstance(by, LinkHolder) and not by.link.is_working:
        raise NotAllowed("Liên kết này đã hết hạn hoặc đã bị thu hồi. Xin Thường trực Hội gửi liên kết mới.")
    raise NotAllowed(f"Chức trách của bạn không nhập số liệu tại {unit}. Nếu cần, xin báo Thường trực Hội cấp trên.")


def _is_of(by: LinkHolder, row: Row | None, unit_return: Return) -> bool:
    """Whether the link was made for this return, and if for one row, for this one."""
    link = by.link
    asked = row.unit_return_id if row else unit_return.pk
    return asked == link.unit_return_id and (link.row_id is None or (row is not None and row.pk == link.row_id))


def is_from_above(by: Writer, unit_return: Return) -> bool:
    """Whether this writer holds no office in the unit itself: what she enters is entered on its behalf."""
    if isinstance(by, LinkHolder):
        return False
    return not any(office.unit.path.startswith(unit_return.unit.path) for office in by.offices)


def locked(unit_return: Return) -> Return:
    return locked_all([unit_return.pk])[unit_return.pk]


def locked_all(keys: Iterable[int]) -> dict[int, Return]:
    """Returns locked for writing, by key and in its order, so that two who need the same ones never wait in a ring."""
    found = Return.objects.select_for_update(of=("self",)).select_related("period", "unit")
    return {one.pk: one for one in found.filter(pk__in=set(keys)).order_by("pk")}


def writable(unit_return: Return) -> Return:
    """The return, locked for writing; refuses when it is submitted, accepted, superseded, or its period closed."""
    unit_return = locked(unit_return)
    refuse_unwritable(unit_return)
    return unit_return


def refuse_unwritable(unit_return: Return) -> None:
    year = unit_return.period.name.lower()
    refuse_closed(unit_return.period)
    if unit_return.state == Return.State.ACCEPTED:
        raise Refusal(
            f"Số liệu {year} của {unit_return.unit} đã chốt ngày "
            f"{format_date(timezone.localdate(unit_return.accepted_at))}. "
            "Muốn sửa, hãy gửi đề nghị mở lại cho Thường trực Hội cấp trên."
        )
    if not unit_return.is_writable:
        raise Refusal(
            f"Số liệu {year} của {unit_return.unit} đã nộp và đang chờ cấp trên xem. "
            "Muốn sửa, hãy đề nghị cấp trên trả lại."
        )


def refuse_closed(period: Period) -> None:
    if not period.is_open:
        raise Refusal(
            f"Kỳ báo cáo {period.name.lower()} đã đóng nên không ghi thêm được. "
            "Nếu cần, xin đề nghị Thường trực Hội cấp trên cùng mở lại."
        )


def some_of(sentences: Iterable[str], shown: int = 5) -> str:
    """The first few, and how many more."""
    found = list(sentences)
    more = f" (và {len(found) - shown} điều khác)" if len(found) > shown else ""
    return " ".join(found[:shown]) + more
