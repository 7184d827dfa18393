from collections.abc import Iterable

from django.db import models

from khuyenhoc.dates import format_datetime
from khuyenhoc.models import Change


def who_changed(model: type[models.Model], ids: Iterable[int | None]) -> dict[tuple[int | None, str], str]:
    """(record, column) → who changed it last and when, in one query."""
    wanted = [pk for pk in ids if pk]
    changes = Change.objects.filter(table_name=model._meta.db_table, row_id__in=wanted, operation="update")
    found: dict[tuple[int | None, str], str] = {}
    for change in changes.order_by("pk") if wanted else ():
        for column in change.after or {}:
            found[change.row_id, column] = f"{change.actor_name} ({format_datetime(change.at)})"
    return found
