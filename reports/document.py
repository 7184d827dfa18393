"""The annual summary from its first line to its last: made once, printed as page, PDF and Word (DESIGN 3.3)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import groupby
from typing import Literal

from django.utils.safestring import SafeString

from khuyenhoc.dates import date_in_words
from khuyenhoc.numbers import format_count, roman
from khuyenhoc.papers import Attachment, Column, Signer, dated_line, group, number_line

from . import sentences
from .models import PlanItem, Section, Summary, SummarySection
from .models.summaries import USUAL_RECIPIENTS
from .planned import results
from .report import Report
from .settled import digest
from .targets import Reached
from .tokens import fill

Look = Literal["prose", "item", "subitem", "numbered"]
LAST_LINE = "Số liệu chi tiết có trong các phụ lục kèm theo./."  # NĐ 30/2020: the text ends with "./."

# The headings of the first order and what stands under each; a section alone under its heading has none of its own.
OUTLINE: tuple[tuple[str, tuple[Section, ...]], ...] = (
    ("Đặc điểm tình hình", (Section.SETTING,)),
    (
        "Kết quả thực hiện nhiệm vụ năm {year}",
        (
            Section.PROPAGANDA,
            Section.ORGANISATION,
            Section.MODELS,
            Section.CENTRES,
            Section.FUND,
            Section.COOPERATION,
            Section.INSPECTION,
            Section.EMULATION,
            Section.TARGETS,
        ),
    ),
    ("Hạn chế, nguyên nhân", (Section.WEAKNESSES,)),
    ("Phương hướng, nhiệm vụ năm {next_year}", (Section.PLAN,)),
    ("Kiến nghị", (Section.PROPOSALS,)),
)


# How people and Word write lists: a bullet (those of Symbol are letters of no alphabet), "+", "1.", "a)", "(1)".
_BULLET = re.compile(r"(?:[-–—*·o](?=\s)|[•●▪◦■\uf000-\uf0ff])\s*")
_UNDER = re.compile(r"\+\s+")
_NUMBER = re.compile(r"(\d{1,2}[.)]|[a-zđ]\)|\((?:\d{1,2}|[a-zđ])\))\s+(?=\S)")
# Pattern, look, and the mark that stands for all of them; a number stands for itself.
_LISTED: tuple[tuple[re.Pattern[str], Look, str], ...] = (
    (_BULLET, "item", "-"),
    (_UNDER, "subitem", "+"),
    (_NUMBER, "numbered", ""),
)


@dataclass(frozen=True)
class Block:
    """A paragraph, or a line of a list: `- …` an item, `+ …` under it, numbered with its number in `mark`.

    `source` is the same line before its tokens were filled in, where it is known.
    """

    text: str
    look: Look = "prose"
    mark: str = ""
    source: str = ""


@dataclass(frozen=True)
class Item:
    """A line of a list and the lines under it."""

    block: Block
    below: Sequence[Block] = ()


@dataclass(frozen=True)
class Run:
    """Neighbours that belong together: paragraphs, or the items of one list."""

    look: Look
    items: Sequence[Item]


@dataclass(frozen=True)
class Part:
    """A heading of the first or second order and what stands under it before the next; the opening has none.

    `table` follows the blocks, where a part has one.
    """

    heading: str
    level: int
    section: str = ""
    blocks: list[Block] = field(default_factory=list)
    table: Attachment | None = None

    @property
    def anchor(self) -> str:
        return f"muc-{self.section}" if self.section else f"phan-{self.heading.partition('.')[0].lower()}"

    @property
    def runs(self) -> list[Run]:
        return runs_of(self.blocks)


def blocks_of(text: str, source: str = "") -> list[Block]:
    """Lines as paragraphs and list items; empty lines only part them. `source` is the text with its tokens."""
    lines, sources = text.splitlines(), source.splitlines()
    if len(sources) != len(lines):
        sources = [""] * len(lines)
    return [_block(line.strip(), told.strip()) for line, told in zip(lines, sources, strict=True) if line.strip()]


def _block(line: str, source: str) -> Block:
    for pattern, look, mark in _LISTED:
        if found := pattern.match(line):
            start = found.end()
            told = source[start:] if source[:start] == line[:start] else ""
            return Block(line[start:], look, mark or found[1], told)
    return Block(line, source=source)


def runs_of(blocks: Sequence[Block]) -> list[Run]:
    """Paragraphs and lists as they are printed: lines of a second order stand under the item before them."""
    items: list[Item] = []
    for block in blocks:
        if block.look == "subitem" and items and items[-1].block.look != "prose":
            items[-1] = Item(items[-1].block, [*items[-1].below, block])
        else:
            items.append(Item(block))
    return [Run(look, list(found)) for look, found in groupby(items, lambda item: item.block.look)]


PLANNED_COLUMNS = [
    Column("Chỉ tiêu", 40),
    Column("Phương hướng đề ra", 20, is_text=False),
    Column("Kết quả", 20, is_text=False),
    Column("Đạt so với đề ra", 20, is_text=False),
]


class Document:
    """What the paper says. Without a Summary begun, the sentences by rules alone."""

    def __init__(self, report: Report, summary: Summary | None = None) -> None:
        self.report, self.summary = report, summary
        self.kept: dict[str, SafeString] = {}  # the parts of its page, for as long as it is read

    @property
    def settled(self) -> str:
        """The digest of all that the paper says, once it was adopted; else ""."""
        settled = self.report.settled if self.summary and self.summary.is_adopted else ""
        return digest(settled, self.summary.pk) if settled and self.summary else ""

    # Head and foot

    @property
    def issuer_above(self) -> str:
        return (self.summary and self.summary.issuer_above) or self.report.association_above

    @property
    def issuer(self) -> str:
        return (self.summary and self.summary.issuer) or self.report.association

    @property
    def number_line(self) -> str:
        number, symbol = (self.summary.number, self.summary.symbol) if self.summary else ("", "BC-HKH")
        return number_line(f"{number}/{symbol}" if number and "/" not in number else number, symbol)

    @property
    def dated_line(self) -> str:
        place = (self.summary and self.summary.place) or self.report.row.name
        return dated_line(place, self.summary.dated_on if self.summary else None, self.report.next_year)

    @property
    def title(self) -> str:
        return self.report.title

    @property
    def name(self) -> str:
        """What the paper is called among other files."""
        return f"Báo cáo {self.title[:1].lower()}{self.title[1:]}"

    @property
    def last_line(self) -> str:
        return LAST_LINE

    @property
    def attached(self) -> str:
        """What an appendix says of the paper it goes with."""
        if self.summary and self.summary.number and self.summary.dated_on:
            which = f"số {self.number_line.removeprefix('Số: ')} {date_in_words(self.summary.dated_on)}"
        else:
            which = f"tổng kết năm {self.report.period.year}"
        return f"(Kèm theo Báo cáo {which} của {self.issuer})"

    @property
    def addressee(self) -> str:
        return self.summary.addressee if self.summary else ""

    @property
    def recipients(self) -> list[str]:
        return (self.summary.recipients if self.summary else USUAL_RECIPIENTS).splitlines()

    @property
    def signer(self) -> Signer:
        if self.summary is None:
            return Signer(("TM. BAN THƯỜNG VỤ", "CHỦ TỊCH"))
        return Signer(tuple(self.summary.signer_lines.splitlines()), self.summary.signer_name)

    @property
    def is_adopted(self) -> bool:
        return self.summary is not None and self.summary.is_adopted

    @property
    def watermark(self) -> str:
        """ "DỰ THẢO" on what goes to the conference and is not adopted yet."""
        return "DỰ THẢO" if self.summary and self.summary.state == Summary.State.PRESENTED else ""

    # Text

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """Section → its text with the figures filled in."""
        if self.is_adopted:
            return {one.section: one.printed for one in self.written}
        return {section: fill(text, self.report) for section, text in self.sources.items()}

    @cached_property
    def sources(self) -> Mapping[str, str]:
        """Section → its text with the tokens as they were written."""
        if self.summary is None:
            return {section: "\n".join(said.values()) for section, said in sentences.drafts(self.report).items()}
        return {one.section: one.text for one in self.written}

    @cached_property
    def written(self) -> list[SummarySection]:
        return list(self.summary.sections.all()) if self.summary else []

    @cached_property
    def plan_items(self) -> dict[str, list[PlanItem]]:
        found: dict[str, list[PlanItem]] = {}
        for item in self.summary.plan_items.all() if self.summary else ():
            found.setdefault(item.kind, []).append(item)
        return found

    @cached_property
    def parts(self) -> list[Part]:
        """In the order of the paper; a heading with nothing under it is left out and takes no number."""
        return list(self._parts())

    @property
    def contents(self) -> list[Part]:
        return [part for part in self.parts if part.heading]

    def _parts(self) -> Iterator[Part]:
        if opening := self._blocks(Section.OPENING):
            yield Part("", 0, Section.OPENING, opening)
        number = 0
        for heading, below in OUTLINE:
            said = [one for section in below if (one := self._part(section)).blocks or one.table]
            if not said:
                continue
            number += 1
            words = self.heading(heading).upper()
            if len(below) == 1:
                yield replace(said[0], heading=f"{roman(number)}. {words}", level=1)
                continue
            yield Part(f"{roman(number)}. {words}", 1)
            for position, one in enumerate(said, start=1):
                yield replace(one, heading=f"{position}. {one.heading}")

    def heading(self, words: str) -> str:
        return words.format(year=self.report.period.year, next_year=self.report.next_year)

    def _part(self, section: Section) -> Part:
        table = self.planned_table if section == Section.TARGETS else None
        return Part(section.label, 2, section, self._blocks(section), table)

    def _blocks(self, section: Section) -> list[Block]:
        blocks = blocks_of(self.texts.get(section, ""), self.sources.get(section, ""))
        return [*blocks, *self._plan_blocks()] if section == Section.PLAN else blocks

    def _plan_blocks(self) -> Iterator[Block]:
        """ "07 nhiệm vụ:" and the seven, numbered, and so on."""
        for kind in PlanItem.Kind:
            items = self.plan_items.get(kind, [])
            if items:
                yield Block(f"{format_count(len(items))} {kind.label}:")
            for number, item in enumerate(items, start=1):
                yield Block(item.text, "numbered", f"{number}.")

    # What last year's plan wanted of this year

    @cached_property
    def planned_results(self) -> list[Reached]:
        return results(self.report.planned, self.report.root_figures, self.report.period.year)

    @cached_property
    def planned_table(self) -> Attachment | None:
        """Chỉ tiêu đề ra, kết quả: each target of last year's plan that is a figure, beside what came of it."""
        if not self.planned_results:
            return None
        lines = [(one.label, one.target, one.now, one.share or "–") for one in self.planned_results]
        return Attachment(
            f"Kết quả thực hiện chỉ tiêu năm {self.report.period.year}",
            PLANNED_COLUMNS,
            [group(PLANNED_COLUMNS, lines)],
        )
