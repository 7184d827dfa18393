"""What the holder of a link sees: the rows it opens, with what is asked on each."""

from dataclasses import dataclass

from ..checks import Figure, figures_of
from ..forms.review import Asked
from ..indicators import CATALOGUE, GROUPS, Indicator, declarable, in_use
from ..models import EntryLink, Remark, Return, Row, Said
from ..tables import is_expected
from .review import questions, write


@dataclass(frozen=True)
class Part:
    """One row with its figures; `asked` are the questions of the level above by code."""

    row: Row
    figures: dict[str, Figure]
    asked: dict[str, Remark]

    @property
    def indicators(self) -> list[Indicator]:
        period = self.row.unit_return.period
        if self.row.is_own and self.row.unit_return.basis == Return.Basis.TOTALS:
            return in_use(period)
        return [made for made in declarable(self.row.kind, period) if self._figure(made).recorded is None]

    @property
    def missing(self) -> int:
        period = self.row.unit_return.period
        return sum(
            self._figure(made).said is None and is_expected(self.row, made.code, period) for made in self.indicators
        )

    @property
    def facts(self) -> list[dict[str, str]]:
        main = [CATALOGUE[code] for code in ("members_closing", "fund_closing")]
        return [{"label": made.label, "value": write(made, self._figure(made).used)} for made in main]

    def heading(self, made: Indicator) -> str:
        return GROUPS[made.group]

    def _figure(self, made: Indicator) -> Figure:
        return self.figures.get(made.code, Figure())


def parts_of(link: EntryLink) -> list[Part]:
    """The rows of the link; of a return given back cell by cell only those that are asked about."""
    top = link.unit_return
    rows, figures = figures_of(top)
    asked: dict[int, dict[str, Remark]] = {}
    for (row_id, code), remark in questions(top).items():
        asked.setdefault(row_id, {})[code] = remark
    return [
        Part(row, figures[row.pk], asked.get(row.pk, {}))
        for row in rows
        if link.row_id in (None, row.pk) and (top.state != Return.State.RETURNED or row.pk in asked)
    ]


def asked_of(part: Part) -> list[Asked]:
    return [Asked(part.row, made, _said(part, made), _help(part, made)) for made in part.indicators]


def _said(part: Part, made: Indicator) -> Said:
    return part.figures.get(made.code, Figure()).said


def _help(part: Part, made: Indicator) -> str:
    words = [made.help] if made.help else []
    previous, before = part.row.unit_return.period.previous, part.figures.get(made.code, Figure()).last_year
    if previous and before is not None:
        words.append(f"{previous.name}: {write(made, before)}.")
    if remark := part.asked.get(made.code):
        words.append(f"Cấp trên hỏi: {remark.text}")
    return " ".join(words)
