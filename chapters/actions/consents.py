from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from django.utils import timezone

from khuyenhoc.actions import NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.files import store_file
from khuyenhoc.models import StoredFile

from ..models import Consent, ConsentWording, Member, Unit, User
from .common import require


@dataclass(frozen=True)
class Scan:
    """An uploaded file that is stored only once everything else is in order.

    Its own name is not kept: it may be a person's, and a stored file cannot be erased.
    """

    name: str
    content: bytes

    def store(self, by: User) -> StoredFile:
        name = f"Bản quét{PurePath(self.name).suffix[:5].lower()}"
        try:
            return store_file(name=name, content=self.content, by=by, only_scans=True)
        except Refusal as refusal:
            raise Refusal(str(refusal), "scan") from refusal


@verb
def write_wording(*, text: str, by: User) -> ConsentWording:
    """A new version of what people agree to, from today on; it waits for the association's confirmation."""
    _require_root(by)
    newest = ConsentWording.objects.select_for_update().first()
    if newest and newest.text == text:
        raise Refusal("Nội dung này giống hệt bản đang dùng. Xin sửa rồi lưu.", "text")
    wording = ConsentWording(version=newest.version + 1 if newest else 1, text=text, written_by=by)
    save_checked(wording)
    return wording


@verb
def confirm_wording(*, wording: ConsentWording, by: User) -> ConsentWording:
    _require_root(by)
    wording = ConsentWording.objects.select_for_update().get(pk=wording.pk)
    if wording.confirmed_on:
        raise Refusal(f"Nội dung này đã được xác nhận ngày {format_date(wording.confirmed_on)}.")
    wording.confirmed_on, wording.confirmed_by = timezone.localdate(), by
    save_checked(wording)
    return wording


def _require_root(by: User) -> None:
    if not by.serves_root("handle_privacy"):
        raise NotAllowed("Nội dung đồng ý do Hội cấp cao nhất trên phần mềm soạn. Nếu cần, xin báo Thường trực Hội.")


@verb
def record_consents(
    *,
    unit: Unit,
    members: Iterable[Member],
    wording: ConsentWording,
    given_on: date,
    way: str,
    by: User,
    scan: Scan | None = None,
    note: str = "",
) -> list[Consent]:
    """One consent for each person; a sheet they all signed is stored once. Who has agreed already is passed over."""
    require(by, "write_members", unit)
    Unit.objects.select_for_update().get(pk=unit.pk)
    if given_on > timezone.localdate():
        raise Refusal("Ngày đồng ý đang ở tương lai. Xin ghi ngày đã ký.", "given_on")
    wanted = {member.pk for member in members}
    if Member.objects.editable_by(by).filter(pk__in=wanted).count() != len(wanted):
        raise NotAllowed("Có người mà chức trách của bạn không ghi được. Xin tải lại trang.")
    _refuse_unproved(way, scan, note)
    agreed = Consent.objects.standing().filter(wording=wording, member__in=wanted)
    missing = sorted(wanted - set(agreed.values_list("member", flat=True)))
    if not missing:
        return []
    stored = scan.store(by) if scan else None
    shared = {"unit": unit, "wording": wording, "given_on": given_on, "way": way, "note": note, "scan": stored}
    return [_record(member_id, by, shared) for member_id in missing]


def _record(member_id: int, by: User, shared: dict[str, object]) -> Consent:
    consent = Consent(member_id=member_id, recorded_by=by, **shared)
    save_checked(consent)
    return consent


def _refuse_unproved(way: str, scan: Scan | None, note: str) -> None:
    """Consent must be provable (DOMAIN 8)."""
    if way in (Consent.Way.SHARED_SHEET, Consent.Way.OWN_SHEET) and scan is None:
        raise Refusal("Xin chọn bản quét hoặc ảnh chụp của giấy đã ký.", "scan")
    if way in (Consent.Way.PHONE, Consent.Way.IN_PERSON) and not note:
        raise Refusal("Đồng ý bằng lời thì xin ghi ai nghe, vào lúc nào, để sau này chứng minh được.", "note")


@verb
def withdraw_consent(*, consent: Consent, withdrawn_on: date, by: User) -> Consent:
    """From that day her data is no longer used on the strength of this consent; the consent itself stays on record."""
    if not _may_withdraw(consent, by):
        raise NotAllowed("Chức trách của bạn không ghi rút được sự đồng ý này. Nếu cần, xin báo Thường trực Hội.")
    consent = Consent.objects.select_for_update(of=("self",)).select_related("member").get(pk=consent.pk)
    if consent.withdrawn_on:
        raise Refusal(f"Sự đồng ý này đã ghi rút từ ngày {format_date(consent.withdrawn_on)}.", "withdrawn_on")
    if withdrawn_on > timezone.localdate():
        raise Refusal("Ngày rút đang ở tương lai. Xin ghi ngày người đó đã báo.", "withdrawn_on")
    if withdrawn_on < consent.given_on:
        raise Refusal(
            f"Ngày rút không thể trước ngày đồng ý ({format_date(consent.given_on)}). Xin xem lại.", "withdrawn_on"
        )
    consent.withdrawn_on, consent.withdrawn_by = withdrawn_on, by
    save_checked(consent)
    return consent


def _may_withdraw(consent: Consent, by: User) -> bool:
    keepers = Member.objects.editable_by(by) | Member.objects.handled_by(by)
    return keepers.filter(pk=consent.member_id).exists()
