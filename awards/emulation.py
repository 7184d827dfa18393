"""What the pages and papers of the emulation show, computed once for all of them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from chapters.models import User

from .models import Criterion, Points, PointSheet, UnitScore
from .points import points_of

State = UnitScore.State


def sheets_of(user: User) -> Any:
    """Sheets that she may know of, each with the scores in her reach as `seen`."""
    seen = UnitScore.objects.visible_to(user).select_related("unit")
    found = PointSheet.objects.known_to(user).select_related("unit")
    return found.prefetch_related(Prefetch("scores", seen, to_attr="seen")).order_by("-year", "unit__path")


def states_in_words(scores: Iterable[UnitScore]) -> str:
    """ "2 đang tự chấm, 12 đã gửi, 3 đã chấm"; of one unit alone just its state."""
    numbers = Counter(score.state for score in scores)
    if numbers.total() == 1:
        return State(next(iter(numbers))).label
    return ", ".join(f"{numbers[state]} {state.label}" for state in State if numbers[state])


@dataclass(frozen=True)
class RankLine:
    """One unit in the ranking, in words; `rank` is empty until it is scored."""

    score: Any

    @property
    def rank(self) -> str:
        return str(self.score.rank) if self.score.total is not None else ""

    @property
    def own(self) -> str:
        return points_of(self.score.self_total)

    @property
    def given(self) -> str:
        return points_of(self.score.total)

    @property
    def difference(self) -> str:
        """From above less its own: "+1,5", "−2", "0"."""
        if self.score.total is None or self.score.self_total is None:
            return ""
        halves = self.score.total - self.score.self_total
        return f"{'+' if halves > 0 else ''}{points_of(halves)}"


@dataclass(frozen=True)
class SheetView:
    """One sheet as this user may see it: before it is closed, those below see their own scores only."""

    sheet: PointSheet
    user: User

    @cached_property
    def sees_all(self) -> bool:
        return bool(self.sheet.closed_at) or self.user.can("read_awards", self.sheet.unit)

    @cached_property
    def lines(self) -> list[RankLine]:
        scores = UnitScore.objects.filter(sheet=self.sheet)
        if not self.sees_all:
            scores = scores.visible_to(self.user)
        return [RankLine(score) for score in scores.ranked().select_related("unit")]

    @cached_property
    def opened(self) -> set[int]:
        """Scores whose points she may look at, one by one."""
        return set(UnitScore.objects.filter(sheet=self.sheet).visible_to(self.user).values_list("pk", flat=True))

    @cached_property
    def criteria(self) -> list[Criterion]:
        return list(self.sheet.criteria.all())

    @property
    def unranked(self) -> list[str]:
        return [str(line.score.unit) for line in self.lines if not line.rank]

    @property
    def states(self) -> str:
        return states_in_words(line.score for line in self.lines)

    @property
    def most(self) -> str:
        return most_in_words(self.criteria)


def most_in_words(criteria: Iterable[Criterion]) -> str:
    """ "100 điểm, thưởng tối đa 5, trừ tối đa 10"."""
    listed = list(criteria)
    plain, bonus, penalty = (
        sum(one.halves for one in listed if test(one))
        for test in (lambda one: not one.is_extra, lambda one: one.is_bonus, lambda one: one.is_penalty)
    )
    words = [f"{points_of(plain)} điểm"]
    if bonus:
        words.append(f"thưởng tối đa {points_of(bonus)}")
    if penalty:
        words.append(f"trừ tối đa {points_of(penalty)}")
    return ", ".join(words)


@dataclass(frozen=True)
class ScoreLine:
    """One criterion of one unit's score, with the inputs where it is being filled in."""

    criterion: Criterion
    points: Points | None
    shows_given: bool
    input: Any = None
    words_input: Any = None

    @property
    def heading(self) -> str:
        return self.criterion.heading

    @property
    def most(self) -> str:
        words = points_of(self.criterion.halves)
        return f"−{words}" if self.criterion.is_penalty else words

    @property
    def own(self) -> str:
        return self._signed(self.points.self_halves if self.points else None)

    @property
    def given(self) -> str:
        return self._signed(self.points.halves if self.points and self.shows_given else None)

    @property
    def note(self) -> str:
        return self.points.note if self.points else ""

    @property
    def reason(self) -> str:
        return self.points.reason if self.points and self.shows_given else ""

    def _signed(self, halves: int | None) -> str:
        return points_of(-halves if halves and self.criterion.is_penalty else halves)


def score_lines(score: UnitScore, *, shows_given: bool, form: Any = None) -> list[ScoreLine]:
    held = {points.criterion_id: points for points in score.points.all()}
    return [
        ScoreLine(
            criterion,
            held.get(criterion.pk),
            shows_given,
            form[f"diem-{criterion.pk}"] if form else None,
            form[f"loi-{criterion.pk}"] if form else None,
        )
        for criterion in score.sheet.criteria.all()
    ]
