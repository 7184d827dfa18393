"""Lists of recipients from Excel: a workbook becomes one list. What is known goes out the same way."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from chapters.excel.undo import rows_of
from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.spec import Context, Verdict
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key, nfc
from khuyenhoc.numbers import format_number, record_number
from khuyenhoc.sheets import Column, SheetRow

from ..actions import GrantLine, drop_grant_list, make_grant_list
from ..models import Fund, Grant, GrantList
from .common import BookImporter

MOST = 5_000  # rows of one list
COLUMNS = (
    Column("code", "Mã dòng", help="Phần mềm tự đặt, xin đừng sửa. Dòng mới thì để trống.", width=10),
    Column(
        "name",
        "Họ và tên",
        "name",
        example="Hoàng Thị Lan",
        spellings=("Họ tên", "Tên", "Họ và tên học sinh", "Tên học sinh"),
        is_required=True,
        width=28,
        longest=150,
    ),
    Column(
        "recipient",
        "Đối tượng",
        "choice",
        help="Để trống là học sinh.",
        example="học sinh",
        choices=tuple(Grant.Recipient.choices),
        width=16,
    ),
    Column(
        "school",
        "Lớp, trường, đơn vị",
        example="Lớp 9A, Trường THCS Côn Minh",
        spellings=("Trường", "Lớp", "Trường lớp", "Lớp, trường", "Đơn vị", "Địa chỉ"),
        width=32,
    ),
    Column("shares", "Số suất", "number", help="Để trống là một suất.", example="1", spellings=("Suất",), width=9),
    Column(
        "amount",
        "Số tiền",
        "money",
        help="Cả dòng được nhận bao nhiêu đồng.",
        example="500.000",
        spellings=("Số tiền (đồng)", "Thành tiền", "Tiền", "Mức thưởng"),
        is_required=True,
        width=14,
    ),
    Column(
        "note",
        "Ghi chú",
        help="Không bao giờ in ra danh sách công khai.",
        spellings=("Ghi chú (không công khai)", "Hoàn cảnh", "Lý do"),
        width=30,
    ),
    Column("occasion", "Dịp trao", help="Chỉ để xem trong danh sách tải về.", width=30, longest=200),
    Column("given_on", "Ngày trao", "date", help="Chỉ để xem trong danh sách tải về.", width=13),
)
FACTS = ("name", "recipient", "school", "shares", "amount", "note")


class GrantImporter(BookImporter):
    kind = "grants"
    noun = "người được trao"
    title = "Danh sách trao"
    start_url = "funds:grant-excel"
    all_columns = COLUMNS
    list_view = "funds:grants"
    instructions = (
        "Mỗi dòng là một người được trao. Cả tệp thành một danh sách: quỹ, loại, dịp và ngày trao chọn khi tải lên.",
        "Bắt buộc có họ tên và số tiền. Đối tượng để trống là học sinh, số suất để trống là một.",
        "Lý do hoàn cảnh khó khăn ghi ở cột Ghi chú; cột này không in ra danh sách công khai.",
        "Danh sách đã có thì sửa trên trang của danh sách, không sửa bằng tệp.",
    )

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        for one in _standing(user, unit_id).select_related("grant_list").order_by("-grant_list__given_on", "pk"):
            facts = {name: getattr(one, name) for name in FACTS}
            given = {"occasion": one.grant_list.name, "given_on": one.grant_list.given_on}
            yield {"code": str(one.pk), **facts, **given}

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        if len(rows) > MOST:
            raise Refusal(f"Tệp có hơn {format_number(MOST)} dòng. Xin chia thành nhiều danh sách.", "file")
        checked = Checked(rows, context)
        return [checked.verdict(row) for row in rows]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        lines = [verdict.values["line"] for verdict in verdicts if "line" in verdict.values]
        if lines:
            fund = _fund(context)
            assert fund is not None  # noqa: S101 else no row would have been taken
            make_grant_list(fund=fund, lines=lines, by=context.user, **_facts(context))

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        """The list is dropped; where it has been paid, the payment stands in the way."""
        made = rows_of(changes, GrantList, "insert")
        for found in GrantList.objects.filter(pk__in=made, dropped_at=None).select_related("fund__unit"):
            drop_grant_list(grant_list=found, reason="Hoàn tác lần nhập Excel", by=by)


def _standing(user: User, unit_id: int) -> Any:
    unit = Unit.objects.get(pk=unit_id)
    return Grant.objects.editable_by(user).standing().filter(within([unit.path], "grant_list__fund__unit__path"))


def _fund(context: Context) -> Fund | None:
    number = record_number(str(context.choices.get("fund") or ""))
    found: Fund | None = Fund.objects.editable_by(context.user).filter(pk=number).select_related("unit").first()
    return found


def _facts(context: Context) -> dict[str, Any]:
    return {
        "kind": context.choices["kind"],
        "name": context.choices["name"],
        "given_on": date.fromisoformat(context.choices["given_on"]),
    }


class Checked:
    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        self.context = context
        self.has_fund = _fund(context) is not None
        self.seen: dict[tuple[str, str, str], int] = {}
        codes = {number for row in rows if (number := record_number(str(row.values.get("code") or "")))}
        found = _standing(context.user, context.unit_id).filter(pk__in=codes) if codes else []
        self.known = {str(one.pk): one for one in found}

    def verdict(self, row: SheetRow) -> Verdict:
        verdict = Verdict(row, name=str(row.values.get("name") or ""), faults=list(row.faults))
        if code := str(row.values.get("code") or "").strip():
            self._existing(code, verdict)
        elif not verdict.faults:
            self._new(verdict)
        return verdict

    def _fail(self, verdict: Verdict, code: str, sentence: str) -> None:
        verdict.fail(self.context.column(code), sentence)

    def _existing(self, code: str, verdict: Verdict) -> None:
        one = self.known.get(code)
        if one is None:
            self._fail(verdict, "code", "Không có dòng mang mã này. Nếu là dòng mới, xin để trống ô mã.")
            return
        verdict.record_id = one.pk
        for name in FACTS:
            if name in verdict.row.values and (verdict.row.values[name] or None) != (getattr(one, name) or None):
                sentence = "Danh sách đã có thì sửa trên trang của danh sách. Xin để nguyên dòng này như khi tải về."
                self._fail(verdict, name, sentence)

    def _new(self, verdict: Verdict) -> None:
        given: Any = verdict.row.values
        if not self.has_fund:
            self._fail(verdict, "name", "Quỹ đã chọn không còn trong phạm vi bạn được ghi. Xin tải tệp lên lại.")
            return
        shares, amount = given.get("shares") or 1, given.get("amount") or 0
        if amount < shares:
            self._fail(verdict, "amount", "Số tiền phải là số nguyên đồng lớn hơn 0.")
        if shares > Grant.MOST_SHARES:
            self._fail(verdict, "shares", f"Số suất không quá {format_number(Grant.MOST_SHARES)}.")
        self._ask_about_twice(verdict, given)
        verdict.values["line"] = GrantLine(
            name=nfc(str(given["name"])),
            recipient=given.get("recipient") or Grant.Recipient.PUPIL,
            amount=amount,
            school=nfc(str(given.get("school") or "")),
            shares=shares,
            note=nfc(str(given.get("note") or "")),
        )

    def _ask_about_twice(self, verdict: Verdict, given: Mapping[str, Any]) -> None:
        """The same name of the same school and class may be two children, or one row too many."""
        key = (
            compare_key(str(given["name"])),
            compare_key(str(given.get("school") or "")),
            str(given.get("recipient")),
        )
        line = self.seen.setdefault(key, verdict.row.number)
        if line != verdict.row.number:
            verdict.ask_double(f"Dòng {line} đã có người tên này, cùng lớp, trường.")
