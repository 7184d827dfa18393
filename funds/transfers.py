"""Money between purses: where it may go, what is on its way, and what a page tells of the other half."""

from dataclasses import dataclass

from django.db.models import QuerySet

from chapters.models import User
from khuyenhoc.names import search_key

from .models import Fund, Voucher


def receivers(fund: Fund, user: User, words: str) -> list[Fund]:
    """Purses that this one may send to and whose names hold every word; the associations above first."""
    wanted = search_key(words).split()
    above = fund.unit.path
    found = Fund.objects.may_receive_from(fund, user).select_related("unit__parent")
    named = [purse for purse in found if all(word in _words(purse) for word in wanted)]
    return sorted(named, key=lambda purse: (not above.startswith(purse.unit.path), purse.unit.path, purse.pk))


def _words(fund: Fund) -> str:
    above = fund.unit.parent.full_name if fund.unit.parent else ""
    return search_key(f"{fund.name} {fund.unit.full_name} {above}")


def incoming(fund: Fund) -> QuerySet[Voucher]:
    """What was sent to this purse and waits to be taken in."""
    return fund.vouchers_sent.on_the_way().select_related("fund__unit").order_by("dated_on", "pk")


def to_receive(user: User) -> QuerySet[Voucher]:
    """What waits in all books that the user keeps."""
    books = Fund.objects.editable_by(user).order_by()
    sent = Voucher.objects.on_the_way().filter(sent_to__in=books)
    return sent.select_related("fund__unit", "sent_to__unit").order_by("dated_on", "pk")


@dataclass(frozen=True)
class Transfer:
    """The other half of a transfer: which purse, and its voucher if there is one; links only within reach."""

    is_sent: bool
    other: Fund
    twin: Voucher | None
    is_reached: bool
    waits: bool = False
    may_receive: bool = False


def transfer_of(voucher: Voucher, user: User) -> Transfer | None:
    if other := voucher.sent_to:
        twin = Voucher.objects.filter(transfer_of=voucher).first()
        waits = Voucher.objects.on_the_way().filter(pk=voucher.pk).exists()
        may_receive = waits and user.can("write_funds", other.unit)
        return Transfer(True, other, twin, user.can("read_funds", other.unit), waits, may_receive)
    if voucher.transfer_of:
        other = voucher.transfer_of.fund
        return Transfer(False, other, voucher.transfer_of, user.can("read_funds", other.unit))
    return None
