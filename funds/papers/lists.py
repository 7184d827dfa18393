"""The lists of the fund book as workbooks: purses, donors, lists of recipients."""

from collections.abc import Iterable, Mapping

from chapters.models import Unit

from ..models import Donor, Fund, GrantList
from ..tables import DATE, NUMBER, Column, Sheet, Table, Value

FUNDS = (
    Column("Quỹ", 30),
    Column("Loại", 15),
    Column("Đơn vị", 20),
    Column("Mở sổ ngày", 10, DATE),
    Column("Vận động (đồng)", 12, NUMBER),
    Column("Chi (đồng)", 12, NUMBER),
    Column("Số dư hiện nay (đồng)", 12, NUMBER),
)
DONORS = (
    Column("Tên", 30),
    Column("Đơn vị giữ hồ sơ", 20),
    Column("Đã ủng hộ (đồng)", 15, NUMBER),
    Column("Địa chỉ", 25),
    Column("Điện thoại", 12),
)
GRANT_LISTS = (
    Column("Ngày trao", 10, DATE),
    Column("Dịp trao", 30),
    Column("Loại", 12),
    Column("Quỹ", 22),
    Column("Tình trạng", 9),
    Column("Suất", 7, NUMBER),
    Column("Lượt", 7, NUMBER),
    Column("Người", 7, NUMBER),
    Column("Số tiền (đồng)", 14, NUMBER),
)


def fund_sheet(
    unit: Unit, year: int, rows: Iterable[tuple[Fund, Mapping[str, int]]], totals: Mapping[str, int]
) -> Sheet:
    names = ("raised", "spent", "balance")
    lines: list[tuple[Value, ...]] = [
        (fund.name, fund.get_kind_display(), fund.unit.full_name, fund.opened_on, *(figures[name] for name in names))
        for fund, figures in rows
    ]
    total: tuple[Value, ...] = ("Cộng", "", "", "", *(totals[name] for name in names))
    return Sheet(unit, "CÁC QUỸ", f"Vận động và chi năm {year}", [Table(FUNDS, lines, total)], f"cac-quy-{year}")


def donor_sheet(unit: Unit, donors: Iterable[tuple[Donor, int]], *, shows_contacts: bool) -> Sheet:
    columns = DONORS if shows_contacts else DONORS[:3]
    lines = [
        (donor.name, donor.unit.full_name, given, donor.address, donor.phone)[: len(columns)] for donor, given in donors
    ]
    total = ("Cộng", "", sum(int(line[2]) for line in lines), "", "")[: len(columns)]
    return Sheet(unit, "NGƯỜI ỦNG HỘ", "Sổ người ủng hộ", [Table(columns, lines, total)], "nguoi-ung-ho")


def grant_lists_sheet(unit: Unit, year: int, lists: Iterable[GrantList], totals: Mapping[str, int]) -> Sheet:
    names = ("shares", "times", "people", "amount")
    lines: list[tuple[Value, ...]] = [
        (
            *(one.given_on, one.name, one.get_kind_display(), one.fund.name),
            "đã chi" if one.is_paid else "chưa chi",  # type: ignore[attr-defined]
            *(getattr(one, name) for name in names),
        )
        for one in lists
    ]
    total: tuple[Value, ...] = ("", "Cộng", "", "", "", *(totals[name] for name in names))
    return Sheet(
        unit, "DANH SÁCH TRAO", f"Các đợt trao năm {year}", [Table(GRANT_LISTS, lines, total)], f"cac-dot-trao-{year}"
    )
