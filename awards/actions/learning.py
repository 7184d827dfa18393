"""Registers of learning models: who takes part in a year. What became of them is in assessments.py."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from chapters.actions import require
from chapters.actions.shown import changed
from chapters.models import Member, Unit, User
from chapters.reach import within
from khuyenhoc.actions import NotAllowed, Refusal, first_fault, save_checked, verb
from khuyenhoc.bulk import bulk_load
from khuyenhoc.dates import format_date
from khuyenhoc.names import compare_key, nfc, sort_key, text_sort_key

from ..models import LearningKind, LearningModel, Registration

Result = Registration.Result
MODEL_FACTS = ("name", "head", "address", "member")
YEAR_FACTS = ("registered_on", "people", "self_points")
RESULT_FACTS = ("points", "result", "result_reason", "decision_number", "decided_on")
OUT_OF_REACH = "Có mô hình không còn trong phạm vi bạn được sửa. Xin tải lại để xem danh sách hiện nay."


@dataclass(frozen=True)
class Entry:
    """A line of a register: which model of which unit takes part in which year, and what is known of that year."""

    unit: Unit
    kind: str
    name: str
    year: int
    head: str = ""
    address: str = ""
    member: Member | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


class KnownModels:
    """The models that some entries may mean, found by name and address however these are spelt; two queries."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        entries = list(entries)
        keys = {_name_key(entry.kind, entry.name) for entry in entries}
        found = LearningModel.objects.filter(unit__in={entry.unit.pk for entry in entries}, sort_key__in=keys)
        self._by_name: dict[tuple[int, str, str], list[LearningModel]] = defaultdict(list)
        for model in found.select_related("unit").order_by("pk"):
            self._by_name[model.unit_id, model.kind, compare_key(model.name)].append(model)
        years = Registration.objects.filter(
            learning_model__in=[model.pk for models in self._by_name.values() for model in models],
            year__in={entry.year for entry in entries},
        )
        self._years = {(one.learning_model_id, one.year): one for one in years}

    def keep(self, registration: Registration) -> None:
        """Let a line further down find what this one becomes."""
        model = registration.learning_model
        alike = self._by_name[model.unit_id, model.kind, compare_key(model.name)]
        if not any(model is one for one in alike):
            alike.append(model)
        self._years[_key(model), registration.year] = registration

    def find(self, entry: Entry) -> LearningModel | None:
        """The one of that name and address; without an address the only one of that name."""
        alike = self._by_name.get((entry.unit.pk, entry.kind, compare_key(entry.name)), [])
        address = compare_key(entry.address)
        exact = next((model for model in alike if compare_key(model.address) == address), None)
        if exact or address or not alike:
            return exact
        if len(alike) > 1:
            raise Refusal(
                f"{entry.unit} có {len(alike)} mô hình tên {nfc(entry.name)}. Xin ghi địa chỉ để phân biệt.", "address"
            )
        return alike[0]

    def year_of(self, model: LearningModel, year: int) -> Registration | None:
        return self._years.get((_key(model), year))


def _key(model: LearningModel) -> int:
    """Also of one that is not saved yet."""
    return model.pk or -id(model)


def _name_key(kind: str, name: str) -> str:
    return (sort_key if kind == LearningKind.FAMILY else text_sort_key)(name)[:400]


def placed(entry: Entry, known: KnownModels, by: User) -> Registration:
    """The registration that an entry becomes, not saved; its model may be a new one. A withdrawn one stands again."""
    _refuse_closed(entry.unit, entry.year)
    model = known.find(entry) or LearningModel(
        unit=entry.unit,
        kind=entry.kind,
        name=nfc(entry.name),
        head=nfc(entry.head),
        address=nfc(entry.address),
        member=entry.member,
    )
    standing = known.year_of(model, entry.year)
    if standing and standing.result != Result.WITHDRAWN:
        raise Refusal(
            f"{model} đã đăng ký năm {entry.year}. Nếu là nơi khác trùng tên, xin ghi địa chỉ cho cả hai để phân biệt.",
            "name",
        )
    registration = standing or Registration(year=entry.year, recorded_by=by)
    registration.learning_model = model
    registration.result = registration.result_reason = ""
    for fact, value in entry.facts.items():
        setattr(registration, fact, value)
    refuse_faulty(model)
    refuse_faulty(registration)
    known.keep(registration)
    return registration


def refuse_faulty(record: LearningModel | Registration) -> None:
    """What the record itself refuses; constraints are left to the database, as in `save_checked`."""
    try:
        record.full_clean(exclude=["learning_model", "unit", "member", "recorded_by"], validate_constraints=False)
    except ValidationError as fault:
        raise first_fault(fault) from fault


@verb
def register_model(
    *,
    unit: Unit,
    kind: str,
    name: str,
    year: int,
    by: User,
    head: str = "",
    address: str = "",
    member: Member | None = None,
    **facts: Any,
) -> Registration:
    """Enter a model in the register of a year; one that took part before goes on under its record.

    `facts` are Registration's registered_on, people and self_points.
    """
    require(by, "write_awards", unit)
    _refuse_foreign(member, unit)
    entry = Entry(unit, kind, name, year, head, address, member, _only(facts, YEAR_FACTS))
    registration = placed(entry, KnownModels([entry]), by)
    _save(registration)
    return registration


def _save(registration: Registration) -> None:
    if registration.learning_model.pk is None:
        save_checked(registration.learning_model)
    save_checked(registration)


@verb
def register_models(*, entries: Sequence[Entry], by: User) -> list[Registration]:
    """Many at once, for the importer; years past may come with their results."""
    for unit in {entry.unit.pk: entry.unit for entry in entries}.values():
        require(by, "write_awards", unit)
    for unit in {entry.unit.pk: entry.unit for entry in entries if entry.facts.keys() & set(RESULT_FACTS)}.values():
        require(by, "endorse_awards", unit)
    known = KnownModels(entries)
    registrations = [placed(entry, known, by) for entry in entries]
    new_models = {id(one.learning_model): one.learning_model for one in registrations if one.learning_model.pk is None}
    for model in new_models.values():
        model.set_keys()
    bulk_load(list(new_models.values()))
    for registration in registrations:
        registration.learning_model = registration.learning_model  # takes over the key that loading has given
    again = [registration for registration in registrations if registration.pk]
    bulk_load([registration for registration in registrations if registration.pk is None])
    for registration in again:
        save_checked(registration)
    return registrations


@verb
def carry_over_models(
    *, models: Sequence[LearningModel], year: int, by: User, registered_on: date | None = None
) -> list[Registration]:
    """Register models of years past for a new year ("đăng ký lại"); those that are registered already stay as they are.

    The people of a household are those of its latest year.
    """
    found = LearningModel.objects.filter(pk__in=[model.pk for model in models]).select_related("unit")
    kept = list(found.select_for_update(of=("self",)).order_by("pk"))
    for unit in {model.unit_id: model.unit for model in kept}.values():
        require(by, "write_awards", unit)
        _refuse_closed(unit, year)
    standing = {one.learning_model_id: one for one in Registration.objects.filter(learning_model__in=kept, year=year)}
    people = _latest_people(kept, year)
    made = []
    for model in kept:
        registration = standing.get(model.pk) or Registration(year=year, recorded_by=by)
        if registration.pk and registration.result != Result.WITHDRAWN:
            continue
        registration.learning_model, registration.registered_on = model, registered_on
        registration.result, registration.result_reason = "", ""
        registration.people = people.get(model.pk)
        save_checked(registration)
        made.append(registration)
    return made


def _latest_people(models: Sequence[LearningModel], before: int) -> dict[int, int | None]:
    earlier = Registration.objects.filter(learning_model__in=models, year__lt=before).order_by("year")
    return dict(earlier.values_list("learning_model_id", "people"))


@verb
def update_model(
    *, learning_model: LearningModel, by: User, was: Mapping[str, Any] | None = None, **values: Any
) -> LearningModel:
    """Correct the name, the head, the address or the member; `was` is what the form showed."""
    require(by, "write_awards", learning_model.unit)
    model = LearningModel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=learning_model.pk)
    for name, value in changed(model, was, _only(values, MODEL_FACTS)).items():
        setattr(model, name, value)
    if "member" in values:
        _refuse_foreign(model.member, model.unit)
    save_checked(model)
    return model


@verb
def update_registration(
    *, registration: Registration, by: User, was: Mapping[str, Any] | None = None, **values: Any
) -> Registration:
    """Correct the day of registration, the number of people, the points that they gave themselves."""
    registration = locked_registration(registration, "write_awards", by)
    for name, value in changed(registration, was, _only(values, YEAR_FACTS)).items():
        setattr(registration, name, value)
    save_checked(registration)
    return registration


@verb
def withdraw_registration(*, registration: Registration, by: User, reason: str = "") -> Registration:
    """They do not take part after all, or were registered by mistake; it counts nowhere and can be registered again."""
    registration = locked_registration(registration, "write_awards", by)
    if registration.is_decided:
        raise Refusal(
            f"{registration.learning_model} đã có quyết định số {registration.decision_number}. "
            "Nếu ghi nhầm, xin bỏ kết quả trước rồi rút đăng ký."
        )
    registration.result, registration.result_reason = Result.WITHDRAWN, nfc(reason)
    save_checked(registration)
    return registration


@verb
def change_registrations(*, changes: Mapping[int, Mapping[str, tuple[Any, Any]]], by: User) -> None:
    """For the importer: registration → fact → (was, now), its model's facts included; refused when one is not `was`."""
    mine = Registration.objects.editable_by(by).filter(pk__in=changes).select_related("learning_model__unit")
    found = mine.select_for_update(of=("self",)).order_by("pk").in_bulk()
    if len(found) < len(changes):
        raise NotAllowed(OUT_OF_REACH)
    for pk, cells in changes.items():
        registration = found[pk]
        if cells.keys() & set(RESULT_FACTS):
            require(by, "endorse_awards", registration.learning_model.unit)
        for record in _changed_records(registration, cells):
            save_checked(record)


def _changed_records(
    registration: Registration, cells: Mapping[str, tuple[Any, Any]]
) -> Iterator[LearningModel | Registration]:
    """The model first: what is said of a year may depend on it."""
    touched = {}
    for fact, (was, now) in cells.items():
        if fact not in (*MODEL_FACTS, *YEAR_FACTS, *RESULT_FACTS):
            raise TypeError(f"change_registrations cannot change {fact!r}")
        record = registration.learning_model if fact in MODEL_FACTS else registration
        if getattr(record, fact) != was:
            raise Refusal(f"{registration} vừa có người sửa. Xin tải tệp lên lại để xem số liệu hiện nay.")
        setattr(record, fact, now)
        touched[type(record)] = record
    yield from (touched[kind] for kind in (LearningModel, Registration) if kind in touched)


@verb
def undo_registrations(*, registrations: Sequence[Registration], by: User, reason: str) -> None:
    """Take back what an import entered: withdrawn, with its results taken off."""
    for registration in registrations:
        registration = locked_registration(registration, "write_awards", by)
        registration.decision_number, registration.decided_on = "", None
        registration.result, registration.result_reason = Result.WITHDRAWN, reason
        save_checked(registration)


def locked_registration(registration: Registration, permission: str, by: User) -> Registration:
    found = Registration.objects.select_for_update(of=("self",)).select_related("learning_model__unit")
    registration = found.get(pk=registration.pk)
    require(by, permission, registration.learning_model.unit)
    return registration


def _refuse_closed(unit: Unit, year: int) -> None:
    if unit.closed_on and unit.closed_on.year < year:
        raise Refusal(
            f"{unit} đã giải thể ngày {format_date(unit.closed_on)}. Xin ghi đăng ký năm {year} vào đơn vị kế tục.",
            "unit",
        )


def _refuse_foreign(member: Member | None, unit: Unit) -> None:
    if member and not member.memberships.filter(within([unit.path], "unit__path")).exists():
        raise Refusal(f"{member.name} không phải hội viên của {unit}. Xin chọn lại.", "member")


def _only(facts: Mapping[str, Any], allowed: Sequence[str]) -> Mapping[str, Any]:
    for name in facts:
        if name not in allowed:
            raise TypeError(f"takes {', '.join(allowed)}, not {name!r}")
    return facts
