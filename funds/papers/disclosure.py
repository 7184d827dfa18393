"""Công khai quỹ: what the purses of a unit received and how it was used in a year, as it is published.

By source and purpose, campaign by campaign; no telephone, no address, of who received only initials and school.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Sum

from chapters.models import Unit
from chapters.signing import signer_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money, money_in_words

from ..catalogue import NO_GIFTS
from ..models import Account, Closing, Fund, Giver, Grant, GrantList, MonthSum, Voucher
from ..tables import CENTRED, DATE, NUMBER, Column, Sheet, Table, Value
from ..words import FORGOTTEN
from .recipients import published_table

Kind = Account.Kind
FUNDS = (
    Column("Quỹ, đợt vận động", 36),
    Column("Dư đầu năm", 16, NUMBER),
    Column("Thu trong năm", 16, NUMBER),
    Column("Chi trong năm", 16, NUMBER),
    Column("Dư cuối năm", 16, NUMBER),
)
ITEMS = (Column("TT", 8, CENTRED), Column("Nội dung", 66), Column("Số tiền (đồng)", 26, NUMBER))
GRANTS = (
    Column("Ngày", 13, DATE),
    Column("Dịp trao", 36),
    Column("Suất", 9, NUMBER),
    Column("Lượt", 9, NUMBER),
    Column("Người", 9, NUMBER),
    Column("Số tiền (đồng)", 24, NUMBER),
)
GIFTS = (
    Column("TT", 8, CENTRED),
    Column("Ngày", 14, DATE),
    Column("Người, đơn vị ủng hộ", 52),
    Column("Số tiền (đồng)", 26, NUMBER),
)


@dataclass(frozen=True)
class Flow:
    """What went between a purse and one source or purpose in the year, reversals taken off; đồng, never negative."""

    fund: int
    other: Account
    is_in: bool
    amount: int


def disclosure(unit: Unit, year: int, *, names: bool = False, recipients: bool = False) -> Sheet:
    """With `names` also who gave, with `recipients` also who received, by initials."""
    funds = list(Fund.objects.filter(unit=unit, opened_on__year__lte=year).select_related("unit"))
    flows = _flows(funds, year)
    tables = [
        _summary(funds, flows, _openings(funds, year)),
        _items("Đã nhận theo nguồn", _by_account(flows, is_in=True)),
        _items("Đã dùng theo mục đích", _by_account(flows, is_in=False)),
        *(table for fund in funds if fund.is_campaign for table in _campaign(fund, flows)),
        _granted(unit, year),
        *([_gifts(funds, year)] if names else []),
        *(_recipients(unit, year) if recipients else []),
    ]
    return Sheet(
        unit=unit,
        kind="CÔNG KHAI QUỸ KHUYẾN HỌC",
        about=f"Kết quả vận động và sử dụng năm {year}",
        tables=_numbered(tables),
        file_name=f"cong-khai-quy-{unit.code}-{year}",
        before=[f"({_standing(funds, year)}; tính bằng đồng)"],
        after=[_closing_words(flows)],
        signers=[signer_of(unit)],
    )


def units_with_funds(user: object) -> list[Unit]:
    """Whose purses she sees."""
    funds = Fund.objects.visible_to(user).order_by().values("unit")
    return list(Unit.objects.filter(pk__in=funds).select_related("parent").order_by("path"))


def years_of(unit: Unit) -> list[int]:
    years = Voucher.objects.filter(fund__unit=unit, number__isnull=False).order_by("-year")
    return list(years.values_list("year", flat=True).distinct())


def _sums(funds: Iterable[Fund], **when: int) -> Iterator[tuple[int, Account, bool, int]]:
    """(fund, the account on the other side, into the purse?, đồng with a minus for reversals); two queries."""
    accounts = {account.pk: account for account in Account.objects.filter(fund=None)}
    rows = MonthSum.objects.filter(fund__in=funds, **when).order_by()
    keys = ("fund", "from_account", "to_account", "is_reversal")
    for row in rows.values(*keys).annotate(total=Sum("amount")):
        source, purpose = accounts.get(row["from_account"]), accounts.get(row["to_account"])
        if source:
            yield (row["fund"], source, not row["is_reversal"], _signed(row))
        elif purpose:
            yield (row["fund"], purpose, row["is_reversal"], _signed(row))


def _signed(row: dict[str, int]) -> int:
    return -row["total"] if row["is_reversal"] else row["total"]


def _flows(funds: Iterable[Fund], year: int) -> list[Flow]:
    """Of the year, without what the purses held at first."""
    found: dict[tuple[int, Account, bool], int] = defaultdict(int)
    for fund, other, is_in, amount in _sums(funds, year=year):
        if other.kind != Kind.OPENING:
            found[fund, other, is_in] += amount
    return [Flow(*key, amount) for key, amount in found.items() if amount]


def _openings(funds: Iterable[Fund], year: int) -> dict[int, int]:
    """What each purse held at the start of the year, or when its book was opened in it."""
    held: dict[int, int] = defaultdict(int)
    for fund, _, is_in, amount in _sums(funds, year__lt=year):
        held[fund] += amount if is_in else -amount
    for fund, other, is_in, amount in _sums(funds, year=year):
        if other.kind == Kind.OPENING:
            held[fund] += amount if is_in else -amount
    return held


def _summary(funds: list[Fund], flows: list[Flow], openings: dict[int, int]) -> Table:
    figures = [_figures(fund, flows, openings.get(fund.pk, 0)) for fund in funds]
    lines = [(fund.name, *each) for fund, each in zip(funds, figures, strict=True)]
    total: tuple[Value, ...] = ("Cộng", *(sum(column) for column in zip(*figures, strict=True)))
    has_own = any(one.other.kind == Kind.OWN for one in flows)
    note = "Thu, chi của từng quỹ kể cả tiền chuyển giữa các quỹ của đơn vị." if has_own else ""
    return Table(
        FUNDS, lines, total if funds else (), "Tổng hợp theo quỹ", note, "Đơn vị chưa có quỹ nào trong năm này."
    )


def _figures(fund: Fund, flows: list[Flow], opening: int) -> tuple[int, int, int, int]:
    """Opening, in, out, closing."""
    own = [one for one in flows if one.fund == fund.pk]
    came = sum(one.amount for one in own if one.is_in)
    went = sum(one.amount for one in own if not one.is_in)
    return opening, came, went, opening + came - went


def _by_account(flows: Iterable[Flow], *, is_in: bool) -> dict[str, int]:
    """{source or purpose: đồng} in the order of the catalogue; what moves between the unit's own purses is neither."""
    found: dict[Account, int] = defaultdict(int)
    for one in flows:
        if one.is_in == is_in and one.other.kind != Kind.OWN:
            found[one.other] += one.amount
    ordered = sorted(found, key=lambda account: (account.kind == Kind.ASSOCIATION, account.position, account.pk))
    return {_called(account, is_in=is_in): found[account] for account in ordered}


def _called(account: Account, *, is_in: bool) -> str:
    if account.kind != Kind.ASSOCIATION:
        return account.name
    return "Nhận từ Hội cấp trên, cấp dưới" if is_in else "Chuyển cho Hội cấp trên, cấp dưới"


def _items(title: str, items: dict[str, int], note: str = "", empty: str = "Không có khoản nào trong năm.") -> Table:
    lines = [(number, name, amount) for number, (name, amount) in enumerate(items.items(), start=1)]
    return Table(ITEMS, lines, ("", "Cộng", sum(items.values())), title, note, empty)


def _campaign(fund: Fund, flows: list[Flow]) -> Iterator[Table]:
    own = [one for one in flows if one.fund == fund.pk]
    if not own:
        return
    words = [
        f"Mục đích: {fund.purpose}." if fund.purpose else "",
        f"Mức vận động: {format_money(fund.target)}." if fund.target else "",
        f"Đến ngày {format_date(fund.ends_on)}." if fund.ends_on else "",
    ]
    items = {f"Nhận: {name}": amount for name, amount in _by_account(own, is_in=True).items()}
    yield _items(f"{fund.name}: đã nhận", items, " ".join(filter(None, words)))
    yield _items(f"{fund.name}: đã dùng", _by_account(own, is_in=False))


def _paid(unit: Unit, year: int):
    lists = GrantList.objects.filter(fund__unit=unit, given_on__year=year).standing().with_payment()
    return lists.filter(is_paid=True).order_by("given_on", "pk")


def _granted(unit: Unit, year: int) -> Table:
    lists = list(_paid(unit, year).with_totals().order_by("given_on", "pk"))
    lines = [(one.given_on, one.name, one.shares, one.times, one.people, one.amount) for one in lists]
    all_told = Grant.objects.filter(grant_list__in=[one.pk for one in lists]).totals()
    total: tuple[Value, ...] = ("", "Cộng", *(all_told[name] for name in ("shares", "times", "people", "amount")))
    note = "Người được trao nhiều lần tính một người, nhiều lượt."
    return Table(GRANTS, lines, total, "Học bổng, khen thưởng, hỗ trợ đã trao theo danh sách", note)


def _gifts(funds: list[Fund], year: int) -> Table:
    """Who gave, by name only, the members of lists of givers one by one."""
    given = Voucher.objects.filter(
        fund__in=funds, year=year, number__isnull=False, reversed_by=None, from_account__kind=Kind.SOURCE
    ).exclude(from_account__code__in=NO_GIFTS)
    single = given.filter(givers=None).values_list("dated_on", "pk", "party", "amount")
    listed = Giver.objects.filter(voucher__in=given).values_list("voucher__dated_on", "voucher", "name", "amount")
    gifts = sorted([*single, *listed], key=lambda gift: gift[:2])
    lines = [
        (number, day, "–" if name.startswith(FORGOTTEN) else name, amount)
        for number, (day, _, name, amount) in enumerate(gifts, start=1)
    ]
    return Table(GIFTS, lines, ("", "", "Cộng", sum(gift[3] for gift in gifts)), "Người, đơn vị ủng hộ")


def _recipients(unit: Unit, year: int) -> Iterator[Table]:
    for found in _paid(unit, year).prefetch_related("grants"):
        yield published_table(list(found.grants.all()), f"Được trao: {found.name}")


def _numbered(tables: Iterable[Table]) -> list[Table]:
    return [
        Table(one.columns, one.lines, one.total, f"{number}. {one.title}", one.note, one.empty)
        for number, one in enumerate(tables, start=1)
    ]


def _standing(funds: list[Fund], year: int) -> str:
    closed = Closing.objects.filter(fund__in=funds, kind="year", until__year=year, reopened_at=None)
    is_closed = funds and closed.order_by().values("fund").distinct().count() == len(funds)
    return "Sổ năm đã khóa" if is_closed else "Sổ năm chưa khóa, số liệu tạm tính"


def _closing_words(flows: list[Flow]) -> str:
    raised = sum(one.amount for one in flows if one.other.kind == Kind.SOURCE)
    spent = sum(one.amount for one in flows if one.other.kind == Kind.PURPOSE)
    return (
        f"Trong năm đã vận động được {format_money(raised)} ({money_in_words(raised)}), "
        f"đã chi {format_money(spent)} ({money_in_words(spent)})./."
    )
