"""Changes that can be taken back: each row's columns as they were and became, in order, as JSON holds them."""

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from khuyenhoc.actions import Refusal, save_checked
from khuyenhoc.triggers import guard_sentence

from .models import Membership

Step = dict[str, Any]  # {"model": "chapters.Member", "pk": 7, "before": {column: value}, "after": {column: value}}


def change(record: models.Model, values: dict[str, object], *, whole: bool = False) -> list[Step]:
    """Set and save, checked; no step if nothing became different. `whole`: any later change to the row is one to it."""
    before = _columns(record)
    for name, value in values.items():
        setattr(record, name, value)
    save_checked(record)
    after = _columns(record)
    different = [name for name in before if before[name] != after[name]]
    if not different:
        return []
    left = after if whole else {name: after[name] for name in different}
    return [_step(record, {name: before[name] for name in different}, left)]


def repoint(record: models.Model, column: str, to: int) -> list[Step]:
    """Let a row of whatever table hang on another; no step if the database refuses, since it is signed or a second."""
    before = {column: getattr(record, column)}
    try:
        with transaction.atomic():
            type(record)._base_manager.filter(pk=record.pk).update(**{column: to})
    except IntegrityError:
        return []
    return [_step(record, before, {column: to})]


def _step(record: models.Model, before: dict[str, Any], after: dict[str, Any]) -> Step:
    return {"model": record._meta.label, "pk": record.pk, "before": before, "after": after}


def _columns(record: models.Model) -> dict[str, Any]:
    return {made.attname: _plain(made.value_from_object(record)) for made in record._meta.concrete_fields}


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def changed_since(steps: list[Step]) -> Iterator[models.Model]:
    """The rows that are no longer as these steps left them."""
    left: dict[tuple[str, int], dict[str, Any]] = defaultdict(dict)
    for step in steps:
        left[step["model"], step["pk"]] |= step["after"]
    for (label, pk), columns in left.items():
        record = apps.get_model(label)._base_manager.get(pk=pk)
        now = _columns(record)
        if any(now[name] != value for name, value in columns.items()):
            yield record


def take_back(steps: list[Step]) -> None:
    """The last step first, deaths after all others; what the database refuses at that moment is tried again at the end.

    A guard looks at one row at a time: a death, and a belonging out of reach that nobody has ended, stand together only
    if the death comes back last.
    """
    waiting = steps[::-1]
    waiting.sort(key=lambda step: step["before"].get("exit") == Membership.Exit.DIED)
    while waiting:
        refused: dict[tuple[str, int], IntegrityError] = {}
        left: list[Step] = []
        for step in waiting:
            row = step["model"], step["pk"]
            if row not in refused and (fault := _refused(step)):
                refused[row] = fault
            if row in refused:  # what happened to a row earlier comes back later
                left.append(step)
        if len(left) == len(waiting):
            fault = next(iter(refused.values()))
            why = guard_sentence(fault) or "Có điều ghi sau đó không hợp với hồ sơ cũ."
            raise Refusal(f"Không tách lại được. {why}") from fault
        waiting = left


def _refused(step: Step) -> IntegrityError | None:
    """Write back what was before the step; the database's fault if it will not have it now."""
    model = apps.get_model(step["model"])
    as_left = model._base_manager.filter(**{"pk": step["pk"], **_typed(model, step["after"])})
    try:
        with transaction.atomic():
            if not as_left.update(**_typed(model, step["before"])):
                raise Refusal("Vừa có người sửa một phần của hồ sơ này. Xin mở lại trang và xem lại.")
    except IntegrityError as fault:
        return fault
    return None


def _typed(model: type[models.Model], columns: dict[str, Any]) -> dict[str, Any]:
    fields = {made.attname: made for made in model._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in columns.items()}
