"""The year on one page: pictures where they say more, and every figure a way to the lines it is made of."""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from awards.models import RENAMED_IN
from khuyenhoc.charts import BarChart, Item, bar_chart
from khuyenhoc.numbers import NBSP, format_number, percent

from ..columns import COLUMNS, RATED, Column, Shown, full_label
from ..indicators import MODELS, RATINGS, REWARDED
from ..report import Report
from ..targets import figures_of

CHART_ROWS = 20  # more bars than twice that are a table
FUND_KEYS = ("fund_opening", "fund_raised", "fund_spent", "fund_closing", "fund_per_person")
WHOLE = Decimal(100)


def figure_url(report: Report, key: str) -> str:
    return reverse("reports:figure", args=[report.period.code, key], query={"don-vi": report.row.code})


def fund_facts(report: Report) -> list[dict[str, str]]:
    """Opening, raised, spent, closing."""
    return [
        {
            "label": full_label(COLUMNS[key], report.period.year),
            "value": f"{shown.text}{NBSP}đồng" if shown.says_something else shown.text,
            "note": f"mới có {shown.coverage}" if shown.coverage else "",
            "url": figure_url(report, key),
        }
        for key in FUND_KEYS
        for shown in [COLUMNS[key].show(report.root_figures)]
    ]


def share_chart(report: Report) -> BarChart | None:
    """Members as a share of the population by commune; members by chapter inside a commune."""
    column = COLUMNS["members_share"] if report.has_communes_below else COLUMNS["members_closing"]
    title = "Hội viên trên dân số" if report.has_communes_below else "Hội viên theo chi hội"
    items = []
    for line in report.lines:
        value = column.value(line.figures)
        if (report.has_communes_below and not line.unit_code) or (line.is_own and value is None):
            continue
        url = reverse("reports:dashboard", args=[report.period.code], query={"don-vi": line.unit_code})
        items.append((line.label, value, column.show(line.figures).text, url if line.unit_code else None))
    items.sort(key=lambda item: (item[1] is None, -(item[1] or 0)))
    if not items or len(items) > CHART_ROWS * 2:
        return None
    return bar_chart(title, f"Số liệu năm {report.period.year}, cao nhất trước.", items)


def models_chart(report: Report) -> BarChart | None:
    """What is recognised of all there are, each model over its own whole."""
    asked = figures_of(report.period)
    items = [_model_item(report, code) for code in MODELS if f"{code}_share" in asked]
    if all(value is None for _, value, _, _ in items):
        return None
    word = "học tập" if report.period.year >= RENAMED_IN else "hiếu học"
    description = "Được công nhận trên tổng số; mỗi loại có tổng số riêng."
    return bar_chart(f"Mô hình {word}", description, items, whole=WHOLE)


def _model_item(report: Report, code: str) -> Item:
    column = COLUMNS[f"{code}_share"]
    share = report.root_figures.share(list(column.codes), column.per)
    counts = f" ({format_number(share.numerator)}/{format_number(share.denominator)})" if share.denominator else ""
    shown = column.show(report.root_figures)
    value = column.value(report.root_figures)
    return MODELS[code].label, value, f"{shown.text}{counts}{_covered(shown)}", figure_url(report, column.key)


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
    items = [
        (label[:1].upper() + label[1:], column.value(root), column.show(root).text, figure_url(report, column.key))
        for code, label in RATINGS.items()
        for column in [COLUMNS[f"rated_{code}"]]
    ]
    return bar_chart("Xếp loại chi hội", f"Đã xếp loại {rated.text} chi hội{of_all}.", items)


@dataclass(frozen=True)
class Rewarded:
    """One kind of people rewarded or helped: (heading, figure, where it leads) of suất, lượt, số tiền."""

    label: str
    figures: list[tuple[str, Shown, str]]


def rewards(report: Report) -> list[Rewarded]:
    columns = [
        (label, [COLUMNS[f"rewards_{code}{end}"] for end in ("", "_times", "_money")])
        for code, label in REWARDED.items()
    ]
    root = report.root_figures
    return [
        Rewarded(label[:1].upper() + label[1:], [_linked(report, column) for column in found])
        for label, found in columns
        if any(column.codes[0] in root.cells for column in found)
    ]


def _linked(report: Report, column: Column) -> tuple[str, Shown, str]:
    heading = column.label[:1].upper() + column.label[1:]
    return heading, column.show(report.root_figures), figure_url(report, column.key)


def rewards_total(report: Report) -> tuple[Shown, str]:
    return COLUMNS["rewards_money"].show(report.root_figures), figure_url(report, "rewards_money")


def scores_chart(report: Report) -> BarChart | None:
    """How many of the units below have reached the targets they were given."""
    scores = report.goals.scores
    items: list[Item] = [
        (one.label, percent(one.reached, one.given), one.text, figure_url(report, one.key)) for one in scores
    ]
    if not items:
        return None
    words = report.words_below
    description = f"Số {words} đã đạt trên số {words} được giao chỉ tiêu đó."
    return bar_chart("Đạt chỉ tiêu được giao", description, items, whole=WHOLE)
