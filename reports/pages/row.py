"""One row with all its figures: what is typed with last year beside it, what is counted, and where the two differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from chapters.models import User
from khuyenhoc.numbers import format_money, format_number

from ..actions.review import open_questions
from ..checks import NO_FIGURE, Figure, Figures, Finding, figures_of, figures_of_row, findings_in, findings_of_row
from ..indicators import GROUPS, Indicator, declarable, in_use
from ..models import UNKNOWN, Return, Row, Said
from .origins import origin_url, origin_words

_NOT_SHOWN = "organisation"  # one line of it is the row itself


@dataclass(frozen=True)
class Line:
    """One figure of the row; `url` leads to the people or vouchers that it is counted from."""

    row: Row
    made: Indicator
    figure: Figure
    url: str = ""
    question: str = ""

    @property
    def group(self) -> str:
        return GROUPS[self.made.group]

    @property
    def last_year(self) -> str:
        return self._write(self.figure.last_year)

    @property
    def recorded(self) -> str:
        return self._write(self.figure.recorded)

    @property
    def said(self) -> str:
        return "chưa có số liệu" if self.figure.said == UNKNOWN else self._write(self.figure.declared)

    @property
    def origin(self) -> str:
        return origin_words(self.made)

    @property
    def difference(self) -> str:
        """What an officer said against what is counted: "khai hơn sổ sách 14"; "" where both say the same."""
        said, counted = self.figure.declared, self.figure.recorded
        if said is None or counted is None or said == counted:
            return ""
        return f"khai {'hơn' if said > counted else 'kém'} sổ sách {self._write(abs(said - counted))}"

    def _write(self, number: int | None) -> str:
        if number is None:
            return ""
        return format_money(number) if self.made.unit == "money" else format_number(number)


@dataclass(frozen=True)
class RowPage:
    row: Row
    typed: list[Line]
    counted: list[Line]
    findings: list[Finding]
    is_writable: bool

    def said(self) -> dict[str, Said]:
        return {line.made.code: line.figure.said for line in self.typed}

    def last_year(self) -> dict[str, int]:
        found = {line.made.code: line.figure.last_year for line in self.typed}
        return {code: number for code, number in found.items() if number is not None}

    @property
    def said_lines(self) -> list[Line]:
        return [line for line in self.typed if line.said]

    @property
    def unsaid_labels(self) -> list[str]:
        return [line.made.label for line in self.typed if not line.said]

    def groups(self) -> Iterator[tuple[str, list[Line]]]:
        """What is typed under the headings of the catalogue, whose order it has."""
        return ((heading, list(lines)) for heading, lines in groupby(self.typed, lambda line: line.group))

    @property
    def indicators(self) -> list[Indicator]:
        return [line.made for line in self.typed]


def row_page(row: Row, user: User) -> RowPage:
    """Read with a number of queries that does not grow with the figures, nor with the rows beside."""
    top = row.unit_return
    figures, found = _read(row)
    asked = {one.indicator: one.text for one in open_questions(top) if one.row_id == row.pk}
    made_here = _declarable(row, figures)

    def line(made: Indicator) -> Line:
        figure = figures.get(made.code, NO_FIGURE)
        url = origin_url(made, row, user) if figure.recorded is not None else ""
        return Line(row, made, figure, url, asked.get(made.code, ""))

    takes = top.state != Return.State.RETURNED or bool(asked)
    return RowPage(
        row,
        [line(made) for made in made_here],
        [line(made) for made in in_use(top.period) if _is_counted(made, figures) and made not in made_here],
        [one for one in found if one.is_open and not one.is_of_empty_cell],
        is_writable=top.is_writable and takes and user.can("write_returns", row.unit),
    )


def _read(row: Row) -> tuple[Figures, list[Finding]]:
    """An association's own row is looked at with those below it: some checks are taken over them all."""
    if not row.is_own:
        figures = figures_of_row(row)
        return figures, findings_of_row(row, figures)
    rows, all_figures = figures_of(row.unit_return)
    found = findings_in(row.unit_return, rows, all_figures)
    return all_figures[row.pk], [one for one in found if one.row.pk == row.pk]


def _is_counted(made: Indicator, figures: Figures) -> bool:
    return made.source != _NOT_SHOWN and figures.get(made.code, NO_FIGURE).recorded is not None


def _declarable(row: Row, figures: Figures) -> list[Indicator]:
    """Indicators to declare here: those that the records do not already say; all of them under totals."""
    period = row.unit_return.period
    if row.unit_return.basis == Return.Basis.TOTALS and row.is_own:
        return in_use(period)
    return [
        made for made in declarable(row.kind, period) if figures.get(made.code, NO_FIGURE).recorded is None
    ]  # fmt: skip
