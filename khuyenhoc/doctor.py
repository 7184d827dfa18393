"""What the doctor says: each app declares its checks in `doctor.py` as `CHECKS`, callables that yield findings."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `tone` is "good", "warn" or "bad"; `todo` says what to do when it is not good."""

    tone: str
    what: str
    todo: str = ""


SHOWN = 20
CALL = "Change nothing by hand: send this line to whoever looks after the software."


def told(faults: list[str], good: str) -> Iterator[Finding]:
    """The first of them, each a finding of its own; without any the one good one."""
    if not faults:
        yield Finding("good", good)
    for fault in faults[:SHOWN]:
        yield Finding("bad", fault, CALL)
    if len(faults) > SHOWN:
        yield Finding("bad", f"… and {len(faults) - SHOWN} more of this kind", CALL)


Check = Callable[[], Iterable[Finding]]


def declared_checks() -> Iterator[Check]:
    """What all apps declare, in the order of INSTALLED_APPS; the machine's own come first."""
    from .checkup import CHECKS

    yield from CHECKS
    for config in apps.get_app_configs():
        if config.name != "khuyenhoc" and module_has_submodule(config.module, "doctor"):
            yield from getattr(import_module(f"{config.name}.doctor"), "CHECKS", [])


def examine() -> Iterator[Finding]:
    """All findings; a check that itself fails is a finding too, so that the others are still heard."""
    for check in declared_checks():
        try:
            yield from check()
        except Exception as fault:  # noqa: BLE001 the doctor must come to the end whatever is broken
            yield Finding("bad", f"{check.__name__} failed: {type(fault).__name__}: {fault}", "See the finding above.")
