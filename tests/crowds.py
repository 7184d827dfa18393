"""Several people at the same moment, each on a connection of her own (with the fixture `shared`)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

from django.db import connection, connections


def at_once(work: Callable[[int], Any], writers: int) -> list[Any]:
    """Run `work(number)` in that many threads that start together; what each returns or raises."""
    together = Barrier(writers)

    def run(number):
        with closing(connections["default"]):
            together.wait()
            try:
                return work(number)
            except Exception as fault:  # noqa: BLE001 what went wrong is looked at by the test
                return fault

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def writers() -> int:
    return 8 if connection.vendor == "postgresql" else 4
