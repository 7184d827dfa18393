"""What can no longer change is worked out once: figures that were accepted or adopted, known by their digest.

Nothing is ever thrown out for being old, because nothing in here can be: the key says which versions of which returns
stand behind it, those are immutable (DESIGN 3.5), and a correction is a new version. Each process keeps its own, and
forgets what was asked for longest ago.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

KEPT = 256  # tables, papers' parts and years; a province's table is some megabytes

T = TypeVar("T")
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def digest(*told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()


def remembered(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave for this key, which must name all that it depends on; nobody changes it afterwards."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: T = _kept[key]
            return found
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def forget_all() -> None:
    """For tests, whose rolled back figures come again under the same keys."""
    with _lock:
        _kept.clear()
