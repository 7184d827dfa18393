"""One table of criteria, two people: what each did to a line is kept, and where both did, nothing is overwritten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .models import Criterion
from .points import points_of


@dataclass(frozen=True)
class CriterionLine:
    """One line of the table of criteria as it shall be; `pk` says which criterion it was, if it was one."""

    text: str
    halves: int
    heading: str = ""
    is_bonus: bool = False
    is_penalty: bool = False
    pk: int | None = None

    @classmethod
    def of(cls, criterion: Criterion) -> "CriterionLine":
        sort = criterion.is_bonus, criterion.is_penalty
        return cls(criterion.text, criterion.halves, criterion.heading, *sort, pk=criterion.pk)

    def __str__(self) -> str:
        sort = ", điểm thưởng" if self.is_bonus else ", điểm trừ" if self.is_penalty else ""
        heading = f"{self.heading}: " if self.heading else ""
        return f"{heading}“{self.text}”, {points_of(self.halves)} điểm{sort}"


Lines = Mapping[int, CriterionLine]  # by the criterion's id


def by_id(lines: Iterable[CriterionLine]) -> dict[int, CriterionLine]:
    return {line.pk: line for line in lines if line.pk}


def merged(mine: Sequence[CriterionLine], was: Lines, now: Lines) -> list[CriterionLine]:
    """My table with what others did meanwhile to lines that I left alone; lines they added come last."""
    kept = [now.get(line.pk) if line.pk and line == was.get(line.pk) else line for line in mine]
    added = [line for pk, line in now.items() if pk not in was and pk not in by_id(mine)]
    return [line for line in kept if line] + added


def taken(mine: Sequence[CriterionLine], was: Lines, now: Lines) -> dict[int, CriterionLine | None]:
    """Lines that I touched and somebody else did too: each with what it is now, None where it is gone."""
    typed = by_id(mine)
    touched = {pk for pk in {*typed, *was} if typed.get(pk) != was.get(pk)}
    return {pk: now.get(pk) for pk in touched if now.get(pk) not in (was.get(pk), typed.get(pk))}
