"""Phiếu thu, phiếu chi (Mẫu 01-TT, 02-TT): one voucher as it is printed and signed, two to a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from chapters.models import Unit
from chapters.signing import place_of
from khuyenhoc.dates import date_in_words, format_date
from khuyenhoc.numbers import format_count, format_money, money_in_words

from ..models import Account, Voucher

Series = Voucher.Series
DOTS = "……………"
SIGNERS = {
    Series.RECEIPT: ("Thủ trưởng đơn vị", "Kế toán trưởng", "Người nộp tiền", "Người lập phiếu", "Thủ quỹ"),
    Series.PAYMENT: ("Thủ trưởng đơn vị", "Kế toán trưởng", "Thủ quỹ", "Người lập phiếu", "Người nhận tiền"),
    Series.ADJUSTMENT: ("Thủ trưởng đơn vị", "Kế toán trưởng", "Người lập phiếu", "Thủ quỹ"),
}
PARTY = {
    Series.RECEIPT: "Họ và tên người nộp tiền",
    Series.PAYMENT: "Họ và tên người nhận tiền",
    Series.ADJUSTMENT: "Người nộp, nhận",
}
ACCOUNT = {Series.RECEIPT: "Nguồn thu", Series.PAYMENT: "Mục đích chi", Series.ADJUSTMENT: "Từ – vào"}
WAYS = {Account.Kind.CASH: "tiền mặt", Account.Kind.BANK: "chuyển khoản", Account.Kind.IN_KIND: "hiện vật"}
REASON = {Series.RECEIPT: "Lý do nộp", Series.PAYMENT: "Lý do chi", Series.ADJUSTMENT: "Nội dung"}


@dataclass(frozen=True)
class Slip:
    """A half of a page. `lines` are label and what is written behind it; `copy` is "Liên 1"."""

    unit: Unit
    place: str
    form: str
    basis: str
    title: str
    dated: str
    number: str
    book: str
    copy: str
    remark: str
    lines: list[tuple[str, str]]
    received: str
    signers: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Set smaller, so that two still go on a page."""
        return sum(len(label) + len(words) for label, words in self.lines) > 520


def both_copies(voucher: Voucher, *, shows_address: bool) -> list[Slip]:
    """One for the book, one for who pays or receives."""
    return [slip(voucher, copy, shows_address=shows_address) for copy in ("Liên 1", "Liên 2")]


def slips(vouchers: Iterable[Voucher], *, shows_address: bool) -> Iterator[Slip]:
    return (slip(voucher, "", shows_address=shows_address) for voucher in vouchers)


@dataclass(frozen=True)
class Part:
    """So many slips as are laid out at once, by the names of the first and the last."""

    number: int
    first: Voucher
    last: Voucher


def parts(vouchers: QuerySet[Voucher], size: int) -> list[Part]:
    named = list(vouchers.select_related(None).only("series", "number", "year"))
    return [
        Part(number, named[start], named[start : start + size][-1])
        for number, start in enumerate(range(0, len(named), size), start=1)
    ]


def slip(voucher: Voucher, copy: str, *, shows_address: bool) -> Slip:
    fund, series = voucher.fund, Series(voucher.series)
    words = money_in_words(voucher.amount)
    return Slip(
        unit=fund.unit,
        place=place_of(fund.unit),
        form={Series.RECEIPT: fund.receipt_form, Series.PAYMENT: fund.payment_form}.get(series, ""),
        basis=fund.form_basis,
        title=series.label.upper(),
        dated=date_in_words(voucher.dated_on).capitalize(),
        number=f"{voucher.number:02d}" if voucher.number else DOTS,
        book=_book(voucher),
        copy=copy,
        remark=_remark(voucher),
        lines=_lines(voucher, series, words, shows_address),
        received="" if series == Series.ADJUSTMENT else f"Đã nhận đủ số tiền (viết bằng chữ): {words}.",
        signers=SIGNERS[series],
    )


def _book(voucher: Voucher) -> str:
    """Which volume of the year the number falls in, each of its kind of voucher."""
    size = voucher.fund.slips_per_book
    return format_count(1 + (voucher.number - 1) // size) if size and voucher.number else DOTS


def _lines(voucher: Voucher, series: Series, words: str, shows_address: bool) -> list[tuple[str, str]]:
    enclosed = DOTS if voucher.enclosures is None else format_count(voucher.enclosures)
    lines = [
        (PARTY[series], voucher.party),
        ("Địa chỉ", (_address(voucher) if shows_address else "") or DOTS),
        (REASON[series], voucher.reason),
        ("Hiện vật", voucher.goods),
        ("Số tiền", format_money(voucher.amount)),
        ("Viết bằng chữ", words),
        (ACCOUNT[series], _accounts(voucher, series)),
        ("Kèm theo", f"{enclosed} chứng từ gốc"),
    ]
    return [(label, said) for label, said in lines if said]


def _address(voucher: Voucher) -> str:
    """As written on the voucher, else as the register of donors has it."""
    return voucher.party_address or (voucher.donor.address if voucher.donor else "")


def _accounts(voucher: Voucher, series: Series) -> str:
    if series == Series.ADJUSTMENT:
        return f"{voucher.from_account} – {voucher.to_account}"
    return f"{voucher.other_account}. Hình thức: {WAYS[Account.Kind(voucher.money_account.kind)]}"


def _remark(voucher: Voucher) -> str:
    if voucher.dropped_at:
        return "ĐÃ BỎ, không ghi sổ"
    if voucher.number is None:
        return "CHỜ DUYỆT, chưa ghi sổ"
    reversal = getattr(voucher, "reversed_by", None)
    return f"ĐÃ HỦY bằng {reversal} ngày {format_date(reversal.dated_on)}" if reversal else ""
