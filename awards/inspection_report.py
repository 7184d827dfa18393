"""Báo cáo kết quả kiểm tra: what one inspection saw and asked for, made once for PDF and Word."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from chapters.signing import name_in_office
from khuyenhoc.dates import date_in_words, format_date
from khuyenhoc.numbers import roman
from khuyenhoc.papers import Signer, dated_line, number_line

from .models import Inspection, InspectionFinding


@dataclass(frozen=True)
class InspectionReport:
    inspection: Inspection

    @property
    def title(self) -> str:
        """Trích yếu."""
        return f"Kết quả kiểm tra {self.inspection.unit.association_name} năm {self.inspection.year}"

    issuer = "Ban Kiểm tra"
    number = number_line("", "BC-BKT")
    recipients = ("- Ban Thường vụ Hội;", "- Đơn vị được kiểm tra;", "- Lưu: VT.")

    @cached_property
    def signer(self) -> Signer:
        name = name_in_office(self.inspection.by_unit, ["inspection_head"], self._day)
        return Signer(("TM. BAN KIỂM TRA", "TRƯỞNG BAN"), name)

    @property
    def _day(self) -> date:
        return self.inspection.concluded_on or self.inspection.held_on or self.inspection.planned_on

    @property
    def issuer_above(self) -> str:
        return self.inspection.by_unit.association_name

    @property
    def dated(self) -> str:
        return dated_line(self.inspection.by_unit.name, None, self._day.year)

    @property
    def provisional(self) -> str:
        return "" if self.inspection.concluded_on else "Dự thảo, chưa kết luận"

    @cached_property
    def findings(self) -> list[InspectionFinding]:
        return list(self.inspection.findings.select_related("registration__learning_model"))

    @property
    def opening(self) -> str:
        inspection = self.inspection
        held = f"ngày {format_date(inspection.held_on)}, " if inspection.held_on else ""
        return (
            f"Thực hiện kế hoạch kiểm tra năm {inspection.year}, {held}Ban Kiểm tra "
            f"{inspection.by_unit.association_name} đã kiểm tra {inspection.unit.association_name}. "
            "Kết quả như sau:"
        )

    @property
    def parts(self) -> list[tuple[str, list[str]]]:
        """ "I. Nội dung, thành phần" and its paragraphs; a part with nothing to say has no number."""
        parts = [
            ("Nội dung, thành phần", self._about()),
            ("Kết quả kiểm tra", self._found()),
            ("Kiến nghị", self._requests()),
            ("Kết luận", self.inspection.conclusion.splitlines()),
            ("Kết quả khắc phục", self._follow_ups()),
        ]
        said = [(heading, [line for line in paragraphs if line.strip()]) for heading, paragraphs in parts]
        kept = enumerate(((heading, paragraphs) for heading, paragraphs in said if paragraphs), start=1)
        return [(f"{roman(number)}. {heading}", paragraphs) for number, (heading, paragraphs) in kept]

    @property
    def closing(self) -> str:
        if self.inspection.concluded_on:
            return f"Ban Kiểm tra kết luận {date_in_words(self.inspection.concluded_on)}./."
        return "Ban Kiểm tra sẽ kết luận sau khi đơn vị có ý kiến./."

    def _about(self) -> list[str]:
        team = f"Thành phần đoàn kiểm tra: {self.inspection.team}." if self.inspection.team else ""
        return [f"Nội dung kiểm tra: {self.inspection.subject_words}.", team]

    def _found(self) -> list[str]:
        if not self.findings:
            return ["Đoàn kiểm tra không ghi điều phát hiện nào."]
        return [f"{number}. {_subject(one)}: {_flow(one.text)}" for number, one in enumerate(self.findings, start=1)]

    def _requests(self) -> list[str]:
        return [f"{number}. {_flow(one.request)}{_until(one)}" for number, one in enumerate(self._asked(), start=1)]

    def _follow_ups(self) -> list[str]:
        """By the numbers of the requests; silent while nothing has been written down."""
        if not any(one.follow_up for one in self.findings):
            return []
        return [f"{number}. {_what_became(one)}" for number, one in enumerate(self._asked(), start=1)]

    def _asked(self) -> list[InspectionFinding]:
        return [one for one in self.findings if one.request]


def _subject(finding: InspectionFinding) -> str:
    words = finding.get_subject_display().capitalize()
    return f"{words} ({finding.registration.learning_model})" if finding.registration else words


def _what_became(finding: InspectionFinding) -> str:
    if not finding.follow_up:
        return "Chưa có kết quả khắc phục."
    settled = f" Đã xong ngày {format_date(finding.settled_on)}." if finding.settled_on else " Chưa xác nhận xong."
    return _flow(finding.follow_up) + settled


def _until(finding: InspectionFinding) -> str:
    return f" Làm xong trước ngày {format_date(finding.due_on)}." if finding.due_on else ""


def _flow(text: str) -> str:
    """One paragraph that ends like a sentence."""
    flowing = " ".join(text.split())
    return flowing if flowing.endswith((".", "!", "?", ";", "…")) else f"{flowing}."
