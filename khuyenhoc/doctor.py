"""What the doctor says: each app declares its checks in `doctor.py` as `CHECKS`, callables that yield findings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `tone` is "good", "warn" or "bad"; `todo` says what to do when it is not good."""

    tone: str
    what: str
    todo: str = ""
