"""One list, two people: what each did to a line is kept, and where both did, nothing is overwritten."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar


class Line(Protocol):
    """One line of a list as it shall be; `pk` says which record it was, if it was one."""

    @property
    def pk(self) -> int | None: ...


L = TypeVar("L", bound=Line)


def by_id(lines: Iterable[L]) -> dict[int, L]:
    return {line.pk: line for line in lines if line.pk}


def merged(mine: Sequence[L], was: Mapping[int, L], now: Mapping[int, L]) -> list[L]:
    """My list with what others did meanwhile to lines that I left alone; lines they added come last."""
    kept = [now.get(line.pk) if line.pk and line == was.get(line.pk) else line for line in mine]
    added = [line for pk, line in now.items() if pk not in was and pk not in by_id(mine)]
    return [line for line in kept if line] + added


def taken(mine: Sequence[L], was: Mapping[int, L], now: Mapping[int, L]) -> dict[int, L | None]:
    """Lines that I touched and somebody else did too: each with what it is now, None where it is gone."""
    typed = by_id(mine)
    touched = {pk for pk in {*typed, *was} if typed.get(pk) != was.get(pk)}
    return {pk: now.get(pk) for pk in touched if now.get(pk) not in (was.get(pk), typed.get(pk))}
