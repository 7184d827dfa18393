"""Verbs of donors: keep who gives, change what is known of her."""

from chapters.actions import require
from chapters.models import Unit, User
from khuyenhoc.actions import save_checked, verb

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
    save_checked(donor)
    return donor
