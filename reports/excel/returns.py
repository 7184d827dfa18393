from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from chapters.excel.places import names_of
from chapters.models import Unit, User
from khuyenhoc.actions import Refusal
from khuyenhoc.files import store_file
from khuyenhoc.imports.models import Import
from khuyenhoc.imports.spec import Context, Importer, Verdict, clashes, compared, shown
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key
from khuyenhoc.sheets import Column, SheetRow
from khuyenhoc.sheets.shapes import KEY_LABEL

from ..actions import RowEntry, enter_on_behalf, set_many_values
from ..actions.common import is_from_above
from ..actions.entry import check_cell
from ..indicators import CATALOGUE
from ..models import OnBehalf, Period, Return, Row
from .lines import Lines, column_of, line_name
from .undo import undo_values, void_hands

PLACE = (
    Column("row", KEY_LABEL, width=8),
    Column("code", "Mã đơn vị", help="Mã của đơn vị; dòng tự thêm thì ghi mã hoặc tên.", width=12),
    Column("within", "Thuộc", help="Đơn vị có báo cáo chứa dòng này; để xem, không sửa.", width=20),
    Column("unit", "Đơn vị", spellings=("Tên đơn vị", "Xã, phường", "Chi hội"), is_required=True, width=32),
)
FROZEN = len(PLACE)


class ReturnImporter(Importer):
    """The figures of a year, a row a unit; which year is chosen where the upload begins."""

    kind = "returns"
    noun = "dòng số liệu"
    title = "Số liệu năm"
    permission = "write_returns"
    key = "row"
    instructions = (
        "Mỗi dòng là một đơn vị: Hội xã có dòng số liệu chung, rồi đến từng chi hội, ban. Không thêm bớt dòng.",
        "Ô để trống là chưa trả lời. Không có số thì chọn “chưa có”; số 0 là số 0, không phải là chưa có.",
        "Số người viết liền hoặc có dấu chấm: 10360, 10.360. Tiền viết bằng đồng.",
        "Số đếm theo danh sách hội viên, sổ quỹ hoặc lấy từ năm trước đã có sẵn trong ô; muốn sửa thì sửa ở sổ sách.",
        "Tải lên lại: phần mềm cho xem trước rồi chỉ ghi những ô đã sửa.",
    )

    def columns(self, user: User, unit_id: int) -> list[Column]:
        return [*PLACE, *map(column_of, CATALOGUE.values())]

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def start_of(self, imported: Import) -> str:
        return _in_year("reports:workbook", imported)

    def list_of(self, imported: Import) -> str:
        return _in_year("reports:entry", imported)

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        checked = Checked(context)
        verdicts = [checked.verdict(row) for row in rows]
        checked.name_strangers()
        return verdicts

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        came: dict[int, OnBehalf | None] = context.memory.setdefault("came", {})
        entries = []
        for verdict in verdicts:
            row: Row = verdict.values["row"]
            if row.unit_return_id not in came:
                came[row.unit_return_id] = _on_behalf(row.unit_return, context)
            entries.append(RowEntry(row, verdict.cells, came[row.unit_return_id]))
        set_many_values(entries=entries, by=context.user)

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        undo_values(changes, by)
        void_hands(changes, by)


def _in_year(name: str, imported: Import) -> str:
    period = imported.options.get("choices", {}).get("period", "")
    code = Unit.objects.values_list("code", flat=True).get(pk=imported.unit_id)
    return reverse(name, args=[period], query={"don-vi": code})


def _on_behalf(unit_return: Return, context: Context) -> OnBehalf | None:
    """Figures that the level above brings for a unit come on paper, and the workbook is its scan."""
    if not is_from_above(context.user, unit_return):
        return None
    if "scan" not in context.memory:
        context.memory["scan"] = store_file(name=context.file_name, content=context.workbook(), by=context.user)
    received = context.choices.get("received_on")
    return enter_on_behalf(
        unit_return=unit_return,
        way=OnBehalf.Way.PAPER,
        from_whom=context.choices.get("from_whom") or unit_return.unit.association_name,
        received_on=date.fromisoformat(received) if received else timezone.localdate(),
        scan=context.memory["scan"],
        by=context.user,
    )


class Checked:
    """The rows of one workbook against those of its year."""

    def __init__(self, context: Context) -> None:
        self.context = context
        memory = context.memory
        if "lines" not in memory:
            period = Period.objects.get(code=context.choices["period"])
            top = Return.objects.current().select_related("unit").get(period=period, unit_id=context.unit_id)
            memory["lines"], memory["seen"] = Lines(context.user, period, top), {}
        self.lines: Lines = memory["lines"]
        self.seen: dict[int, int] = memory["seen"]
        self.by_pk = {str(row.pk): row for row in self.lines.rows}
        self.strangers: list[Verdict] = []

    def verdict(self, given: SheetRow) -> Verdict:
        verdict = Verdict(given, name=str(given.values.get("unit") or ""), faults=list(given.faults))
        row = self._find(verdict)
        if row is None:
            return verdict
        verdict.record_id, verdict.name, verdict.values["row"] = row.pk, line_name(row), row
        if row.pk in self.seen:
            self._fail(verdict, "unit", f"Dòng {self.seen[row.pk]} đã là đơn vị này. Xin giữ mỗi đơn vị một dòng.")
        self.seen.setdefault(row.pk, given.number)
        self._compare(verdict, row)
        return verdict

    def _find(self, verdict: Verdict) -> Row | None:
        """By the key of an export, else by code or name as people write them in a table of their own."""
        values = verdict.row.values
        if key := str(values.get("row") or ""):
            if key not in self.by_pk:
                self.strangers.append(verdict)
            return self.by_pk.get(key)
        for word in (str(values.get("code") or "").casefold(), compare_key(str(values.get("unit") or ""))):
            found = self.lines.by_word.get(word, []) if word else []
            if len(found) == 1:
                return found[0]
            if found:
                self._fail(verdict, "unit", "Có nhiều đơn vị tên này trong năm. Xin ghi thêm mã ở cột Mã đơn vị.")
                return None
        self._fail(verdict, "unit", f"{_here(self.lines)} không có đơn vị này. Xin ghi đúng mã hoặc tên.")
        return None

    def name_strangers(self) -> None:
        """Rows of another year, or of a unit out of reach, told apart by one query."""
        keys = [key for verdict in self.strangers if (key := str(verdict.row.values["row"])).isdecimal()]
        seen = Row.objects.visible_to(self.context.user).filter(pk__in=[key for key in keys if len(key) < 19])
        years = dict(seen.exclude(unit_return__period=self.lines.period).values_list("pk", "unit_return__period__name"))
        for verdict in self.strangers:
            key = str(verdict.row.values["row"])
            if key.isdecimal() and (year := years.get(int(key))):
                sentence = f"Dòng này của {year.lower()}. Xin tải lên ở đúng năm đó."
            else:
                sentence = f"Dòng này không thuộc {_here(self.lines)}. Xin bỏ dòng này, hoặc tải tệp mới về."
            self._fail(verdict, "row", sentence)

    def _compare(self, verdict: Verdict, row: Row) -> None:
        was = self.context.was_of(verdict.row)
        for column, given, stands in compared(verdict, self.lines.standing(row), self.context):
            if any(fault.column == column.code for fault in verdict.faults):
                continue
            verdict.cells[column.code] = (stands, given)
            try:
                self._refuse(row, column.code, given)
            except Refusal as refusal:
                self._fail(verdict, column.code, str(refusal))
            if clashes(column, stands, was):
                verdict.ask_clash(
                    column,
                    f"{verdict.name}, {column.label}: {self.lines.who(row, column.code)} đã sửa thành "
                    f"{shown(column, stands)} từ khi tệp được tải về; trong tệp là {shown(column, given)}.",
                )
        if verdict.cells and not verdict.faults:
            self._refuse_row(verdict, row)

    def _refuse(self, row: Row, code: str, given: Any) -> None:
        check_cell(row, code, given)
        if self.lines.is_counted(row, code):
            raise Refusal(
                "Số này lấy theo danh sách hội viên, sổ quỹ hoặc số đã chốt năm trước nên không sửa bằng tệp được. "
                "Xin để nguyên ô này, hoặc sửa ở sổ sách."
            )

    def _refuse_row(self, verdict: Verdict, row: Row) -> None:
        """What holds for the whole row: who may write, and whether its return takes figures now."""
        unit_return, user = row.unit_return, self.context.user
        if not user.can("write_returns", row.unit):
            self._fail(verdict, "unit", "Chức trách của bạn không nhập số liệu ở đơn vị này. Xin bỏ dòng này.")
        elif not unit_return.period.is_open:
            self._fail(verdict, "unit", f"Kỳ báo cáo {unit_return.period.name.lower()} đã đóng. Xin bỏ dòng này.")
        elif not unit_return.is_writable:
            state = unit_return.get_state_display()
            way = "mở lại" if unit_return.state == Return.State.ACCEPTED else "trả lại"
            self._fail(verdict, "unit", f"Báo cáo của {unit_return.unit} {state}. Muốn sửa, xin cấp trên {way} trước.")
        elif unit_return.state == Return.State.RETURNED and row.pk not in self.lines.marked:
            self._fail(verdict, "unit", "Cấp trên chỉ trả lại những dòng được đánh dấu. Xin để nguyên dòng này.")
        elif is_from_above(user, unit_return) and not unit_return.period.allows_on_behalf:
            self._fail(verdict, "unit", f"{unit_return.period.name} chỉ để chính đơn vị nhập số liệu. Xin bỏ dòng này.")

    def _fail(self, verdict: Verdict, code: str, sentence: str) -> None:
        verdict.fail(self.context.column(code), sentence)


def _here(lines: Lines) -> str:
    return f"báo cáo {lines.period.name.lower()} của {lines.top.unit.full_name}"


def export(lines: Lines) -> tuple[list[Column], Iterator[Mapping[str, Any]]]:
    """The columns and rows of the workbook that goes out."""
    return [*PLACE, *lines.columns()], lines.records()
