from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import timezone

from chapters.excel.undo import rows_of
from chapters.models import User
from khuyenhoc.imports.spec import Context, Verdict
from khuyenhoc.models import Change
from khuyenhoc.sheets import Column, SheetRow

from ..actions import add_donor, record_contribution, reverse_voucher
from ..donors import KnownDonors
from ..models import Account, Voucher
from .checking import (
    Checked,
    Receipt,
    books_of,
    hold_together,
    receipts_of,
    share,
    standing_of,
    voucher_of,
    what_they_become,
)
from .common import BookImporter

COLUMNS = (
    Column("code", "Mã phiếu", help="Phần mềm tự đặt, xin đừng sửa. Dòng mới thì để trống.", width=12),
    Column(
        "group",
        "Số phiếu",
        help="Các dòng cùng số là một phiếu thu có bảng kê. Để trống thì mỗi dòng là một phiếu. Số trong sổ do phần "
        "mềm đánh.",
        example="1",
        spellings=("Phiếu số", "Số chứng từ", "Số PT"),
        width=10,
    ),
    Column("dated_on", "Ngày", "date", example="05/09/2024", spellings=("Ngày thu", "Ngày nộp"), width=12),
    Column(
        "name",
        "Người ủng hộ",
        "name",
        help="Người, hộ, dòng họ hay đơn vị đã nộp.",
        example="Hoàng Thị Lan",
        spellings=("Họ và tên", "Họ tên", "Tên", "Người nộp"),
        is_required=True,
        width=28,
        longest=150,
    ),
    Column("address", "Địa chỉ", example="Thôn Bản Cào", width=24, longest=200),
    Column(
        "amount",
        "Số tiền",
        "money",
        example="20000",
        spellings=("Số tiền (đồng)", "Tiền", "Thành tiền"),
        is_required=True,
        width=14,
    ),
    Column("source", "Nguồn thu", help="Chọn trong danh sách thả xuống.", example="Hội viên ủng hộ", width=20),
    Column(
        "account",
        "Vào tài khoản",
        "choice",
        help="Để trống là tiền mặt.",
        example="tiền mặt",
        choices=tuple((kind.value, kind.label) for kind in Account.MONEY),
        width=14,
    ),
    Column(
        "goods",
        "Hiện vật và cách định giá",
        help="Chỉ cần khi vào tài khoản hiện vật.",
        spellings=("Hiện vật",),
        width=28,
        longest=300,
    ),
    Column(
        "reason",
        "Diễn giải",
        example="Ủng hộ quỹ năm học mới",
        spellings=("Lý do", "Nội dung", "Ghi chú"),
        width=30,
        longest=300,
    ),
    Column(
        "handed_by",
        "Người nộp cả bảng kê",
        help="Chỉ cần khi nhiều dòng cùng một số phiếu: người đứng ra thu và nộp.",
        spellings=("Người nộp thay", "Người thu"),
        width=24,
        longest=150,
    ),
    Column("fund", "Quỹ", help="Để trống thì lấy sổ quỹ đã chọn khi tải tệp lên.", spellings=("Sổ quỹ",), width=34),
)


class ContributionImporter(BookImporter):
    """Receipts: one a row, or one for all rows of a number, with their givers as its list."""

    kind = "contributions"
    noun = "khoản thu"
    title = "Thu quỹ"
    start_url = "funds:contribution-excel"
    all_columns = COLUMNS
    list_view = "funds:fund-list"
    instructions = (
        "Mỗi dòng là một người ủng hộ. Các dòng cùng Số phiếu thành một phiếu thu có bảng kê; để trống thì mỗi dòng "
        "một phiếu.",
        "Trong một phiếu chỉ cần ghi ngày, nguồn thu, tài khoản, diễn giải ở dòng đầu.",
        "Người cùng tên trong sổ người ủng hộ được phân biệt bằng địa chỉ.",
        "Phiếu đã ghi không sửa bằng tệp này. Hoàn tác lần nhập là lập phiếu hủy cho từng phiếu; người đã lưu vào sổ "
        "người ủng hộ vẫn còn.",
    )

    def lists(self, user: User, unit_id: int) -> dict[str, list[str]]:
        sources = [account.name for account in Account.objects.sources()]
        return {"source": sources, "fund": [str(fund) for fund in books_of(user, unit_id)]}

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        receipts = receipts_of(user, unit_id).order_by("dated_on", "pk")
        for voucher in receipts.prefetch_related("givers"):
            yield from standing_of(voucher)

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        checked = Checked(rows, context)
        verdicts = [checked.verdict(row) for row in rows]
        share(verdicts, context)
        for verdict in verdicts:
            checked.finish(verdict)
        hold_together(verdicts, context)
        context.memory["becomes"] = what_they_become(verdicts)
        return verdicts

    def told(self, context: Context) -> list[str]:
        return context.memory.get("becomes", [])

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        known: dict[int, KnownDonors] = {}
        vouchers: dict[Any, list[Receipt]] = defaultdict(list)
        for verdict in verdicts:
            vouchers[voucher_of(verdict)].append(verdict.values["receipt"])
        for lines in vouchers.values():
            unit = lines[0].fund.unit
            if context.choices.get("keep_donors"):
                donors = known.setdefault(unit.pk, KnownDonors(unit))
                lines = [_kept(line, donors, context.user) for line in lines]
            _record(lines, context.user)

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        """Money is never taken out of a book: each receipt that still stands is reversed, the last one first.

        On its own day, so that its year has what it had before the import; where that day is closed, today.
        """
        made = Voucher.objects.filter(pk__in=rows_of(changes, Voucher, "insert"), number__isnull=False)
        for voucher in made.filter(reversed_by=None).select_related("fund__unit").order_by("-pk"):
            day = timezone.localdate() if voucher.fund.is_closed_on(voucher.dated_on) else voucher.dated_on
            reverse_voucher(voucher=voucher, reason="hoàn tác lần nhập Excel", dated_on=day, by=by)


def _record(lines: list[Receipt], by: User) -> None:
    first = lines[0]
    alone = not first.group
    record_contribution(
        fund=first.fund,
        source=first.source,
        account=first.account,
        amount=sum(line.giver.amount for line in lines),
        dated_on=first.dated_on,
        party=first.giver.name if alone else first.handed_by,
        party_address=first.giver.address if alone else "",
        donor=first.giver.donor if alone else None,
        reason=first.reason,
        goods=first.goods,
        givers=() if alone else [line.giver for line in lines],
        by=by,
    )


def _kept(line: Receipt, donors: KnownDonors, by: User) -> Receipt:
    giver = line.giver
    donor = giver.donor or donors.only(giver.name, giver.address)
    if donor is None:
        donor = add_donor(unit=line.fund.unit, name=giver.name, address=giver.address, by=by)
        donors.add(donor)
    return replace(line, giver=replace(giver, donor=donor))
