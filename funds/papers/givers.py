"""Who gave: the list behind one receipt (bảng kê), and what one donor gave in a year."""

from collections.abc import Iterator

from chapters.signing import place_of, signer_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money, money_in_words
from khuyenhoc.papers import Signer, dated_line

from ..catalogue import NO_GIFTS
from ..models import Account, Donor, Giver, Voucher
from ..tables import CENTRED, DATE, NUMBER, Column, Sheet, Table

GIVERS = (
    Column("TT", 6, CENTRED),
    Column("Họ tên, đơn vị", 34),
    Column("Địa chỉ", 34),
    Column("Số tiền (đồng)", 18, NUMBER),
    Column("Ghi chú", 8),
)
NAMES_ONLY = (Column("TT", 6, CENTRED), Column("Họ tên, đơn vị", 60), Column("Số tiền (đồng)", 34, NUMBER))
GIFTS = (
    Column("TT", 6, CENTRED),
    Column("Ngày", 13, DATE),
    Column("Chứng từ", 14),
    Column("Quỹ", 22),
    Column("Nội dung", 27),
    Column("Số tiền (đồng)", 18, NUMBER),
)


def list_of_givers(voucher: Voucher, *, shows_addresses: bool) -> Sheet:
    """Bảng kê: kept with its receipt, whose sum it adds up to."""
    givers = list(voucher.givers.all())
    lines = [
        (number, one.name, one.address, one.amount, "") if shows_addresses else (number, one.name, one.amount)
        for number, one in enumerate(givers, start=1)
    ]
    total = ("", "Cộng", "", voucher.amount, "") if shows_addresses else ("", "Cộng", voucher.amount)
    return Sheet(
        unit=voucher.fund.unit,
        kind="BẢNG KÊ",
        about=f"Danh sách nộp tiền: {voucher.reason}",
        tables=[Table(GIVERS if shows_addresses else NAMES_ONLY, lines, total)],
        file_name=f"bang-ke-{voucher.pk}",
        dated=dated_line(place_of(voucher.fund.unit), voucher.dated_on),
        before=[
            f"(Kèm theo {voucher.get_series_display()} {voucher} ngày {format_date(voucher.dated_on)}, {voucher.fund})"
        ],
        after=[f"Tổng số tiền: {format_money(voucher.amount)} ({money_in_words(voucher.amount)})."],
        signers=[Signer(("NGƯỜI NỘP",)), Signer(("NGƯỜI LẬP",)), Signer(("THỦ QUỸ",))],
    )


def gifts_of(donor: Donor) -> Iterator[tuple[Voucher, int]]:
    """What stands in the book as given by her, oldest first: receipts of her own and her lines in lists of givers."""
    received = Voucher.objects.filter(
        series=Voucher.Series.RECEIPT,
        number__isnull=False,
        reversed_by=None,
        from_account__kind=Account.Kind.SOURCE,
        fund__unit=donor.unit,
    ).exclude(from_account__code__in=NO_GIFTS)
    received = received.select_related("fund__unit")
    own = received.filter(donor__in=donor.records, givers=None)
    lines = Giver.objects.filter(donor__in=donor.records, voucher__in=received)
    listed = [(one.voucher, one.amount) for one in lines.select_related("voucher__fund__unit")]
    yield from sorted([*((one, one.amount) for one in own), *listed], key=lambda gift: (gift[0].dated_on, gift[0].pk))


def years_of_gifts(donor: Donor) -> list[int]:
    return sorted({voucher.year for voucher, _ in gifts_of(donor)}, reverse=True)


def statement(donor: Donor, year: int, *, shows_address: bool) -> Sheet:
    gifts = [(voucher, amount) for voucher, amount in gifts_of(donor) if voucher.year == year]
    total = sum(amount for _, amount in gifts)
    lines = [
        (number, voucher.dated_on, str(voucher), voucher.fund.name, _what(voucher), amount)
        for number, (voucher, amount) in enumerate(gifts, start=1)
    ]
    address = [f"Địa chỉ: {donor.address}"] if donor.address and shows_address else []
    return Sheet(
        unit=donor.unit,
        kind="GIẤY XÁC NHẬN",
        about=f"Về việc đã nhận ủng hộ quỹ khuyến học năm {year}",
        tables=[Table(GIFTS, lines, ("", "", "", "Cộng", "", total), empty=f"Năm {year} chưa có khoản ủng hộ nào.")],
        file_name=f"xac-nhan-ung-ho-{donor.pk}-{year}",
        before=[f"{donor.unit.association_name} xác nhận đã nhận của: {donor.name}", *address],
        after=[
            f"Tổng số tiền: {format_money(total)} ({money_in_words(total)}).",
            f"{donor.unit.association_name} trân trọng cảm ơn tấm lòng của quý vị đối với sự nghiệp khuyến học./.",
        ],
        signers=[signer_of(donor.unit)],
    )


def _what(voucher: Voucher) -> str:
    return f"{voucher.reason} ({voucher.goods})" if voucher.goods else voucher.reason
