"""The papers of a conference after Nghị định 30/2020: what they say, for page, PDF and Word."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from chapters.signing import signer_of
from khuyenhoc.dates import date_in_words, format_time, time_in_words
from khuyenhoc.numbers import format_count
from khuyenhoc.papers import Attachment, Column, Group, Paper, Signer, dated_line, group, number_line

from . import sentences
from .document import Document
from .honours import in_a_row
from .models import AgendaItem, Attendee, Conference, PlanItem
from .tokens import fill

PROGRAMME = (
    Column("TT", 6, is_text=False),
    Column("Thời gian", 14, is_text=False),
    Column("Nội dung", 50),
    Column("Người thực hiện", 30),
)
PEOPLE = (
    Column("TT", 6, is_text=False),
    Column("Họ và tên", 28),
    Column("Chức vụ, đơn vị", 44),
    Column("Ký tên", 22),
)
LETTERS = "abcdđeghiklmnopqrstuvxy"  # the order of points in Vietnamese papers (DOMAIN 7)


@dataclass(frozen=True)
class Gathering:
    """A conference with the document it is about: who issues its papers, how it is called."""

    document: Document
    conference: Conference

    @property
    def year(self) -> int:
        return self.document.report.period.year

    @property
    def association(self) -> str:
        return self.document.report.association

    @property
    def subject(self) -> str:
        return (
            f"tổng kết công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm\N{NO-BREAK SPACE}{self.year}, "
            f"triển khai nhiệm vụ năm\N{NO-BREAK SPACE}{self.year + 1}"
        )

    @property
    def place_of_paper(self) -> str:
        summary = self.document.summary
        return (summary and summary.place) or self.document.report.row.name

    def dated(self, day: date | None) -> str:
        """Without a day, room for it in the year of the conference, which may be held before the year is over."""
        held_on = self.conference.held_on
        return dated_line(self.place_of_paper, day, held_on.year if held_on else self.year + 1)

    @property
    def chair(self) -> str:
        """Who signs: the first of those who lead it, without her office."""
        return name_of(self.conference.chairs)

    @property
    def signer(self) -> Signer:
        return signer_of(self.conference.unit, self.conference.held_on)

    @property
    def when(self) -> str:
        """ "08 giờ 00, ngày 18 tháng 01 năm 2024"."""
        start, day = self.conference.starts_at, self.conference.held_on
        words = [time_in_words(start) if start else "", date_in_words(day) if day else ""]
        return ", ".join(filter(None, words)) or "………………………………"

    @property
    def plan_counts(self) -> list[str]:
        """ "07 nhiệm vụ", "07 chỉ tiêu", "08 giải pháp": of the plan as it is written, else as the return counts it."""
        items = self.document.plan_items
        if items:
            return [f"{format_count(len(items[kind]))} {kind.label}" for kind in PlanItem.Kind if kind in items]
        return sentences.plan_counts(self.document.report)

    @property
    def votes(self) -> list[str]:
        """ "Thông qua …: 58/58 đại biểu tán thành, đạt 100%"."""
        return [f"{ballot.subject}: {ballot.in_words}" for ballot in self.conference.ballots.all()]

    @property
    def instructions(self) -> list[tuple[str, list[str]]]:
        """Speaker → what she asked for, in the order of speaking."""
        said = groupby(self.conference.instructions.all(), key=lambda one: one.speaker)
        return [(speaker, [one.text for one in found]) for speaker, found in said]


def name_of(person: str) -> str:
    """ "Lý Quang Sầm, Chủ tịch Hội; …" is signed by Lý Quang Sầm."""
    for between in (";", ",", " – ", " - ", "("):
        person = person.partition(between)[0]
    return person.strip()


def _marks(points: Sequence[object]) -> Sequence[str]:
    """a, b, c …; numbers where there are more points than letters, so that none is left out."""
    count = len(points)
    return LETTERS[:count] if count <= len(LETTERS) else [str(number) for number in range(1, count + 1)]


def ended(text: str) -> str:
    return text if text.endswith((".", "!", "?", "…", ";", ":")) else f"{text}."


# Before


def invitation(of: Gathering) -> Paper:
    dots = "…" * 30  # one line of the paper
    return Paper(
        kind="GIẤY MỜI",
        about=f"Dự hội nghị {of.subject}",
        issuer=of.document.issuer,
        issuer_above=of.document.issuer_above,
        number=number_line("", "GM-HKH"),
        dated=of.dated(None),
        paragraphs=[
            ("", f"{of.association} trân trọng kính mời:"),
            ("", dots),
            ("", f"Tới dự hội nghị {of.subject}."),
            ("Thời gian:", f"{of.when}."),
            ("Địa điểm:", ended(of.conference.place) if of.conference.place else dots),
            ("", "Kính mong quý vị sắp xếp thời gian đến dự để hội nghị thành công tốt đẹp./."),
        ],
        signers=[of.signer],
        recipients=("- Như trên;", "- Lưu: VT."),
    )


def programme(of: Gathering) -> Paper:
    items = list(of.conference.agenda.all())
    lines = [
        (str(number), format_time(item.starts_at) if item.starts_at else "", item.text, item.who)
        for number, item in enumerate(items, start=1)
    ]
    return Paper(
        kind="CHƯƠNG TRÌNH",
        about=f"Hội nghị {of.subject}",
        issuer=of.document.issuer,
        issuer_above=of.document.issuer_above,
        number="",
        dated=of.dated(None),
        paragraphs=_when_and_where(of),
        tables=[Attachment("", PROGRAMME, [group(PROGRAMME, lines)])],
        signers=[Signer(("BAN TỔ CHỨC",))],
    )


def _when_and_where(of: Gathering) -> list[tuple[str, str]]:
    said = [("Thời gian:", f"{of.when}.")]
    if of.conference.place:
        said.append(("Địa điểm:", ended(of.conference.place)))
    if of.conference.chairs:
        said.append(("Chủ trì:", ended(of.conference.chairs)))
    if of.conference.secretary:
        said.append(("Thư ký:", ended(of.conference.secretary)))
    return said


def list_of_people(of: Gathering) -> Paper:
    """To be signed line by line; the numbers run on from the guests to the delegates."""
    listed = list(of.conference.attendees.all())
    return Paper(
        kind="DANH SÁCH",
        about=f"Đại biểu dự hội nghị {of.subject}",
        issuer=of.document.issuer,
        issuer_above=of.document.issuer_above,
        number="",
        dated=of.dated(of.conference.held_on),
        tables=[
            Attachment(
                "",
                PEOPLE,
                _people(listed),
                closing=f"Danh sách có {format_count(len(listed))} người./.",
                to_sign=True,
            )
        ],
        signers=[Signer(("NGƯỜI LẬP DANH SÁCH",))],
    )


def _people(listed: Sequence[Attendee]) -> list[Group]:
    groups: list[Group] = []
    first = 1
    for numeral, (kind, found) in enumerate(groupby(listed, key=lambda one: one.kind), start=1):
        people = list(found)
        lines = [(str(number), one.name, one.office, "") for number, one in enumerate(people, start=first)]
        words = Attendee.Kind(kind).label.capitalize()
        groups.append(group(PEOPLE, lines, f"{'I' * numeral}. {words}"))
        first += len(people)
    return groups


# What it resolved


def resolution(of: Gathering) -> Paper:
    votes, day = of.votes, of.conference.held_on
    return Paper(
        kind="NGHỊ QUYẾT",
        about=f"Hội nghị {of.subject}",
        issuer=of.document.issuer,
        issuer_above=of.document.issuer_above,
        number=number_line(_with_ending(of.conference.resolution_number, "NQ-HKH"), "NQ-HKH"),
        dated=of.dated(day),
        note="" if votes else "(Dự thảo)",
        authority=f"HỘI NGHỊ TỔNG KẾT NĂM {of.year}",
        grounds=[
            "Căn cứ Điều lệ Hội Khuyến học Việt Nam;",
            f"Căn cứ Báo cáo tổng kết công tác khuyến học, khuyến tài, xây dựng xã hội học tập năm {of.year}, "
            f"phương hướng, nhiệm vụ năm {of.year + 1} của {of.association};",
            "Trên cơ sở thảo luận và kết quả biểu quyết của hội nghị,",
        ],
        resolution="QUYẾT NGHỊ:",
        paragraphs=list(_articles(of)),
        signers=[Signer(("TM. HỘI NGHỊ", "CHỦ TRÌ"), of.chair)],
        recipients=of.document.recipients,
    )


def _with_ending(number: str, ending: str) -> str:
    """ "01" is written 01/NQ-HKH; whoever typed an ending keeps hers."""
    return f"{number}/{ending}" if number and "/" not in number else number


def _articles(of: Gathering) -> Iterator[tuple[str, str]]:
    report = of.document.report
    results = fill(f"{sentences.organisation(report)} {sentences.fund(report)}".strip(), report)
    yield "Điều 1.", f"Thông qua Báo cáo tổng kết công tác năm {of.year}. {results}"
    counts, end = in_a_row(of.plan_counts), ":" if of.document.plan_items else "."
    heading = f"Thông qua phương hướng, nhiệm vụ năm {of.year + 1}"
    yield "Điều 2.", f"{heading}, gồm {counts}{end}" if counts else f"{heading}."
    written = [kind for kind in PlanItem.Kind if kind in of.document.plan_items]
    for mark, kind in zip(_marks(written), written, strict=True):
        yield "", f"{mark}) {kind.label.capitalize()}:"
        for number, item in enumerate(of.document.plan_items[kind], start=1):
            yield "", f"{number}. {ended(item.text)}"
    yield (
        "Điều 3.",
        f"Giao Ban Thường vụ {of.association} tổ chức thực hiện, kiểm tra, đôn đốc và báo cáo kết quả tại hội nghị "
        f"tổng kết năm {of.year + 1}.",
    )
    day = f" {date_in_words(of.conference.held_on)}" if of.conference.held_on else ""
    if of.votes:
        yield "", f"Nghị quyết được hội nghị thông qua{day}. Kết quả biểu quyết: {'; '.join(of.votes)}./."
    else:
        yield "", f"Nghị quyết được hội nghị thông qua{day}, với …… đại biểu tán thành, đạt ……%./."


# The minutes


def minutes(of: Gathering) -> Paper:
    """Its parts are numbered as they come; one with nothing to say has no number."""
    parts = [(heading, said) for heading, said in _minutes_parts(of) if said]
    paragraphs: list[tuple[str, str]] = []
    for number, (heading, (first, *rest)) in enumerate(parts, start=1):
        paragraphs += [(f"{number}. {heading}:", first), *(("", words) for words in rest)]
    return Paper(
        kind="BIÊN BẢN",
        about=f"Hội nghị {of.subject}",
        issuer=of.document.issuer,
        issuer_above=of.document.issuer_above,
        number=number_line("", "BB-HKH"),
        dated=of.dated(of.conference.held_on),
        paragraphs=paragraphs,
        signers=[Signer(("THƯ KÝ",), name_of(of.conference.secretary)), Signer(("CHỦ TRÌ",), of.chair)],
    )


def _minutes_parts(of: Gathering) -> Iterator[tuple[str, list[str]]]:
    conference = of.conference
    place = f", tại {conference.place}" if conference.place else ""
    yield "Thời gian, địa điểm", [ended(f"Hội nghị khai mạc lúc {of.when}{place}")]
    yield "Thành phần", list(_who_was_there(of))
    yield "Nội dung", _as_it_went(list(conference.agenda.all()))
    yield "Ý kiến thảo luận", [ended(line) for line in conference.discussion.splitlines() if line]
    votes = of.votes
    yield "Kết quả biểu quyết", [ended(f"{mark}) {vote}") for mark, vote in zip(_marks(votes), votes, strict=True)]
    asked = [ended(f"{speaker}: {'; '.join(text.rstrip('.;') for text in said)}") for speaker, said in of.instructions]
    yield "Ý kiến chỉ đạo", asked
    end = f"lúc {time_in_words(conference.ends_at)} cùng ngày" if conference.ends_at else "lúc …… giờ …… cùng ngày"
    yield "Kết thúc", [f"Hội nghị kết thúc {end}. Biên bản đã được đọc lại, hội nghị nhất trí thông qua./."]


def _who_was_there(of: Gathering) -> Iterator[str]:
    conference = of.conference
    invited, present = conference.invited_count, conference.present_count
    if present is not None and invited is not None:
        absent = f", vắng {format_count(invited - present)}" if invited > present else ""
        yield f"Đại biểu triệu tập {format_count(invited)}; có mặt {format_count(present)}{absent}."
    elif present is not None:
        yield f"Có mặt {format_count(present)} đại biểu."
    else:
        yield "Có mặt …… đại biểu."
    if guests := [with_office(one) for one in conference.guests]:
        yield f"Khách mời: {'; '.join(guests)}."
    if conference.chairs:
        yield ended(f"Chủ trì: {conference.chairs}")
    if conference.secretary:
        yield ended(f"Thư ký: {conference.secretary}")


def with_office(one: Attendee) -> str:
    return f"{one.name}, {one.office}" if one.office else one.name


def _as_it_went(items: Sequence[AgendaItem]) -> list[str]:
    if not items:
        return []
    return ["Hội nghị tiến hành theo chương trình:", *(ended(f"- {_item_in_words(item)}") for item in items)]


def _item_in_words(item: AgendaItem) -> str:
    at = f"{format_time(item.starts_at)} " if item.starts_at else ""
    return f"{at}{item.text}{f': {item.who}' if item.who else ''}"


# Word of the address → how the paper is called, how it is made.
PAPERS: dict[str, tuple[str, Callable[[Gathering], Paper]]] = {
    "giay-moi": ("Giấy mời", invitation),
    "chuong-trinh": ("Chương trình", programme),
    "danh-sach": ("Danh sách đại biểu", list_of_people),
    "nghi-quyet": ("Nghị quyết", resolution),
    "bien-ban": ("Biên bản", minutes),
}
BEFORE, AFTER = ("giay-moi", "chuong-trinh", "danh-sach"), ("nghi-quyet", "bien-ban")
