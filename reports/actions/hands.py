import hashlib
import secrets
from datetime import date, datetime

from django.utils import timezone

from chapters.models import User
from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.models import StoredFile
from khuyenhoc.names import nfc

from ..models import EntryLink, OnBehalf, Return, Row
from .common import is_from_above, require_write, writable


@verb
def enter_on_behalf(
    *, unit_return: Return, way: str, from_whom: str, received_on: date, by: User, scan: StoredFile | None = None
) -> OnBehalf:
    """Say how figures came that somebody above will enter for the unit; paper and photo come with their scan."""
    require_write(by, None, unit_return)
    unit_return = writable(unit_return)
    if not unit_return.period.allows_on_behalf:
        raise NotAllowed(f"{unit_return.period.name} chỉ để chính đơn vị nhập số liệu.")
    if received_on > timezone.localdate():
        raise Refusal("Ngày nhận ở sau hôm nay. Xin xem lại.", "received_on")
    if way in (OnBehalf.Way.PAPER, OnBehalf.Way.PHOTO) and scan is None:
        raise Refusal("Số liệu đến bằng giấy hoặc ảnh thì phải kèm bản quét hoặc ảnh đó.", "scan")
    made = OnBehalf(
        unit_return=unit_return, way=way, from_whom=nfc(from_whom), received_on=received_on, scan=scan, entered_by=by
    )
    save_checked(made)
    return made


@verb
def confirm_on_behalf(*, on_behalf: OnBehalf, by: User) -> OnBehalf:
    """The unit confirms what was entered for it; nobody of the level above can."""
    on_behalf = _locked(on_behalf)
    require_write(by, None, on_behalf.unit_return)
    if is_from_above(by, on_behalf.unit_return):
        raise NotAllowed("Chỉ chính đơn vị xác nhận số liệu nhập thay. Xin báo đơn vị mở trang nhập số liệu.")
    if on_behalf.voided_at:
        raise Refusal("Lần nhập thay này đã hoàn tác, không còn số liệu nào để xác nhận. Xin tải lại trang.")
    if on_behalf.confirmed_at is None:
        on_behalf.confirmed_at, on_behalf.confirmed_by = timezone.now(), by
        save_checked(on_behalf)
    return on_behalf


@verb
def void_on_behalf(*, on_behalf: OnBehalf, by: User) -> OnBehalf:
    """Take back that figures came so, once none of them is left; what the unit has confirmed stays."""
    require_write(by, None, on_behalf.unit_return)
    writable(on_behalf.unit_return)
    on_behalf = _locked(on_behalf)
    if on_behalf.confirmed_at:
        raise Refusal(
            f"Không hoàn tác được: {on_behalf.unit_return.unit} đã xác nhận số liệu nhập thay. "
            "Xin sửa từng số ở trang nhập số liệu."
        )
    if on_behalf.values.exists():
        raise Refusal("Còn số liệu ghi theo lần nhập thay này nên không hoàn tác được. Xin sửa các số ấy trước.")
    if on_behalf.voided_at is None:
        on_behalf.voided_at, on_behalf.voided_by = timezone.now(), by
        save_checked(on_behalf)
    return on_behalf


def _locked(on_behalf: OnBehalf) -> OnBehalf:
    found = OnBehalf.objects.select_for_update(of=("self",)).select_related("unit_return__unit")
    return found.get(pk=on_behalf.pk)


@verb
def make_link(
    *, unit_return: Return, holder: str, expires_at: datetime, by: User, row: Row | None = None
) -> tuple[EntryLink, str]:
    """A link that opens the entry of one return, or of one of its rows, until it expires; and its secret, told once."""
    _require_links(unit_return, by)
    unit_return = writable(unit_return)
    if not unit_return.period.allows_links:
        raise Refusal("Kỳ này chưa bật việc gửi liên kết. Xin Thường trực Hội cấp trên cùng bật trong kỳ báo cáo.")
    if row and row.unit_return_id != unit_return.pk:
        raise Refusal("Dòng này thuộc báo cáo khác. Xin tải lại trang.")
    if expires_at <= timezone.now():
        raise Refusal("Hạn dùng phải ở sau lúc này.", "expires_at")
    secret = secrets.token_urlsafe(24)
    link = EntryLink(
        unit_return=unit_return,
        row=row,
        holder=nfc(holder),
        secret_digest=digest(secret),
        expires_at=expires_at,
        created_by=by,
    )
    save_checked(link)
    return link, secret


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@verb
def withdraw_link(*, link: EntryLink, by: User) -> EntryLink:
    _require_links(link.unit_return, by)
    link = EntryLink.objects.select_for_update(of=("self",)).get(pk=link.pk)
    if link.withdrawn_at is None:
        link.withdrawn_at, link.withdrawn_by = timezone.now(), by
        save_checked(link)
    return link


def _require_links(unit_return: Return, by: User) -> None:
    """Links are the business of the standing offices at or above the unit."""
    if not by.can("accept_returns", unit_return.unit):
        raise NotAllowed("Chỉ Thường trực Hội cấp trên gửi và thu hồi liên kết nhập số liệu.")
