"""Several people at the same moment, each on a connection of her own (with the fixture `shared`)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from threading import Barrier
from typing import Any

from django.db import connection, connections

from khuyenhoc.actions import Refusal

from .databases import instead


@contextmanager
def really_shared(tmp_path: Path) -> Iterator[None]:
    """SQLite's test database lives in memory, which threads do not share: it is copied into a file."""
    if connection.vendor != "sqlite":
        yield
        return
    path = str(tmp_path / "shared.sqlite3")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [path])
    with instead(path):
        yield


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Run the works in threads that start together; what each returns or raises."""
    together = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        with closing(connections["default"]):
            together.wait()
            try:
                return work()
            except Exception as fault:  # noqa: BLE001 what went wrong is looked at by the test
                return fault

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def crowd(work: Callable[[int], Any], people: int) -> list[Any]:
    """`work(number)` by that many people at once."""
    return at_once(*(partial(work, number) for number in range(people)))


def writers() -> int:
    return 8 if connection.vendor == "postgresql" else 4


def failures(results: list[Any]) -> list[Exception]:
    """What is neither done nor refused in a sentence."""
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, Refusal)]


def refusals(results: list[Any]) -> list[str]:
    return [str(result) for result in results if isinstance(result, Refusal)]
