"""What a return's figures are checked for, while typing and at submission.

A rule that must hold refuses; one that asks to look again takes a reason, which is kept (DOMAIN 3: warn and record,
never silently correct, never block a true oddity).
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from khuyenhoc.numbers import format_number

from .indicators import CATALOGUE, CHAPTERS, FUND_PURPOSES, FUND_SOURCES, MODELS
from .models import UNKNOWN, Period, Remark, Return, ReturnValue, Row, Said
from .records import recorded, used
from .tables import EXPECTED, is_added, is_expected

# Checks that a reason may answer, by the code kept with the reason.
CHECKS = {
    "jump": "hơn kém năm trước nhiều",
    "gone": "năm trước có, năm nay để trống",
    "gap": "số khai khác sổ sách",
    "order": "hai số thường không như vậy",
}
# One tap for the common ones.
COMMON_REASONS = {
    "jump": ["Đã rà soát lại danh sách.", "Năm trước ghi chưa đúng.", "Đơn vị mới sáp nhập hoặc chia tách."],
    "gone": ["Năm nay không có.", "Không còn theo dõi.", "Chưa thu thập được."],
    "gap": ["Danh sách trên phần mềm chưa cập nhật đủ.", "Số khai gồm cả người chưa có tên trong danh sách."],
    "order": ["Số liệu đúng như vậy.", "Gồm cả số đăng ký từ năm trước."],
}
LEAST_JUMP = 10  # people or things: a chapter that goes from 4 members to 7 surprises nobody

STEPS = ("registered", "recognised")
# whole ≥ part, each pair as the catalogue names them
PARTS = [
    ("hamlets", "hamlets_with_chapter"),
    ("schools", "schools_with_chapter"),
    ("agencies", "agencies_with_chapter"),
    ("members_closing", "members_women"),
    ("population", "households"),
    ("population", "adults"),
    ("members_closing", "members_cards"),
    ("members_closing", "members_dues"),
    *((MODELS[code].whole, f"{code}_{step}") for code in ("families", "clans", "citizens") for step in STEPS),
]
# Usually the first ≥ the second, but a true oddity is kept with its reason; taken over the return as a whole.
USUAL_ORDER: list[tuple[str, str]] = [
    ("adults", "members_closing"),
    *((f"{code}_registered", f"{code}_recognised") for code in MODELS),
    # Declared by chapters, the whole by the commune; a unit may be a school, a community more than one hamlet's.
    *((MODELS[code].whole, f"{code}_{step}") for code in ("families", "communities", "units") for step in STEPS),
]
_MEMBER_FLOWS = {
    "members_opening": 1,
    "members_adjusted": 1,
    "members_joined": 1,
    "members_moved_in": 1,
    "members_left": -1,
    "members_moved_out": -1,
}
_FUND_FLOWS = {
    **dict.fromkeys(("fund_opening", "fund_adjusted", *FUND_SOURCES, "fund_in_association"), 1),
    **dict.fromkeys((*FUND_PURPOSES, "fund_out_association"), -1),
}
BALANCES = (
    ("members_closing", _MEMBER_FLOWS, "đầu kỳ cộng tăng trừ giảm được {} hội viên, nhưng cuối kỳ ghi {}. "
     "Xin sửa số tăng, giảm hoặc số cuối kỳ."),
    ("fund_closing", _FUND_FLOWS, "dư đầu kỳ cộng thu trừ chi được {} đồng, nhưng dư cuối kỳ ghi {}. "
     "Xin sửa số thu, chi hoặc số dư cuối kỳ."),
)  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """One cell: what an officer said, what the records say, what reports use, and what was used a year before."""

    said: Said = None
    recorded: int | None = None
    used: int | None = None
    last_year: int | None = None

    @property
    def declared(self) -> int | None:
        return None if self.said == UNKNOWN else self.said


NO_FIGURE = Figure()
_ORDER = {code: place for place, code in enumerate(CATALOGUE)}
Figures = dict[str, Figure]


@dataclass(frozen=True)
class Finding:
    """Something about one cell: `blocks` refuses submission; else it asks for a reason, given or not yet."""

    row: Row
    code: str
    check: str
    sentence: str
    blocks: bool = False
    reason: str = ""
    last_year: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether it still stands in the way of submitting."""
        return self.blocks or not self.reason

    @property
    def is_of_empty_cell(self) -> bool:
        """An empty cell tells of itself, with last year's figure beside it; it is asked about before submitting."""
        return self.check in ("missing", "gone")

    @property
    def label(self) -> str:
        return _label(self.code, self.row.unit_return.period) if self.code in CATALOGUE else ""

    @property
    def common_reasons(self) -> list[str]:
        return COMMON_REASONS.get(self.check, [])

    def __str__(self) -> str:
        return f"{self.row}: {self.sentence}"


def figures_of(unit_return: Return) -> tuple[list[Row], dict[int, Figures]]:
    """The return's rows, and for each its cells by code. Four queries and those of the records, however many rows."""
    return _read(unit_return, Row.objects.filter(unit_return=unit_return))


def figures_of_row(row: Row) -> Figures:
    """The cells of one chapter's or board's row alone; the own row of a return in totals needs the whole return."""
    return _read(row.unit_return, Row.objects.filter(pk=row.pk))[1][row.pk]


def _read(unit_return: Return, chosen: QuerySet[Row]) -> tuple[list[Row], dict[int, Figures]]:
    rows = list(chosen.select_related("unit"))
    for row in rows:
        row.unit_return = unit_return
    counted = recorded(unit_return.period, rows, chosen)
    said: dict[int, dict[str, Said]] = defaultdict(dict)
    for value in ReturnValue.objects.filter(row__in=chosen):
        said[value.row_id][value.indicator] = value.said
    last_year = used_last_year(unit_return.period, [row.unit_id for row in rows], basis=unit_return.basis)
    return rows, {row.pk: _figures(row, said[row.pk], counted[row.pk], last_year.get(row.unit_id, {})) for row in rows}


def _figures(row: Row, said: Mapping[str, Said], counted: Mapping[str, int], last_year: Mapping[str, int]) -> Figures:
    found = {}
    for code in sorted(said.keys() | counted.keys() | last_year.keys(), key=lambda code: (_ORDER.get(code, 999), code)):
        word = said.get(code)
        number = None if word == UNKNOWN else word
        figure = used(row, code, counted.get(code), number)
        found[code] = Figure(word, counted.get(code), figure, last_year.get(code))
    return found


# What chapters enter too: on an association's own row the whole under totals, else only what is its own.
_OF_CHAPTERS = [made.code for made in CATALOGUE.values() if made.entered_at & CHAPTERS]


def used_last_year(period: Period, unit_ids: list[int], *, basis: str = "") -> dict[int, dict[str, int]]:
    """Unit id → code → the figure of the period before, where it says the same as it does under this basis."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    if period.previous_id is None:
        return found
    values = ReturnValue.objects.filter(
        row__unit_return__period_id=period.previous_id,
        row__unit_return__is_current=True,
        row__unit__in=unit_ids,
        value__isnull=False,
    )
    if basis:
        other_way = ~Q(row__unit_return__basis=basis)
        values = values.exclude(other_way, row__is_own=True, indicator__in=_OF_CHAPTERS)
    for unit_id, code, value in values.values_list("row__unit_id", "indicator", "value"):
        found[unit_id][code] = value  # type: ignore[assignment]
    return found


def findings(unit_return: Return) -> list[Finding]:
    """Everything to say about a return, what blocks first, in the order of its rows."""
    return findings_in(unit_return, *figures_of(unit_return))


def findings_in(unit_return: Return, rows: list[Row], figures: Mapping[int, Figures]) -> list[Finding]:
    """The same for figures that are read already."""
    reasons = _reasons(unit_return)
    found = [finding for row in rows for finding in row_findings(row, figures[row.pk], reasons)]
    own = next((row for row in rows if row.is_own), None)
    if own:
        sums = _sums([figures[row.pk] for row in rows if is_added(row)])
        found += _usual_order(own, sums, reasons)
    return sorted(found, key=lambda finding: not finding.blocks)


def findings_of_row(row: Row, figures: Figures) -> list[Finding]:
    """What there is to say about one row alone, what blocks first."""
    return sorted(row_findings(row, figures, _reasons(row.unit_return)), key=lambda finding: not finding.blocks)


def fingerprint(figures: Mapping[int, Figures]) -> str:
    """The same for the same figures, so that a page can tell whether they are still those it has shown."""
    cells = [
        (row_id, code, figure.said, figure.recorded)
        for row_id, own in figures.items()
        for code, figure in own.items()
        if figure.said is not None or figure.recorded is not None
    ]
    return hashlib.sha256(repr(sorted(cells, key=repr)).encode()).hexdigest()[:32]


Reasons = Mapping[tuple[int, str, str], str]


def _reasons(unit_return: Return) -> Reasons:
    """What officers have said; a reason speaks for the figure it was given for, not for one typed after it."""
    cell = ReturnValue.objects.filter(row=OuterRef("row"), indicator=OuterRef("indicator"))
    given = (
        Remark.objects.filter(row__unit_return=unit_return, kind=Remark.Kind.REASON)
        .annotate(entered_at=Subquery(cell.values("entered_at")[:1]))
        .filter(Q(entered_at=None) | Q(entered_at__lte=F("made_at")))
    )
    return {
        (row, code, check): text
        for row, code, check, text in given.values_list("row", "indicator", "check_code", "text")
    }


def row_findings(row: Row, figures: Figures, reasons: Reasons) -> Iterator[Finding]:
    """What one row's own figures break or make one look at again; one that is shown and not added owes nothing."""
    if not is_added(row):
        return
    period = row.unit_return.period
    yield from _missing(row, figures, period)
    yield from _broken_rules(row, figures)
    for code, figure in figures.items():
        for check, sentence in _odd(code, figure, row, period):
            reason = reasons.get((row.pk, code, check), "")
            yield Finding(row, code, check, sentence, reason=reason, last_year=figure.last_year)


def _missing(row: Row, figures: Figures, period: Period) -> Iterator[Finding]:
    for made in EXPECTED:
        figure = figures.get(made.code, NO_FIGURE)
        if is_expected(row, made.code, period) and figure.used is None and figure.said != UNKNOWN:
            sentence = f"chưa có {made.label}. Xin điền số, hoặc chọn “chưa có số liệu”."
            yield Finding(row, made.code, "missing", sentence, blocks=True)


def _label(code: str, period: Period) -> str:
    return CATALOGUE[code].named_in(period.year).label


def _broken_rules(row: Row, figures: Figures) -> Iterator[Finding]:
    period = row.unit_return.period
    values = {code: figure.used for code, figure in figures.items()}
    for whole, part in PARTS:
        of, piece = values.get(whole), values.get(part)
        if of is not None and piece is not None and piece > of:
            yield Finding(
                row,
                part,
                "part",
                f"{_label(part, period)} ({format_number(piece)}) lớn hơn {_label(whole, period)} "
                f"({format_number(of)}).",
                blocks=True,
            )
    for code, flows, sentence in BALANCES:
        closing, said = values.get(code), [values.get(flow) for flow in flows]
        reckoned = sum(sign * (values.get(flow) or 0) for flow, sign in flows.items())
        if closing not in (None, reckoned) and any(flow is not None for flow in said):
            words = sentence.format(format_number(reckoned), format_number(closing))
            yield Finding(row, code, "balance", words, blocks=True)


def _odd(code: str, figure: Figure, row: Row, period: Period) -> Iterator[tuple[str, str]]:
    if code not in CATALOGUE or not period.uses(CATALOGUE[code]):
        return
    made = CATALOGUE[code].named_in(period.year)
    now, before = figure.used, figure.last_year
    if made.is_compared and now is not None and before and is_jump(now, before, period.jump_percent, made.unit):
        year = period.previous.name.lower() if period.previous else "năm trước"
        yield "jump", f"{made.label} {format_number(now)}, {year} là {format_number(before)}. Xin xem lại."
    answered = now is not None or figure.said == UNKNOWN
    if before and not answered and row.kind in made.entered_at and not is_expected(row, code, period):
        yield "gone", f"{made.label} để trống, kỳ trước có {format_number(before)}. Xin điền, hoặc ghi lý do."
    said, counted = figure.declared, figure.recorded
    if said is not None and counted is not None and abs(said - counted) * 100 > period.gap_percent * max(counted, 1):
        yield (
            "gap",
            f"{made.label}: khai {format_number(said)}, sổ sách có {format_number(counted)}. Xin ghi lý do khác nhau.",
        )


def is_jump(now: int, before: int, percent: int, unit: str) -> bool:
    least = LEAST_JUMP if unit == "number" else 10_000_000
    if percent == 0:  # the office wants to be asked about every difference
        least = 1
    return abs(now - before) >= least and abs(now - before) * 100 > percent * before


def _sums(rows: list[Figures]) -> dict[str, int]:
    sums: dict[str, int] = {}
    for figures in rows:
        for code, figure in figures.items():
            if figure.used is not None:
                sums[code] = sums.get(code, 0) + figure.used
    return sums


def _usual_order(own: Row, sums: Mapping[str, int], reasons: Reasons) -> Iterator[Finding]:
    period = own.unit_return.period
    for more, less in USUAL_ORDER:
        if more in sums and less in sums and sums[less] > sums[more]:
            sentence = (
                f"{_label(less, period)} ({format_number(sums[less])}) nhiều hơn {_label(more, period)} "
                f"({format_number(sums[more])}). Xin xem lại, nếu đúng thì ghi lý do."
            )
            yield Finding(own, less, "order", sentence, reason=reasons.get((own.pk, less, "order"), ""))
