"""Everything there is to say about a return before it is handed up."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from chapters.models import User
from khuyenhoc.numbers import format_money, format_number

from ..actions.review import open_questions
from ..checks import CHECKS, COMMON_REASONS, NO_FIGURE, Figures, Finding, figures_of, findings_in, fingerprint
from ..indicators import CATALOGUE, Indicator, declarable, in_use, indicator
from ..models import Remark, Return, Row
from ..tables import is_added, is_expected
from .origins import origin_url

FEW = 3  # rows named one by one


@dataclass(frozen=True)
class Place:
    """A cell of the return, with its name and the way to it."""

    label: str
    url: str


@dataclass(frozen=True)
class Missing:
    """What one row still owes."""

    row: Row
    places: list[Place]


@dataclass(frozen=True)
class Told:
    """A finding with the way to its cell, and to the people or rows that the figure is counted from."""

    finding: Finding
    url: str
    origin_url: str

    @property
    def cell(self) -> str:
        """As a form names it: row, indicator and check."""
        return f"{self.finding.row.pk}:{self.finding.code}:{self.finding.check}"


@dataclass(frozen=True)
class Alike:
    """Findings of one check, row by row, with the reasons that may answer all of them."""

    check: str
    told: list[Told]

    @property
    def heading(self) -> str:
        return CHECKS[self.check]

    @property
    def common_reasons(self) -> list[str]:
        return COMMON_REASONS[self.check]

    @property
    def cells(self) -> list[str]:
        return [one.cell for one in self.told]

    def by_row(self) -> list["Alike"]:
        """What a row leaves empty is said, and explained, at once; everything else finding by finding."""
        if self.check != "gone":
            return [Alike(self.check, [one]) for one in self.told]
        return [Alike(self.check, list(told)) for _, told in groupby(self.told, lambda one: one.finding.row)]

    @property
    def row(self) -> Row:
        return self.told[0].finding.row


@dataclass(frozen=True)
class Difference:
    """A declared figure beside the recorded one."""

    row: Row
    label: str
    declared: str
    recorded: str
    by: str
    used: str
    url: str
    origin_url: str


@dataclass(frozen=True)
class Silence:
    """An indicator that some rows say nothing about, though nobody demands it."""

    label: str
    count: int
    places: list[Place]


@dataclass(frozen=True)
class Review:
    """A return as its page of checks shows it; `seen` stands for the figures it was made from."""

    missing: list[Missing]
    broken: list[Told]
    odd: list[Alike]
    explained: list[Told]
    differences: list[Difference]
    silent: list[Silence]
    asked: list[tuple[Remark, Place]]
    seen: str

    @property
    def to_mend(self) -> int:
        return sum(len(one.places) for one in self.missing) + len(self.broken)

    @property
    def to_look_at(self) -> int:
        return sum(len(one.told) for one in self.odd)

    @property
    def is_clear(self) -> bool:
        return not self.to_mend and not self.odd

    @property
    def verdict(self) -> str:
        parts = [f"{self.to_mend} điều phải sửa"] if self.to_mend else []
        parts += [f"{self.to_look_at} điều cần xem lại"] if self.odd else []
        return f"Còn {' và '.join(parts)}."


def review_of(unit_return: Return, user: User) -> Review:
    """Read with a number of queries that does not grow with the rows."""
    rows, figures = figures_of(unit_return)
    found = findings_in(unit_return, rows, figures)
    told = [tell(one, user) for one in found if one.check != "missing"]
    return Review(
        missing=_missing(found),
        broken=[one for one in told if one.finding.blocks],
        odd=alike([one for one in told if not one.finding.blocks and one.finding.is_open]),
        explained=[one for one in told if not one.finding.is_open],
        differences=_differences(rows, figures, user),
        silent=_silent(rows, figures),
        asked=[(one, Place(_label(one.indicator), cell_url(one.row, one.indicator))) for one in _asked(unit_return)],
        seen=fingerprint(figures),
    )


def cell_url(row: Row, code: str) -> str:
    """The page where that figure is typed, at its field."""
    return f"{reverse('reports:row-entry', args=[row.unit_return.period.code, row.pk])}#id_{code}"


def alike(told: list[Told]) -> list[Alike]:
    """Findings together that one reason may answer, in the order of CHECKS."""
    found = [Alike(check, [one for one in told if one.finding.check == check]) for check in CHECKS]
    return [one for one in found if one.told]


def _asked(unit_return: Return) -> list[Remark]:
    asked = open_questions(unit_return)
    for one in asked:
        one.row.unit_return = unit_return
    return asked


def _label(code: str) -> str:
    made = indicator(code)
    return made.label if made else code


def _missing(found: list[Finding]) -> list[Missing]:
    by_row: dict[Row, list[Place]] = defaultdict(list)
    for one in found:
        if one.check == "missing":
            by_row[one.row].append(Place(one.label, cell_url(one.row, one.code)))
    return [Missing(row, places) for row, places in by_row.items()]


def tell(finding: Finding, user: User, url: str | None = None) -> Told:
    """`url` is where its figure is typed, if not on the row's page of fields; "" when nobody types it."""
    made = CATALOGUE.get(finding.code)
    counted = finding.check in ("gap", "jump") and made is not None
    origin = origin_url(made, finding.row, user) if made and counted else ""
    return Told(finding, cell_url(finding.row, finding.code) if url is None else url, origin)


def _differences(rows: list[Row], figures: Mapping[int, Figures], user: User) -> list[Difference]:
    found = []
    for row in rows:
        for code, figure in figures[row.pk].items():
            made = CATALOGUE.get(code)
            if made and figure.declared is not None and figure.recorded not in (None, figure.declared):
                found.append(_difference(row, made, figure.declared, figure.recorded or 0, figure.used, user))
    return found


def _difference(row: Row, made: Indicator, said: int, counted: int, used: int | None, user: User) -> Difference:
    write = format_money if made.unit == "money" else format_number
    sign = "+" if said > counted else "−"
    which = "không cộng" if used is None else "số khai" if used == said else "sổ sách"
    url, origin = cell_url(row, made.code), origin_url(made, row, user)
    return Difference(
        row, made.label, write(said), write(counted), f"{sign}{write(abs(said - counted))}", which, url, origin
    )


def _silent(rows: list[Row], figures: Mapping[int, Figures]) -> list[Silence]:
    """What could be said and is not, by indicator: what must be said stands among what is missing."""
    quiet: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if is_added(row):
            for made in declarable(row.kind, row.unit_return.period):
                figure = figures[row.pk].get(made.code, NO_FIGURE)
                owed = is_expected(row, made.code, row.unit_return.period)
                if figure.used is None and figure.said is None and not owed:
                    quiet[made.code].append(row)
    return [
        Silence(made.label, len(found), [Place(str(row), cell_url(row, made.code)) for row in found[:FEW]])
        for made in (in_use(rows[0].unit_return.period) if rows else [])
        if (found := quiet.get(made.code))
    ]
