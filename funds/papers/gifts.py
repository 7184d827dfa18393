"""Ghi nhận tấm lòng: a certificate for who gave, a sheet each."""

from dataclasses import dataclass

from chapters.models import Unit
from chapters.signing import place_of, signer_of
from khuyenhoc.actions import Refusal
from khuyenhoc.dates import date_in_words
from khuyenhoc.fitting import Fitted, fit
from khuyenhoc.numbers import format_money, money_in_words
from khuyenhoc.papers import Signer, dated_line

from ..catalogue import NO_GIFTS
from ..models import Account, Giver, Voucher
from ..words import FORGOTTEN

# How wide the text is, in mm, and for each line its sizes, with how many lines one may take.
WIDTH = 237
NAMES = ((30, 1), (26, 2), (22, 2), (19, 3), (16, 3))
SENTENCES = ((17, 3), (15, 4))
MOST = 200
GONE = "Thông tin của người này đã được xóa, không in giấy ghi nhận được."
MOST_LINES = 5


@dataclass(frozen=True)
class Gift:
    """One sheet."""

    issuer: str
    name: Fitted
    sentence: Fitted
    dated: str
    signer: Signer
    receipt: str

    @property
    def is_tight(self) -> bool:
        return len(self.name.lines) + len(self.sentence.lines) > MOST_LINES


def gifts_behind(voucher: Voucher, giver: Giver | None = None) -> list[Gift]:
    """For one line of the list of givers, for all of them, or for who stands on the receipt itself."""
    _refuse(voucher)
    givers = [giver] if giver else list(voucher.givers.all()[: MOST + 1])
    if len(givers) > MOST:
        raise Refusal(f"Bảng kê có hơn {MOST} người. Xin mở phiếu và in cho từng người.")
    signer = signer_of(voucher.fund.unit, voucher.dated_on)
    named = [(one.name, one.amount) for one in givers if not one.name.startswith(FORGOTTEN)]
    if givers and not named:
        raise Refusal(GONE)
    return [_gift(voucher, *each, signer) for each in named or [(_thanked(voucher), voucher.amount)]]


def _thanked(voucher: Voucher) -> str:
    """The donor chosen in the register, not who brought the money; without one, who stands on the receipt."""
    if voucher.donor is None:
        return voucher.party
    donor = voucher.donor.merged_into or voucher.donor
    if donor.name.startswith(FORGOTTEN):
        raise Refusal(GONE)
    return donor.name


def is_gift(voucher: Voucher) -> bool:
    """Received from outside, owed by nobody, and standing."""
    given = voucher.from_account.kind == Account.Kind.SOURCE and voucher.from_account.code not in NO_GIFTS
    return bool(voucher.number) and given and not hasattr(voucher, "reversed_by")


def _refuse(voucher: Voucher) -> None:
    if not is_gift(voucher):
        raise Refusal(
            "Chỉ in giấy ghi nhận cho khoản ủng hộ đã ghi sổ và chưa hủy; hội phí, tiền lãi không phải là ủng hộ."
        )


def _gift(voucher: Voucher, name: str, amount: int, signer: Signer) -> Gift:
    unit: Unit = voucher.fund.unit
    return Gift(
        issuer=unit.association_name.upper(),
        name=fit(name, sizes=NAMES, width=WIDTH),
        sentence=fit(_sentence(voucher, amount), sizes=SENTENCES, width=WIDTH),
        dated=dated_line(place_of(unit), voucher.dated_on),
        signer=signer,
        receipt=f"{voucher.get_series_display()} {voucher} {date_in_words(voucher.dated_on)}",
    )


def _sentence(voucher: Voucher, amount: int) -> str:
    worth = f"{format_money(amount)} ({money_in_words(amount)})"
    what = f"{voucher.goods}, trị giá {worth}" if voucher.goods else worth
    purpose = f" ({voucher.fund.purpose})" if voucher.fund.purpose else ""
    return f"Đã ủng hộ {what} cho {voucher.fund.name}{purpose}"
