"""Figures in the text of a summary: `{Hội viên cuối kỳ}` is printed as what the tables say, whatever they come to say.

A token is the figure's name as people read it, chosen from a list; typed without marks or in capitals it is found all
the same, and one that does not exist is refused. A figure nobody reported says so in words that stand in a sentence.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from awards.models import AwardForm, RecipientClass
from khuyenhoc.names import nfc, search_key
from khuyenhoc.numbers import (
    NBSP,
    format_change,
    format_count,
    format_decimal,
    format_money,
    format_money_short,
    format_number,
)

from .columns import COLUMNS, FUND_DETAIL, NOTHING, PLACE_SHARES, TABLES, Column, Figures, full_label
from .comparing import word_of_change, word_of_points
from .honours import award_count
from .indicators import AWARD_STATUS, CATALOGUE, GIVEN
from .opening import award_key
from .planned import results
from .tables import EMPTY, is_voluntary
from .targets import FIGURES, is_share, reached_of, write_target

if TYPE_CHECKING:
    from .report import Report

TOKEN = re.compile(r"\{([^{}\n]{1,400})\}")
Value = Callable[["Report"], str | None]
NO_FIGURE = "(chưa có số liệu)"
NO_SHARE = "(chưa tính được)"
POINTS = "điểm phần trăm"

INSPECTIONS = [
    Column("inspections_held", "số cuộc", ("inspections_held",), "Kiểm tra"),
    Column("inspections_units", "số đơn vị", ("inspections_units",), "Kiểm tra"),
    Column("findings_asked", "số kiến nghị", ("findings_asked",), "Kiểm tra"),
    Column("findings_settled", "kiến nghị đã khắc phục", ("findings_settled",), "Kiểm tra"),
]


@dataclass(frozen=True)
class Token:
    """`value` is None where there is no such figure; `group` is where the list shows it.

    `opens` is the figure whose make-up it leads to, of this year or, where it `is_before`, of the year before.
    """

    name: str
    group: str
    value: Value
    missing: str = NO_FIGURE
    opens: str = ""
    is_before: bool = False

    @property
    def written(self) -> str:
        return f"{{{self.name}}}"

    def known(self, report: "Report") -> str | None:
        """The figure in words, asked once of a report however often a text names it."""
        if self.name not in report.spoken:
            report.spoken[self.name] = self.value(report)
        return report.spoken[self.name]

    def say(self, report: "Report") -> str:
        return self.known(report) or self.missing


def name_of(key: str) -> str:
    return full_label(_COLUMNS[key])


def token(key: str, ending: str = "") -> str:
    """As a rule writes it: `{Hội viên cuối kỳ}`; `ending` as in ENDINGS."""
    return f"{{{name_of(key)}{ending}}}"


# What may stand behind the name of a column.
BEFORE, DIFFERENCE, COMPARED = ", năm trước", ", chênh lệch", ", so với năm trước"
SHORT, COUNTS = ", viết gọn", ", số đếm"
SO_FAR, COVERAGE = ", số đã có", ", số đơn vị đã có số liệu"
GOAL, GOAL_PART, GOAL_SCORE = ", chỉ tiêu được giao", ", mức đạt chỉ tiêu", ", số đơn vị đạt chỉ tiêu"
PLANNED, PLANNED_PART = ", chỉ tiêu phương hướng", ", mức đạt phương hướng"


def unknown_tokens(text: str) -> list[str]:
    """The tokens of a text that name no figure, as they were typed."""
    found = TOKEN.findall(text)
    forms = list(AwardForm.objects.all()) if found else []
    return [name for name in found if find(name, forms) is None]


def nearest(name: str) -> str:
    """The name most like what was typed, to be asked about; "" where none is."""
    names = {search_key(one.name): one.name for one in [*TOKENS.values(), *award_tokens(AwardForm.objects.all())]}
    found = process.extractOne(search_key(name), names.keys(), scorer=fuzz.WRatio, score_cutoff=70)
    return names[found[0]] if found else ""


def canonical(text: str) -> str:
    """The text with every token as the list writes it: NFC, its capitals, spaces and marks."""
    forms = list(AwardForm.objects.all()) if TOKEN.search(text) else []

    def one(found: re.Match[str]) -> str:
        known = find(found[1], forms)
        return known.written if known else f"{{{nfc(found[1])}}}"

    return TOKEN.sub(one, text)


def fill(text: str, report: "Report") -> str:
    """The text with its figures; a token that no longer names one says so in its place."""

    def one(found: re.Match[str]) -> str:
        known = find(found[1], report.table.forms)
        return known.say(report) if known else f"[không có số liệu “{nfc(found[1])}”]"

    return TOKEN.sub(one, text)


def is_known(text: str, report: "Report") -> bool:
    """Whether the tables have every figure that the text names."""
    found = [find(name, report.table.forms) for name in TOKEN.findall(text)]
    return all(one is not None and one.known(report) is not None for one in found)


def has_stray_brace(text: str) -> bool:
    """A brace that opens or closes no token stands as it was typed; most likely a figure was meant."""
    rest = TOKEN.sub("", text)
    return "{" in rest or "}" in rest


def find(name: str, forms: Iterable[AwardForm] | None = None) -> Token | None:
    """By its name, whatever its capitals, spaces and marks. `forms`: the awards there are, when they are at hand."""
    key = _key(name)
    if key in _BY_KEY:
        return _BY_KEY[key]
    forms = AwardForm.objects.all() if forms is None else forms
    return next((one for one in award_tokens(forms) if search_key(one.name) == key), None)


@lru_cache(4096)  # what people type is without end
def _key(name: str) -> str:
    return search_key(name)


# Figures of the tables


def written(column: Column, figures: Figures, *, is_short: bool = False) -> str | None:
    """How a column's figure reads in a sentence: "07", "912.400.000 đồng", "23,52%"; None where there is none."""
    shown, value = column.show(figures), column.value(figures)
    if shown.is_missing or shown.text == NOTHING or value is None:
        return None
    if is_money(column):
        words = format_money_short(int(value)) if is_short else format_money(int(value))
    else:
        words = shown.text if column.per else format_count(int(value))
    return f"{words} (mới tính {shown.coverage} đơn vị)" if shown.coverage else words


def is_money(column: Column) -> bool:
    return column.is_average or (not column.per and CATALOGUE[column.codes[0]].unit == "money")


def both_years(column: Column, report: "Report") -> tuple[Decimal, Decimal] | None:
    """This year's figure and last year's, where both years have it from everybody who was to report it."""
    if report.figures_before is None:
        return None
    now, before = (_whole(column, figures) for figures in (report.root_figures, report.figures_before))
    return None if now is None or before is None else (now, before)


def is_reported_by_all(figures: Figures) -> bool:
    """Whether nobody is still to report: of what one may leave out, nothing more is to come then."""
    return figures.cells.get("members_closing", EMPTY).is_whole


def _whole(column: Column, figures: Figures) -> Decimal | None:
    if all(is_voluntary(code) for code in column.codes) and not is_reported_by_all(figures):
        return None
    if column.per:
        share = figures.share(list(column.codes), column.per)
        value = None if share.is_partial else column.value(figures)
    else:
        cell = figures.cells.sum(list(column.codes))
        value = None if cell.is_partial else column.value(figures)
    return None if value is None else Decimal(value)


def comparison_word(key: str, report: "Report") -> str:
    """ "tăng nhẹ", "không đổi" …; "" where the years cannot be compared."""
    column = _COLUMNS[key]
    years = both_years(column, report)
    if years is None:
        return ""
    if is_share(column):
        return word_of_points(years[0] - years[1])
    change = format_change(int(years[0]), int(years[1]))
    return word_of_change(change, int(years[1])) if change else ""


def _now(column: Column) -> Value:
    return lambda report: written(column, report.root_figures)


def _so_far(column: Column) -> Value:
    """The bare sum; it stands beside its coverage."""

    def value(report: "Report") -> str | None:
        cell = report.sum(list(column.codes))
        if not cell.reported:
            return None
        return format_money(cell.total) if is_money(column) else format_count(cell.total)

    return value


def _coverage(column: Column) -> Value:
    def value(report: "Report") -> str | None:
        cell = report.sum(list(column.codes))
        return f"{format_number(cell.reported)}/{format_number(cell.expected)}" if cell.reported else None

    return value


def _short(column: Column) -> Value:
    return lambda report: written(column, report.root_figures, is_short=True)


def _counts(column: Column) -> Value:
    """ "45/45" behind a share."""

    def value(report: "Report") -> str | None:
        share = report.root_figures.share(list(column.codes), column.per)
        if share.percent is None:
            return None
        return f"{format_number(share.numerator)}/{format_number(share.denominator)}"

    return value


def _before(column: Column) -> Value:
    return lambda report: written(column, report.figures_before) if report.figures_before else None


def _difference(column: Column) -> Value:
    def value(report: "Report") -> str | None:
        years = both_years(column, report)
        if years is None:
            return None
        if is_share(column):
            return f"{format_decimal(abs(years[0] - years[1]), 2)} {POINTS}"
        change = format_change(int(years[0]), int(years[1]))
        if change is None:
            return None
        words = format_money(change.difference) if is_money(column) else format_number(change.difference)
        return f"{words} ({format_decimal(change.percent, 2)}%)" if change.percent else words

    return value


def _compared(column: Column) -> Value:
    difference = _difference(column)

    def value(report: "Report") -> str | None:
        years = both_years(column, report)
        if years is None:
            return None
        if years[0] == years[1]:
            return "không đổi"
        return f"{'tăng' if years[0] > years[1] else 'giảm'} {difference(report)}"

    return value


def _goal(key: str, part: str) -> Value:
    def value(report: "Report") -> str | None:
        found = next((one for one in report.goals.reached if one.key == key and one.is_given), None)
        words = getattr(found, part) if found else ""
        return (f"{words}{NBSP}đồng" if part == "target" and is_money(COLUMNS[key]) else words) if words else None

    return value


def _goal_score(key: str) -> Value:
    return lambda report: next((one.text for one in report.goals.scores if one.key == key), None)


def _planned(key: str) -> Value:
    def value(report: "Report") -> str | None:
        target = report.planned.get(key)
        if target is None:
            return None
        return format_money(int(target)) if is_money(COLUMNS[key]) else write_target(COLUMNS[key], target)

    return value


def _planned_part(key: str) -> Value:
    def value(report: "Report") -> str | None:
        target = report.planned.get(key)
        if target is None:
            return None
        return reached_of(report.root_figures, key, target, report.period.year).share or None

    return value


PLANNED_COUNT = "Phương hướng năm trước: số chỉ tiêu có số liệu"
PLANNED_REACHED = "Phương hướng năm trước: số chỉ tiêu đạt"


def _planned_count(report: "Report") -> str | None:
    return format_count(len(report.planned)) if report.planned else None


def _planned_reached(report: "Report") -> str | None:
    """None until everybody has reported: a target may yet be reached."""
    if not report.planned or not is_reported_by_all(report.root_figures):
        return None
    return format_count(sum(one.is_reached for one in results(report.planned, report.root_figures, report.period.year)))


def _of_column(column: Column, group: str) -> Iterator[Token]:
    name, missing, key = full_label(column), NO_SHARE if column.per else NO_FIGURE, column.key
    yield Token(name, group, _now(column), missing, key)
    if is_money(column) and not column.is_average:
        yield Token(name + SHORT, group, _short(column), missing, key)
    if not column.per and any(CATALOGUE[code].expected_at for code in column.codes):
        yield Token(name + SO_FAR, group, _so_far(column), missing, key)
        yield Token(name + COVERAGE, group, _coverage(column), missing, key)
    if is_share(column):
        yield Token(name + COUNTS, group, _counts(column), missing, key)
    yield Token(name + COMPARED, group, _compared(column), "(chưa so được với năm trước)", key)
    yield Token(name + DIFFERENCE, group, _difference(column), "(chưa so được với năm trước)", key)
    yield Token(name + BEFORE, group, _before(column), NO_FIGURE, key, is_before=True)


def _of_targets() -> Iterator[Token]:
    group, missing = "Chỉ tiêu được giao", "(không giao chỉ tiêu)"
    for key in FIGURES:
        name = full_label(COLUMNS[key])
        yield Token(name + GOAL, group, _goal(key, "target"), missing)
        yield Token(name + GOAL_PART, group, _goal(key, "share"), missing, key)
        yield Token(name + GOAL_SCORE, group, _goal_score(key), missing, key)


def _of_plan() -> Iterator[Token]:
    """Last year's plan beside what came of it: any column may have been planned."""
    group, missing = "Phương hướng năm trước", "(phương hướng năm trước không nêu)"
    yield Token(PLANNED_COUNT, group, _planned_count, missing)
    yield Token(PLANNED_REACHED, group, _planned_reached)
    for key, column in COLUMNS.items():
        name = full_label(column)
        yield Token(name + PLANNED, group, _planned(key), missing)
        yield Token(name + PLANNED_PART, group, _planned_part(key), missing, key)


SETTLED = "Kiểm tra: kiến nghị đã khắc phục trên số kiến nghị"


def _settled(report: "Report") -> str | None:
    asked, settled = (report.cell(code).total for code in ("findings_asked", "findings_settled"))
    return f"{format_number(settled)}/{format_number(asked)}" if asked else None


# Awards


def award_tokens(forms: Iterable[AwardForm]) -> list[Token]:
    """Each form for each class, put forward or given; the forms are data, so these are made from them."""
    return [
        Token(
            award_token(form, kind, status),
            "Khen thưởng của Hội",
            _award(form, kind, status),
            opens=award_key(form.code, kind, status),
        )
        for form in forms
        for kind in form.classes
        for status in AWARD_STATUS
    ]


def award_token(form: AwardForm, kind: str, status: str) -> str:
    name = nfc(str(form)).translate(str.maketrans("{}", "()"))
    return f"{name} cho {RecipientClass(kind).label}, {AWARD_STATUS[status]}"


def _award(form: AwardForm, kind: str, status: str) -> Value:
    return lambda report: format_count(award_count(report.table.root.total, form, kind, is_given=status == GIVEN))


# What else there is


def _plan_count(code: str) -> Value:
    return lambda report: format_count(report.plan_counts[code]) if code in report.plan_counts else None


def _associations(report: "Report") -> str | None:
    return report.associations if report.counts_communes else None


_YEAR = "Năm, tên Hội"
_FIRST = [
    Token("Năm", _YEAR, lambda report: str(report.period.year)),
    Token("Năm trước", _YEAR, lambda report: str(report.period.year - 1)),
    Token("Năm sau", _YEAR, lambda report: str(report.next_year)),
    Token("Tên Hội", _YEAR, lambda report: report.association),
    Token("Xã có tổ chức Hội", "Tổ chức Hội", _associations, opens="communes_with_association"),
]
_PLAN_COUNTS = [
    Token("Số nhiệm vụ", "Phương hướng năm sau", _plan_count("plan_tasks")),
    Token("Số chỉ tiêu", "Phương hướng năm sau", _plan_count("plan_targets")),
    Token("Số giải pháp", "Phương hướng năm sau", _plan_count("plan_solutions")),
]
_GROUPED = [
    *((made.title.removesuffix(" (đồng)").removesuffix(" (tiền: đồng)"), made.columns) for made in TABLES),
    ("Quỹ khuyến học", FUND_DETAIL),
    ("Tổ chức Hội", PLACE_SHARES),
    ("Kiểm tra, giám sát", INSPECTIONS),
]
_COLUMNS = COLUMNS | {column.key: column for column in INSPECTIONS}
TOKENS = {
    one.name: one
    for one in [
        *_FIRST,
        *(one for group, columns in _GROUPED for column in columns for one in _of_column(column, group)),
        Token(SETTLED, "Kiểm tra, giám sát", _settled, "(không có kiến nghị)", "findings_settled"),
        *_of_targets(),
        *_of_plan(),
        *_PLAN_COUNTS,
    ]
}
# What people say for short.
_ALSO = {"Hội viên": "Hội viên cuối kỳ", "Quỹ khuyến học": "Dư cuối kỳ", "Số dư quỹ": "Dư cuối kỳ"}
_BY_KEY = {search_key(name): one for name, one in TOKENS.items()}
_BY_KEY |= {search_key(short): TOKENS[name] for short, name in _ALSO.items()}


def tokens_like(words: str, forms: Iterable[AwardForm]) -> list[Token]:
    """Those whose name has all of the words, the shortest names first."""
    asked = search_key(words).split()
    keyed = [(search_key(one.name), one) for one in [*TOKENS.values(), *award_tokens(forms)]]
    found = [one for key, one in keyed if all(word in key for word in asked)]
    return sorted(found, key=lambda one: (len(one.name), one.name))
