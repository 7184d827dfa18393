"""An import taken back from the change log: all of it, or nothing with the rows named that stand in the way."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db import models

from khuyenhoc.actions import Refusal
from khuyenhoc.models import Change

from ..actions import change_members, forget_in_later_tables, undo_units, update_unit, void_memberships
from ..models import Member, Membership, Unit, User

NAMED = 5
MOST_IDS = 10_000  # in one query


def undo_members(changes: Sequence[Change], by: User) -> None:
    """New members' belongings become void, changed cells and rosters get back what they were."""
    admitted, joined = rows_of(changes, Member, "insert"), rows_of(changes, Membership, "insert")
    refuse_changed_since(changes, Member, Membership)
    _refuse_built_on(admitted, joined)
    for some in _portions(joined):
        void_memberships(memberships=list(Membership.objects.filter(pk__in=some).select_related("unit")), by=by)
    before = values_before(changes, Member)
    if before:
        change_members(changes=before, by=by)
    _restore_units(changes, by)


def undo_units_of(changes: Sequence[Change], by: User, mark: str) -> None:
    """New units are closed on the day they opened and leave the drafts; changed cells get back what they were."""
    opened = rows_of(changes, Unit, "insert")
    refuse_changed_since(changes, Unit)
    units = list(Unit.objects.filter(pk__in=opened).order_by("path"))
    if units:
        forget_in_later_tables(units)
        undo_units(units=units, mark=mark, by=by)
    _restore_units([change for change in changes if change.row_id not in opened], by)


def _restore_units(changes: Iterable[Change], by: User) -> None:
    before = values_before(changes, Unit)
    for unit in Unit.objects.filter(pk__in=before).order_by("path"):
        facts = {fact: was for fact, (_, was) in before[unit.pk].items()}
        update_unit(unit=unit, by=by, **facts)


def rows_of(changes: Iterable[Change], model: type[models.Model], operation: str) -> set[int]:
    table = model._meta.db_table
    return {change.row_id for change in changes if change.table_name == table and change.operation == operation}


def values_before(changes: Iterable[Change], model: type[models.Model]) -> dict[int, dict[str, tuple[Any, Any]]]:
    """record → column → (what the import made of it, what it was), as the model reads the log's values."""
    cells: dict[int, dict[str, tuple[Any, Any]]] = defaultdict(dict)
    fields = {field.column: field for field in model._meta.concrete_fields if field.editable}
    for change in changes:
        if change.table_name == model._meta.db_table and change.operation == "update":
            for column, was in (change.before or {}).items():
                if field := fields.get(column):
                    _, first = cells[change.row_id].get(field.name, (None, field.to_python(was)))
                    cells[change.row_id][field.name] = (field.to_python((change.after or {})[column]), first)
    return {pk: made for pk, made in cells.items() if made}


def refuse_changed_since(changes: Sequence[Change], *of: type[models.Model]) -> None:
    """Whatever else happened to a touched row from the import's first write on."""
    for model in of:
        table = model._meta.db_table
        touched = {change.row_id for change in changes if change.table_name == table}
        later: set[int] = set()
        for some in _portions(touched):
            others = Change.objects.filter(table_name=table, row_id__in=some, pk__gt=changes[0].pk)
            later |= set(others.exclude(through=changes[0].through).values_list("row_id", flat=True))
        if later:
            raise Refusal(f"Không hoàn tác được: sau lần nhập này đã có người sửa {_named(model, later)}. {WAY_OUT}")


WAY_OUT = "Xin sửa từng hồ sơ ở trang của hồ sơ đó."


def _refuse_built_on(admitted: set[int], joined: set[int]) -> None:
    """Something else speaks of a new member: another belonging, a nomination, a record of consent …"""
    for relation in Member._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        for some in _portions(admitted):
            hanging = model._base_manager.filter(**{f"{name}__in": some})
            ids = set(hanging.values_list(f"{name}_id", "pk"))
            built = {member for member, pk in ids if model is not Membership or pk not in joined}
            if built:
                raise Refusal(
                    f"Không hoàn tác được: đã có {model._meta.verbose_name} dựa trên {_named(Member, built)}. {WAY_OUT}"
                )


def _named(model: type[models.Model], ids: Collection[int]) -> str:
    some = [str(record) for record in model._base_manager.filter(pk__in=sorted(ids)[:NAMED])]
    more = f" và {len(ids) - NAMED} hồ sơ nữa" if len(ids) > NAMED else ""
    return ", ".join(some) + more


def _portions(ids: Iterable[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), MOST_IDS):
        yield ordered[start : start + MOST_IDS]
