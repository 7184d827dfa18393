"""The lists of a conference as they are typed, line by line; two people's are merged by khuyenhoc/lines.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from khuyenhoc.dates import DateFault, format_time, parse_time
from khuyenhoc.names import nfc

from .models import AgendaItem, Attendee, Ballot, Instruction


@dataclass(frozen=True)
class AgendaLine:
    """`starts_at` as it is written: "08:00", or nothing."""

    text: str
    starts_at: str = ""
    who: str = ""
    pk: int | None = None

    @classmethod
    def of(cls, item: AgendaItem) -> "AgendaLine":
        return cls(item.text, format_time(item.starts_at) if item.starts_at else "", item.who, item.pk)

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "starts_at": parse_time(self.starts_at) if self.starts_at else None,
            "who": self.who,
        }

    def __str__(self) -> str:
        return f"{self.starts_at} {self.text}{f' ({self.who})' if self.who else ''}".strip()


@dataclass(frozen=True)
class BallotLine:
    subject: str
    agreed: int
    against: int = 0
    abstained: int = 0
    pk: int | None = None

    @classmethod
    def of(cls, ballot: Ballot) -> "BallotLine":
        return cls(ballot.subject, ballot.agreed, ballot.against, ballot.abstained, ballot.pk)

    @property
    def facts(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "agreed": self.agreed,
            "against": self.against,
            "abstained": self.abstained,
        }

    @property
    def voters(self) -> int:
        return self.agreed + self.against + self.abstained

    def __str__(self) -> str:
        return f"{self.subject}: {self.agreed} tán thành, {self.against} không, {self.abstained} không có ý kiến"


@dataclass(frozen=True)
class InstructionLine:
    text: str
    speaker: str
    pk: int | None = None

    @classmethod
    def of(cls, instruction: Instruction) -> "InstructionLine":
        return cls(instruction.text, instruction.speaker, instruction.pk)

    @property
    def facts(self) -> dict[str, Any]:
        return {"text": self.text, "speaker": self.speaker}

    def __str__(self) -> str:
        return f"{self.speaker}: {self.text}"


@dataclass(frozen=True)
class Person:
    """Somebody to ask, by name and office only."""

    name: str
    office: str = ""
    kind: str = Attendee.Kind.DELEGATE


# What is usual at a conference that closes a year; each line may be changed, moved or left out.
USUAL_AGENDA = (
    AgendaLine("Ổn định tổ chức, văn nghệ chào mừng", who="Ban Tổ chức"),
    AgendaLine("Tuyên bố lý do, giới thiệu đại biểu", who="Ban Tổ chức"),
    AgendaLine("Khai mạc hội nghị", who="Chủ tịch Hội"),
    AgendaLine("Báo cáo tổng kết công tác năm và phương hướng năm sau", who="Phó Chủ tịch thường trực Hội"),
    AgendaLine("Tham luận của các đơn vị", who="Đại diện các đơn vị"),
    AgendaLine("Thảo luận", who="Các đại biểu"),
    AgendaLine("Biểu quyết thông qua phương hướng, nhiệm vụ năm sau", who="Chủ trì hội nghị"),
    AgendaLine("Công bố quyết định và trao khen thưởng", who="Ban Tổ chức"),
    AgendaLine("Phát biểu chỉ đạo", who="Lãnh đạo cấp trên"),
    AgendaLine("Tiếp thu ý kiến chỉ đạo", who="Chủ tịch Hội"),
    AgendaLine("Thông qua nghị quyết, bế mạc", who="Chủ trì hội nghị"),
)

_AT = re.compile(r"((?:[01]?\d|2[0-3]) ?(?:[:.hg]|giờ) ?(?:[0-5]\d)?(?: ?(?:phút|ph|p)\b)?)[\s:.,–-]+", re.IGNORECASE)
_NUMBERED = re.compile(r"\A(?:\d{1,3}(?:[.)]|\t)|[-–•+*])\s*")
_BETWEEN = re.compile(r"\s*[\t|]\s*")
_NAME_FROM_OFFICE = re.compile(r"\s*[\t|]\s*|\s+[-–—]\s+|\s*[,;]\s+")


def agenda_lines(text: str) -> Iterator[AgendaLine]:
    """Lines as they were pasted: "8:00 Khai mạc | Chủ tịch Hội", or columns of a spreadsheet."""
    for line in _written_lines(text):
        at = _AT.match(line)
        rest = line[at.end() :] if at else line
        until = _AT.match(rest) if at else None
        rest = rest[until.end() :] if until else rest
        said, _, who = (part.strip() for part in _BETWEEN.sub("|", rest).partition("|"))
        if said:
            yield AgendaLine(said, _time(at[1]) if at else "", who.replace("|", ", "))


def people(text: str, kind: str) -> Iterator[Person]:
    """Lines as they were pasted: "Nông Văn A – Bí thư Chi bộ, thôn B"; "Đồng chí" is no part of a name."""
    for line in _written_lines(text):
        name, *office = _NAME_FROM_OFFICE.split(_NUMBERED.sub("", line, count=1), maxsplit=1)
        if name := _ADDRESS.sub("", name.strip(), count=1):
            said = office[0] if office else ""
            yield Person(name, ", ".join(_BETWEEN.split(said)).strip(" ,;."), kind)


_ADDRESS = re.compile(r"\A(?:đồng chí|đ/c)\s+", re.IGNORECASE)


def _written_lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if kept := "\t".join(part for part in map(nfc, line.split("\t"))).strip("\t "):
            yield kept


def _time(written: str) -> str:
    try:
        return format_time(parse_time(written))
    except DateFault:
        return ""
