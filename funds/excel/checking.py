"""The rows of a workbook of contributions, each read against the books; what belongs to one receipt together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max
from django.utils import timezone

from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.actions import Refusal
from khuyenhoc.dates import format_date
from khuyenhoc.imports.spec import NEW, Context, Verdict
from khuyenhoc.names import compare_key, nfc
from khuyenhoc.numbers import format_money, format_number, record_number
from khuyenhoc.sheets import SheetRow

from ..actions import GiverLine
from ..donors import KnownDonors
from ..models import Account, Fund, Voucher

MOST = 5_000  # rows, which are checked and written together
FIXED = ("dated_on", "name", "amount")
FIXED_SENTENCE = "Phiếu đã ghi không sửa bằng tệp được. Xin để nguyên dòng này; muốn sửa, hãy hủy phiếu rồi ghi lại."
SHARED = {"dated_on": "ngày", "source": "nguồn thu", "account": "tài khoản", "fund": "quỹ", "reason": "diễn giải"}


@dataclass(frozen=True)
class Receipt:
    """One row, read; of a group the first one gives the voucher its date, source, account and reason."""

    fund: Fund
    dated_on: date
    source: Account
    account: Account
    giver: GiverLine
    reason: str
    goods: str
    handed_by: str
    group: str


def books_of(user: User, unit_id: int) -> list[Fund]:
    top = Unit.objects.get(pk=unit_id)
    found = Fund.objects.editable_by(user).filter(within([top.path], "unit__path"))
    return list(found.select_related("unit__parent").prefetch_related("accounts"))


def receipts_of(user: User, unit_id: int) -> Any:
    """What was raised and stands; money from other associations comes by transfer."""
    top = Unit.objects.get(pk=unit_id)
    found = Voucher.objects.visible_to(user).filter(within([top.path], "fund__unit__path"), number__isnull=False)
    found = found.filter(from_account__kind=Account.Kind.SOURCE, reverses=None, reversed_by=None)
    return found.select_related("fund__unit", "from_account", "to_account")


def standing_of(voucher: Voucher) -> Iterator[dict[str, Any]]:
    facts = {
        "dated_on": voucher.dated_on,
        "source": voucher.from_account.name,
        "account": voucher.to_account.kind,
        "goods": voucher.goods,
        "reason": voucher.reason,
        "fund": str(voucher.fund),
    }
    givers = list(voucher.givers.all())
    for giver in givers:
        code = f"{voucher.pk}-{giver.position}"
        line = {"name": giver.name, "address": giver.address, "amount": giver.amount}
        yield facts | line | {"code": code, "group": str(voucher), "handed_by": voucher.party}
    if not givers:
        line = {"name": voucher.party, "address": voucher.party_address, "amount": voucher.amount}
        yield facts | line | {"code": str(voucher.pk), "group": "", "handed_by": ""}


def text_of(verdict: Verdict, code: str) -> str:
    return nfc(str(verdict.row.values.get(code) or ""))


def voucher_of(verdict: Verdict) -> Any:
    """Rows of one number are one voucher; without a number each row is its own."""
    return text_of(verdict, "group").casefold() or verdict.row.number


def is_new(verdict: Verdict) -> bool:
    return not text_of(verdict, "code")


def share(verdicts: Sequence[Verdict], context: Context) -> None:
    """Rows of one number take from the first what they leave empty; where they say otherwise they are faulty."""
    firsts: dict[Any, Verdict] = {}
    for verdict in verdicts:
        if not is_new(verdict):
            continue
        first = firsts.setdefault(voucher_of(verdict), verdict)
        for code, word in SHARED.items():
            here, there = verdict.row.values.get(code), first.row.values.get(code)
            if here in (None, ""):
                verdict.row.values[code] = there
            elif here != there:
                sentence = f"Dòng {first.row.number} cùng số phiếu nhưng khác {word}. Một phiếu chỉ có một {word}."
                verdict.fail(context.column(code), sentence)


def hold_together(verdicts: Sequence[Verdict], context: Context) -> None:
    """A receipt is written with its whole list: while one row of it is faulty, none of it is written."""
    faulty: dict[Any, int] = {}
    for verdict in verdicts:
        if verdict.faults and is_new(verdict):
            faulty.setdefault(voucher_of(verdict), verdict.row.number)
    for verdict in verdicts:
        line = faulty.get(voucher_of(verdict))
        if line and is_new(verdict) and not verdict.faults:
            sentence = f"Dòng {line} cùng số phiếu này còn lỗi, nên cả phiếu chưa ghi được. Xin sửa dòng đó."
            verdict.fail(context.column("group"), sentence)


def what_they_become(verdicts: Sequence[Verdict]) -> list[str]:
    """For the preview: how many receipts, and how much money, to hold against the paper at hand."""
    new = [verdict for verdict in verdicts if verdict.outcome == NEW]
    if not new:
        return []
    vouchers = format_number(len({voucher_of(verdict) for verdict in new}))
    total = format_money(sum(verdict.values["receipt"].giver.amount for verdict in new))
    asked = sum(bool(verdict.questions) for verdict in new)
    besides = f" Kể cả {format_number(asked)} dòng có thể đã ghi rồi, hỏi ở dưới." if asked else ""
    return [f"{format_number(len(new))} dòng mới thành {vouchers} phiếu thu, tổng cộng {total}.{besides}"]


class Checked:
    """The rows of one workbook against the books, their closings, the donors and the receipts of the same days."""

    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        if len(rows) > MOST:
            raise Refusal(f"Tệp có hơn {format_number(MOST)} dòng. Xin chia thành nhiều tệp rồi nhập lần lượt.", "file")
        self.context = context
        self.books = books_of(context.user, context.unit_id)
        self.by_name: dict[str, list[Fund]] = defaultdict(list)
        for fund in self.books:
            for name in {fund.name, str(fund)}:
                self.by_name[compare_key(name)].append(fund)
        chosen = record_number(str(context.choices.get("fund") or ""))
        self.usual = next((fund for fund in self.books if fund.pk == chosen), None)
        self.sources = {compare_key(account.name): account for account in Account.objects.sources()}
        closed = Fund.objects.filter(pk__in=[fund.pk for fund in self.books], closings__reopened_at=None).order_by()
        self.closed = dict(closed.values_list("pk").annotate(until=Max("closings__until")))
        self.donors = {fund.unit_id: KnownDonors(fund.unit) for fund in self._written(rows)}
        days = {day for row in rows if isinstance(day := row.values.get("dated_on"), date)}
        standing = receipts_of(context.user, context.unit_id)
        self.posted: dict[Any, Voucher] = {}
        for voucher in standing.filter(dated_on__in=days).prefetch_related("givers"):
            for line in standing_of(voucher):
                key = (voucher.fund_id, voucher.dated_on, compare_key(line["name"]), line["amount"])
                self.posted[key] = voucher
        codes = {number for row in rows if (number := _voucher_number(row))}
        self.known = {
            line["code"]: (voucher.pk, line)
            for voucher in standing.filter(pk__in=codes).prefetch_related("givers")
            for line in standing_of(voucher)
        }

    def _written(self, rows: Sequence[SheetRow]) -> list[Fund]:
        """The books that the rows name, so that donors are read of their units only, one unit once."""
        named = {compare_key(str(row.values.get("fund") or "")) for row in rows}
        books = {fund.unit_id: fund for name in named for fund in self.by_name.get(name, [])}
        if self.usual:
            books[self.usual.unit_id] = self.usual
        return list(books.values())

    def verdict(self, row: SheetRow) -> Verdict:
        verdict = Verdict(row, name=str(row.values.get("name") or ""), faults=list(row.faults))
        if not is_new(verdict):
            self._existing(verdict)
        return verdict

    def _existing(self, verdict: Verdict) -> None:
        known = self.known.get(text_of(verdict, "code"))
        if known is None:
            self._fail(verdict, "code", "Không có khoản thu mang mã này. Nếu là dòng mới, xin để trống ô mã.")
            return
        verdict.record_id, stands = known
        for column in FIXED:
            if column in verdict.row.values and (verdict.row.values[column] or None) != (stands[column] or None):
                self._fail(verdict, column, FIXED_SENTENCE)

    def finish(self, verdict: Verdict) -> None:
        """What a new row becomes, once it has what its first row says; all that it lacks is told at once."""
        if not is_new(verdict):
            return
        fund, source, day = self._fund(verdict), self._source(verdict), self._day(verdict)
        amount, goods, donor = self._amount(verdict), self._goods(verdict), self._donor(verdict, fund)
        if fund and day:
            self._refuse_day(verdict, fund, day)
        if not text_of(verdict, "reason"):
            self._fail(verdict, "reason", "Xin ghi diễn giải: ủng hộ, nộp về việc gì.")
        if verdict.faults or fund is None or source is None or day is None:
            return
        account = next(one for one in fund.accounts.all() if one.kind == _kind(verdict))
        giver = GiverLine(text_of(verdict, "name"), amount, text_of(verdict, "address"), donor)
        handed_by = text_of(verdict, "handed_by") or giver.name
        said = text_of(verdict, "reason"), goods, handed_by, text_of(verdict, "group")
        verdict.values["receipt"] = Receipt(fund, day, source, account, giver, *said)
        self._ask_double(verdict, fund, day, amount)

    def _amount(self, verdict: Verdict) -> int:
        amount: Any = verdict.row.values.get("amount") or 0
        if amount <= 0:
            self._fail(verdict, "amount", "Số tiền phải là số nguyên đồng lớn hơn 0.")
        return amount

    def _goods(self, verdict: Verdict) -> str:
        goods = text_of(verdict, "goods") if _kind(verdict) == Account.Kind.IN_KIND else ""
        if _kind(verdict) == Account.Kind.IN_KIND and not goods:
            self._fail(verdict, "goods", "Xin ghi hiện vật gì, bao nhiêu và định giá theo đâu.")
        return goods

    def _donor(self, verdict: Verdict, fund: Fund | None) -> Any:
        if fund is None:
            return None
        name, address = text_of(verdict, "name"), text_of(verdict, "address")
        found = self.donors[fund.unit_id].find(name, address)
        if len(found) > 1:
            where = "; ".join(donor.address or "chưa ghi địa chỉ" for donor in found[:3])
            said = f"Sổ người ủng hộ có {len(found)} người tên này: {where}. Xin ghi địa chỉ để phân biệt."
            self._fail(verdict, "name", said)
        return found[0] if len(found) == 1 else None

    def _fund(self, verdict: Verdict) -> Fund | None:
        if not (written := text_of(verdict, "fund")):
            if self.usual is None:
                self._fail(verdict, "fund", "Chưa ghi quỹ. Xin ghi tên quỹ, hoặc chọn sổ quỹ khi tải tệp lên.")
            return self.usual
        found = self.by_name.get(compare_key(written), [])
        if len(found) == 1:
            return found[0]
        several = "Có nhiều quỹ tên này. Xin ghi cả tên đơn vị như trong danh sách thả xuống."
        none = "Không có quỹ nào tên này trong phạm vi của bạn. Xin chọn trong danh sách thả xuống."
        self._fail(verdict, "fund", several if found else none)
        return None

    def _source(self, verdict: Verdict) -> Account | None:
        written = text_of(verdict, "source")
        found = self.sources.get(compare_key(written))
        if found is None:
            unknown = "Không có nguồn thu tên này. Xin chọn trong danh sách thả xuống."
            self._fail(verdict, "source", unknown if written else "Xin ghi nguồn thu.")
        return found

    def _day(self, verdict: Verdict) -> date | None:
        day = verdict.row.values.get("dated_on")
        if isinstance(day, date):
            return day
        self._fail(verdict, "dated_on", "Xin ghi ngày thu.")
        return None

    def _refuse_day(self, verdict: Verdict, fund: Fund, day: date) -> None:
        until = self.closed.get(fund.pk)
        if day > timezone.localdate():
            self._fail(verdict, "dated_on", "Ngày thu đang ở tương lai. Xin xem lại.")
        elif day < fund.opened_on:
            self._fail(verdict, "dated_on", f"Sổ của quỹ mở ngày {format_date(fund.opened_on)}. Xin xem lại ngày.")
        elif until and day <= until:
            self._fail(verdict, "dated_on", f"Sổ đã khóa đến hết ngày {format_date(until)}. Xin ghi ngày sau đó.")

    def _ask_double(self, verdict: Verdict, fund: Fund, day: date, amount: int) -> None:
        """Written twice, by hand and by file: only a person can say. What is being written was asked before."""
        key = (fund.pk, day, compare_key(verdict.name), amount)
        voucher = self.posted.get(key)
        if voucher and not self.context.is_final:
            said = f"{verdict.name} đã có {format_money(amount)} ở {voucher} ngày {format_date(day)}."
            verdict.ask_double(said)

    def _fail(self, verdict: Verdict, code: str, sentence: str) -> None:
        """Of a cell the first fault: what could not be read is not missing too."""
        if any(fault.column == code for fault in verdict.faults):
            return
        verdict.fail(self.context.column(code), sentence)


def _kind(verdict: Verdict) -> str:
    return str(verdict.row.values.get("account") or Account.Kind.CASH)


def _voucher_number(row: SheetRow) -> int | None:
    """A row of a list carries the voucher's number and its place in it."""
    return record_number(str(row.values.get("code") or "").partition("-")[0])
