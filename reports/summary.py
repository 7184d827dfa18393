"""The annual summary as its readers see it: figures, sentences and tables in words, made once for every medium.

Page, dashboard and PDF print what is here; they never query, sum or label (DESIGN 3.3).
"""

from dataclasses import dataclass
from functools import cached_property

from awards.models import RENAMED_IN, AwardForm, RecipientClass
from chapters.kinds import Kind
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import (
    Change,
    format_change,
    format_count,
    format_money,
    format_money_short,
    format_number,
    roman,
)
from khuyenhoc.papers import dated_line, number_line

from .columns import (
    BOARDS,
    CHAPTERS,
    FUND_DETAIL,
    RAISED,
    SPENT,
    TABLES,
    Column,
    Figures,
    TableOf,
    show_cell,
    show_share,
)
from .indicators import GIVEN, PROPOSED, award_code
from .lines import Line, StatTable, lines_of
from .models import Return, Row
from .naming import association_above, association_name, designations
from .tables import EMPTY, AnnualTable, Cell, annual_table, before_of
from .targets import Goals


@dataclass(frozen=True)
class KeyFigure:
    """One headline: `code` leads to its make-up; direction is up, down or same."""

    label: str
    value: str
    code: str
    change: str = ""
    direction: str = "same"
    note: str = ""
    unit: str = ""


@dataclass(frozen=True)
class AwardLine:
    """A form and what has become of it: numbers by class, one line proposed, one line given."""

    level: str
    form: str
    counts: list[str]
    status: str
    is_given: bool


COMPARED = ("members_closing", "fund_closing")  # what a headline sets beside the year before


class Summary:
    """The year of one association, in words and figures; with last year's table for comparison."""

    papers_before = 0  # appendices that come before the tables

    def __init__(self, top: Return) -> None:
        self.top = top
        self.period = top.period
        self.table = annual_table(top)
        before = before_of(top)
        self.before: AnnualTable | None = annual_table(before, only=COMPARED) if before else None

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
        return association_above(self.top)

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
        change = self._change("members_closing")
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
        chapters, boards = self.sum(CHAPTERS).total, self.sum(BOARDS).total
        note = ""
        if self.counts_communes:
            note = f"{self.associations} {self.commune_words} có tổ chức Hội"
        return KeyFigure(
            "Chi hội · Ban khuyến học", f"{format_number(chapters)} · {format_number(boards)}", "chapters", note=note
        )

    def _fund(self) -> KeyFigure:
        cell = self.cell("fund_closing")
        change = self._change("fund_closing")
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

    def _change(self, code: str) -> Change | None:
        """Against the year before, when both years have the figure in full."""
        now = self.cell(code)
        before = self.before.root.total.get(code, EMPTY) if self.before else EMPTY
        if not before.reported or not now.reported or now.is_partial:
            return None
        return format_change(now.total, before.total)

    # Sentences: only what the figures say

    @cached_property
    def sections(self) -> list[tuple[str, list[str]]]:
        """Heading and paragraphs of each part of the year's results that has something to say."""
        parts = [
            ("Tổ chức Hội và hội viên", [self._organisation_sentence(), self._places_sentence()]),
            ("Quỹ khuyến học", [self._fund_sentence()]),
            ("Kiểm tra, giám sát", [self._inspection_sentence()]),
            ("Khen thưởng của Hội", self.award_sentences),
            ("Thực hiện chỉ tiêu", self.goals.sentences(self.words_below)),
        ]
        kept = [(heading, [paragraph for paragraph in paragraphs if paragraph]) for heading, paragraphs in parts]
        return [(heading, paragraphs) for heading, paragraphs in kept if paragraphs]

    def _organisation_sentence(self) -> str:
        members, share = self.cell("members_closing"), self.table.root.share(["members_closing"], "population")
        start = f"Đến ngày {format_date(self.period.cut_off)}, "
        if self.counts_communes:
            start += f"{self.associations} {self.commune_words} có tổ chức Hội; {self.row.whole} có "
        else:
            start += f"{self.row.whole} có "
        start += (
            f"{format_number(self.sum(CHAPTERS).total)} chi hội, {format_number(self.sum(BOARDS).total)} ban khuyến học"
        )
        if members.is_missing:
            return f"{start}."
        sentence = f"{start} với {format_number(members.total)} hội viên"
        if members.is_partial:
            return f"{sentence}, mới tính {members.reported}/{members.expected} chi hội, ban đã có số liệu."
        if share.percent is not None and not share.is_partial:
            sentence += f", chiếm {show_share(share).text} dân số ({format_number(share.denominator)} người)"
        change = self._change("members_closing")
        if change:
            sentence += f", {change.text} so với năm {self.period.year - 1}"
        return f"{sentence}."

    def _places_sentence(self) -> str:
        parts = []
        for code, words in (
            ("hamlets", "thôn, tổ dân phố"),
            ("schools", "trường học"),
            ("agencies", "cơ quan, đơn vị"),
        ):
            share = self.table.root.share([f"{code}_with_chapter"], code)
            if share.percent is not None and not share.is_partial:
                counts = f"{format_number(share.numerator)}/{format_number(share.denominator)}"
                parts.append(f"{show_share(share).text} {words} ({counts})")
        return f"Có chi hội: {'; '.join(parts)}." if parts else ""

    def _fund_sentence(self) -> str:
        closing = self.cell("fund_closing")
        if closing.is_missing or not closing.total:
            return ""
        raised, spent = self.sum(RAISED), self.sum(SPENT)
        sentence = f"Quỹ khuyến học {self.row.whole} còn {format_money(closing.total)}"
        if closing.is_partial:
            return f"{sentence}, mới tính {closing.reported}/{closing.expected} chi hội, ban đã có số liệu."
        if raised.total:
            sentence += f"; trong năm vận động được {format_money(raised.total)}"
        if spent.total:
            sentence += f", chi {format_money(spent.total)}"
        per_person = self.table.root.share(["fund_closing"], "population")
        if per_person.average and not per_person.is_partial:
            sentence += f"; bình quân {format_money(per_person.average)}/người"
        return f"{sentence}."

    def _inspection_sentence(self) -> str:
        held, units, asked, settled = (
            self.cell(code).total
            for code in ("inspections_held", "inspections_units", "findings_asked", "findings_settled")
        )
        if not held:
            return ""
        sentence = f"Trong năm có {format_count(held)} cuộc kiểm tra tại {format_count(units)} đơn vị"
        return f"{sentence}; đã khắc phục {settled}/{asked} kiến nghị." if asked else f"{sentence}."

    @property
    def plan_sentence(self) -> str:
        """ "07 nhiệm vụ, 07 chỉ tiêu, 08 giải pháp", from the association's own row."""
        own = self.table.root.own
        parts = [("plan_tasks", "nhiệm vụ"), ("plan_targets", "chỉ tiêu"), ("plan_solutions", "giải pháp")]
        said = [f"{format_count(own[code].total)} {words}" for code, words in parts if code in own]
        return f"Phương hướng năm {self.period.year + 1} gồm {', '.join(said)}." if said else ""

    # Awards

    @cached_property
    def award_classes(self) -> list[RecipientClass]:
        """The classes that occur; collectives and persons always."""
        always = (RecipientClass.COLLECTIVE, RecipientClass.PERSON)
        return [kind for kind in RecipientClass if kind in always or self._class_total(kind)]

    def _class_total(self, kind: RecipientClass) -> int:
        codes = [award_code(form.code, kind, PROPOSED) for form in self.table.forms]
        return self.sum(codes).total

    @cached_property
    def awards(self) -> list[AwardLine]:
        return [line for form in self.table.forms for line in self._award_lines(form)]

    def _award_lines(self, form: AwardForm) -> list[AwardLine]:
        lines = [
            ([self._award_count(form, kind, is_given=is_given) for kind in self.award_classes], status, is_given)
            for status, is_given in (("đề nghị", False), ("đã tặng", True))
        ]
        return [
            AwardLine(
                form.grantor_name,
                form.name,
                [format_number(count) if count else "–" for count in counts],
                status,
                is_given,
            )
            for counts, status, is_given in lines
            if any(counts)
        ]

    @cached_property
    def award_sentences(self) -> list[str]:
        """ "Đề nghị … tặng: 01 Cờ thi đua xuất sắc (tập thể); …", one sentence per grantor and status."""
        said: dict[tuple[str, bool], list[str]] = {}
        for form in self.table.forms:
            for is_given in (False, True):
                counts = [(self._award_count(form, kind, is_given=is_given), kind) for kind in self.award_classes]
                words = [f"{format_count(count)} {kind.label}" for count, kind in counts if count]
                if words:
                    line = f"{form.name} cho {_and(words)}"
                    said.setdefault((form.grantor_name, is_given), []).append(line)
        return [
            f"{grantor} đã tặng {'; '.join(lines)}." if is_given else f"Đề nghị {grantor} tặng {'; '.join(lines)}."
            for (grantor, is_given), lines in said.items()
        ]

    def _award_count(self, form: AwardForm, kind: str, *, is_given: bool) -> int:
        """Given, or proposed and not (yet) given."""
        given = self.cell(award_code(form.code, kind, GIVEN)).total
        return given if is_given else max(self.cell(award_code(form.code, kind, PROPOSED)).total - given, 0)

    @cached_property
    def goals(self) -> Goals:
        return Goals(self.table)

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
        """The tables with their numerals, as the paper has them; the awards follow as the last."""
        return [(roman(number), table) for number, table in enumerate(self.tables, start=self.papers_before + 1)]

    @property
    def awards_numeral(self) -> str:
        return roman(self.papers_before + len(self.tables) + 1)

    @property
    def fund_detail(self) -> list[tuple[str, str, str]]:
        """(heading, label, amount in words) for each source and purpose that occurs."""
        root = self.root_figures
        return [
            (column.heading, column.label, column.show(root).text)
            for column in FUND_DETAIL
            if root.cells.sum(list(column.codes)).total
        ]

    def stat_table(self, title: str, columns: list[Column]) -> StatTable:
        shown = [(line, [column.show(line.figures) for column in columns]) for line in self.lines]
        lines = [(line, cells) for line, cells in shown if line.is_shown(cells)]
        total = [column.show(self.root_figures) for column in columns]
        silent = sum(line.is_chapter for line, _ in shown) - sum(line.is_chapter for line, _ in lines)
        return StatTable(title, columns, lines, f"Cộng {self.row.whole}", total, silent)

    @property
    def root_figures(self) -> Figures:
        return Figures(self.table.root.total, self.table.root.share)


def _and(words: list[str]) -> str:
    """ "a", "a và b", "a, b và c"."""
    return f"{', '.join(words[:-1])} và {words[-1]}" if len(words) > 1 else words[0]
