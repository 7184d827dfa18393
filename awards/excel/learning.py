"""Registers of learning models from Excel and back; a row is one model in one year."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from chapters.excel.places import Places, names_of, not_found
from chapters.excel.standing import ask_about_clashes
from chapters.excel.undo import refuse_changed_since, rows_of, values_before
from chapters.models import Unit, User
from chapters.reach import within
from khuyenhoc.actions import Refusal
from khuyenhoc.imports.spec import CHANGED, NEW, Context, ListImporter, Verdict, compared, is_empty
from khuyenhoc.models import Change
from khuyenhoc.numbers import NumberFault, record_number
from khuyenhoc.sheets import Column, SheetRow

from ..actions import (
    MODEL_FACTS,
    RESULT_FACTS,
    YEAR_FACTS,
    Entry,
    KnownModels,
    change_registrations,
    placed,
    refuse_faulty,
    register_models,
    undo_registrations,
)
from ..learning import parse_points
from ..models import LearningKind, LearningModel, Registration
from ..models.learning import points_in_words

POINTS = ("self_points", "points")
FIXED = ("kind", "unit", "year")  # what a registration is of; another year is another row
RESULTS = tuple(choice for choice in Registration.Result.choices if choice[0] in ("recognised", "refused"))

COLUMNS = (
    Column("code", "Mã đăng ký", help="Phần mềm tự đặt, xin đừng sửa. Đăng ký mới thì để trống.", width=13),
    Column("kind", "Mô hình", "choice", example="gia đình học tập", choices=tuple(LearningKind.choices), width=22),
    Column(
        "name",
        "Chủ hộ, dòng họ, thôn, đơn vị",
        example="Hoàng Văn Thắng",
        is_required=True,
        spellings=("Tên", "Họ và tên", "Chủ hộ", "Họ và tên chủ hộ", "Tên chủ hộ", "Tên dòng họ", "Tên đơn vị"),
        width=30,
    ),
    Column(
        "head",
        "Trưởng họ, người đứng đầu",
        spellings=("Trưởng họ", "Trưởng thôn", "Người đứng đầu"),
        longest=150,
        width=24,
    ),
    Column("address", "Địa chỉ", example="Thôn Bản Cào", spellings=("Nơi ở", "Chỗ ở"), width=28),
    Column(
        "unit",
        "Đơn vị theo dõi",
        help="Tên hoặc mã của xã, chi hội, ban. Để trống thì lấy đơn vị đã chọn khi tải tệp lên.",
        example="Chi hội thôn Bản Cào",
        spellings=("Đơn vị", "Chi hội"),
        width=32,
    ),
    Column("year", "Năm", "year", example="2026", is_required=True, spellings=("Năm đăng ký",), width=9),
    Column("registered_on", "Ngày đăng ký", "date", example="15/01/2026", width=13),
    Column("people", "Số nhân khẩu", "number", example="4", spellings=("Nhân khẩu", "Số khẩu"), width=11),
    Column("self_points", "Điểm tự chấm", help="Từ 0 đến 100, lẻ đến một chữ số.", example="85,5", width=11),
    Column("points", "Điểm thẩm định", help="Từ 0 đến 100, lẻ đến một chữ số.", example="", width=11),
    Column("result", "Kết quả", "choice", choices=RESULTS, help="Chưa xét thì để trống.", width=17),
    Column("result_reason", "Lý do không công nhận", longest=300, width=26),
    Column("decision_number", "Số quyết định", spellings=("Số QĐ",), longest=50, width=18),
    Column("decided_on", "Ngày quyết định", "date", spellings=("Ngày QĐ", "Ngày ký"), width=14),
)


class LearningImporter(ListImporter):
    kind = "learning"
    noun = "mô hình học tập"
    title = "Mô hình học tập"
    permission = "write_awards"
    key = "code"
    start_url = "awards:learning-excel"
    instructions = (
        "Mỗi dòng là một gia đình, dòng họ, cộng đồng, đơn vị đăng ký trong một năm. Nơi đã đăng ký năm trước thì năm "
        "nay là một dòng mới, viết tên và địa chỉ như cũ.",
        "Đăng ký mới: để trống ô Mã đăng ký. Đăng ký đã có: giữ nguyên mã, chỉ sửa ô cần sửa.",
        "Bắt buộc có tên và năm. Mô hình để trống là gia đình học tập. Hai hộ trùng tên thì ghi địa chỉ cho cả hai.",
        "Danh sách các năm trước nhập được cả kết quả, số và ngày quyết định; số năm liên tục do phần mềm tính.",
        "Lưu tệp, vào Mô hình, bấm Excel rồi tải lên. Chưa ghi gì khi bạn chưa xem trước và xác nhận.",
    )

    def columns(self, user: User, unit_id: int) -> list[Column]:
        unit = Unit.objects.get(pk=unit_id)
        hidden = () if user.can("endorse_awards", unit) else RESULT_FACTS
        return [column for column in COLUMNS if column.code not in hidden]

    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        return names_of(unit_ids)

    def list_url(self, unit_id: int) -> str:
        return reverse("awards:learning-list", query={"don-vi": Unit.objects.get(pk=unit_id).code})

    def lists(self, user: User, unit_id: int) -> dict[str, list[str]]:
        places = _places(user, unit_id)
        return {"unit": [places.label(unit) for unit in places.units.values()]}

    def records(self, user: User, unit_id: int) -> Iterator[Mapping[str, Any]]:
        places = _places(user, unit_id)
        labels = {pk: places.label(unit) for pk, unit in places.units.items()}
        held = _registrations(user, unit_id).counted().select_related("learning_model__unit")
        for one in held.order_by("-year", "learning_model__kind", "learning_model__sort_key", "pk").iterator(2000):
            unit = one.learning_model.unit
            yield facts_of(one) | {
                "code": str(one.pk),
                "kind": one.learning_model.kind,
                "unit": labels.get(unit.pk) or unit.code,
                "year": one.year,
            }

    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        places = context.memory.get("places") or _places(context.user, context.unit_id)
        context.memory["places"] = places
        standing = _standing(rows, context)
        checked = [Checked(row, context, places, standing) for row in rows]
        known = KnownModels(one.entry for one in checked if one.entry)
        for one in checked:
            one.place(known)
        verdicts = [one.verdict for one in checked]
        ask_about_clashes(verdicts, Registration, context)
        return verdicts

    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        by = context.user
        fresh = [verdict.values["entry"] for verdict in verdicts if verdict.outcome == NEW]
        if fresh:
            register_models(entries=fresh, by=by)
        changed = {v.record_id: _stored(v.cells) for v in verdicts if v.outcome == CHANGED and v.record_id}
        if changed:
            change_registrations(changes=changed, by=by)

    def undo(self, changes: Sequence[Change], by: User, mark: str) -> None:
        """New registrations are withdrawn, changed cells get back what they were."""
        refuse_changed_since(changes, Registration, LearningModel)
        entered = rows_of(changes, Registration, "insert")
        before = values_before(changes, Registration)
        of_models = values_before(changes, LearningModel)
        again = {pk for pk, cells in before.items() if cells.get("result", ("", ""))[1] == "withdrawn"}
        found = Registration.objects.filter(pk__in=entered | again).select_related("learning_model__unit")
        undo_registrations(registrations=list(found), by=by, reason="Hoàn tác lần nhập Excel")
        cells = {pk: dict(was) for pk, was in before.items() if pk not in entered | again}
        for one in Registration.objects.filter(learning_model__in=of_models).order_by("year", "pk"):
            if one.learning_model_id in of_models:
                cells.setdefault(one.pk, {}).update(of_models.pop(one.learning_model_id))
        if cells:
            change_registrations(changes=cells, by=by)


def facts_of(registration: Registration) -> dict[str, Any]:
    """As a row writes them: points with a comma."""
    model = registration.learning_model
    facts = {fact: getattr(model, fact) for fact in ("name", "head", "address")}
    facts |= {fact: getattr(registration, fact) for fact in (*YEAR_FACTS, *RESULT_FACTS)}
    return facts | {fact: points_in_words(facts[fact]) for fact in POINTS}


def _kept(fact: str, value: Any) -> Any:
    """As the database keeps it."""
    if fact in POINTS:
        return None if is_empty(value) else parse_points(value)
    if is_empty(value):
        return None if fact in ("registered_on", "people", "decided_on") else ""
    return value


def _stored(cells: Mapping[str, tuple[Any, Any]]) -> dict[str, tuple[Any, Any]]:
    return {code: (_kept(code, was), _kept(code, now)) for code, (was, now) in cells.items()}


def _places(user: User, unit_id: int) -> Places:
    below = user.units_reached("write_awards").below(Unit.objects.get(pk=unit_id))
    return Places.of(below.open_on(timezone.localdate()).select_related("parent"))


def _registrations(user: User, unit_id: int) -> Any:
    unit = Unit.objects.get(pk=unit_id)
    return Registration.objects.editable_by(user).filter(within([unit.path], "learning_model__unit__path"))


def _standing(rows: Sequence[SheetRow], context: Context) -> dict[int, Registration]:
    codes = {number for row in rows if (number := record_number(_code(row)))}
    found = _registrations(context.user, context.unit_id).filter(pk__in=codes) if codes else Registration.objects.none()
    return {one.pk: one for one in found.select_related("learning_model__unit")}


def _code(row: SheetRow) -> str:
    return str(row.values.get("code") or "").strip()


class Checked:
    """One row against the database; what is new becomes an entry, placed when all rows have been read."""

    def __init__(self, row: SheetRow, context: Context, places: Places, standing: Mapping[int, Registration]) -> None:
        self.row, self.context, self.places = row, context, places
        self.entry: Entry | None = None
        self.verdict = Verdict(row, name=str(row.values.get("name") or ""), faults=list(row.faults))
        self._read_points()
        code = _code(row)
        if code:
            self._existing(code, standing.get(record_number(code) or 0))
        elif not self.verdict.faults:
            self._newcomer()

    def _fail(self, code: str, sentence: str) -> None:
        known = {column.code for column in self.context.columns}
        self.verdict.fail(self.context.column(code if code in known else "name"), sentence)

    def _read_points(self) -> None:
        """One way of writing them, so that 85.5 and 85,50 are no change."""
        for code in POINTS:
            written = self.row.values.get(code)
            if is_empty(written):
                continue
            try:
                self.row.values[code] = points_in_words(parse_points(str(written)))
            except NumberFault as fault:
                self._fail(code, str(fault))

    def _existing(self, code: str, registration: Registration | None) -> None:
        if registration is None:
            self._fail("code", "Không có đăng ký mang mã này trong phạm vi của bạn. Nếu là đăng ký mới, xin để trống.")
            return
        if code in self.context.memory.setdefault("codes", set()):
            self._fail("code", "Mã này đã có ở một dòng trên. Mỗi đăng ký chỉ một dòng; xin bỏ bớt một dòng.")
            return
        self.context.memory["codes"].add(code)
        self.verdict.record_id, self.verdict.name = registration.pk, registration.learning_model.name
        for column, given, stands in compared(self.verdict, facts_of(registration), self.context):
            self.verdict.cells[column.code] = (stands, given)
        self._refuse_fixed(registration)
        if self.verdict.cells and not self.verdict.faults:
            self._refuse_changes(registration)

    def _refuse_fixed(self, registration: Registration) -> None:
        model, was = registration.learning_model, self.context.was_of(self.row)
        stands = {"kind": model.kind, "year": registration.year}
        for code in FIXED:
            given = self.row.values.get(code)
            if is_empty(given) or given == was.get(code):
                continue
            is_same = self.places.find(str(given)) == [model.unit] if code == "unit" else given == stands[code]
            if not is_same:
                self._fail(
                    code,
                    "Loại mô hình, đơn vị, năm của đăng ký đã có không sửa được. Xin để như cũ; năm khác thì ghi một "
                    "dòng mới không có mã.",
                )

    def _refuse_changes(self, registration: Registration) -> None:
        """On copies that nobody saves: the same row may be asked about again."""
        if registration.result == Registration.Result.WITHDRAWN:
            self._fail("code", "Đăng ký này đã rút. Muốn lấy lại, xin ghi một dòng mới không có mã.")
            return
        for fact, (_, now) in _stored(self.verdict.cells).items():
            setattr(registration.learning_model if fact in MODEL_FACTS else registration, fact, now)
        self._try(lambda: refuse_faulty(registration.learning_model))
        self._try(lambda: refuse_faulty(registration))

    def _newcomer(self) -> None:
        unit = self._unit()
        year = self.row.values.get("year")
        if unit is None or not isinstance(year, int):
            return
        given = self.row.values
        facts = {fact: _kept(fact, given.get(fact)) for fact in (*YEAR_FACTS, *RESULT_FACTS) if fact in given}
        kind = str(given.get("kind") or LearningKind.FAMILY)
        head, address = (str(given.get(fact) or "") for fact in ("head", "address"))
        self.entry = Entry(unit, kind, str(given["name"]), year, head, address, facts=facts)

    def place(self, known: KnownModels) -> None:
        if self.entry:
            self.verdict.values["entry"] = self.entry
            self._try(lambda: placed(self.entry, known, self.context.user))

    def _try(self, act: Any) -> None:
        try:
            act()
        except Refusal as refusal:
            self._fail(refusal.field or "name", str(refusal))

    def _unit(self) -> Unit | None:
        written = str(self.row.values.get("unit") or "")
        if not written:
            if "here" not in self.context.memory:
                self.context.memory["here"] = Unit.objects.get(pk=self.context.unit_id)
            here: Unit = self.context.memory["here"]
            return here
        found = self.places.find(written)
        if len(found) != 1:
            self._fail("unit", not_found(written, found, "đơn vị"))
            return None
        return found[0]
