from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse

from khuyenhoc.actions import Refusal, first_fault
from khuyenhoc.imports.spec import (
    CHANGED,
    NEW,
    Context,
    ListImporter,
    Verdict,
    compared,
    is_empty,
)
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key
from khuyenhoc.sheets import Column, SheetRow

from ..actions import NewUnit, open_units, update_unit
from ..actions.units import refuse_opening
from ..kinds import ASSOCIATIONS, BASIC, PARENTS, WORDS, Kind, Setting
from ..models import Unit, User
from .places import Places, names_of, not_found
from .standing import ask_about_clashes
from .undo import undo_units_of

FACTS = (*("designation", "name", "setting", "local_word", "opened_on", "association_since", "keeps_roster"),)
FIXED = ("kind", "parent")

COLUMNS = (
    Column(
        "code",
        "Mã đơn vị",
        help="Đơn vị đã có: đừng sửa mã. Đơn vị mới: để trống thì phần mềm tự đặt; xã, phường nên ghi mã hành chính.",
        example="02173-015",
        spellings=("Mã", "Mã đơn vị hành chính"),
        width=14,
    ),
    Column("kind", "Loại", "choice", example="chi hội", choices=tuple(Kind.choices), width=16),
    Column(
        "designation",
        "Danh xưng",
        help="Chỉ cho Hội các cấp: xã, phường, thị trấn, huyện, quận, tỉnh, thành phố …",
        width=12,
        longest=20,
    ),
    Column(
        "name",
        "Tên",
        help="Chi hội, ban ghi tên đầy đủ; xã, phường chỉ ghi tên riêng.",
        example="Chi hội thôn Nà Mới",
        spellings=("Tên đơn vị", "Tên chi hội", "Đơn vị"),
        is_required=True,
        width=36,
        longest=150,
    ),
    Column(
        "parent",
        "Thuộc",
        help="Mã hoặc tên của đơn vị cấp trên. Để trống thì lấy đơn vị đã chọn khi tải tệp lên.",
        example="xã Côn Minh",
        spellings=("Trực thuộc", "Đơn vị cấp trên"),
        width=28,
    ),
    Column("setting", "Địa bàn", "choice", example="thôn, tổ dân phố", choices=tuple(Setting.choices), width=20),
    Column("local_word", "Địa phương gọi là", example="thôn", width=16, longest=20),
    Column("opened_on", "Thành lập ngày", "date", example="15/03/2021", spellings=("Ngày thành lập",), width=14),
    Column(
        "association_since",
        "Có tổ chức Hội từ",
        "date",
        help="Chỉ cho Hội các cấp. Nơi chưa có tổ chức Hội thì để trống.",
        width=16,
    ),
    Column(
        "keeps_roster",
        "Quản lý danh sách",
        "yesno",
        help="Có: ghi từng hội viên ở đây. Không: mỗi năm khai báo một con số.",
        example="có",
        spellings=("Quản lý danh sách hội viên",),
        width=14,
    ),
)


class UnitImporter(ListImporter):
    kind = "units"
    noun = "đơn vị"
    title = "Đơn vị"
    permission = "write_units"
    key = "code"
    start_url = "chapters:unit-excel"
    takes_whole = True
    instructions = (
        "Mỗi dòng là một đơn vị: chi hội, ban khuyến học, tổ hội, phân hội, hoặc Hội một cấp. Giữ nguyên mã đã có.",
        "Đơn vị mới và đơn vị cấp trên của nó có thể ở cùng một tệp, thứ tự nào cũng được: cột Thuộc ghi mã hoặc tên.",
        "Chi hội và ban khuyến học cần có Địa bàn.",
        "Chuyển đơn vị sang cấp trên khác hoặc giải thể thì làm ở trang của đơn vị, không làm trong tệp này.",
        "Lưu tệp, vào Tổ chức Hội, bấm Nhập, xuất Excel rồi tải lên. Chưa ghi gì khi bạn chưa xem trước và xác nhận.",
    )

    def columns(self, user: User, unit_id: int) -> list[Column]:
        return list(COLUMNS)

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def list_url(self, unit_id: int) -> str:
        return reverse("chapters:unit", args=[unit_id])

    def lists(self, user: User, unit_id: int) -> dict[str, list[str]]:
        places = Places.of(_open_units(user, unit_id))
        return {"parent": [places.label(unit) for unit in places.units.values() if unit.kind in ASSOCIATIONS]}

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        places = Places.of(_open_units(user, unit_id))
        for unit in places.units.values():
            parent = unit.parent
            known = parent is not None and parent.pk in places.units
            label = places.label(places.units[parent.pk]) if parent and known else ""
            yield {"code": unit.code, "kind": unit.kind, "parent": label} | _facts_of(unit)

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        return Checked(rows, context).verdicts()

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        fresh = [verdict.values["new"] for verdict in verdicts if verdict.outcome == NEW]
        if fresh:
            open_units(units=_with_parents_there(fresh), by=context.user)
        changed = {verdict.record_id: verdict.cells for verdict in verdicts if verdict.outcome == CHANGED}
        for unit in Unit.objects.editable_by(context.user).filter(pk__in=changed).order_by("path"):
            update_unit(
                unit=unit, by=context.user, **{fact: _kept(fact, now) for fact, (_, now) in changed[unit.pk].items()}
            )

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        undo_units_of(changes, by, mark)


def _with_parents_there(fresh: list[NewUnit]) -> list[NewUnit]:
    """Without those whose parent is left out, and so on down: they have no place to stand."""
    kept = fresh
    while True:
        here = {id(new) for new in kept}
        staying = [new for new in kept if isinstance(new.parent, Unit) or id(new.parent) in here]
        if len(staying) == len(kept):
            return kept
        kept = staying


def _open_units(user: User, unit_id: int) -> list[Unit]:
    below = Unit.objects.editable_by(user).below(Unit.objects.get(pk=unit_id))
    return list(below.filter(closed_on=None).select_related("parent").order_by("path"))


def _facts_of(unit: Unit) -> dict[str, Any]:
    return {fact: getattr(unit, fact) for fact in FACTS}


def _kept(fact: str, value: Any) -> Any:
    if is_empty(value):
        return {"opened_on": None, "association_since": None, "keeps_roster": False}.get(fact, "")
    return value


class Checked:
    """All rows of a file against the database and against each other: a row may name another as its parent."""

    def __init__(self, rows: Sequence[SheetRow], context: Context) -> None:
        self.rows, self.context = rows, context
        self.here = Unit.objects.get(pk=context.unit_id)
        self.places = Places.of(_open_units(context.user, context.unit_id))
        self.taken = self._codes_taken()
        self.seen: dict[str, int] = {}
        self.new: list[tuple[Verdict, NewUnit]] = []

    def verdicts(self) -> list[Verdict]:
        verdicts = [self._verdict(row) for row in self.rows]
        for verdict, new in self.new:
            self._find_parent(verdict, new)
        for verdict, new in self.new:
            self._refuse_new(verdict, new)
        self._refuse_under_faulty()
        if not self.context.is_final:
            self._ask_about_doubles()
        ask_about_clashes(verdicts, Unit, self.context)
        return verdicts

    def _codes_taken(self) -> set[str]:
        codes = [_code(row) for row in self.rows if _code(row)]
        return {code.casefold() for code in Unit.objects.filter(code__in=codes).values_list("code", flat=True)}

    def _verdict(self, row: SheetRow) -> Verdict:
        verdict = Verdict(row, name=str(row.values.get("name") or ""), faults=list(row.faults))
        code = _code(row)
        if code and code.casefold() in self.seen:
            self._fail(verdict, "code", f"Mã này đã có ở dòng {self.seen[code.casefold()]}. Mỗi đơn vị chỉ một dòng.")
        elif unit := self.places.by_code.get(code.casefold()) if code else None:
            self._existing(verdict, unit)
        elif code.casefold() in self.taken:
            self._fail(
                verdict,
                "code",
                "Mã này đang dùng cho đơn vị đã giải thể hoặc ngoài phạm vi của bạn. Xin ghi mã khác hoặc để trống.",
            )
        elif not verdict.faults:
            new = NewUnit(self.here, self._new_facts(row, code))
            verdict.values["new"] = new
            self.new.append((verdict, new))
        if code:
            self.seen.setdefault(code.casefold(), row.number)
        return verdict

    def _fail(self, verdict: Verdict, code: str | None, sentence: str) -> None:
        known = {column.code for column in self.context.columns}
        verdict.fail(self.context.column(code if code in known else "name"), sentence)

    def _existing(self, verdict: Verdict, unit: Unit) -> None:
        verdict.record_id, verdict.name = unit.pk, unit.full_name
        for column, given, stands in compared(verdict, _facts_of(unit), self.context):
            verdict.cells[column.code] = (stands, given)
        self._refuse_moved(verdict, unit)
        if verdict.cells and not verdict.faults:
            changed = {fact: _kept(fact, now) for fact, (_, now) in verdict.cells.items()}
            self._refuse_facts(verdict, Unit(kind=unit.kind, code=unit.code, **(_facts_of(unit) | changed)))

    def _refuse_moved(self, verdict: Verdict, unit: Unit) -> None:
        values, was = verdict.row.values, self.context.was_of(verdict.row)
        kind, parent = values.get("kind"), values.get("parent")
        if kind and kind not in (unit.kind, was.get("kind")):
            self._fail(verdict, "kind", "Loại của đơn vị đã có không đổi bằng tệp được. Xin để nguyên như cũ.")
        if parent and parent != was.get("parent") and unit.parent not in self.places.find(str(parent)):
            self._fail(
                verdict, "parent", "Muốn chuyển sang cấp trên khác, xin làm ở trang của đơn vị. Ở đây để nguyên."
            )

    def _new_facts(self, row: SheetRow, code: str) -> dict[str, Any]:
        facts = {fact: _kept(fact, row.values.get(fact)) for fact in FACTS} | {"code": code}
        facts["kind"] = row.values.get("kind") or _kind_in(facts["name"])
        words = WORDS[facts["kind"]].designations if facts["kind"] in WORDS else ()
        for word in words:
            if facts["name"].casefold().startswith(f"{word} ") and facts["designation"] in ("", word):
                facts["designation"], facts["name"] = word, facts["name"][len(word) + 1 :]
        facts["designation"] = facts["designation"].casefold()
        return facts

    def _find_parent(self, verdict: Verdict, new: NewUnit) -> None:
        written = str(verdict.row.values.get("parent") or "")
        if not written:
            return
        found: list[Unit | NewUnit] = [*self.places.find(written), *self._in_file(written, new)]
        if len(found) == 1:
            new.parent = found[0]
        else:
            standing = [one for one in found if isinstance(one, Unit)]
            sentence = not_found(written, standing, "đơn vị")
            if len(standing) < 2 and len(found) > 1:
                sentence = f"Có nhiều đơn vị tên “{written}”, kể cả trong tệp. Xin ghi mã của đơn vị."
            self._fail(verdict, "parent", sentence)

    def _in_file(self, written: str, asking: NewUnit) -> list[NewUnit]:
        """New units of the file that the word names, by code or by name."""
        if not self.context.memory.get("named"):
            named: dict[str, list[NewUnit]] = {}
            for _, new in self.new:
                full = f"{new.facts['designation']} {new.facts['name']}".strip()
                for word in {compare_key(new.facts["name"]), compare_key(full), new.facts["code"].casefold()} - {""}:
                    named.setdefault(word, []).append(new)
            self.context.memory["named"] = named
        named = self.context.memory["named"]
        found = named.get(written.casefold()) or named.get(compare_key(written), [])
        return [new for new in found if new is not asking]

    def _refuse_new(self, verdict: Verdict, new: NewUnit) -> None:
        if verdict.faults:
            return
        if not new.facts["kind"]:
            self._fail(verdict, "kind", "Chưa ghi loại. Xin chọn chi hội, ban khuyến học, xã … trong danh sách.")
            return
        if _goes_round(new):
            self._fail(verdict, "parent", "Các đơn vị trong tệp trực thuộc lẫn nhau thành vòng. Xin xem lại cột Thuộc.")
            return
        self._refuse_place(verdict, new)
        if not verdict.faults:
            self._refuse_facts(verdict, Unit(**new.facts))

    def _refuse_under_faulty(self) -> None:
        """What stands under a faulty row has no place to stand, and so on down."""
        by_unit = {id(new): verdict for verdict, new in self.new}
        waiting = True
        while waiting:
            waiting = False
            for verdict, new in self.new:
                above = by_unit.get(id(new.parent))
                if above and above.faults and not verdict.faults:
                    self._fail(
                        verdict, "parent", f"Đơn vị cấp trên, dòng {above.row.number}, còn lỗi. Xin sửa dòng đó trước."
                    )
                    waiting = True

    def _refuse_place(self, verdict: Verdict, new: NewUnit) -> None:
        kind = new.facts["kind"]
        try:
            if isinstance(new.parent, Unit):
                refuse_opening(kind, new.parent)
            elif new.parent.facts["kind"] not in PARENTS[kind]:
                refuse_opening(kind, Unit(kind=new.parent.facts["kind"] or Kind.TEAM))
        except Refusal as refusal:
            self._fail(verdict, "kind", str(refusal))

    def _refuse_facts(self, verdict: Verdict, unit: Unit) -> None:
        """What the form refuses: facts that this kind has not, and what the model says of the others."""
        words = WORDS[unit.kind].designations if unit.kind in WORDS else ()
        if (unit.designation and unit.designation not in words) or (words and not unit.designation):
            allowed = ", ".join(words)
            way = f"Xin ghi một trong: {allowed}." if words else "Loại này không có danh xưng; xin để trống ô này."
            self._fail(verdict, "designation", way)
        if unit.kind in BASIC and unit.association_since:
            self._fail(verdict, "association_since", "Chỉ Hội các cấp có ngày này. Chi hội, ban xin để trống ô này.")
        if unit.kind in ASSOCIATIONS and unit.keeps_roster:
            self._fail(verdict, "keeps_roster", "Chỉ chi hội, ban quản lý danh sách. Hội các cấp xin để trống ô này.")
        try:
            unit.full_clean(exclude=["parent", "code", "path"], validate_unique=False, validate_constraints=False)
        except ValidationError as fault:
            refusal = first_fault(fault)
            self._fail(verdict, refusal.field, str(refusal))

    def _ask_about_doubles(self) -> None:
        standing = {(unit.parent_id, unit.kind, compare_key(unit.name)) for unit in self.places.units.values()}
        above: dict[tuple[int, str, str], int] = {}
        for verdict, new in self.new:
            if verdict.faults:
                continue
            kind, name = new.facts["kind"], compare_key(new.facts["name"])
            if isinstance(new.parent, Unit) and (new.parent.pk, kind, name) in standing:
                verdict.ask_double(f"{verdict.name}: ở {new.parent.full_name} đã có một đơn vị cùng loại, cùng tên.")
                continue
            first = above.setdefault((id(new.parent), kind, name), verdict.row.number)
            if first != verdict.row.number:
                verdict.ask_double(f"{verdict.name}: cùng loại, cùng tên, cùng cấp trên với dòng {first} của tệp này.")


def _code(row: SheetRow) -> str:
    return str(row.values.get("code") or "").strip()


def _kind_in(name: str) -> str:
    """ "Chi hội thôn Bản Cào" says itself what it is."""
    words = {"chi hội": Kind.CHAPTER, "ban ": Kind.BOARD, "tổ hội": Kind.TEAM, "phân hội": Kind.BRANCH}
    return next((kind for word, kind in words.items() if name.casefold().startswith(word)), "")


def _goes_round(new: NewUnit) -> bool:
    met = {id(new)}
    above = new.parent
    while isinstance(above, NewUnit):
        if id(above) in met:
            return True
        met.add(id(above))
        above = above.parent
    return False
