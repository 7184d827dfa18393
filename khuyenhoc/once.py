"""One form, one record: the same form posted again finds what the first post has recorded."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest

KEPT = 20


@transaction.atomic
def record_once(request: HttpRequest, behind: Model, token: str, record: Callable[[], Model]) -> tuple[int, bool]:
    """The key of what the form with this token has recorded, and whether it is new.

    `behind` is locked and the session read afresh behind the lock: a double click sends both posts at once.
    """
    type(behind)._default_manager.select_for_update().get(pk=behind.pk)
    session = type(request.session)(request.session.session_key)
    posted: dict[str, int] = session.get("posted", {})
    if token in posted:
        return posted[token], False
    key = record().pk
    if token:
        session["posted"] = dict([*posted.items(), (token, key)][-KEPT:])
        session.save()
        request.session["posted"] = session["posted"]
    return key, True
