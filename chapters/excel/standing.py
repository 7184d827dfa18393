from collections.abc import Iterable, Sequence

from django.db import models

from khuyenhoc.dates import format_datetime
from khuyenhoc.imports.spec import Context, Verdict, clashes, shown
from khuyenhoc.models import Change


def ask_about_clashes(verdicts: Sequence[Verdict], model: type[models.Model], context: Context) -> None:
    """Cells that the user changed in her file and somebody else in the database since: both values, and who."""
    asked = [
        (verdict, context.column(code))
        for verdict in verdicts
        if not verdict.faults
        for code, (stands, _) in verdict.cells.items()
        if clashes(context.column(code), stands, context.was_of(verdict.row))
    ]
    who = _who_changed(model, [verdict.record_id for verdict, _ in asked])
    for verdict, column in asked:
        stands, given = verdict.cells[column.code]
        person = who.get((verdict.record_id, column.code), "người khác")
        verdict.ask_clash(
            column,
            f"{verdict.name}, {column.label}: {person} đã sửa thành {shown(column, stands)} từ khi tệp được tải về; "
            f"trong tệp là {shown(column, given)}.",
        )


def _who_changed(model: type[models.Model], ids: Iterable[int | None]) -> dict[tuple[int | None, str], str]:
    """(record, column) → who changed it last and when, in one query."""
    wanted = [pk for pk in ids if pk]
    changes = Change.objects.filter(table_name=model._meta.db_table, row_id__in=wanted, operation="update")
    found: dict[tuple[int | None, str], str] = {}
    for change in changes.order_by("pk") if wanted else ():
        for column in change.after or {}:
            found[change.row_id, column] = f"{change.actor_name} ({format_datetime(change.at)})"
    return found
