from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from chapters.models import User
from khuyenhoc.actions import Refusal
from khuyenhoc.models import Change

from ..actions import RowEntry, set_many_values, void_on_behalf
from ..models import UNKNOWN, OnBehalf, ReturnValue, Said

TABLE, HANDS = ReturnValue._meta.db_table, OnBehalf._meta.db_table


def undo_values(changes: Sequence[Change], by: User) -> None:
    """Every cell that the import wrote gets back what it was; nothing at all if one was changed since."""
    written: dict[int, list[Change]] = defaultdict(list)
    for change in changes:
        if change.table_name == TABLE:
            written[change.row_id].append(change)
    if not written:
        return
    _refuse_changed_since(changes[0], list(written))
    found = ReturnValue.objects.filter(pk__in=written).select_related("row__unit_return__period", "row__unit")
    by_row: dict[int, list[ReturnValue]] = defaultdict(list)
    for value in found:
        by_row[value.row_id].append(value)
    entries = [
        RowEntry(values[0].row, {one.indicator: (one.said, _before(one, written[one.pk])) for one in values})
        for values in by_row.values()
    ]
    set_many_values(entries=entries, by=by)


def void_hands(changes: Sequence[Change], by: User) -> None:
    """What the import said of how its figures came is taken back, unless somebody has typed others by it since."""
    made = [change.row_id for change in changes if change.table_name == HANDS and change.operation == "insert"]
    emptied = OnBehalf.objects.filter(pk__in=made, values=None)
    for on_behalf in emptied.select_related("unit_return__unit", "unit_return__period"):
        void_on_behalf(on_behalf=on_behalf, by=by)


def _before(value: ReturnValue, changes: Sequence[Change]) -> Said:
    """What was said before the first of the changes, read backwards from what is said now."""
    if any(change.operation == "insert" for change in changes):
        return None
    stood: Mapping[str, Any] = {"declared": value.declared, "is_unknown": value.is_unknown}
    for change in reversed(changes):
        stood = {**stood, **(change.before or {})}
    return UNKNOWN if stood["is_unknown"] else stood["declared"]


def _refuse_changed_since(first: Change, ids: list[int]) -> None:
    others = Change.objects.filter(table_name=TABLE, row_id__in=ids, pk__gt=first.pk).exclude(through=first.through)
    later = ReturnValue.objects.filter(pk__in=others.values("row_id")).select_related("row")[:5]
    if later:
        named = ", ".join(f"{value.row}: {value.label}" for value in later)
        raise Refusal(
            f"Không hoàn tác được: sau lần nhập này đã có người sửa {named}. Xin sửa từng số ở trang nhập số liệu."
        )
