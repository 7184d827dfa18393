"""Verbs of donors: keep who gives, change what is known of her."""

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.names import nfc

from ..models import Donor
from ..words import FORGOTTEN


@verb
def add_donor(*, unit: Unit, name: str, by: User, address: str = "", phone: str = "") -> Donor:
    require(by, "write_funds", unit)
    _refuse_known(unit, name, address)
    donor = Donor(unit=unit, name=name, address=address, phone=phone)
    save_checked(donor)
    return donor


@verb
def change_donor(*, donor: Donor, name: str, by: User, address: str = "", phone: str = "") -> Donor:
    """Vouchers keep the name they were written with; the donor's page finds them still."""
    require(by, "write_funds", donor.unit)
    donor = Donor.objects.select_for_update(of=("self",)).select_related("unit").get(pk=donor.pk)
    donor.name, donor.address, donor.phone = name, address, phone
    _refuse_known(donor.unit, name, address, but=donor)
    save_checked(donor)
    return donor


def _refuse_known(unit: Unit, name: str, address: str, *, but: Donor | None = None) -> None:
    known = Donor.objects.filter(unit=unit, name=nfc(name), address=nfc(address)).exclude(pk=but and but.pk).first()
    if known:
        into = f" (đã gộp vào hồ sơ {known.merged_into})" if known.merged_into else ""
        raise Refusal(
            f"Trong sổ đã có người cùng tên, cùng địa chỉ{into}. Xin ghi địa chỉ khác để phân biệt.", "address"
        )


@verb
def merge_donors(*, keep: Donor, gone: Donor, reason: str, by: User) -> Donor:
    """Let `keep` speak for both. Nothing that was written changes: vouchers hold the record they were written with."""
    require(by, "write_funds", keep.unit)
    require(by, "write_funds", gone.unit)
    keep, gone = _held(keep, gone)
    if keep.unit_id != gone.unit_id:
        raise Refusal("Hai hồ sơ ở sổ của hai đơn vị. Mỗi đơn vị giữ sổ người ủng hộ của mình nên không gộp được.")
    if keep.pk == gone.pk or keep.merged_into_id or gone.merged_into_id:
        raise Refusal("Một trong hai hồ sơ đã gộp rồi. Xin mở lại sổ người ủng hộ và xem lại.")
    if gone.merged.exists():
        raise Refusal(f"Hồ sơ {gone} đã gồm hồ sơ khác. Xin giữ hồ sơ này và gộp hồ sơ kia vào, hoặc tách ra trước.")
    if any(one.name.startswith(FORGOTTEN) for one in (keep, gone)):
        raise Refusal("Thông tin của một trong hai người đã được xóa theo yêu cầu nên không gộp được.")
    if not reason.strip():
        raise Refusal("Xin ghi vì sao đây là một người.", "reason")
    gone.merged_into, gone.merged_because = keep, reason.strip()
    save_checked(gone)
    return gone


@verb
def split_donor(*, donor: Donor, by: User) -> Donor:
    """Take a merge back: the record stands for itself again, with every voucher that was written with it."""
    require(by, "write_funds", donor.unit)
    (donor,) = _held(donor)
    if donor.merged_into_id is None:
        raise Refusal("Hồ sơ này không gộp vào hồ sơ nào.")
    donor.merged_into, donor.merged_because = None, ""
    save_checked(donor)
    return donor


def _held(*donors: Donor) -> list[Donor]:
    """As they are now, locked always in the same order."""
    ids = [donor.pk for donor in donors]
    found = {one.pk: one for one in Donor.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    return [found[pk] for pk in ids]
