"""The years of one association side by side: as adopted, else as accepted, else as it stands now."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from .columns import Figures
from .freezing import frozen_period, frozen_table
from .models import Period, Return, Summary
from .settled import digest, remembered
from .tables import AnnualTable, annual_table


@dataclass(frozen=True)
class Year:
    """A year and its table; without one where the association sent no report that year."""

    period: Period
    table: AnnualTable | None = None
    is_adopted: bool = False

    @property
    def settled(self) -> str:
        """The digest of what can change no more; "" where it still may."""
        return self.table.settled if self.table else f"no return in {self.period.code}"

    @property
    def state(self) -> str:
        if self.table is None:
            return "chưa có báo cáo"
        return "đã thông qua" if self.is_adopted else "đã chốt" if self.table.is_final else "tạm tính"

    @cached_property
    def is_complete(self) -> bool:
        """Whether all that had to be said is said: accepted, or nobody missing."""
        table = self.table
        return table is not None and (table.is_final or all(cell.is_whole for cell in table.root.total.values()))

    @cached_property
    def figures(self) -> Figures | None:
        return Figures(self.table.root.total, self.table.root.share) if self.table else None


def adopted_table(summary: Summary, at: Return | None = None) -> AnnualTable:
    """The table an adopted summary froze; `at` one of its returns, to go down into it."""
    if summary.adopted_at is None:  # it is being adopted, and may yet be rolled back: not to be remembered
        return frozen_table(summary, at)
    key = digest("adopted", summary.pk, summary.adopted_at, at and at.pk)
    made = remembered(key, lambda: frozen_table(summary, at))
    return replace(made, period=frozen_period(summary), settled=key)


def years_of(
    unit_id: int,
    last: Period,
    only: Collection[str] = (),
    *,
    count: int | None = None,
    known: Sequence[Year] = (),
) -> list[Year]:
    """The periods up to `last`, the oldest first; of those `known` nothing is asked again."""
    periods = list(Period.objects.filter(cut_off__lte=last.cut_off).order_by("-cut_off")[:count])
    tops = {top.period_id: top for top in Return.objects.current().filter(unit=unit_id, period__in=periods)}
    adopted = {
        one.period_id: one
        for one in Summary.objects.adopted().filter(unit=unit_id, period__in=periods).order_by("version")
    }
    have = {year.period.pk: year for year in known}
    return [have.get(period.pk) or _year(period, tops, adopted, only) for period in reversed(periods)]


def _year(period: Period, tops: dict[int, Return], adopted: dict[int, Summary], only: Collection[str]) -> Year:
    top, summary = tops.get(period.pk), adopted.get(period.pk)
    if top is None:
        return Year(period)
    top.period = period
    if summary:
        summary.period = period
        return Year(period, adopted_table(summary), is_adopted=True)
    return Year(period, annual_table(top, only))
