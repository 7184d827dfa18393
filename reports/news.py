"""A first draft of what is written about the conference for the paper and the web: only what is recorded, in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile

from khuyenhoc.dates import format_date
from khuyenhoc.names import search_key
from khuyenhoc.numbers import format_money, format_number
from khuyenhoc.word import CENTRE, line, new_document, prose, saved

from . import sentences
from .conference_papers import Gathering, ended
from .document import Block, blocks_of
from .honours import in_a_row
from .indicators import REWARDED
from .models import AgendaItem, Attendee, Section
from .tokens import fill

NOON, EVENING = 12, 18


@dataclass(frozen=True)
class News:
    of: Gathering

    @property
    def title(self) -> str:
        return f"Hội nghị {self.of.subject}"

    @cached_property
    def paragraphs(self) -> list[str]:
        return [one for one in (" ".join(said) for said in self._said()) if one]

    @property
    def text(self) -> str:
        """To be copied as a whole; the last paragraph closes as such texts do."""
        *first, last = [self.title, *self.paragraphs]
        return "\n\n".join([*first, f"{last.rstrip('.')}./."])

    def _said(self) -> Iterator[Iterable[str]]:
        report = self.of.document.report
        yield [self._opening(), self._guests(), self._chairs()]
        yield [self._written(Section.OPENING)]
        yield [fill(sentence, report) for sentence in (sentences.organisation(report), sentences.places(report))]
        yield [fill(sentences.fund(report), report), self._rewards()]
        yield [self._written(Section.COOPERATION)]
        yield [*self._honours(), self._handed_over()]
        yield [self._papers_read(), self._resolved()]
        yield from ([self._instructed(speaker, asked)] for speaker, asked in self.of.instructions)

    def _opening(self) -> str:
        conference = self.of.conference
        day = f"ngày {format_date(conference.held_on)}" if conference.held_on else "ngày …/…/……"
        when = f"{_part_of_day(conference.starts_at.hour)} {day}" if conference.starts_at else day.capitalize()
        where = f", tại {conference.place}" if conference.place else ""
        year = f"năm {self.of.year}, triển khai nhiệm vụ trọng tâm năm {self.of.year + 1}"
        return (
            f"{when}{where}, {self.of.association} tổ chức hội nghị tổng kết công tác khuyến học, khuyến tài, "
            f"xây dựng xã hội học tập {year}."
        )

    def _guests(self) -> str:
        guests = [_comrade(one) for one in self.of.conference.guests]
        return f"Đến dự và chỉ đạo hội nghị có {'; '.join(guests)}." if guests else ""

    def _chairs(self) -> str:
        chairs = [one.strip() for one in self.of.conference.chairs.split(";") if one.strip()]
        return f"Chủ trì hội nghị: {'; '.join(f'đồng chí {one}' for one in chairs)}." if chairs else ""

    def _written(self, section: Section) -> str:
        """The office's own first words on it, as the summary has them, with the list they announce; news is short."""
        first, *others = blocks_of(self.of.document.texts.get(section, "")) or [Block("")]
        listed = takewhile(lambda block: block.look != "prose", others) if first.text.endswith(":") else ()
        words = f"{first.text} {'; '.join(block.text.rstrip('.;') for block in listed)}".strip()
        return ended(words) if words else ""

    def _rewards(self) -> str:
        report = self.of.document.report
        cells = [(report.cell(f"rewards_{code}_times"), label) for code, label in REWARDED.items()]
        counts = [f"{format_number(cell.total)} lượt {label}" for cell, label in cells if cell.total]
        money = report.sum([f"rewards_{code}_money" for code in REWARDED])
        if not counts or money.is_partial or any(cell.is_partial for cell, _ in cells):
            return ""
        worth = f", tổng trị giá {format_money(money.total)}" if money.total else ""
        return f"Trong năm đã trao thưởng, hỗ trợ cho {in_a_row(counts)}{worth}."

    def _honours(self) -> list[str]:
        return self.of.document.report.award_sentences

    def _handed_over(self) -> str:
        """Without numbers: what was decided is counted above, what was handed over on the day is not."""
        given = self.of.document.report.honours.given_classes
        if not given or not self._has("khen thuong"):
            return ""
        return (
            f"Dịp này, hội nghị đã trao khen thưởng của các cấp cho các {in_a_row(given)} có thành tích trong công tác "
            f"khuyến học, khuyến tài, xây dựng xã hội học tập năm {self.of.year}."
        )

    def _papers_read(self) -> str:
        read = [one for one in self._agenda if "tham luan" in search_key(one.text)]
        who = [one.who for one in read if one.who]
        return f"Hội nghị đã nghe tham luận của {in_a_row(who)}." if who else ""

    def _resolved(self) -> str:
        counts, ballots = self.of.plan_counts, list(self.of.conference.ballots.all())
        if not ballots:
            return ""
        all_agreed = all(one.is_unanimous for one in ballots)
        discussed = "thảo luận và " if self.of.conference.discussion or self._has("thao luan") else ""
        plan = f"phương hướng, nhiệm vụ năm {self.of.year + 1}" + (f", gồm {in_a_row(counts)}" if counts else "")
        carried = all(one.is_carried for one in ballots)
        voted = "nhất trí thông qua" if all_agreed else "thông qua" if carried else "về"
        said = f"Tại hội nghị, các đại biểu đã {discussed}biểu quyết {voted} {plan}"
        return f"{said}." if all_agreed else f"{said} ({'; '.join(one.in_words for one in ballots)})."

    def _instructed(self, speaker: str, asked: list[str]) -> str:
        who = speaker.replace(", ", " – ", 1)
        said = "; ".join(_inside(one.rstrip(".;")) for one in asked)
        return ended(f"Phát biểu tại hội nghị, đồng chí {who} đề nghị: {said}")

    @cached_property
    def _agenda(self) -> list[AgendaItem]:
        return list(self.of.conference.agenda.all())

    def _has(self, words: str) -> bool:
        return any(words in search_key(one.text) for one in self._agenda)


def _part_of_day(hour: int) -> str:
    return "Sáng" if hour < NOON else "Chiều" if hour < EVENING else "Tối"


def _inside(sentence: str) -> str:
    """As it stands within another sentence; UBND and its like stay large."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]


def _comrade(one: Attendee) -> str:
    return f"đồng chí {one.name} – {one.office}" if one.office else f"đồng chí {one.name}"


def write_news(news: News, demo_words: str = "") -> bytes:
    document = new_document(news.title, news.of.association)
    line(document, news.title, CENTRE, bold=True)
    *first, last = news.paragraphs
    for paragraph in [*first, f"{last.rstrip('.')}./."]:
        prose(document, paragraph)
    if demo_words:
        line(document, demo_words, italic=True, size=11, before=12)
    return saved(document)
