"""The pictures of a year: what the report says, as bars, flows and lines; every one a way to the lines behind it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from django.urls import reverse

from awards.models import RENAMED_IN
from chapters.kinds import Setting
from khuyenhoc.charts import BarChart, Item, LineChart, Number, Step, bar_chart, flow_chart, line_chart
from khuyenhoc.numbers import (
    BILLION,
    MILLION,
    NBSP,
    format_decimal,
    format_money_short,
    format_number,
    format_percent,
    percent,
)

from ..by_setting import members_by_setting
from ..columns import COLUMNS, RATED, Shown
from ..indicators import MODELS, RATINGS
from ..opening import Openings
from ..report import Report
from ..side_by_side import change_words, whole_value
from ..targets import figures_of, write_target
from ..years import Year

MOST_BARS, FEWER_BARS = 24, 20  # of more, the ten highest and the ten lowest
ON_A_SCREEN = 12
MANY_SILENT = 5
WHOLE = Decimal(100)


def dashboard_url(report: Report, code: str) -> str:
    """Of one below; of an adopted paper as that froze it."""
    version = {"ban": report.adopted.pk} if report.adopted else {}
    return reverse("reports:dashboard", args=[report.period.code], query={"don-vi": code} | version)


def goal_of(report: Report, key: str) -> Decimal | None:
    """The association's own target; else the one that all below were given alike."""
    given = report.goals.given
    own = given.get((report.row.unit_id, key))
    below = [given.get((node.row.unit_id, key)) for node in report.table.root.below]
    return own if own is not None or not below else below[0] if len(set(below)) == 1 else None


def by_unit(report: Report, key: str, title: str, goal: Decimal | None = None, beside: str = "") -> BarChart | None:
    """One figure of every unit below, the highest first, with another `beside` it in words.

    The longest lists are cut in the middle, and say so. Of many silent units, or in a list that is cut, only the number
    is told.
    """
    column = COLUMNS[key]
    items: list[Item] = []
    for line in report.lines:
        value = column.value(line.figures)
        if (report.has_communes_below and not line.unit_code) or (line.is_own and value is None):
            continue
        url = dashboard_url(report, line.unit_code) if line.unit_code else report.opens.of_line(key, line)
        text = column.show(line.figures).text
        words = f"{text} · {COLUMNS[beside].show(line.figures).text}" if beside and value is not None else text
        items.append((line.label, value, words, url))
    known = [item for item in items if item[1] is not None]
    if not known:
        return None
    silent = len(items) - len(known)
    tells_silent = silent > (0 if len(items) > MOST_BARS else MANY_SILENT)
    items = sorted(known if tells_silent else items, key=lambda item: (item[1] is None, -(item[1] or 0)))
    words = "Tỷ lệ, cao nhất trước; sau dấu chấm là số hội viên." if beside else "Cao nhất trước."
    if len(items) > MOST_BARS:
        half = FEWER_BARS // 2
        words = f"{half} đơn vị cao nhất, {half} đơn vị thấp nhất trong {format_number(len(items))}. {words}"
        items = [*items[:half], *items[-half:]]
    if tells_silent:
        words = f"{format_number(silent)} nơi chưa có số liệu. {words}"
    label = f"chỉ tiêu {write_target(column, goal)}" if goal is not None else ""
    return bar_chart(title, words, items, target=goal, target_label=label)


def in_halves(chart: BarChart | None) -> list[BarChart]:
    """Ten bars are what the last row of a hall can read."""
    if chart is None or len(chart.bars) <= ON_A_SCREEN:
        return [chart] if chart else []
    half = (len(chart.bars) + 1) // 2
    parts = (chart.bars[:half], chart.bars[half:])
    return [
        replace(chart, title=f"{chart.title} ({number}/2)", bars=bars) for number, bars in enumerate(parts, start=1)
    ]


def share_chart(report: Report) -> BarChart | None:
    """Members as a share of the population, where the units below have one."""
    if not report.has_communes_below:
        return None
    title, goal = f"Hội viên trên dân số theo {report.words_below}", goal_of(report, "members_share")
    return by_unit(report, "members_share", title, goal, beside="members_closing")


def members_chart(report: Report) -> BarChart | None:
    """Where the units below have no population of their own, or none is known."""
    words = report.words_below if report.has_communes_below else "chi hội, ban"
    return by_unit(report, "members_closing", f"Hội viên theo {words}")


def settings_chart(report: Report) -> BarChart | None:
    """Members by where their chapters are; it adds up to all of them."""
    found = members_by_setting(report.table, report.adopted)
    total = report.cell("members_closing").total
    rest = total - found.total()
    if not found.total() or rest < 0:
        return None
    labels = dict(Setting.choices) | {"": "không ghi địa bàn"}
    counts = [(labels.get(code, code), number) for code, number in found.most_common() if number]
    counts += [("chỉ báo tổng số, không tách", rest)] if rest else []
    items: list[Item] = [
        (_capital(label), number, f"{format_number(number)} ({format_percent(percent(number, total) or 0)})", None)
        for label, number in counts
    ]
    return bar_chart("Hội viên theo địa bàn", f"Cộng {format_number(total)} hội viên.", items)


def models_chart(report: Report) -> BarChart | None:
    """What is recognised of all there are, each model over its own whole and beside its own target."""
    asked = [code for code in MODELS if f"{code}_share" in figures_of(report.period)]
    items = [_model_item(report, code) for code in asked]
    if all(value is None for _, value, _, _ in items):
        return None
    word = "học tập" if report.period.year >= RENAMED_IN else "hiếu học"
    goals = [goal_of(report, f"{code}_share") for code in asked]
    described = "Được công nhận trên tổng số; mỗi loại có tổng số riêng."
    told = [
        f"{MODELS[code].label.lower()} {write_target(COLUMNS[f'{code}_share'], goal)}"
        for code, goal in zip(asked, goals, strict=True)
        if goal is not None
    ]
    if told:
        described += f" Vạch đứng là chỉ tiêu: {', '.join(told)}."
    return bar_chart(f"Mô hình {word}", described, items, whole=WHOLE, goals=goals)


def _model_item(report: Report, code: str) -> Item:
    column = COLUMNS[f"{code}_share"]
    share = report.root_figures.share(list(column.codes), column.per)
    counts = f" ({format_number(share.numerator)}/{format_number(share.denominator)})" if share.denominator else ""
    shown = column.show(report.root_figures)
    value = column.value(report.root_figures)
    return MODELS[code].label, value, f"{shown.text}{counts}{_covered(shown)}", report.opens.figure(column.key)


def _covered(shown: Shown) -> str:
    return f", mới có {shown.coverage}" if shown.coverage else ""


def ratings_chart(report: Report) -> BarChart | None:
    """How many chapters were rated what; beside it how many were rated at all."""
    root = report.root_figures
    rated = COLUMNS["rated"].show(root)
    if not any(code in root.cells for code in RATED):
        return None
    share = COLUMNS["rated_share"].show(root)
    of_all = f", bằng {share.text} số chi hội{_covered(share)}" if share.says_something else ""
    items: list[Item] = [
        (_capital(label), column.value(root), column.show(root).text, report.opens.figure(column.key))
        for code, label in RATINGS.items()
        for column in [COLUMNS[f"rated_{code}"]]
    ]
    return bar_chart("Xếp loại chi hội", f"Đã xếp loại {rated.text} chi hội{of_all}.", items)


def scores_chart(report: Report) -> BarChart | None:
    """How many of the units below have reached the targets they were given."""
    items: list[Item] = [
        (one.label, percent(one.reached, one.given), one.text, report.opens.figure(one.key))
        for one in report.goals.scores
    ]
    if not items:
        return None
    words = report.words_below
    description = f"Số {words} đã đạt trên số {words} được giao chỉ tiêu đó."
    return bar_chart("Đạt chỉ tiêu được giao", description, items, whole=WHOLE)


# The fund, from what was there to what is left

_FLOWS = (
    ("Điều chỉnh đầu kỳ", "", ("fund_adjusted",), 1),
    ("Vận động", "fund_raised", COLUMNS["fund_raised"].codes, 1),
    ("Nhận từ Hội các cấp", "fund_in_association", ("fund_in_association",), 1),
    ("Chi", "fund_spent", COLUMNS["fund_spent"].codes, -1),
    ("Chuyển Hội các cấp", "fund_out_association", ("fund_out_association",), -1),
)


def fund_chart(report: Report) -> BarChart | None:
    """Opening, what came in, what went out, what is left; what the units left unexplained stands among them."""
    opening, closing = report.cell("fund_opening"), report.cell("fund_closing")
    if closing.is_missing or not (opening.total or closing.total):
        return None
    steps = [_level("Dư đầu kỳ", opening.total, report.opens.figure("fund_opening"))]
    at = opening.total
    for label, key, codes, sign in _FLOWS:
        amount = sign * report.sum(list(codes)).total
        if amount or key in ("fund_raised", "fund_spent"):
            steps.append(Step(label, amount, _signed(amount), report.opens.figure(key) if key else None))
            at += amount
    if closing.total != at:
        label = "Nơi chưa có số dư cuối kỳ" if closing.is_partial else "Các đơn vị chưa ghi rõ"
        steps.append(Step(label, closing.total - at, _signed(closing.total - at)))
    steps.append(_level("Dư cuối kỳ", closing.total, report.opens.figure("fund_closing")))
    per_person = COLUMNS["fund_per_person"].show(report.root_figures)
    is_known = per_person.says_something and not per_person.is_missing
    words = f"Bình quân {per_person.text} đồng một người dân{_covered(per_person)}." if is_known else ""
    covered = f" Mới có {closing.reported}/{closing.expected} chi hội, ban." if closing.is_partial else ""
    return flow_chart(f"Quỹ khuyến học năm {report.period.year}", f"{words}{covered}".strip(), steps)


def _level(label: str, amount: int, url: str) -> Step:
    return Step(label, amount, format_money_short(amount), url, is_level=True)


def _signed(amount: int) -> str:
    return f"{'−' if amount < 0 else '+'}{NBSP}{format_money_short(abs(amount))}"


# Years in a line


def year_charts(years: Sequence[Year], report: Report) -> list[LineChart]:
    """Members, their share of the population and the fund; a year that is not whole is left open and says so."""
    if not any(year.table for year in years):
        return []
    scale, unit = _scale(years)
    return [
        _line(years, report, "members_closing", "Hội viên", "người", lambda value: format_number(int(value))),
        _line(years, report, "members_share", "Tỷ lệ trên dân số", "", format_percent),
        _line(years, report, "fund_closing", "Quỹ khuyến học", unit, lambda value: format_decimal(value / scale, 1)),
    ]


Write = Callable[[Number], str]


def _scale(years: Sequence[Year]) -> tuple[Decimal, str]:
    greatest = max((year.table.root.total.sum(["fund_closing"]).total for year in years if year.table), default=0)
    return (Decimal(BILLION), "tỷ đồng") if greatest >= 10 * BILLION else (Decimal(MILLION), "triệu đồng")


def _line(years: Sequence[Year], report: Report, key: str, title: str, unit: str, write: Write) -> LineChart:
    column, marks, changes = COLUMNS[key], [], []
    before: Number | None = None
    for year in years:
        figures = year.figures
        shown = column.show(figures) if figures else None
        value = whole_value(column, figures, is_complete=year.is_complete)
        text = write(value) if value is not None else "chưa đủ" if shown and shown.coverage else ""
        is_this = year.period.pk == report.period.pk
        opens = report.opens if is_this else Openings(year.period.code, report.row.code)
        url = opens.figure(key) if figures else None
        marks.append((str(year.period.year), value, text, url))
        changes.append(change_words(column, value, before))
        before = value
    return line_chart(title, unit, marks, changes)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
