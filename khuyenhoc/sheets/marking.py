from collections.abc import Sequence

from .shapes import Column, Fault


def mark_faults(
    content: bytes, name: str, faults: Sequence[Fault], columns: Sequence[Column], *, only_faulty: bool = False
) -> bytes:
    raise NotImplementedError
