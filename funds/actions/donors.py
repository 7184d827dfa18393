"""Verbs of donors: keep who gives, change what is known of her."""

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.names import nfc

from ..models import Donor


@verb
def add_donor(*, unit: Unit, name: str, by: User, address: str = "", phone: str = "") -> Donor:
    require(by, "write_funds", unit)
    donor = Donor(unit=unit, name=name, address=address, phone=phone)
    save_checked(donor)
    return donor


@verb
def change_donor(*, donor: Donor, name: str, by: User, address: str = "", phone: str = "") -> Donor:
    """Vouchers keep the name they were written with; the donor's page finds them still."""
    require(by, "write_funds", donor.unit)
    donor = Donor.objects.select_for_update(of=("self",)).select_related("unit").get(pk=donor.pk)
    donor.name, donor.address, donor.phone = name, address, phone
    if Donor.objects.filter(unit=donor.unit, name=nfc(name), address=nfc(address)).exclude(pk=donor.pk).exists():
        raise Refusal("Trong sổ đã có người cùng tên, cùng địa chỉ. Xin ghi địa chỉ khác để phân biệt.", "address")
    save_checked(donor)
    return donor
