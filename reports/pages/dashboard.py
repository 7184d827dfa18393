"""The year on one page: pictures where they say more, and every figure a way to the lines it is made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.utils.safestring import SafeString

from khuyenhoc.charts import BarChart, LineChart

from ..columns import COLUMNS, MEMBERS, Column, Figures, Shown
from ..indicators import REWARDED
from ..lines import StatTable
from ..report import COMPARED, KeyFigure, OpenedFigure, Report
from ..settled import digest
from ..side_by_side import change_words, whole_value
from ..targets import write_target
from ..templatetags.settled import kept_part
from ..years import Year, years_of
from . import pictures
from .attention import Notice, notices
from .pictures import goal_of
from .trend import with_gaps

FIVE = 5  # years in a line


class Dashboard:
    """Everything that the page, the paper and the hall show of a year; each picture is made when it is asked for."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.kept: dict[str, SafeString] = {}
        this = Year(report.period, report.table, is_adopted=report.adopted is not None)
        known = years_of(report.row.unit_id, report.period, COMPARED, count=FIVE, known=[this])
        self.years = with_gaps(known)[-FIVE:]
        self.before = next((year for year in self.years[-2::-1] if year.period.pk), None)
        self.is_just_before = self.before is not None and self.before.period.pk == report.period.previous_id
        if not report.adopted and self.before and self.is_just_before:
            report.table_before = self.before.table

    @property
    def _figures_before(self) -> Figures | None:
        """What the key figures are set beside: of an adopted year what its paper froze; no year further back."""
        if self.report.adopted:
            return self.report.figures_before
        return self.before.figures if self.before and self.is_just_before else None

    @cached_property
    def settled(self) -> str:
        """The digest of all that is shown, where none of it can change any more; else ""."""
        parts = [self.report.settled, *(year.settled for year in self.years)]
        return digest(parts) if all(parts) else ""

    def body(self, template: str) -> SafeString:
        """A part of the page, as it was the last time where nothing of it can have changed."""
        return kept_part(template, self.settled, self.kept, {"board": self, "report": self.report})

    @property
    def page(self) -> SafeString:
        return self.body("reports/_dashboard.html")

    @property
    def slides(self) -> SafeString:
        return self.body("reports/_slides.html")

    # What is on it

    @cached_property
    def key_figures(self) -> list[KeyFigure]:
        """The report's, and beside the share what was aimed at and what it was a year ago."""
        members, share, organisation, fund = self.report.key_figures
        return [members, self._share(share), organisation, fund]

    @property
    def opened_key_figures(self) -> list[OpenedFigure]:
        return self.report.opened(self.key_figures)

    def _share(self, figure: KeyFigure) -> KeyFigure:
        column, goal = COLUMNS["members_share"], goal_of(self.report, "members_share")
        note = f"{figure.note} · chỉ tiêu {write_target(column, goal)}" if goal is not None else figure.note
        now, then = whole_value(column, self.years[-1].figures), whole_value(column, self._figures_before)
        change = change_words(column, now, then)
        direction = {"t": "up", "g": "down"}.get(change[:1], "same")
        return replace(figure, note=note.removeprefix(" · "), change=change, direction=direction)

    @cached_property
    def notices(self) -> list[Notice]:
        return notices(self.report, self.before)

    @cached_property
    def share(self) -> BarChart | None:
        return pictures.share_chart(self.report)

    @cached_property
    def members(self) -> BarChart | None:
        return None if self.share else pictures.members_chart(self.report)

    @cached_property
    def settings(self) -> BarChart | None:
        return pictures.settings_chart(self.report)

    @cached_property
    def lines(self) -> list[LineChart]:
        return pictures.year_charts(self.years, self.report)

    @cached_property
    def fund(self) -> BarChart | None:
        return pictures.fund_chart(self.report)

    @cached_property
    def models(self) -> BarChart | None:
        return pictures.models_chart(self.report)

    @cached_property
    def ratings(self) -> BarChart | None:
        return pictures.ratings_chart(self.report)

    @cached_property
    def scores(self) -> BarChart | None:
        return pictures.scores_chart(self.report)

    @cached_property
    def rewards(self) -> list["Rewarded"]:
        return rewards(self.report)

    @property
    def rewards_total(self) -> tuple[Shown, str]:
        return COLUMNS["rewards_money"].show(self.report.root_figures), self.report.opens.figure("rewards_money")

    @cached_property
    def table(self) -> StatTable:
        return self.report.stat_table("Hội viên", MEMBERS)

    # In the hall

    @cached_property
    def slide_list(self) -> list["Slide"]:
        """One screen each, in the order in which a speaker tells of the year; what says nothing has none."""
        halves = pictures.in_halves(self.share or self.members)
        charts = [*halves, self.settings, self.models, self.scores, self.fund, self.ratings]
        slides = [Slide("opening"), *([Slide("lines")] if len(self.years) > 1 and self.lines else [])]
        slides += [Slide("chart", chart) for chart in charts if chart]
        return [*slides, *([Slide("awards")] if self.report.honours.lines else [])]


def dashboard_of(report: Report) -> Dashboard:
    """Made once of a report that is kept while nobody writes."""
    if "dashboard" not in report.kept:
        report.kept["dashboard"] = Dashboard(report)
    board: Dashboard = report.kept["dashboard"]
    return board


@dataclass(frozen=True)
class Slide:
    kind: str
    chart: BarChart | None = None


@dataclass(frozen=True)
class Rewarded:
    """One kind of people rewarded or helped: (heading, figure, where it leads) of suất, lượt, số tiền."""

    label: str
    figures: Sequence[tuple[str, Shown, str]]


def rewards(report: Report) -> list[Rewarded]:
    columns = [
        (label, [COLUMNS[f"rewards_{code}{end}"] for end in ("", "_times", "_money")])
        for code, label in REWARDED.items()
    ]
    root = report.root_figures
    return [
        Rewarded(label[:1].upper() + label[1:], [_linked(report, column) for column in found])
        for label, found in columns
        if any(column.codes[0] in root.cells for column in found)
    ]


def _linked(report: Report, column: Column) -> tuple[str, Shown, str]:
    heading = column.label[:1].upper() + column.label[1:]
    return heading, column.show(report.root_figures), report.opens.figure(column.key)
