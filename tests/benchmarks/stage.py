"""What every part of the benchmark stands on: a database of its own, and a stopwatch."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROUNDS = 15


def is_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


@contextmanager
def database(name: str) -> Iterator[dict[str, str]]:
    """The environment of an empty database, which is gone afterwards.

    It stands beside that of DATABASE_URL; without a PostgreSQL there it is an SQLite file.
    """
    given = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory() as folder:
        if not is_postgresql():
            yield {"VAR_DIR": folder}
            return
        base, _, query = given.partition("?")
        with psycopg.connect(given, autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {name}")
            try:
                yield {
                    "VAR_DIR": folder,
                    "DATABASE_URL": f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else ""),
                }
            finally:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare() -> None:
    """Tables in the database of the environment, and static files without collecting them."""
    from khuyenhoc.environment import make_secret

    folder = Path(os.environ["VAR_DIR"])
    make_secret(folder / "secret_key")
    os.environ |= {"HTTPS": "False", "DJANGO_SETTINGS_MODULE": "khuyenhoc.settings"}
    (folder / "static").mkdir(exist_ok=True)

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)


def prepare_demo() -> None:
    prepare()
    from django.core.management import call_command

    seconds = timed(lambda: call_command("demo", verbosity=0))
    say(f"The demonstration was loaded in {seconds:.1f} s.")


def measure(act: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Median milliseconds."""
    return statistics.median(timed(act) * 1000 for _ in range(rounds))


def timed(act: Callable[[], object]) -> float:
    """Seconds."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def say(line: str = "") -> None:
    """At once: a part takes minutes, and who waits wants to see how far it is."""
    print(line, flush=True)
