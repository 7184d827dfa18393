"""The year of an association as its readers see it: figures and tables in words, made once for every medium.

Page, dashboard and PDF print what is here; they never query, sum or label (DESIGN 3.3).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Count

from awards.models import RENAMED_IN
from chapters.kinds import Kind
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import (
    Change,
    format_change,
    format_money_short,
    format_number,
    roman,
)
from khuyenhoc.papers import Attachment, dated_line, group, number_line
from khuyenhoc.papers import Column as PaperColumn

from . import sentences
from .columns import (
    BOARDS,
    CHAPTERS,
    FUND_DETAIL,
    NOTHING,
    TABLES,
    Column,
    Figures,
    TableOf,
    show_cell,
    show_share,
)
from .freezing import frozen_above, frozen_before, frozen_honoured, frozen_planned, frozen_shares_before, frozen_targets
from .honours import AwardLine, Honours, OpenedAward
from .lines import Line, StatTable, lines_of
from .models import Period, PlanItem, Return, Row, Summary
from .naming import association_above, association_name, designations
from .opening import Openings
from .planned import planned_before
from .records import PLAN_CODES
from .settled import digest, remembered
from .tables import EMPTY, AnnualTable, Cell, Cells, annual_table, before_of
from .targets import Goals
from .tokens import fill
from .years import adopted_table


@dataclass(frozen=True)
class KeyFigure:
    """One headline: `code` leads to its make-up; direction is up, down or same.

    `parts` are the numbers of a headline that has two, with their own words and codes.
    """

    label: str
    value: str
    code: str
    change: str = ""
    direction: str = "same"
    note: str = ""
    unit: str = ""
    parts: tuple[tuple[str, str, str], ...] = ()


FUND_TITLE = "Thu, chi quỹ theo nguồn và mục đích"
FUND_COLUMNS = [PaperColumn("Nguồn thu, mục đích chi", 70), PaperColumn("Đồng", 30, is_text=False)]
OpenedFigure = tuple[KeyFigure, str, list[tuple[str, str, str]]]
COMPARED = ("members_closing", "population", "fund_closing")  # what is set beside the years before


class Report:
    """The year of one association, in words and figures; with last year's table for comparison."""

    papers_before = 0  # appendices that come before the tables

    period: Period

    def __init__(self, top: Return, adopted: Summary | None = None) -> None:
        """The figures of `top` as they stand now, or as an adopted summary of it, or of one above it, froze them."""
        self.adopted = adopted
        if adopted:
            is_its_own = top.unit_id == adopted.unit_id  # its return may have a newer version by now
            self.table = adopted_table(adopted, None if is_its_own else top)
            self.before = frozen_before(adopted) if is_its_own else None
        else:
            self.table = annual_table(top)
        self.top, self.period = self.table.top, self.table.period
        self.spoken: dict[str, str | None] = {}  # what the texts have asked for (reports/tokens.py)
        self.kept: dict[str, Any] = {}  # what was made of it, for as long as it is read

    @classmethod
    def over(cls, table: AnnualTable) -> "Report":
        """The words for a table that was made otherwise; without last year's."""
        report = cls.__new__(cls)
        report.adopted, report.before, report.table = None, None, table
        report.top, report.period = table.top, table.period
        report.spoken, report.kept = {}, {}
        return report

    @cached_property
    def table_before(self) -> AnnualTable | None:
        """Last year's, where it was not frozen with the summary; a page that has read it already sets it."""
        before = None if self.adopted else before_of(self.top)
        return annual_table(before, only=COMPARED) if before else None

    @cached_property
    def before(self) -> Cells | None:
        """Last year's totals of what is compared."""
        return self.table_before.root.total if self.table_before else None

    @cached_property
    def settled(self) -> str:
        """The digest of all that the report says, where nothing of it can change any more; else ""."""
        if not self.table.settled or (self.table_before and not self.table_before.settled):
            return ""
        before = self.table_before.settled if self.table_before else ""
        forms = [(one.code, one.grantor_name, one.name, one.classes) for one in self.table.forms]
        given = sorted(self.goals.given.items())
        return digest(self.table.settled, before, given, forms, self.row.full_name, self.period.code)

    # Names

    @property
    def row(self) -> Row:
        """The association's own row: its name as it was in that year."""
        return self.table.root.row

    @property
    def title(self) -> str:
        return (
            f"Tổng kết công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm {self.period.year}, "
            f"phương hướng, nhiệm vụ năm {self.period.year + 1}"
        )

    @property
    def association(self) -> str:
        return association_name(self.row)

    @property
    def association_above(self) -> str:
        return frozen_above(self.adopted, self.top) if self.adopted else association_above(self.top)

    @property
    def number_line(self) -> str:
        return number_line("", "BC-HKH")

    @property
    def dated_line(self) -> str:
        """The report of a year is signed in the next."""
        return dated_line(self.row.name, None, self.next_year)

    @cached_property
    def commune_words(self) -> str:
        return designations([node.row for node in self.table.nodes() if node.row.kind == Kind.COMMUNE])

    @property
    def words_below(self) -> str:
        """What stands directly below, in words: "xã, thị trấn"; "đơn vị" where that is not communes."""
        kinds = {node.row.kind for node in self.table.root.below}
        return self.commune_words if kinds <= {Kind.COMMUNE} else "đơn vị"

    @property
    def next_year(self) -> int:
        return self.period.year + 1

    # Where the figures stand

    @property
    def has_communes_below(self) -> bool:
        return bool(self.table.root.below)

    @property
    def counts_communes(self) -> bool:
        """Whether there are communes to speak of: a district in totals may not say how many it has."""
        return self.has_communes_below and bool(self.cell("communes").total)

    @property
    def provisional(self) -> str:
        """ "Số liệu tạm tính: 15/17 xã, thị trấn đã chốt." or nothing when all is accepted."""
        if self.table.is_final:
            return ""
        accepted, total = self.table.accepted
        if not self.has_communes_below or not total:
            return "Số liệu tạm tính: báo cáo của đơn vị chưa chốt."
        if accepted == total:
            said = f"đã chốt, số liệu của Hội {self.row.designation or 'Trung ương'} chưa chốt"
        else:
            said = "đã chốt"
        return f"Số liệu tạm tính: {accepted}/{total} {self.commune_words} {said}."

    @property
    def as_of(self) -> str:
        return f"{self.row.whole.capitalize()} · số liệu đến {format_date(self.period.cut_off)}"

    # Key figures

    @cached_property
    def key_figures(self) -> list[KeyFigure]:
        return [self._members(), self._share(), self._organisation(), self._fund()]

    def _members(self) -> KeyFigure:
        shown = show_cell(self.cell("members_closing"))
        change = self.change("members_closing")
        return KeyFigure(
            "Hội viên",
            "" if shown.is_missing else shown.text,
            "members_closing",
            change.text if change else "",
            change.direction if change else "same",
            f"mới có {shown.coverage} chi hội, ban" if shown.coverage else "",
        )

    def _share(self) -> KeyFigure:
        share = self.table.root.share(["members_closing"], "population")
        shown = show_share(share)
        note = f"trên {format_number(share.denominator)} người dân" if share.denominator else ""
        if shown.coverage:
            note += f", mới tính {shown.coverage} đơn vị"
        return KeyFigure("Tỷ lệ trên dân số", "" if share.percent is None else shown.text, "members_share", note=note)

    def _organisation(self) -> KeyFigure:
        chapters, boards = (format_number(self.sum(codes).total) for codes in (CHAPTERS, BOARDS))
        note = ""
        if self.counts_communes:
            note = f"{self.associations} {self.commune_words} có tổ chức Hội"
        return KeyFigure(
            "Chi hội · Ban khuyến học",
            f"{chapters} · {boards}",
            "chapters",
            note=note,
            parts=((chapters, "chi hội", "chapters"), (boards, "ban khuyến học", "boards")),
        )

    def _fund(self) -> KeyFigure:
        cell = self.cell("fund_closing")
        change = self.change("fund_closing")
        words = ""
        if change:
            verb = {"up": "tăng ", "down": "giảm ", "same": "không đổi"}[change.direction]
            words = verb + (format_money_short(change.difference) if change.difference else "")
        return KeyFigure(
            "Quỹ khuyến học",
            "" if cell.is_missing else format_money_short(cell.total).removesuffix("đồng").rstrip(),
            "fund_closing",
            words,
            change.direction if change else "same",
            f"mới có {cell.reported}/{cell.expected} chi hội, ban" if cell.is_partial else "",
            unit="đồng",
        )

    @property
    def associations(self) -> str:
        """ "17/17"."""
        return f"{self.cell('communes_with_association').total}/{self.cell('communes').total}"

    def cell(self, code: str) -> Cell:
        return self.table.root.total.get(code, EMPTY)

    def sum(self, codes: list[str]) -> Cell:
        return self.table.root.total.sum(codes)

    def change(self, code: str) -> Change | None:
        """Against the year before, when both years have the figure in full."""
        now = self.cell(code)
        before = self.before.get(code, EMPTY) if self.before else EMPTY
        if not before.reported or not now.reported or now.is_partial or before.is_partial:
            return None
        return format_change(now.total, before.total)

    @cached_property
    def figures_before(self) -> Figures | None:
        """All of last year's figures, for texts that compare; an adopted report kept no more than it printed."""
        if self.adopted:
            return None if self.before is None else Figures(self.before, frozen_shares_before(self.adopted))
        before = before_of(self.top)
        root = annual_table(before).root if before else None
        return Figures(root.total, root.share) if root else None

    @cached_property
    def planned(self) -> dict[str, Decimal]:
        """Column → what the plan of the year before wanted of it."""
        if self.adopted:
            return frozen_planned(self.adopted) if self.adopted.unit_id == self.row.unit_id else {}
        return planned_before(self.period, self.row.unit_id)

    @cached_property
    def counted_plan(self) -> dict[str, int]:
        """How many tasks, targets and solutions the return counts on the association's own row."""
        return {code: self.table.root.own[code].total for code in PLAN_CODES.values() if code in self.table.root.own}

    @cached_property
    def plan_counts(self) -> dict[str, int]:
        """The same as the lists of the summary stand: they may be written after the return was accepted."""
        if self.adopted and self.adopted.unit_id != self.row.unit_id:
            return self.counted_plan
        items = PlanItem.objects.filter(summary__period=self.period, summary__unit=self.row.unit_id)
        items = items.filter(summary=self.adopted) if self.adopted else items.filter(summary__is_current=True)
        written = items.order_by().values_list("kind").annotate(Count("pk"))
        return self.counted_plan | {PLAN_CODES[kind]: count for kind, count in written}

    @cached_property
    def sections(self) -> list[tuple[str, list[str]]]:
        return sentences.sections(self)

    @property
    def plan_sentence(self) -> str:
        return fill(sentences.plan(self), self)

    @property
    def award_sentences(self) -> list[str]:
        """ "Đề nghị … tặng Cờ thi đua xuất sắc cho 01 tập thể; …", one per grantor and status."""
        return [fill(sentence, self) for _, sentence in sentences.awards(self)]

    @cached_property
    def honours(self) -> Honours:
        if not self.adopted:
            return Honours(self.table)
        path = "" if self.adopted.unit_id == self.row.unit_id else self.table.top.path
        return Honours(self.table, frozen_honoured(self.adopted, path))

    @cached_property
    def goals(self) -> Goals:
        goals = Goals(self.table, frozen_targets(self.adopted) if self.adopted else None)
        if not self.table.settled:
            return goals
        return remembered(digest("goals", self.table.settled, sorted(goals.given.items())), lambda: goals)

    # Tables

    @cached_property
    def lines(self) -> list[Line]:
        return lines_of(self.table)

    @cached_property
    def tables(self) -> list[StatTable]:
        """Those that say something; a table nobody has reported anything for is left out."""
        return [self.stat_table(self._title_of(made), made.columns) for made in TABLES if self._is_shown(made)]

    def _title_of(self, made: TableOf) -> str:
        return made.old_title if made.old_title and self.period.year < RENAMED_IN else made.title

    def _is_shown(self, made: TableOf) -> bool:
        return not made.shown_for or any(code in self.table.root.total for code in made.shown_for)

    @property
    def appendices(self) -> list[tuple[str, StatTable]]:
        """The tables with their numerals, as the paper has them; the fund in detail and the awards follow."""
        return [(roman(number), table) for number, table in enumerate(self.tables, start=self.papers_before + 1)]

    @property
    def fund_numeral(self) -> str:
        return roman(self.papers_before + len(self.tables) + 1)

    @property
    def awards_numeral(self) -> str:
        return roman(self.papers_before + len(self.tables) + (2 if self.fund_columns else 1))

    @property
    def opened_awards(self) -> list[OpenedAward]:
        return [OpenedAward(line, self._opened(line)) for line in self.honours.lines]

    def _opened(self, line: AwardLine) -> list[tuple[str, str]]:
        pairs = zip(line.counts, line.keys, strict=True)
        return [(count, "" if count == NOTHING else self.opens.figure(key)) for count, key in pairs]

    @property
    def opened_fund_detail(self) -> list[tuple[str, str, str]]:
        """As `fund_detail`, each amount leading to what it is made of."""
        shown = [(column, column.show(self.root_figures)) for column in self.fund_columns]
        return [(column.heading, column.label, self.opens.link(column.key, one)) for column, one in shown]

    @property
    def fund_columns(self) -> list[Column]:
        """Each source and purpose that occurs."""
        cells = self.table.root.total
        return [column for column in FUND_DETAIL if cells.sum(list(column.codes)).total]

    @property
    def fund_detail(self) -> list[tuple[str, str, str]]:
        """(heading, label, amount in words) of them."""
        root = self.root_figures
        return [(column.heading, column.label, column.show(root).text) for column in self.fund_columns]

    @property
    def fund_table(self) -> Attachment:
        """The same as the paper has it, what came in and what went out each under its heading."""
        parted = groupby(self.fund_detail, lambda line: line[0])
        groups = [group(FUND_COLUMNS, [line[1:] for line in lines], heading) for heading, lines in parted]
        return Attachment(FUND_TITLE, FUND_COLUMNS, groups)

    def stat_table(self, title: str, columns: list[Column]) -> StatTable:
        shown = [(line, [column.show(line.figures) for column in columns]) for line in self.lines]
        lines = [(line, cells) for line, cells in shown if line.is_shown(cells)]
        total = [column.show(self.root_figures) for column in columns]
        silent = sum(line.is_chapter for line, _ in shown) - sum(line.is_chapter for line, _ in lines)
        return StatTable(title, columns, lines, f"Cộng {self.row.whole}", total, silent, self.opens)

    @cached_property
    def opens(self) -> Openings:
        """Where each figure leads to what it is made of; of an adopted paper, through what that paper froze."""
        return Openings(self.period.code, self.row.code, self.adopted.pk if self.adopted else None)

    @cached_property
    def opens_before(self) -> Openings | None:
        """The same of the year before."""
        before = before_of(self.top)
        return Openings(before.period.code, self.row.code) if before else None

    @property
    def opened_key_figures(self) -> list[OpenedFigure]:
        return self.opened(self.key_figures)

    def opened(self, figures: Iterable[KeyFigure]) -> list[OpenedFigure]:
        """Each with the address of its make-up, and its numbers, words and addresses where it has two."""
        return [
            (
                figure,
                self.opens.figure(figure.code),
                [(value, words, self.opens.figure(code)) for value, words, code in figure.parts],
            )
            for figure in figures
        ]

    @property
    def root_figures(self) -> Figures:
        return Figures(self.table.root.total, self.table.root.share)
