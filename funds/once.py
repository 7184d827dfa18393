"""One form, one voucher: the same form posted again finds what the first post has recorded."""

from collections.abc import Callable

from django.db import transaction

from chapters.access import Request

from .models import Fund, Voucher

KEPT = 20


@transaction.atomic
def record_once(request: Request, fund: Fund, token: str, record: Callable[[], Voucher]) -> tuple[Voucher, bool]:
    """The voucher of the form with this token, and whether it is new.

    The fund is locked and the session read afresh behind the lock: a double click sends both posts at once.
    """
    Fund.objects.select_for_update().get(pk=fund.pk)
    session = type(request.session)(request.session.session_key)
    posted: dict[str, int] = session.get("posted", {})
    if token in posted:
        return Voucher.objects.get(pk=posted[token]), False
    voucher = record()
    if token:
        session["posted"] = dict([*posted.items(), (token, voucher.pk)][-KEPT:])
        session.save()
        request.session["posted"] = session["posted"]
    return voucher, True
