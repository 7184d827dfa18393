"""The three lives of a summary (DOMAIN 10): figures sent up, draft for the conference, adopted; and what to do next."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from chapters.models import User
from khuyenhoc.dates import format_date
from khuyenhoc.jobs import Job

from ..keeping import latest_job
from ..models import Period, Return, Summary
from ..tokens import unknown_tokens
from ..verifying import write_code


@dataclass(frozen=True)
class Action:
    label: str
    url: str
    is_primary: bool = False


@dataclass(frozen=True)
class Step:
    """`state` is done, now or later; `words` say when and by whom."""

    title: str
    words: str
    state: str
    actions: list[Action] = field(default_factory=list)


class Lives:
    """Of one association and year: its return, and the versions of its summary, the newest first."""

    def __init__(self, period: Period, unit_id: int, unit_code: str, user: User) -> None:
        self.period, self.code = period, unit_code
        returns = Return.objects.current().select_related("unit")
        self.top = returns.filter(period=period, unit=unit_id).first()
        versions = Summary.objects.filter(period=period, unit=unit_id).order_by("-version")
        self.versions = list(versions.defer("besides"))
        unit = self.top.unit if self.top else None
        self.enters = unit is not None and user.can("write_returns", unit)
        self.writes = unit is not None and user.can("write_summaries", unit)
        self.adopts = unit is not None and user.can("adopt_summaries", unit)

    @property
    def current(self) -> Summary | None:
        return self.versions[0] if self.versions else None

    @property
    def adopted(self) -> Summary | None:
        return next((one for one in self.versions if one.is_adopted), None)

    @property
    def steps(self) -> list[Step]:
        return [self._figures(), self._draft(), self._adoption()]

    def _figures(self) -> Step:
        top, title = self.top, "Số liệu gửi lên cấp trên"
        if top is None:
            return Step(title, "Hội không còn trong cây báo cáo của năm.", "done" if self.adopted else "now")
        if top.state in Return.WRITABLE:
            entry = [Action("Nhập và nộp số liệu", self._url("entry"))] if self.enters else []
            return Step(title, f"{_capital(top.get_state_display())}, chưa nộp.", "now", entry)
        words = f"Nộp {_at(top.submitted_at)}." if top.submitted_at else ""
        if top.state == Return.State.ACCEPTED:
            words += f" Chốt {_at(top.accepted_at)}."
        elif top.above_id is None:
            words += " Được chốt khi hội nghị thông qua."
        else:
            words += " Chờ cấp trên chốt."
        return Step(title, words.strip(), "done")

    def _draft(self) -> Step:
        one, title = self.current, "Dự thảo trình hội nghị"
        if one is None:
            return Step(title, "Chưa soạn báo cáo.", "later")
        if one.is_adopted:
            return Step(title, _presented(one) or "Không ghi ngày trình.", "done")
        newer = f"Bản thứ {one.version}: {one.because.rstrip('.')}. " if one.version > 1 else ""
        if one.state == Summary.State.WRITING:
            act = [Action("Trình dự thảo", self._url("present"), is_primary=True)] if self.writes else []
            return Step(title, f"{newer}Đang soạn, chưa trình.", "now", [*act, *self._beside_adopted(one)])
        back = [Action("Đưa về soạn", self._url("present"))] if self.writes else []
        return Step(title, newer + _presented(one), "done", [*back, *self._beside_adopted(one)])

    def _beside_adopted(self, draft: Summary) -> Iterator[Action]:
        """Where the draft is: the page and its files are those of the version that is adopted."""
        if self.adopted is None:
            return
        if self.writes:
            yield Action("Soạn tiếp", self._url("writing"))
        yield Action("Xem dự thảo", f"{self._url('summary')}&ban={draft.pk}")

    def _adoption(self) -> Step:
        title, one = "Đã thông qua", self.adopted
        waits = self.current is not None and not self.current.is_adopted
        actions = list(self._adoption_actions(waits=waits))
        if one is None:
            is_now = waits and self.current is not None and self.current.state == Summary.State.PRESENTED
            return Step("Thông qua", "Chưa ghi nhận thông qua.", "now" if is_now else "later", actions)
        number = f"Bản thứ {one.version}, hội" if one.version > 1 else "Hội"
        day = format_date(one.adopted_on) if one.adopted_on else ""
        words = f"{number} nghị thông qua ngày {day}. Mã xác thực {write_code(one.code or '')}."
        return Step(title, words, "now" if waits else "done", actions)

    def _adoption_actions(self, *, waits: bool) -> Iterator[Action]:
        presented = self.current is not None and self.current.state == Summary.State.PRESENTED
        if waits and self.adopts:
            yield Action("Ghi nhận thông qua", self._url("adopt"), is_primary=presented)
        if self.adopted:
            yield Action("Các bản đã thông qua", self._url("summary-versions"))
            if self.writes and not waits:
                yield Action("Lập bản mới", self._url("renew"))

    def _url(self, name: str) -> str:
        return reverse(f"reports:{name}", args=[self.period.code], query={"don-vi": self.code})


def _presented(one: Summary) -> str:
    if one.presented_at is None:
        return ""
    return f"Trình {_at(one.presented_at)}{f', {one.presented_by.name} ghi' if one.presented_by else ''}."


def _at(moment: datetime | None) -> str:
    return f"ngày {format_date(timezone.localdate(moment))}" if moment else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Kept:
    """One version with its papers: what is stored, and where making them stands."""

    summary: Summary
    files: list[tuple[str, str]]
    job: Job | None

    @property
    def code(self) -> str:
        return write_code(self.summary.code or "")

    @property
    def is_without_papers(self) -> bool:
        return self.summary.is_adopted and self.summary.pdf_id is None

    @property
    def is_being_made(self) -> bool:
        return self.job is not None and self.job.is_open and not self.job.is_stale


FILES = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "scan": "Bản ký đã quét"}


def kept_versions(period: Period, unit_id: int) -> list[Kept]:
    found = Summary.objects.filter(period=period, unit=unit_id).order_by("-version").defer("besides")
    return [
        Kept(
            one,
            [
                (label, reverse("reports:summary-file", args=[period.code, one.pk, name]))
                for name, label in FILES.items()
                if getattr(one, f"{name}_id")
            ],
            latest_job(one) if one.is_adopted and one.pdf_id is None else None,
        )
        for one in found.select_related("presented_by", "adopted_by")
    ]


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of adopting."""

    sentence: str
    url: str = ""
    label: str = ""


def obstacles(summary: Summary, top: Return, user: User) -> list[Obstacle]:
    found = []
    if top.state in Return.WRITABLE:
        found.append(_not_submitted(top, user))
    for one in summary.sections.all():
        if strange := unknown_tokens(one.text):
            names = ", ".join(f"“{name}”" for name in strange[:3])
            found.append(Obstacle(f"Mục {one} có số liệu không còn: {names}. Xin sửa mục đó."))
    return found


def _not_submitted(top: Return, user: User) -> Obstacle:
    sentence = f"Số liệu của {top.unit} chưa nộp."
    if not user.can("write_returns", top.unit):
        return Obstacle(f"{sentence} Xin người nhập số liệu của Hội nộp trước.")
    url = reverse("reports:entry", args=[top.period.code], query={"don-vi": top.unit.code})
    return Obstacle(sentence, url, "Nhập và nộp số liệu")
