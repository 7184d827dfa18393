"""Two people on one form: what each changes is compared with what she was shown (DESIGN 3.2)."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.db import models

from khuyenhoc.actions import Clash
from khuyenhoc.dates import format_date, format_time


def plain(value: Any) -> Any:
    """A fact as JSON holds it, so that a form can carry what was shown."""
    match value:
        case models.Model():
            return value.pk
        case date() | time():
            return value.isoformat()
        case Decimal():
            return f"{value.normalize():f}"
        case set() | list() | tuple():
            return sorted(value)
    return value


def plain_facts(record: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: plain(getattr(record, name)) for name in names}


def changed(record: models.Model, was: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that differ from what was shown. Clash, when one of these facts is something else meanwhile.

    `was` is what was shown, as `plain_facts` gives it; without it there is nothing to compare with.
    """
    was = was or {}
    mine = {name: value for name, value in values.items() if name not in was or plain(value) != was[name]}
    now = plain_facts(record, mine)
    taken = [name for name in mine if name in was and now[name] != was[name] and now[name] != plain(mine[name])]
    if taken:
        words = {name: _in_words(record, name) for name in taken}
        said = "; ".join(f"{_label(record, name)} nay là {held}" for name, held in words.items())
        raise Clash(
            f"Có người vừa sửa {getattr(record, 'in_sentence', record)}. Xin xem lại: {said}. Những gì bạn gõ vẫn còn "
            "dưới đây; lưu lần nữa thì ghi theo bạn.",
            {name: now[name] for name in taken},
            words,
        )
    return mine


def _label(record: Any, name: str) -> str:
    labels: dict[str, str] = getattr(record, "fact_labels", {})
    return labels[name] if name in labels else str(record._meta.get_field(name).verbose_name)


def _in_words(record: Any, name: str) -> str:
    """As a page writes it: by its choice's label, or by the record's own `<name>_in_words`."""
    value = getattr(record, name)
    if isinstance(value, bool):
        return "có đánh dấu" if value else "không đánh dấu"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, time):
        return format_time(value)
    shown = getattr(record, f"{name}_in_words", None) or getattr(record, f"get_{name}_display", lambda: value)()
    return "để trống" if shown in (None, "") else f"“{shown}”"
