"""The change log in words: who changed what, from what to what, alike on both engines."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from .dates import format_date, format_datetime
from .fields import DateField, NameField, NumberField
from .models import Change, ChangeQuerySet
from .names import search_key, text_sort_key
from .numbers import format_money, format_number
from .triggers import UNKNOWN, declared

DID = {"insert": "Thêm", "update": "Sửa", "delete": "Xóa"}
NOBODY_KNOWN = "không rõ (sửa thẳng trong cơ sở dữ liệu)"
EMPTY = "để trống"
ERASED = "Nội dung đã xóa theo yêu cầu của người có dữ liệu."
NOT_FOR_HER = "Có mục mà chức trách của bạn không xem nội dung."
DONG = " (đồng)"
RUN_SHOWN = 3  # that many changes alike are read at a glance

Wanted = dict[type[models.Model], set[int]]
Found = dict[type[models.Model], dict[int, models.Model]]


@dataclass(frozen=True)
class Entry:
    """One change: `title` "Sửa đơn vị xã Côn Minh", `lines` one per column, `url` the record's page if it has one.

    `deed` is what was done to which kind of record, without its name: "Sửa đơn vị".
    """

    at: datetime
    who: str
    through: str
    title: str
    lines: list[str]
    url: str | None
    deed: str = ""


@dataclass(frozen=True)
class Run:
    """Changes in a row by one person, in one way, to one kind of record: a line to open when they are many."""

    entries: list[Entry]

    @property
    def first(self) -> Entry:
        return self.entries[0]

    @property
    def is_many(self) -> bool:
        return len(self.entries) > RUN_SHOWN


@dataclass(frozen=True)
class Day:
    """What a page of the log tells of one day."""

    day: date
    runs: list[Run]

    @property
    def count(self) -> int:
        return sum(len(run.entries) for run in self.runs)


def by_day(told: Iterable[Entry]) -> list[Day]:
    """Entries, newest first, under their days and drawn together into runs."""
    days = groupby(told, lambda entry: timezone.localdate(entry.at))
    return [Day(day, _runs(entries)) for day, entries in days]


def _runs(told: Iterable[Entry]) -> list[Run]:
    return [Run(list(run)) for _, run in groupby(told, lambda entry: (entry.who, entry.through, entry.deed))]


def history_of(*records: models.Model, limit: int = 20, granted: Collection[str] = ()) -> list[Entry]:
    """The latest changes of these records, newest first; `granted` as in `entries`."""
    return entries(Change.objects.of(*records)[:limit], granted=granted)


def entries(changes: Iterable[Change], reader: Any = None, granted: Collection[str] = ()) -> list[Entry]:
    """The changes in words; one query per model that they speak of, however many they are.

    Columns that stand behind a permission (Log.behind) are told only when that permission was `granted` for all these
    records, or when it gives the `reader` reach of the unit that a change belongs to.
    """
    changes = list(changes)
    found = _fetch(changes)
    closed = _closed_columns(changes, reader, granted)
    return [_entry(change, found, columns) for change, columns in zip(changes, closed, strict=True)]


def _closed_columns(changes: list[Change], reader: Any, granted: Collection[str]) -> list[set[str]]:
    """What of each change this reader may not see; one query per permission that is asked about."""
    behind = {
        apps.get_model(log.model)._meta.db_table: [pair for pair in log.behind if pair[1] not in granted]
        for log in declared()[0]
        if log.behind
    }
    asked = {permission for change in changes for _, permission in behind.get(change.table_name, ())}
    units = {change.unit_id for change in changes if change.table_name in behind}
    open_to_her = {permission: _units_open(reader, permission, units) for permission in asked}
    return [
        {
            column
            for column, permission in behind.get(change.table_name, ())
            if change.unit_id not in open_to_her[permission]
        }
        for change in changes
    ]


def _units_open(reader: Any, permission: str, units: set[int | None]) -> set[int | None]:
    if reader is None:
        return set()
    if reader.serves_root(permission):
        return units
    return set(reader.units_reached(permission).filter(pk__in=units - {None}).values_list("pk", flat=True))


@cache
def model_of(table: str) -> type[models.Model] | None:
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def kind_label(model: type[models.Model]) -> str:
    return str(model._meta.verbose_name)


def _entry(change: Change, found: Found, closed: set[str]) -> Entry:
    model = model_of(change.table_name)
    record = found[model].get(change.row_id) if model else None
    deed = f"{DID[change.operation]} {kind_label(model) if model else change.table_name}"
    return Entry(
        at=change.at,
        who=NOBODY_KNOWN if change.actor_name == UNKNOWN else change.actor_name,
        through=change.through,
        title=f"{deed} {record or f'số {change.row_id}'}",
        lines=list(_lines(change, model, found, closed)),
        url=record.get_absolute_url() if record and hasattr(record, "get_absolute_url") else None,
        deed=deed,
    )


def _lines(change: Change, model: type[models.Model] | None, found: Found, closed: set[str]) -> Iterator[str]:
    if change.before is None and change.after is None:
        yield ERASED
    before, after = change.before or {}, change.after or {}
    fields = _fields(model) if model else {}
    for column in _in_order(fields, (before | after).keys() - closed):
        field = fields.get(column)
        if field and (field.primary_key or not field.editable):
            continue  # keys the software keeps for itself say nothing to a reader
        was, now = (_in_words(field, values.get(column), found) for values in (before, after))
        if change.operation == "update":
            yield f"{_label(field, column)}: {was} → {now}"
        elif (given := now if change.operation == "insert" else was) != EMPTY:
            yield f"{_label(field, column)}: {given}"
    if any(before.get(column) or after.get(column) for column in closed):
        yield NOT_FOR_HER


def facts_of(record: models.Model) -> list[tuple[str, str]]:
    """All that a record holds, label and value in words, without the keys that the software keeps for itself."""
    found: Found = defaultdict(dict)
    told = []
    for field in _fields(type(record)).values():
        if field.primary_key or not field.editable or isinstance(field, models.BinaryField):
            continue
        if field.related_model is Change:
            continue  # the log is told in words of its own
        value = field.value_from_object(record)
        if isinstance(field, models.ForeignKey) and value is not None:
            found[field.related_model][value] = getattr(record, field.name)
        is_text = isinstance(value, str) and value and not field.flatchoices
        told.append((_label(field, field.name), value if is_text else _in_words(field, value, found)))
    return told


def _in_order(fields: dict[str, models.Field], columns: Iterable[str]) -> list[str]:
    """As the model declares them, since neither engine keeps an order of its own; what it no longer has, last."""
    places = {column: place for place, column in enumerate(fields)}
    return sorted(columns, key=lambda column: (places.get(column, len(places)), column))


@cache
def _fields(model: type[models.Model]) -> dict[str, models.Field]:
    return {field.column: field for field in model._meta.concrete_fields if field.column}


def _label(field: models.Field | None, column: str) -> str:
    return _capitalised(str(field.verbose_name).removesuffix(DONG)) if field else column


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _in_words(field: models.Field | None, value: Any, found: Found) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(field, models.ForeignKey):
        related = found[field.related_model].get(value)
        return str(related or f"số {value}")
    try:
        return _value_in_own_words(field, value) if field else str(value)
    except (ValidationError, ValueError):
        return str(value)  # written when the column was of another kind


def _value_in_own_words(field: models.Field, value: Any) -> str:
    """By the model's own LOG_WORDS, where a column holds codes or parts of a unit."""
    if isinstance(field, models.JSONField) and isinstance(value, str):
        value = json.loads(value)
    own_words = getattr(field.model, "LOG_WORDS", {}).get(field.name)
    return str(own_words(value)) if own_words else _value_in_words(field, field.to_python(value))


def _value_in_words(field: models.Field, value: Any) -> str:
    if field.flatchoices:
        return str(dict(field.flatchoices).get(value, value))
    match value:
        case list() | dict():
            return json.dumps(value, ensure_ascii=False)
        case bool():
            return "có" if value else "không"
        case datetime():
            return format_datetime(value if timezone.is_aware(value) else value.replace(tzinfo=UTC))
        case date():
            return format_date(value)
        case int() if str(field.verbose_name).endswith(DONG):
            return format_money(value)
        case int() if not isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField):
            return format_number(value)
        case str():
            return f"“{value}”"
    return str(value)  # small integers are years and positions, which are not grouped


def _fetch(changes: Iterable[Change]) -> Found:
    wanted: Wanted = defaultdict(set)
    for change in changes:
        if model := model_of(change.table_name):
            wanted[model].add(change.row_id)
            for values in (change.before or {}, change.after or {}):
                _want_referenced(wanted, model, values)
    return {model: _to_be_named(model).in_bulk(ids) for model, ids in wanted.items()}


def _to_be_named(model: type[models.Model]) -> models.QuerySet[Any]:
    """With what a record's words speak of, as a row is named after its unit, and without the bytes of files."""
    heavy = [field.name for field in model._meta.concrete_fields if isinstance(field, models.BinaryField)]
    return model._base_manager.select_related().defer(*heavy)


def _want_referenced(wanted: Wanted, model: type[models.Model], values: dict[str, Any]) -> None:
    for column, field in _fields(model).items():
        if isinstance(field, models.ForeignKey) and values.get(column) is not None:
            wanted[field.related_model].add(values[column])


def _kinds() -> list[tuple[str, str]]:
    models_logged = [apps.get_model(log.model) for log in declared()[0]]
    kinds = [(model._meta.db_table, _capitalised(kind_label(model))) for model in models_logged]
    return [("", "Tất cả"), *sorted(kinds, key=lambda kind: text_sort_key(kind[1]))]


class LogFilter(forms.Form):
    """Which part of the log is asked for; `truoc` is the id before which the page begins."""

    PAGE = 100

    bang = forms.ChoiceField(
        label="Loại hồ sơ",
        required=False,
        choices=_kinds,
        error_messages={"invalid_choice": "Nhật ký không có loại hồ sơ này. Xin chọn lại."},
    )
    nguoi = NameField(label="Người làm", required=False, help_text="Gõ tên có dấu hay không dấu đều được.")
    tu = DateField(label="Từ ngày", required=False)
    den = DateField(label="Đến ngày", required=False)
    truoc = NumberField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        since, until = self.cleaned_data.get("tu"), self.cleaned_data.get("den")
        if since and until and until < since:
            self.add_error("den", "Ngày này trước “Từ ngày”. Xin xem lại hai ngày.")
        return self.cleaned_data

    def page_of(self, changes: ChangeQuerySet) -> tuple[list[Change], int | None]:
        """One page, newest first, and the id to go on from if there is more; nothing while the question is faulty."""
        if self.is_bound and not self.is_valid():
            return [], None
        found = list(self._picked(changes)[: self.PAGE + 1])
        page = found[: self.PAGE]
        return page, page[-1].pk if len(found) > self.PAGE else None

    def _picked(self, changes: ChangeQuerySet) -> ChangeQuerySet:
        asked = getattr(self, "cleaned_data", {})
        if asked.get("bang"):
            changes = changes.filter(table_name=asked["bang"])
        if asked.get("nguoi"):
            changes = changes.filter(_done_by(asked["nguoi"]))
        if asked.get("tu"):
            changes = changes.filter(at__gte=_start_of(asked["tu"]))
        if asked.get("den"):
            changes = changes.filter(at__lt=_start_of(asked["den"] + timedelta(days=1)))
        return changes.filter(pk__lt=asked["truoc"]) if asked.get("truoc") else changes


def _done_by(words: str) -> models.Q:
    """Changes of the accounts whose name holds the words, marks or not, or of nobody known."""
    key = search_key(words)
    people = get_user_model()._base_manager.values_list("pk", "name")
    done = models.Q(actor_name=words) | models.Q(actor_id__in=[pk for pk, name in people if key in search_key(name)])
    return done | models.Q(actor_name=UNKNOWN) if key in search_key(NOBODY_KNOWN) else done


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
