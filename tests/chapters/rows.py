"""All that is written of people, row by row, so that two moments can be compared."""

from typing import Any

from django.db.models import Model

from chapters.models import Member, Merge


def everything() -> dict[str, list[dict[str, Any]]]:
    """Members and every table that hangs on them, but not that they were merged."""
    related = {relation.related_model for relation in Member._meta.related_objects} - {Merge}
    tables: set[type[Model]] = {Member, *related}
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in tables}
