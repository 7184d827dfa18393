"""Sổ quỹ: the book of a purse over a month or a year, as it is printed and signed."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from chapters.signing import signer_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money, money_in_words
from khuyenhoc.papers import Signer

from ..books import OPENINGS, line, span_figures
from ..models import Fund, Voucher
from ..tables import DATE, NUMBER, Column, Sheet, Table, Value

COLUMNS = (
    Column("Ngày", 10, DATE),
    Column("Số phiếu", 10),
    Column("Người nộp, nhận", 20),
    Column("Diễn giải", 24),
    Column("Thu (đồng)", 12, NUMBER),
    Column("Chi (đồng)", 12, NUMBER),
    Column("Còn lại (đồng)", 12, NUMBER),
)


@dataclass(frozen=True)
class Span:
    """A month, or without one the whole year."""

    year: int
    month: int | None = None

    @property
    def starts_on(self) -> date:
        return date(self.year, self.month or 1, 1)

    @property
    def until(self) -> date:
        month = self.month or 12
        return date(self.year, month, monthrange(self.year, month)[1])

    @property
    def asked(self) -> str:
        """As an address asks for it."""
        return f"{self.year}&thang={self.month}" if self.month else str(self.year)

    def __str__(self) -> str:
        return f"Tháng {self.month:02d} năm {self.year}" if self.month else f"Năm {self.year}"


@dataclass(frozen=True)
class Printable:
    """A span of the book and which vouchers there are to print in it."""

    span: Span
    has_receipts: bool
    has_payments: bool


def spans_of(fund: Fund, year: int) -> list[Printable]:
    """The year and each of its months that has vouchers; nothing at all for a book without any."""
    posted = fund.vouchers.filter(year=year, number__isnull=False).order_by()
    found = set(posted.values_list("dated_on__month", "series").distinct())
    months = sorted({month for month, _ in found})
    found |= {(None, series) for _, series in found}
    return [
        Printable(Span(year, month), (month, Voucher.Series.RECEIPT) in found, (month, Voucher.Series.PAYMENT) in found)
        for month in ([None, *months] if months else [])
    ]


def book_sheet(fund: Fund, span: Span) -> Sheet:
    figures = span_figures(fund, span.starts_on, span.until)
    lines: list[tuple[Value, ...]] = [("", "", "", "Số dư đầu kỳ", None, None, figures["opening"])]
    held = figures["opening"]
    for voucher in vouchers_of(fund, span):
        held += voucher.effect  # type: ignore[attr-defined]
        lines.append(_line(voucher, held))
    total = ("", "", "", "Cộng phát sinh, số dư cuối kỳ", figures["receipts"], figures["payments"], figures["balance"])
    return Sheet(
        unit=fund.unit,
        kind="SỔ QUỸ",
        about=f"{fund} – {span}",
        tables=[Table(COLUMNS, lines, total)],
        file_name=f"so-quy-{fund.pk}-{span.year}{f'-{span.month:02d}' if span.month else ''}",
        before=[f"Từ ngày {format_date(span.starts_on)} đến ngày {format_date(span.until)}; phiếu hủy mang dấu trừ"],
        after=[f"Số dư cuối kỳ: {format_money(figures['balance'])} ({money_in_words(figures['balance'])})."],
        signers=[Signer(("THỦ QUỸ",)), Signer(("NGƯỜI LẬP",)), signer_of(fund.unit)],
        is_wide=True,
    )


def vouchers_of(fund: Fund, span: Span) -> list[Voucher]:
    """In the order of the book, without what the purse held at first; `balance` is the caller's to run."""
    found = fund.vouchers.posted().filter(dated_on__gte=span.starts_on, dated_on__lte=span.until).exclude(OPENINGS)
    return list(found.select_related("from_account", "to_account", "reverses").order_by("dated_on", "id"))


def _line(voucher: Voucher, held: int) -> tuple[Value, ...]:
    voucher.balance = held  # type: ignore[attr-defined]
    made = line(voucher)
    number = str(voucher).removesuffix(f"/{voucher.year}")
    return (voucher.dated_on, number, voucher.party, voucher.reason, made.receipt, made.payment, held)
