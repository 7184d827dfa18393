"""Blanking what the log says of an erased person's rows (docs/decisions/0013-erasure-blanks-the-log.md)."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from .models import Change, Erasure


def blank_log(records: Iterable[models.Model], *, by: Any) -> None:
    """Inside a verb's transaction: that these rows were changed, when and by whom stays; from what to what goes."""
    for record in records:
        Erasure.objects.get_or_create(table_name=record._meta.db_table, row_id=record.pk, defaults={"by": by})
        spoken = models.Q(before__isnull=False) | models.Q(after__isnull=False)
        Change.objects.of(record).filter(spoken).order_by().update(before=None, after=None)
