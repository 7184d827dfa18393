"""One row asked one question after another: what is asked, what has been said, and what is odd about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from django.urls import reverse

from chapters.models import User
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money, format_number

from ..checks import NO_FIGURE, Figure, Figures, Finding, figures_of_row, findings_of_row
from ..indicators import CATALOGUE, FUND_PURPOSES, FUND_SOURCES, GROUPS, Indicator, declarable
from ..models import UNKNOWN, Remark, Return, ReturnValue, Row
from ..tables import is_expected
from .origins import origin_url, origin_words

# How a figure is asked for; one without a line here is asked by its label.
ASKED = {
    "members_opening": "Ngày {start}, {unit} có bao nhiêu hội viên?",
    "members_adjusted": "Sau khi rà soát số đầu kỳ, thêm hay bớt bao nhiêu người?",
    "members_joined": "Trong năm, {unit} kết nạp bao nhiêu người?",
    "members_moved_in": "Bao nhiêu hội viên từ nơi khác chuyển đến?",
    "members_left": "Bao nhiêu hội viên thôi sinh hoạt hoặc từ trần?",
    "members_moved_out": "Bao nhiêu hội viên chuyển đi nơi khác?",
    "members_closing": "Đến {end}, {unit} có bao nhiêu hội viên?",
    "members_women": "Trong số đó có bao nhiêu hội viên nữ?",
    "fund_opening": "Ngày {start}, quỹ có bao nhiêu tiền?",
    "fund_adjusted": "Sau khi kiểm kê số dư đầu kỳ, thêm hay bớt bao nhiêu tiền?",
    "fund_in_association": "Trong năm, nhận từ Hội cấp trên, cấp dưới bao nhiêu tiền?",
    "fund_out_association": "Trong năm, chuyển cho Hội cấp trên, cấp dưới bao nhiêu tiền?",
    "fund_closing": "Đến {end}, quỹ còn bao nhiêu tiền?",
}
NO_ANSWER = "chưa có số liệu"


@dataclass(frozen=True)
class Question:
    """One figure asked of a row; `number` counts from 1."""

    row: Row
    indicator: Indicator
    figure: Figure
    number: int
    is_expected: bool

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def group(self) -> str:
        return GROUPS[self.indicator.group]

    @property
    def words(self) -> str:
        period, label = self.row.unit_return.period, self.indicator.label
        if self.code in ASKED:
            start, end = format_date(period.starts_on), format_date(period.cut_off)
            return ASKED[self.code].format(start=start, end=end, unit=self.row.get_kind_display())
        small = label[:1].lower() + label[1:]
        if self.code in FUND_SOURCES:
            return f"Thu trong năm: {small} được bao nhiêu tiền?"
        if self.code in FUND_PURPOSES:
            return f"Chi trong năm: {small} hết bao nhiêu tiền?"
        return label

    @property
    def is_answered(self) -> bool:
        return self.figure.said is not None

    @property
    def is_unknown(self) -> bool:
        return self.figure.said == UNKNOWN

    @property
    def answer(self) -> str:
        """What has been said, as the overview shows it; "" for silence."""
        if self.is_unknown:
            return NO_ANSWER
        return "" if self.figure.declared is None else self.write(self.figure.declared)

    @property
    def last_year(self) -> str:
        return "" if self.figure.last_year is None else self.write(self.figure.last_year)

    @property
    def url(self) -> str:
        return reverse("reports:question", args=[self.row.unit_return.period.code, self.row.pk, self.code])

    def write(self, number: int) -> str:
        return format_money(number) if self.indicator.unit == "money" else format_number(number)


@dataclass
class Sheet:
    """A row with everything asked of it, what the records say already, and what there is to look at."""

    row: Row
    questions: list[Question]
    figures: Figures
    findings: list[Finding]
    asked_above: dict[str, Remark] = field(default_factory=dict)
    saved_at: datetime | None = None

    def question(self, code: str) -> Question | None:
        return next((one for one in self.questions if one.code == code), None)

    def url_of(self, code: str) -> str:
        """Where that figure is answered; "" for one that the records say and nobody types."""
        asked = self.question(code)
        return asked.url if asked else ""

    def marks(self) -> list[tuple[Remark, str]]:
        """What the level above asks, each with the way to its question."""
        return [(remark, self.url_of(code)) for code, remark in self.asked_above.items()]

    def beside(self, asked: Question, step: int) -> Question | None:
        """The question after (1) or before (-1) that one."""
        place = asked.number - 1 + step
        return self.questions[place] if 0 <= place < len(self.questions) else None

    def about(self, asked: Question) -> list[Finding]:
        """What is odd about one answer; that it is missing is no news on its own page."""
        return [one for one in self.findings if one.code == asked.code and one.check != "missing"]

    @property
    def first_silent(self) -> Question | None:
        return next((one for one in self.questions if not one.is_answered), None)

    @property
    def open_findings(self) -> list[Finding]:
        return [one for one in self.findings if one.is_open]

    @property
    def answered(self) -> int:
        return sum(one.is_answered for one in self.questions)

    @property
    def progress_label(self) -> str:
        return f"Đã trả lời {self.answered}/{len(self.questions)} câu"

    def groups(self) -> Iterator[tuple[str, list[Question]]]:
        """Questions under the headings of the catalogue, whose order they have."""
        return ((heading, list(found)) for heading, found in groupby(self.questions, lambda one: one.group))

    def counted(self, user: User) -> list[dict[str, str]]:
        """What nobody has to type here, as facts with the way to the rows behind it."""
        return [
            {
                "label": made.label,
                "value": format_money(value) if made.unit == "money" else format_number(value),
                "note": origin_words(made),
                "url": origin_url(made, self.row, user),
            }
            for code, figure in self.figures.items()
            if (made := CATALOGUE.get(code))
            and made.source != "organisation"
            and (value := figure.recorded) is not None
        ]


def sheet_of(row: Row) -> Sheet:
    """Read with a number of queries that does not grow with what is asked."""
    figures = figures_of_row(row)
    return Sheet(
        row,
        _questions(row, figures),
        figures,
        findings_of_row(row, figures),
        {one.indicator: one for one in row.remarks.filter(kind=Remark.Kind.QUESTION, settled_at=None)},
        ReturnValue.objects.filter(row=row, entered_at__isnull=False).order_by("-entered_at").values_list(
            "entered_at", flat=True
        ).first(),
    )  # fmt: skip


def _questions(row: Row, figures: Figures) -> list[Question]:
    """What an officer may declare here and the records do not already say; what she has declared all the same, too."""
    period = row.unit_return.period
    found = [(made, figures.get(made.code, NO_FIGURE)) for made in declarable(row.kind, period)]
    asked = [made for made, one in found if one.recorded is None or one.said is not None]
    return [
        Question(row, made, figures.get(made.code, NO_FIGURE), number, is_expected(row, made.code, period))
        for number, made in enumerate(asked, start=1)
    ]


def takes_answers(sheet: Sheet) -> bool:
    """A return given back for single cells takes changes in their rows only."""
    unit_return = sheet.row.unit_return
    is_marked = bool(sheet.asked_above) or unit_return.state != Return.State.RETURNED
    return unit_return.is_writable and is_marked
