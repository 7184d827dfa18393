from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.actions import Refusal
from khuyenhoc.imports.spec import (
    CHANGED,
    NEW,
    Context,
    ListImporter,
    Offer,
    Verdict,
    compared,
    is_empty,
)
from khuyenhoc.models import Change
from khuyenhoc.names import compare_key
from khuyenhoc.numbers import record_number
from khuyenhoc.sheets import Column, SheetRow

from ..actions import Newcomer, admit_members, change_members, update_unit
from ..actions.bulk import refuse_person
from ..actions.memberships import check_not_before_birth, refuse_joining
from ..doubles import Someone, find_doubles
from ..kinds import BASIC
from ..models import Member, Membership, Unit, User
from ..reach import within
from .places import Places, names_of, not_found
from .standing import ask_about_clashes
from .undo import undo_members

FACTS = ("name", "sex", "birth_year", "phone", "address", "has_card", "dues_year")
CONTACTS = ("phone", "address")
# What only the pages change, because figures hang on it.
FIXED = ("unit", "since", "entry")

COLUMNS = (
    Column("code", "Mã hội viên", help="Phần mềm tự đặt, xin đừng sửa. Người mới thì để trống.", width=14),
    Column("name", "Họ và tên", "name", example="Hoàng Thị Lan", is_required=True, width=28),
    Column("sex", "Giới tính", "choice", example="nữ", choices=tuple(Member.Sex.choices), width=10),
    Column("birth_year", "Năm sinh", "year", example="1960", width=10),
    Column(
        "unit",
        "Chi hội",
        help="Tên hoặc mã của chi hội, ban khuyến học. Để trống thì lấy đơn vị đã chọn khi tải tệp lên.",
        example="Chi hội thôn Bản Cào",
        spellings=("Chi hội, ban khuyến học", "Đơn vị", "Nơi sinh hoạt", "Sinh hoạt tại"),
        width=34,
    ),
    Column(
        "since",
        "Ngày vào",
        "date",
        help="Ngày/tháng/năm. Để trống thì lấy ngày dùng chung đã ghi khi tải tệp lên.",
        example="01/05/2020",
        spellings=("Ngày vào Hội", "Ngày kết nạp", "Ngày vào chi hội"),
        width=13,
    ),
    Column("entry", "Cách vào", "choice", example="kết nạp", choices=tuple(Membership.Entry.choices), width=12),
    Column(
        "phone",
        "Điện thoại",
        "phone",
        example="0912 345 678",
        spellings=("Số điện thoại", "SĐT", "ĐT", "Di động"),
        width=15,
    ),
    Column("address", "Địa chỉ", example="Thôn Bản Cào", spellings=("Nơi ở", "Chỗ ở"), width=30),
    Column("has_card", "Thẻ hội viên", "yesno", example="có", spellings=("Có thẻ", "Đã có thẻ"), width=12),
    Column(
        "dues_year",
        "Hội phí đến năm",
        "year",
        help="Đã đóng hội phí đến hết năm nào.",
        example="2023",
        spellings=("Đóng hội phí đến năm", "Đã đóng hội phí đến năm", "Hội phí"),
        width=14,
    ),
)


class MemberImporter(ListImporter):
    kind = "members"
    noun = "hội viên"
    title = "Hội viên"
    permission = "write_members"
    key = "code"
    start_url = "chapters:member-excel"
    instructions = (
        "Mỗi dòng là một hội viên. Người mới: để trống ô Mã hội viên. Người đã có: giữ nguyên mã, chỉ sửa ô cần sửa.",
        "Bắt buộc có Họ và tên. Năm sinh chỉ cần năm; không ghi số căn cước, không ghi dân tộc.",
        "Chi hội chọn trong danh sách thả xuống, hoặc gõ tên hay mã.",
        "Chuyển chi hội, ghi thôi, từ trần thì làm ở trang của hội viên, không làm trong tệp này.",
        "Lưu tệp, vào Hội viên, bấm Nhập, xuất Excel rồi tải lên. Chưa ghi gì khi bạn chưa xem trước và xác nhận.",
    )

    def columns(self, user: User, unit_id: int) -> list[Column]:
        unit = Unit.objects.get(pk=unit_id)
        hidden = () if user.can("read_contacts", unit) else CONTACTS
        return [column for column in COLUMNS if column.code not in hidden]

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def list_url(self, unit_id: int) -> str:
        return reverse("chapters:member-list", query={"don-vi": Unit.objects.get(pk=unit_id).code})

    def lists(self, user: User, unit_id: int) -> dict[str, list[str]]:
        places = _places(user, unit_id)
        return {"unit": [places.label(unit) for unit in places.units.values() if unit.keeps_roster]}

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        places, seen = _places(user, unit_id), set()
        labels = {pk: places.label(unit) for pk, unit in places.units.items()}
        held = _memberships(user, unit_id).filter(until=None).select_related("member", "unit")
        for one in held.order_by("unit__path", "member__sort_key", "-is_counted", "pk").iterator(2000):
            if one.member_id not in seen:
                seen.add(one.member_id)
                unit = labels.get(one.unit_id) or one.unit.code
                yield {"code": str(one.member_id), "unit": unit, "since": one.since, "entry": one.entry} | {
                    fact: getattr(one.member, fact) for fact in FACTS
                }

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        places = context.memory.setdefault("places", None) or _places(context.user, context.unit_id)
        context.memory["places"] = places
        standing = _standing(rows, context)
        verdicts = [Checked(row, context, places, standing).verdict for row in rows]
        if not context.is_final:
            _ask_about_doubles(verdicts, context)
        ask_about_clashes(verdicts, Member, context)
        return verdicts

    def offers(self, context: Context) -> list[Offer]:
        units = context.memory.get("without_roster", {})
        may = [unit for unit in units.values() if context.user.can("write_units", unit)]
        if not may or len(may) < len(units):
            return []
        names = ", ".join(unit.name for unit in may[:3]) + (" …" if len(may) > 3 else "")
        label = f"Chuyển {len(may)} chi hội trong tệp ({names}) sang quản lý danh sách hội viên tại đây"
        return [Offer("switch_rosters", label)]

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        by = context.user
        fresh = [verdict.values["newcomer"] for verdict in verdicts if verdict.outcome == NEW]
        for unit in {one.unit.pk: one.unit for one in fresh if not one.unit.keeps_roster}.values():
            update_unit(unit=unit, keeps_roster=True, by=by)
        if fresh:
            admit_members(newcomers=fresh, by=by)
        changed = {v.record_id: _stored(v.cells) for v in verdicts if v.outcome == CHANGED and v.record_id}
        if changed:
            change_members(changes=changed, by=by)

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        undo_members(changes, by)


def _stored(cells: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    """As the database keeps them: an empty text is "", an empty year is none."""
    return {code: (_kept(code, was), _kept(code, now)) for code, (was, now) in cells.items()}


def _kept(fact: str, value: Any) -> Any:
    if is_empty(value):
        return {"birth_year": None, "dues_year": None, "has_card": False}.get(fact, "")
    return value


def _places(user: User, unit_id: int) -> Places:
    """The open units under the import's that members can belong to."""
    below = user.units_reached("write_members").below(Unit.objects.get(pk=unit_id))
    units = below.open_on(timezone.localdate()).select_related("parent")
    return Places.of(unit for unit in units if unit.keeps_roster or unit.kind in BASIC)


def _memberships(user: User, unit_id: int) -> Any:
    unit = Unit.objects.get(pk=unit_id)
    return Membership.objects.editable_by(user).filter(within([unit.path], "unit__path"))


def _standing(rows: Sequence[SheetRow], context: Context) -> dict[int, Member]:
    """The members whose codes the rows carry, with what they hold today, in two queries."""
    codes = {number for row in rows if (number := record_number(_code(row)))}
    if not codes:
        return {}
    here = _memberships(context.user, context.unit_id).filter(member__in=codes).select_related("unit")
    held: dict[int, list[Membership]] = defaultdict(list)
    for membership in here:
        held[membership.member_id].append(membership)
    members = Member.objects.editable_by(context.user).filter(pk__in=held)
    found = {member.pk: member for member in members}
    for pk, member in found.items():
        member.held_here = [one for one in held[pk] if one.until is None] or held[pk]
    return found


def _code(row: SheetRow) -> str:
    return str(row.values.get("code") or "").strip()


class Checked:
    """One row against the database."""

    def __init__(self, row: SheetRow, context: Context, places: Places, standing: Mapping[int, Member]) -> None:
        self.row, self.context, self.places = row, context, places
        self.verdict = Verdict(row, name=str(row.values.get("name") or ""), faults=list(row.faults))
        code = _code(row)
        if code:
            self._existing(code, standing.get(record_number(code) or 0))
        elif not self.verdict.faults:
            self._newcomer()

    def _fail(self, code: str, sentence: str) -> None:
        self.verdict.fail(self.context.column(code), sentence)

    def _existing(self, code: str, member: Member | None) -> None:
        if member is None:
            self._fail(
                "code",
                "Không có hội viên mang mã này trong phạm vi của bạn. Nếu là người mới, xin để trống ô Mã hội viên.",
            )
            return
        if code in self.context.memory.setdefault("codes", set()):
            self._fail("code", "Mã này đã có ở một dòng trên. Mỗi hội viên chỉ một dòng; xin bỏ bớt một dòng.")
            return
        self.context.memory["codes"].add(code)
        self.verdict.record_id, self.verdict.name = member.pk, member.name
        for column, given, stands in compared(self.verdict, facts_of(member), self.context):
            self.verdict.cells[column.code] = (stands, given)
        self._refuse_fixed(member)
        if self.verdict.cells and not self.verdict.faults:
            changed = self._refuse_facts({fact: self._after(fact, member) for fact in FACTS})
            self._refuse_unborn(changed, min(one.since for one in member.held_here))  # type: ignore[attr-defined]

    def _after(self, fact: str, member: Member) -> Any:
        return self.verdict.cells[fact][1] if fact in self.verdict.cells else getattr(member, fact)

    def _refuse_fixed(self, member: Member) -> None:
        """A move or another day of joining is no correction of a cell: figures hang on it."""
        held: list[Membership] = member.held_here  # type: ignore[attr-defined]
        was = self.context.was_of(self.row)
        for code in FIXED:
            given = self.row.values.get(code)
            if is_empty(given) or given == was.get(code):
                continue
            stands = [self._holds(one, code, given) for one in held]
            if not any(stands):
                self._fail(
                    code,
                    "Chi hội, ngày vào và cách vào của người đã có không sửa bằng tệp được. Xin để nguyên như cũ và "
                    "sửa ở trang của hội viên.",
                )

    def _holds(self, one: Membership, code: str, given: object) -> bool:
        return self.places.find(str(given)) == [one.unit] if code == "unit" else getattr(one, code) == given

    def _newcomer(self) -> None:
        unit, since = self._unit(), self._since()
        if unit and since:
            try:
                refuse_joining(unit, since)
            except Refusal as refusal:
                self._fail("since", str(refusal))
            self._refuse_without_roster(unit)
        facts = {fact: self.row.values.get(fact) for fact in FACTS}
        member = self._refuse_facts(facts)
        if since and not self.verdict.faults:
            self._refuse_unborn(member, since)
        if unit and since and not self.verdict.faults:
            entry = str(self.row.values.get("entry") or Membership.Entry.ADMITTED)
            self.verdict.values["newcomer"] = Newcomer(member, unit, since, entry)

    def _unit(self) -> Unit | None:
        written = str(self.row.values.get("unit") or self.context.choices.get("unit") or "")
        if not written:
            self._fail("unit", "Chưa ghi chi hội. Xin chọn tên chi hội trong danh sách thả xuống, hoặc gõ tên hay mã.")
            return None
        found = self.places.find(written)
        if len(found) != 1:
            self._fail("unit", not_found(written, found, "chi hội, ban khuyến học"))
            return None
        return found[0]

    def _since(self) -> date | None:
        given = self.row.values.get("since") or self.context.choices.get("since")
        if isinstance(given, str):
            given = date.fromisoformat(given)
        if not isinstance(given, date):
            self._fail("since", "Chưa có ngày vào. Xin điền ngày/tháng/năm, hoặc ghi ngày dùng chung khi tải tệp lên.")
            return None
        return given

    def _refuse_without_roster(self, unit: Unit) -> None:
        if unit.keeps_roster or self.context.choices.get("switch_rosters"):
            return
        self.context.memory.setdefault("without_roster", {})[unit.pk] = unit
        self._fail(
            "unit",
            f"{capfirst(unit.full_name)} khai báo một con số, không ghi danh sách. Muốn ghi từng người, xin mở trang "
            "của chi hội, bấm Sửa thông tin và đánh dấu Quản lý danh sách hội viên.",
        )

    def _refuse_unborn(self, member: Member, since: date) -> None:
        try:
            check_not_before_birth(member, since)
        except Refusal as refusal:
            self._fail("birth_year", str(refusal))

    def _refuse_facts(self, facts: Mapping[str, Any]) -> Member:
        member = Member(**{fact: _kept(fact, value) for fact, value in facts.items()})
        try:
            refuse_person(member)
        except Refusal as refusal:
            known = {column.code for column in self.context.columns}
            self._fail(refusal.field if refusal.field in known else "name", str(refusal))
        return member


def facts_of(member: Member) -> dict[str, Any]:
    return {fact: getattr(member, fact) for fact in FACTS}


def _ask_about_doubles(verdicts: Iterable[Verdict], context: Context) -> None:
    """Whoever looks like a member in reach, or like somebody further up in the same file."""
    fresh = [verdict for verdict in verdicts if verdict.outcome == NEW]
    newcomers: list[Newcomer] = [verdict.values["newcomer"] for verdict in fresh]
    people = [Someone(one.member.name, one.member.birth_year, one.member.phone, one.unit.pk) for one in newcomers]
    found = find_doubles(people, context.user) if people else []
    for verdict, newcomer, doubles in zip(fresh, newcomers, found, strict=True):
        above = _further_up(verdict, newcomer, context)
        if doubles:
            best = doubles[0]
            born = f", sinh {best.birth_year}" if best.birth_year else ""
            where = f", {best.unit}" if best.unit else ""
            verdict.ask_double(f"{verdict.name} giống hội viên đã có: {best.name}{born}{where} ({best.reason}).")
        elif above:
            verdict.ask_double(f"{verdict.name} giống dòng {above} của chính tệp này (trùng tên, năm sinh và chi hội).")


def _further_up(verdict: Verdict, newcomer: Newcomer, context: Context) -> int | None:
    """The row of the same file that names the same person; a dictionary of numbers, for files of 200.000 rows."""
    seen: dict[int, int] = context.memory.setdefault("seen", {})
    member = newcomer.member
    key = hash((compare_key(member.name), member.birth_year, newcomer.unit.pk))
    above = seen.setdefault(key, verdict.row.number)
    return above if above != verdict.row.number else None
