"""Databases beside the test's own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection, connections


def is_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def examples(whole: int, *, on: str) -> int:
    """How many examples of a law, most of which is Python, are tried: all on one engine, a third on the other."""
    return whole if (on == "postgresql") == is_postgresql() else whole // 3


def address(name: str) -> str:
    """What DATABASE_URL says of a database of the engine under test: SQLite's is the path of its file."""
    if not is_postgresql():
        return f"sqlite:///{name}"
    base, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")


@contextmanager
def instead(name: str) -> Iterator[None]:
    """Another database in the place of the test's own."""
    own, settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = {**settings, "NAME": name}
    connections["default"] = connections.create_connection("default")
    yield
    connections["default"].close()
    connections.settings["default"], connections["default"] = settings, own


@contextmanager
def empty(name: str, folder: Path) -> Iterator[str]:
    """The name of a database without any table, which is dropped afterwards."""
    if not is_postgresql():
        yield str(folder / f"{name}.sqlite3")
        return
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name}")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def copied(name: str, folder: Path) -> Iterator[str]:
    """The name of a copy of the test's own database as it is now, which is dropped afterwards."""
    if not is_postgresql():
        path = str(folder / f"{name}.sqlite3")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [path])
        yield path
        return
    own = connection.settings_dict["NAME"]
    connection.close()  # PostgreSQL copies no database to which somebody is connected
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {own}")
        yield name
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(environment: dict[str, str], *arguments: str) -> str:
    """What a command prints that runs in a process of its own, as `make run` starts it."""
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
