"""The annual summary from its first line to its last: made once, printed as page, PDF and Word (DESIGN 3.3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from khuyenhoc.dates import date_in_words
from khuyenhoc.numbers import format_count, roman
from khuyenhoc.papers import Signer, dated_line, number_line

from . import sentences
from .models import PlanItem, Section, Summary
from .models.summaries import USUAL_RECIPIENTS
from .report import Report
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


@dataclass(frozen=True)
class Block:
    """A paragraph, or a line of a list: `- …` an item, `+ …` under it, numbered with its number in `mark`."""

    text: str
    look: Look = "prose"
    mark: str = ""


@dataclass
class Run:
    """Neighbouring blocks of one look: paragraphs, or the lines of one list, each with those under it."""

    look: Look
    lines: list[tuple[Block, list[Block]]] = field(default_factory=list)


@dataclass(frozen=True)
class Part:
    """A heading of the first or second order and what stands under it before the next; the opening has none."""

    heading: str
    level: int
    section: str = ""
    blocks: list[Block] = field(default_factory=list)

    @property
    def runs(self) -> list[Run]:
        """The blocks as paragraphs and lists, in their order: what prints a list as a list reads these."""
        found: list[Run] = []
        for block in self.blocks:
            if block.look == "subitem" and found and found[-1].look in ("item", "numbered"):
                found[-1].lines[-1][1].append(block)
                continue
            if not found or found[-1].look != block.look:
                found.append(Run(block.look))
            found[-1].lines.append((block, []))
        return found


def blocks_of(text: str) -> list[Block]:
    """Lines as paragraphs and list items; empty lines only part them."""
    return [_block(line.strip()) for line in text.splitlines() if line.strip()]


def _block(line: str) -> Block:
    if line.startswith(("- ", "– ", "• ")):
        return Block(line[2:].strip(), "item", "-")
    return Block(line[2:].strip(), "subitem", "+") if line.startswith("+ ") else Block(line)


class Document:
    """What the paper says. Without a Summary begun, the sentences by rules alone."""

    def __init__(self, report: Report, summary: Summary | None = None) -> None:
        self.report, self.summary = report, summary

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
        if self.summary is None:
            drafts = sentences.drafts(self.report)
            return {section: fill("\n".join(said.values()), self.report) for section, said in drafts.items()}
        written = list(self.summary.sections.all())
        if self.is_adopted:
            return {one.section: one.printed for one in written}
        return {one.section: fill(one.text, self.report) for one in written}

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

    def _parts(self) -> Iterator[Part]:
        if opening := self._blocks(Section.OPENING):
            yield Part("", 0, Section.OPENING, opening)
        number = 0
        for heading, below in OUTLINE:
            said = [(section, blocks) for section in below if (blocks := self._blocks(section))]
            if not said:
                continue
            number += 1
            words = heading.format(year=self.report.period.year, next_year=self.report.next_year).upper()
            if len(below) == 1:
                yield Part(f"{roman(number)}. {words}", 1, below[0], said[0][1])
                continue
            yield Part(f"{roman(number)}. {words}", 1)
            for position, (section, blocks) in enumerate(said, start=1):
                yield Part(f"{position}. {section.label}", 2, section, blocks)

    def _blocks(self, section: Section) -> list[Block]:
        blocks = blocks_of(self.texts.get(section, ""))
        return [*blocks, *self._plan_blocks()] if section == Section.PLAN else blocks

    def _plan_blocks(self) -> Iterator[Block]:
        """ "07 nhiệm vụ:" and the seven, numbered, and so on."""
        for kind in PlanItem.Kind:
            items = self.plan_items.get(kind, [])
            if items:
                yield Block(f"{format_count(len(items))} {kind.label}:")
            for number, item in enumerate(items, start=1):
                yield Block(fill(item.text, self.report), "numbered", f"{number}.")
