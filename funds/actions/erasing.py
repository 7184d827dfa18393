"""Forgetting who gave or received when that person asks for it; the money, and what the law keeps, stays."""

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Refusal, verb
from khuyenhoc.erasing import blank_log

from ..models import Donor, Giver, Grant
from ..words import FORGOTTEN


@verb
def forget_recipient(*, grant: Grant, by: User) -> list[Grant]:
    """Of a person who is no member, in every list of the unit that names her with the same school."""
    unit = grant.grant_list.fund.unit
    require(by, "handle_privacy", unit)
    if grant.is_forgotten:
        raise Refusal("Thông tin của người này đã được xóa rồi.")
    if grant.member_id:
        raise Refusal("Người này là hội viên. Xin xóa thông tin ở hồ sơ hội viên, theo yêu cầu đã ghi trong sổ.")
    found = same_recipient(grant).forget()
    blank_log(found, by=by)
    return found


def same_recipient(grant: Grant):
    """Lines that speak of the same person, as the totals count people."""
    return Grant.objects.filter(
        grant_list__fund__unit=grant.grant_list.fund.unit, name=grant.name, school=grant.school, member=None
    )


@verb
def forget_donor(*, donor: Donor, by: User) -> Donor:
    """The register and the lists of givers forget her; a voucher that bears her name is kept as the law asks."""
    require(by, "handle_privacy", donor.unit)
    if donor.name.startswith(FORGOTTEN):
        raise Refusal("Thông tin của người này đã được xóa rồi.")
    for record in donor.records:
        _forget_record(record, by)
    donor.refresh_from_db()
    return donor


def _forget_record(donor: Donor, by: User) -> None:
    donor.name, donor.address, donor.phone = f"{FORGOTTEN} {donor.pk}", "", ""
    donor.merged_because = FORGOTTEN if donor.merged_because else ""
    donor.save()
    lines = list(Giver.objects.filter(donor=donor))
    Giver.objects.filter(donor=donor).update(name=donor.name, address="")
    blank_log([donor, *lines], by=by)


@verb
def forget_giver(*, giver: Giver, reason: str, by: User) -> list[Giver]:
    """Of a person in no register, in every list of givers of the unit that names her with the same address."""
    require(by, "handle_privacy", giver.voucher.fund.unit)
    if giver.is_forgotten:
        raise Refusal("Thông tin của người này đã được xóa rồi.")
    if giver.donor_id:
        raise Refusal("Người này có trong sổ người ủng hộ. Xin xóa thông tin ở trang của người đó.")
    if not reason.strip():
        raise Refusal("Xin ghi xóa theo yêu cầu nào.", "reason")
    found = list(Giver.objects.like(giver))
    number = min(one.pk for one in found)
    Giver.objects.filter(pk__in=[one.pk for one in found]).update(
        name=f"{FORGOTTEN} {number}", address="", forgotten_because=reason.strip()
    )
    blank_log(found, by=by)
    return found
