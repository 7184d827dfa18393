"""What the pages of writing show: the paper's outline with each section's state, and what stands beside a section."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet
from django.urls import reverse

from khuyenhoc.names import nfc_lines

from .. import sentences
from ..actions.writing import plain_words
from ..document import OUTLINE, Document, Run, blocks_of, runs_of
from ..models import PlanItem, Return, ReturnText, Section, Summary, SummarySection
from ..planned import standing_before
from ..redrafting import Sentence, sentences_of, stale
from ..report import Report
from ..tokens import (
    BEFORE,
    COVERAGE,
    DIFFERENCE,
    SO_FAR,
    TOKEN,
    TOKENS,
    Token,
    award_tokens,
    fill,
    has_stray_brace,
    name_of,
    tokens_like,
    unknown_tokens,
)

# In addresses.
SLUGS = {
    "mo-dau": Section.OPENING,
    "dac-diem": Section.SETTING,
    "tuyen-truyen": Section.PROPAGANDA,
    "to-chuc": Section.ORGANISATION,
    "mo-hinh": Section.MODELS,
    "trung-tam": Section.CENTRES,
    "quy": Section.FUND,
    "phoi-hop": Section.COOPERATION,
    "kiem-tra": Section.INSPECTION,
    "thi-dua": Section.EMULATION,
    "chi-tieu": Section.TARGETS,
    "han-che": Section.WEAKNESSES,
    "phuong-huong": Section.PLAN,
    "kien-nghi": Section.PROPOSALS,
}
_SLUG_OF = {section: slug for slug, section in SLUGS.items()}

# What a section is about, in the groups of tokens; the others are found by searching.
_LEARNING = "Tuyên truyền, tập huấn, học tập cộng đồng"
_ABOUT: Mapping[Section, tuple[str, ...]] = {
    Section.PROPAGANDA: (_LEARNING,),
    Section.ORGANISATION: ("Tổ chức Hội", "Hội viên", "Xếp loại chi hội"),
    Section.MODELS: ("Gia đình, dòng họ học tập", "Cộng đồng, đơn vị học tập", "Công dân học tập"),
    Section.CENTRES: (_LEARNING,),
    Section.FUND: ("Quỹ khuyến học", "Trao thưởng, hỗ trợ"),
    Section.INSPECTION: ("Kiểm tra, giám sát",),
    Section.EMULATION: ("Khen thưởng của Hội",),
    Section.TARGETS: ("Chỉ tiêu được giao", "Phương hướng năm trước"),
    Section.PLAN: ("Phương hướng năm sau",),
}
_KEY_NAMES = [
    *("Năm", "Năm trước", "Năm sau", "Tên Hội", "Xã có tổ chức Hội"),
    *(
        name_of(key)
        for key in ("chapters", "boards", "members_closing", "members_share", "fund_closing", "fund_raised")
    ),
]
UNUSUAL = (BEFORE, DIFFERENCE, SO_FAR, COVERAGE)  # found by searching, or in the list of all
MOST_FOUND = 40

HINTS: Mapping[Section, str] = {
    Section.OPENING: "Vài câu mở đầu: căn cứ, bối cảnh, Hội báo cáo về việc gì.",
    Section.SETTING: "Đặc điểm của địa phương, thuận lợi, khó khăn trong năm.",
    Section.PROPAGANDA: "Hội đã tham mưu gì với cấp ủy, chính quyền; tuyên truyền bằng cách nào.",
    Section.COOPERATION: "Phối hợp với ngành giáo dục, ban ngành, đoàn thể; làm được việc gì.",
    Section.WEAKNESSES: "Việc gì chưa làm được, vì sao.",
    Section.PLAN: "Vài câu dẫn; nhiệm vụ, chỉ tiêu, giải pháp được in ngay dưới đây thành danh sách.",
    Section.PROPOSALS: "Đề nghị gì với Hội cấp trên, với cấp ủy, chính quyền.",
}


def address(name: str, top: Return, *more: str) -> str:
    return reverse(f"reports:{name}", args=[top.period.code, *more], query={"don-vi": top.unit.code})


@dataclass(frozen=True)
class SectionLine:
    """A section in the outline: "đã viết", so many figures, so many sentences to look at again."""

    section: Section
    held: SummarySection
    sentences: list[Sentence]
    url: str

    @property
    def label(self) -> str:
        return str(self.section.label)

    @property
    def state(self) -> tuple[str, str]:
        if not self.held.text.strip():
            return "chưa viết", "quiet"
        is_drafted = self.held.text == "\n".join(self.held.drafted.values())
        return ("soạn theo số liệu", "warn") if is_drafted else ("đã viết", "good")

    @property
    def figures(self) -> int:
        return len(TOKEN.findall(self.held.text))

    @property
    def stale(self) -> int:
        return len(stale(self.sentences))

    @cached_property
    def unknown(self) -> list[str]:
        return unknown_tokens(self.held.text)

    @property
    def has_stray_brace(self) -> bool:
        return has_stray_brace(self.held.text)


@dataclass(frozen=True)
class Heading:
    words: str
    lines: list[SectionLine]


class Writing:
    """A summary being written: its outline, over the figures as they stand now."""

    def __init__(self, summary: Summary, top: Return) -> None:
        self.summary, self.top = summary, top

    @cached_property
    def report(self) -> Report:
        return Report(self.top)

    @cached_property
    def document(self) -> Document:
        return Document(self.report, self.summary)

    @cached_property
    def drafts(self) -> dict[Section, dict[str, str]]:
        return sentences.drafts(self.report)

    @cached_property
    def _held(self) -> dict[str, SummarySection]:
        return {one.section: one for one in self.summary.sections.all()}

    def line(self, section: Section) -> SectionLine:
        held = self._held.get(section) or SummarySection(summary=self.summary, section=section)
        found = sentences_of(held, self.drafts.get(section, {}))
        return SectionLine(section, held, found, address("section", self.top, _SLUG_OF[section]))

    @cached_property
    def outline(self) -> list[Heading]:
        """The opening, then the headings as the paper has them."""
        opening = Heading("Mở đầu", [self.line(Section.OPENING)])
        parts = [Heading(self.document.heading(words), [self.line(one) for one in below]) for words, below in OUTLINE]
        return [opening, *parts]

    @property
    def lines(self) -> list[SectionLine]:
        return [line for heading in self.outline for line in heading.lines]

    @property
    def stale(self) -> int:
        return sum(line.stale for line in self.lines)

    @property
    def plan_counts(self) -> list[tuple[str, int]]:
        found = self.document.plan_items
        return [(str(kind.label), len(found.get(kind, []))) for kind in PlanItem.Kind]

    def shown(self, sentence: Sentence) -> "ShownSentence":
        return ShownSentence(sentence, fill(sentence.old, self.report), fill(sentence.new, self.report))


@dataclass(frozen=True)
class ShownSentence:
    """Old beside new, both with today's figures."""

    sentence: Sentence
    old: str
    new: str


@dataclass(frozen=True)
class Drawn:
    """What one association below wrote; `is_in` when its words stand in the section already."""

    pk: int
    who: str
    text: str
    is_in: bool


@dataclass(frozen=True)
class TokenLine:
    written: str
    name: str
    says: str


class SectionPage:
    """One section and all that can be put into it."""

    def __init__(self, writing: Writing, section: Section) -> None:
        self.writing, self.section = writing, section
        self.line = writing.line(section)
        self.report = writing.report

    @property
    def hint(self) -> str:
        return HINTS.get(self.section, "")

    @cached_property
    def sentences(self) -> list[ShownSentence]:
        return [self.writing.shown(one) for one in self.line.sentences]

    @cached_property
    def preview(self) -> list[Run]:
        return preview_of(self.line.held.text, self.report)

    @cached_property
    def drawn(self) -> list[Drawn]:
        """What those directly below wrote on this topic, in the order of the tree."""
        texts = texts_below(self.writing.top, self.section).select_related("unit_return__unit")
        found = texts.order_by("unit_return__path")
        here = self.line.held.text
        return [
            Drawn(one.pk, one.unit_return.unit.full_name, one.text, plain_words(one.text) in here)
            for one in found
            if nfc_lines(one.text)
        ]

    @cached_property
    def last_year(self) -> SummarySection | None:
        """The section of last year's summary as it was adopted, or is being written."""
        top = self.writing.top
        if top.period.previous_id is None:
            return None
        versions = standing_before(top.period, top.unit_id)
        return SummarySection.objects.filter(summary__in=versions, section=self.section).exclude(text="").first()

    @property
    def last_year_words(self) -> str:
        held = self.last_year
        return (held.printed or held.text) if held else ""

    @cached_property
    def tokens(self) -> list[tuple[str, list[TokenLine]]]:
        """What the section is about, group by group; then the figures of the year that stand anywhere."""
        about = _ABOUT.get(self.section, ())
        every = [*TOKENS.values(), *award_tokens(self.report.table.forms)]
        usual = [one for one in every if not one.name.endswith(UNUSUAL)]
        groups = [(group, [one for one in usual if one.group == group]) for group in about]
        groups.append(("Số liệu chung", [TOKENS[name] for name in _KEY_NAMES]))
        shown = [(group, list(lines_of_tokens(found, self.report))) for group, found in groups]
        return [(group, lines) for group, lines in shown if lines]

    @property
    def faults(self) -> list[str]:
        """What of the text would not print as it is meant."""
        found = [
            f"Không còn số liệu “{name}”; xin chọn số liệu khác hoặc viết lại câu đó." for name in self.line.unknown
        ]
        if self.line.has_stray_brace:
            found.append("Có dấu { hoặc } đứng riêng: nó sẽ in ra đúng như vậy. Số liệu viết gọn trong một dòng {…}.")
        return found


def preview_of(text: str, report: Report) -> list[Run]:
    return runs_of(blocks_of(fill(text, report)))


def texts_below(top: Return, topic: str) -> QuerySet[ReturnText]:
    returns = Return.objects.current().filter(period=top.period, above=top)
    return ReturnText.objects.filter(unit_return__in=returns, topic=topic).exclude(text="")


def lines_of_tokens(tokens: Iterable[Token], report: Report) -> Iterable[TokenLine]:
    """Those that the tables have a figure for."""
    for one in tokens:
        says = one.known(report)
        if says is not None:
            yield TokenLine(one.written, one.name, says)


def found_tokens(words: str, report: Report) -> tuple[list[TokenLine], int]:
    """The first of those whose name has these words, and how many more there are."""
    found = list(lines_of_tokens(tokens_like(words, report.table.forms), report))
    return found[:MOST_FOUND], max(0, len(found) - MOST_FOUND)


def all_tokens(report: Report) -> list[tuple[str, list[TokenLine]]]:
    """Every figure there is, group by group."""
    groups: dict[str, list[Token]] = {}
    for one in [*TOKENS.values(), *award_tokens(report.table.forms)]:
        groups.setdefault(one.group, []).append(one)
    shown = [(group, list(lines_of_tokens(found, report))) for group, found in groups.items()]
    return [(group, lines) for group, lines in shown if lines]
