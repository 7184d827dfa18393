"""A line of the table of criteria as it is typed; two people's tables are merged by khuyenhoc/lines.py."""

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
