"""Verbs of money that comes and goes: take in, pay out, move, send to another purse, reverse. Whole đồng."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.numbers import format_money

from ..models import Account, Donor, Fund, Giver, GrantList, Voucher
from .common import lock, post, refuse_closed, refuse_overdraft, write

# Goods are worth what they were valued at, which is not what somebody pays for them.
GOODS_STAY = (
    "Hiện vật không gửi, rút thành tiền được, tiền cũng không thành hiện vật. Hiện vật đã trao, đã dùng: ghi chi từ "
    "tài khoản hiện vật. Hiện vật đã bán: ghi thu số tiền bán ở nguồn “Thu khác”, và ghi chi hiện vật ấy."
)


@dataclass(frozen=True)
class GiverLine:
    """One line of a list of givers (bảng kê), as typed."""

    name: str
    amount: int
    address: str = ""
    donor: Donor | None = None


@verb
def record_contribution(
    *,
    fund: Fund,
    source: Account,
    account: Account,
    amount: int,
    dated_on: date,
    party: str,
    reason: str,
    by: User,
    donor: Donor | None = None,
    party_address: str = "",
    goods: str = "",
    enclosures: int | None = None,
    givers: Sequence[GiverLine] = (),
) -> Voucher:
    """Post a receipt (phiếu thu): `amount` đồng from `source` into one of the fund's money accounts.

    With `givers` it is one voucher with a list of who gave how much, which adds up to the amount.
    """
    require(by, "write_funds", fund.unit)
    if source.kind not in (Account.Kind.SOURCE, Account.Kind.ASSOCIATION):
        raise Refusal("Xin chọn nguồn thu.", "source")
    _refuse_unlike(givers, amount)
    voucher = write(
        fund,
        Voucher.Series.RECEIPT,
        source,
        account,
        by=by,
        amount=amount,
        dated_on=dated_on,
        party=party,
        party_address=party_address,
        reason=reason,
        donor=donor,
        goods=goods,
        enclosures=enclosures,
    )
    if givers:
        save_checked(voucher)
        for position, line in enumerate(givers, start=1):
            save_checked(
                Giver(
                    voucher=voucher,
                    position=position,
                    name=line.name,
                    address=line.address,
                    amount=line.amount,
                    donor=line.donor,
                )
            )
    return post(voucher, by)


def _refuse_unlike(givers: Sequence[GiverLine], amount: int) -> None:
    total = sum(line.amount for line in givers)
    if givers and total != amount:
        raise Refusal(
            f"Bảng kê cộng lại được {format_money(total)}, còn phiếu ghi {format_money(amount)}. Xin xem lại.", "amount"
        )


@verb
def record_expense(
    *,
    fund: Fund,
    purpose: Account,
    account: Account,
    amount: int,
    dated_on: date,
    party: str,
    reason: str,
    by: User,
    below_zero: bool = False,
    party_address: str = "",
    enclosures: int | None = None,
    pays: GrantList | None = None,
) -> Voucher:
    """Post a payment (phiếu chi). More than the account can spare is refused unless `below_zero` is said.

    From the fund's `approval_above` on it is only written, and waits for a second person; it then has no number yet.
    """
    require(by, "write_funds", fund.unit)
    if purpose.kind not in (Account.Kind.PURPOSE, Account.Kind.ASSOCIATION):
        raise Refusal("Xin chọn mục đích chi.", "purpose")
    return _pay(
        fund,
        account,
        purpose,
        by=by,
        below_zero=below_zero,
        amount=amount,
        dated_on=dated_on,
        party=party,
        party_address=party_address,
        reason=reason,
        enclosures=enclosures,
        pays=pays,
    )


def _pay(fund: Fund, account: Account, other: Account, *, by: User, below_zero: bool, **facts: object) -> Voucher:
    voucher = write(fund, Voucher.Series.PAYMENT, account, other, by=by, **facts)
    voucher.is_overdrawn = refuse_overdraft(fund, account, voucher.amount, voucher.dated_on, below_zero=below_zero)
    if fund.approval_above is not None and voucher.amount >= fund.approval_above:
        save_checked(voucher)
        return voucher
    return post(voucher, by)


@verb
def approve_payment(*, voucher: Voucher, by: User, below_zero: bool = False) -> Voucher:
    """The second person lets a waiting payment into the book; the first may where none is asked for any more."""
    require(by, "approve_payments", voucher.fund.unit)
    lock(voucher.fund)
    voucher = Voucher.objects.select_related("fund__unit", "from_account", "to_account").get(pk=voucher.pk)
    if voucher.number or voucher.dropped_at:
        raise Refusal("Phiếu này đã được duyệt hoặc đã bỏ rồi.")
    if voucher.written_by_id == by.pk and voucher.needs_approval:
        raise Refusal("Người lập phiếu không tự duyệt. Xin người khác có quyền duyệt chi.")
    refuse_closed(voucher.fund, voucher.dated_on, by)
    voucher.is_overdrawn = refuse_overdraft(
        voucher.fund,
        voucher.from_account,
        voucher.amount,
        voucher.dated_on,
        below_zero=below_zero or voucher.is_overdrawn,
    )
    return post(voucher, by)


@verb
def drop_voucher(*, voucher: Voucher, reason: str, by: User) -> Voucher:
    """Leave a waiting voucher out of the book, with a reason; it stays to be seen."""
    if not (by.can("write_funds", voucher.fund.unit) or by.can("approve_payments", voucher.fund.unit)):
        require(by, "write_funds", voucher.fund.unit)
    lock(voucher.fund)
    voucher = Voucher.objects.get(pk=voucher.pk)
    if voucher.number or voucher.dropped_at:
        raise Refusal("Phiếu này đã ghi sổ hoặc đã bỏ rồi.")
    if not reason.strip():
        raise Refusal("Xin ghi vì sao bỏ phiếu.", "reason")
    voucher.dropped_at, voucher.dropped_because = timezone.now(), reason.strip()
    save_checked(voucher)
    return voucher


@verb
def move_money(
    *,
    fund: Fund,
    from_account: Account,
    to_account: Account,
    amount: int,
    dated_on: date,
    reason: str,
    by: User,
    below_zero: bool = False,
) -> Voucher:
    """Between two accounts of one purse, as cash taken to the bank: neither received nor spent."""
    require(by, "write_funds", fund.unit)
    if Account.Kind.IN_KIND in (from_account.kind, to_account.kind):
        raise Refusal(GOODS_STAY, "from_account")
    facts = {"amount": amount, "dated_on": dated_on, "party": fund.name, "reason": reason}
    voucher = write(fund, Voucher.Series.ADJUSTMENT, from_account, to_account, by=by, **facts)
    voucher.is_overdrawn = refuse_overdraft(fund, from_account, amount, dated_on, below_zero=below_zero)
    return post(voucher, by)


@verb
def send_money(
    *,
    fund: Fund,
    account: Account,
    sent_to: Fund,
    amount: int,
    dated_on: date,
    reason: str,
    by: User,
    below_zero: bool = False,
) -> Voucher:
    """A payment to another purse, outside what is raised and spent; the other book takes it in by `receive_money`.

    Who keeps both books has it received at once.
    """
    require(by, "write_funds", fund.unit)
    if sent_to.pk == fund.pk:
        raise Refusal("Xin chọn một quỹ khác với quỹ chuyển đi.", "sent_to")
    lock(fund, sent_to)
    other = _between(fund, sent_to)
    voucher = _pay(
        fund,
        account,
        other,
        by=by,
        below_zero=below_zero,
        amount=amount,
        dated_on=dated_on,
        party=str(sent_to),
        reason=reason,
        sent_to=sent_to,
    )
    if voucher.number and by.can("write_funds", sent_to.unit):
        _receive_at_once(voucher, sent_to, account.kind, by)
    return voucher


def _receive_at_once(voucher: Voucher, sent_to: Fund, kind: str, by: User) -> None:
    try:
        receive_money(voucher=voucher, account=sent_to.accounts.get(kind=kind), dated_on=voucher.dated_on, by=by)
    except Refusal as refusal:
        raise Refusal(f"Sổ nhận ({sent_to}) không ghi được: {refusal}", refusal.field, refusal.way) from refusal


def _between(one: Fund, other: Fund) -> Account:
    kind = Account.Kind.OWN if one.unit_id == other.unit_id else Account.Kind.ASSOCIATION
    return Account.objects.get(fund=None, kind=kind)


@verb
def receive_money(*, voucher: Voucher, account: Account, dated_on: date, by: User) -> Voucher:
    """Take in what another purse sent: the receipt that is the twin of its payment."""
    sent_to = voucher.sent_to
    if sent_to is None:
        raise Refusal("Phiếu này không chuyển cho quỹ nào.")
    require(by, "write_funds", sent_to.unit)
    lock(sent_to, voucher.fund)
    if voucher.number is None or Voucher.objects.filter(reverses=voucher).exists():
        raise Refusal("Phiếu chuyển chưa ghi sổ hoặc đã hủy, nên chưa nhận được.")
    if Voucher.objects.filter(transfer_of=voucher).exists():
        raise Refusal("Khoản chuyển này đã được nhận rồi.")
    if (voucher.from_account.kind == Account.Kind.IN_KIND) != (account.kind == Account.Kind.IN_KIND):
        raise Refusal("Hiện vật chuyển đến phải nhận vào tài khoản hiện vật, tiền vào tiền mặt, ngân hàng.", "account")
    if dated_on < voucher.dated_on:
        raise Refusal("Ngày nhận không thể trước ngày chuyển.", "dated_on")
    receipt = write(
        sent_to,
        Voucher.Series.RECEIPT,
        _between(voucher.fund, sent_to),
        account,
        by=by,
        amount=voucher.amount,
        dated_on=dated_on,
        party=str(voucher.fund),
        reason=voucher.reason,
        transfer_of=voucher,
    )
    return post(receipt, by)


@verb
def reverse_voucher(*, voucher: Voucher, reason: str, dated_on: date, by: User) -> Voucher:
    """Undo a posted voucher by its mirror image, dated and counted on `dated_on`; both stay visible.

    Of a transfer both halves are reversed, the receiving one first.
    """
    require(by, "write_funds", voucher.fund.unit)
    lock(*_books_of(voucher))
    voucher = Voucher.objects.select_related("fund__unit", "from_account", "to_account").get(pk=voucher.pk)
    refuse_irreversible(voucher)
    if dated_on < voucher.dated_on:
        raise Refusal("Ngày hủy không thể trước ngày của phiếu bị hủy.", "dated_on")
    if not reason.strip():
        raise Refusal("Xin ghi lý do hủy.", "reason")
    receipt = Voucher.objects.filter(transfer_of=voucher, reversed_by=None).select_related("fund__unit").first()
    if receipt:
        _require_other_half(receipt, by)
        _mirror(receipt, reason, dated_on, by)
    made = _mirror(voucher, reason, dated_on, by)
    if voucher.transfer_of_id:
        payment = Voucher.objects.select_related("fund__unit").get(pk=voucher.transfer_of_id)
        _require_other_half(payment, by)
        _mirror(payment, reason, dated_on, by)
    return made


def refuse_irreversible(voucher: Voucher) -> None:
    """What no day and no reason would change."""
    if voucher.number is None:
        raise Refusal("Phiếu chưa ghi sổ thì không phải hủy; xin bỏ phiếu.")
    if voucher.reverses_id:
        raise Refusal("Đây là phiếu hủy, không hủy lần nữa. Nếu cần, hãy lập phiếu mới.")
    if Voucher.objects.filter(reverses=voucher).exists():
        raise Refusal(f"{voucher} đã được hủy rồi.")


def _books_of(voucher: Voucher) -> list[Fund]:
    """The books a reversal writes: of a transfer both."""
    others = [voucher.sent_to, voucher.transfer_of and voucher.transfer_of.fund]
    return [voucher.fund, *(fund for fund in others if fund)]


def _require_other_half(voucher: Voucher, by: User) -> None:
    if not by.can("write_funds", voucher.fund.unit):
        raise Refusal(
            f"Đây là khoản chuyển giữa hai quỹ; bạn không ghi được sổ {voucher.fund}. "
            "Xin Thường trực Hội cấp trên hủy cả hai phiếu."
        )


def _mirror(voucher: Voucher, reason: str, dated_on: date, by: User) -> Voucher:
    mirror = write(
        voucher.fund,
        Voucher.Series.ADJUSTMENT,
        voucher.to_account,
        voucher.from_account,
        by=by,
        amount=voucher.amount,
        dated_on=dated_on,
        party=voucher.party,
        reason=f"Hủy {voucher}: {reason}",
        donor=voucher.donor,
        reverses=voucher,
    )
    if mirror.from_account.is_money:
        # A mistake can always be undone, but a campaign pays nothing back that it has spent.
        mirror.is_overdrawn = refuse_overdraft(
            voucher.fund, mirror.from_account, mirror.amount, dated_on, below_zero=True
        )
    return post(mirror, by)
