"""Who is acting: told to the database inside the same transaction, so that the log's triggers can write it down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from django.db import connection


class Person(Protocol):
    @property
    def pk(self) -> int | None: ...

    @property
    def name(self) -> str: ...


_current: ContextVar[tuple[int | None, str, str] | None] = ContextVar("actor", default=None)
_through: ContextVar[str] = ContextVar("through", default="dòng lệnh")


@contextmanager
def through(way: str) -> Iterator[None]:
    """By what way changes come in from here on: "trang web", "dữ liệu trình diễn", "nhập Excel"."""
    token = _through.set(way)
    try:
        yield
    finally:
        _through.reset(token)


@contextmanager
def acting(person: Person) -> Iterator[None]:
    """Name the actor for the current transaction; must run inside `transaction.atomic()`.

    After a failure nothing is restored by hand: rolling back to the savepoint undoes the naming as well.
    """
    before = _current.get()
    now = (person.pk, person.name, _through.get())
    if now == before:
        yield
        return
    _tell(now)
    token = _current.set(now)
    try:
        yield
        _tell(before or (None, "", ""))
    finally:
        _current.reset(token)


def _tell(actor: tuple[int | None, str, str]) -> None:
    user_id, name, way = actor
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT set_config('khuyenhoc.actor_id', %s, true), set_config('khuyenhoc.actor_name', %s, true),"
                " set_config('khuyenhoc.through', %s, true)",
                [str(user_id or ""), name, way],
            )
        else:
            cursor.execute(
                "INSERT INTO khuyenhoc_actor (id, user_id, name, through) VALUES (1, %s, %s, %s)"
                " ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id, name = excluded.name,"
                " through = excluded.through",
                [user_id, name, way],
            )
