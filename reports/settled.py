"""What is worked out once: figures that were accepted or adopted, and what is open, while nobody writes.

What was accepted is known by its digest. Nothing of it is ever thrown out for being old, because it cannot be: the key
says which versions of which returns stand behind it, those are immutable (DESIGN 3.5), and a correction is a new
version. What is open stands for as long as the change log has no newer entry. Each process keeps its own, and forgets
what was asked for longest ago (decision 24).
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from django.utils import timezone

from khuyenhoc.models import Change

KEPT = 256  # tables, papers' parts and years; a province's table is some megabytes
STANDING = 12  # open years; a province's, with the parts of its pages, is some tens of megabytes

T = TypeVar("T")
_kept: OrderedDict[Hashable, Any] = OrderedDict()
_standing: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()
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


def while_nothing_is_written(key: Hashable, make: Callable[[], T]) -> T:
    """What `make` gave for this key, until anything is written or the day is over; nobody changes it afterwards.

    The state is read before `make` reads anything: what is written meanwhile makes the next look a new one.
    """
    state = (Change.objects.state(), timezone.localdate())
    with _lock:
        held = _standing.get(key)
        if held and held[0] == state:
            _standing.move_to_end(key)
            found: T = held[1]
            return found
    made = make()
    with _lock:
        _standing[key] = (state, made)
        _standing.move_to_end(key)
        while len(_standing) > STANDING:
            _standing.popitem(last=False)
    return made


def forget_all() -> None:
    """For tests, whose rolled back figures come again under the same keys."""
    with _lock:
        _kept.clear()
        _standing.clear()
