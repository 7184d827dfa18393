"""Who of a list is known: givers as typed against the donors a unit keeps, and what a donor has given."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from chapters.models import Unit, User
from khuyenhoc.names import compare_key, search_key

from .models import Donor, Giver, Voucher


class KnownDonors:
    """The donors of one unit by name; an address tells namesakes apart. A merged record leads to who speaks for it."""

    def __init__(self, unit: Unit) -> None:
        self.by_name: dict[str, list[Donor]] = defaultdict(list)
        for donor in Donor.objects.filter(unit=unit).select_related("merged_into"):
            self.add(donor)

    def add(self, donor: Donor) -> None:
        self.by_name[compare_key(donor.name)].append(donor)

    def find(self, name: str, address: str = "") -> list[Donor]:
        """With an address whoever has that name and address; without one, all who have the name."""
        found = self.by_name.get(compare_key(name), [])
        if address:
            found = [donor for donor in found if compare_key(donor.address) == compare_key(address)]
        return list(dict.fromkeys(donor.merged_into or donor for donor in found))

    def only(self, name: str, address: str = "") -> Donor | None:
        """The one meant; None when nobody is, or when it could be several."""
        found = self.find(name, address)
        return found[0] if len(found) == 1 else None


def shows_contacts(user: User, unit: Unit) -> bool:
    """Who keeps the book has typed address and telephone herself; others need the permission for contacts."""
    return user.can("write_funds", unit) or user.can("read_contacts", unit)


def known_as(unit: Unit, name: str, address: str) -> Donor | None:
    """Who stands in the register under exactly these, on her own or by a record merged into hers."""
    found = Donor.objects.filter(unit=unit, name=name, address=address).select_related("merged_into").first()
    return found and (found.merged_into or found)


def search(donors: QuerySet[Donor], words: str) -> QuerySet[Donor]:
    """Names that hold every word, without marks, in any order."""
    for word in search_key(words).split():
        donors = donors.filter(search_key__contains=word)
    return donors


_STANDS = Q(number__isnull=False, reverses=None, reversed_by=None)


def with_totals(donors: QuerySet[Donor]) -> QuerySet[Donor]:
    """Each donor with `given`: đồng of all receipts that stand, on her own and as a line of a list."""
    standing = Exists(Voucher.objects.filter(_STANDS, pk=OuterRef("voucher")))
    return donors.annotate(given=total_of(Voucher.objects.filter(_STANDS)) + total_of(Giver.objects.filter(standing)))


def total_of(rows: QuerySet[Any]) -> Combinable:
    """đồng of these vouchers or lines that are a donor's, by her own record or by one merged into it."""
    return _total(rows, "donor") + _total(rows, "donor__merged_into")


def _total(rows: QuerySet[Any], by: str) -> Coalesce:
    """Two sums, each found by its index; a single one over either column would read every voucher for each donor."""
    hers = rows.filter(**{by: OuterRef("pk")}).order_by().values(by)
    return Coalesce(Subquery(hers.annotate(total=Sum("amount")).values("total")), 0)


@dataclass(frozen=True)
class Gift:
    """What a donor gave by one receipt, in đồng; `is_listed`: as a line of its list of givers."""

    voucher: Voucher
    amount: int
    is_listed: bool

    @property
    def stands(self) -> bool:
        return getattr(self.voucher, "reversed_by", None) is None


def gifts_of(donor: Donor, user: User) -> list[Gift]:
    """Latest first; a reversed one is shown too, and does not count."""
    receipts = Voucher.objects.visible_to(user).filter(number__isnull=False, reverses=None)
    receipts = receipts.select_related("fund__unit", "from_account", "reversed_by")
    records = donor.records
    gifts = [Gift(voucher, voucher.amount, is_listed=False) for voucher in receipts.filter(donor__in=records)]
    lines = Giver.objects.filter(donor__in=records).values_list("voucher", "amount")
    listed = receipts.in_bulk({voucher for voucher, _ in lines})
    gifts += [Gift(listed[voucher], amount, is_listed=True) for voucher, amount in lines if voucher in listed]
    return sorted(gifts, key=lambda gift: (gift.voucher.dated_on, gift.voucher.pk), reverse=True)


def written_with(donor: Donor) -> dict[str, int]:
    """How many vouchers and lines of lists bear a record of hers."""
    records = donor.records
    return {
        "vouchers": Voucher.objects.filter(donor__in=records).count(),
        "lines": Giver.objects.filter(donor__in=records).count(),
    }
