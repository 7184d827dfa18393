"""A test that commits leaves rows behind, which the guards let nobody delete; this brings back the database it met.

Django's own flush would take all triggers down and put them up again, and empty each table, for every such test.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from django.db import connection, transaction
from django.test import TransactionTestCase

from khuyenhoc import triggers

MIGRATED = {"django_migrations", "django_content_type", "auth_permission"}  # what `migrate` itself writes


@contextmanager
def quick_emptying() -> Iterator[None]:
    """To be entered with a database fresh from `migrate`."""
    flush = TransactionTestCase._fixture_teardown
    with {"sqlite": _as_copied, "postgresql": _emptied}[connection.vendor]() as restore:
        TransactionTestCase._fixture_teardown = lambda _: restore()
        yield
        TransactionTestCase._fixture_teardown = flush


@contextmanager
def _as_copied() -> Iterator[Callable[[], None]]:
    with closing(sqlite3.connect(":memory:")) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
        yield lambda: copy.backup(connection.connection)


@contextmanager
def _emptied() -> Iterator[Callable[[], None]]:
    yield _empty_what_holds_rows


def _empty_what_holds_rows() -> None:
    if triggers.faults(connection):
        triggers.install(connection)
    with connection.cursor() as cursor:
        tables = _with_rows(cursor)
        with transaction.atomic():
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _with_rows(cursor) -> list[str]:
    tables = sorted(set(connection.introspection.table_names(cursor)) - MIGRATED)
    cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))
    return [table for (table,) in cursor.fetchall()]
