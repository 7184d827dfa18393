"""Bars are measured in percents of the plot; words say what colour and length show."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from khuyenhoc.charts import Step, bar_chart, flow_chart, line_chart


def shares(*values):
    return [(f"Xã {number}", value, f"{value}%", None) for number, value in enumerate(values, 1)]


def widths(chart):
    return [bar.width for bar in chart.bars]


def test_the_longest_bar_nearly_fills_the_plot_and_the_others_keep_their_proportion():
    assert widths(bar_chart("Quỹ", "", shares(40, 20, Decimal("10")))) == ["98.00%", "49.00%", "24.50%"]


def test_a_target_above_every_value_sets_the_scale():
    chart = bar_chart("Tỷ lệ", "", shares(10, 5), target=20, target_label="mục tiêu 20%")

    assert chart.target.x == "98.00%"
    assert widths(chart) == ["49.00%", "24.50%"]


def test_the_label_of_the_target_runs_towards_the_middle():
    left = bar_chart("Tỷ lệ", "", shares(100), target=20, target_label="mục tiêu 20%")
    right = bar_chart("Tỷ lệ", "", shares(100), target=80, target_label="mục tiêu 80%")

    assert (left.target.anchor, right.target.anchor) == ("start", "end")


def test_a_bar_below_the_target_says_so_and_one_that_meets_it_is_not_low():
    chart = bar_chart("Tỷ lệ", "", shares(23, 22), target=23, target_label="mục tiêu 23%")

    assert [(bar.is_low, bar.meaning) for bar in chart.bars] == [
        (False, "đạt mục tiêu 23%"),
        (True, "dưới mục tiêu 23%"),
    ]


def test_without_a_target_a_bar_is_told_beside_the_longest():
    assert [bar.meaning for bar in bar_chart("Quỹ", "", shares(40, 10)).bars] == [
        "bằng 100% mức cao nhất",
        "bằng 25% mức cao nhất",
    ]


def test_nothing_reported_is_no_bar_and_zero_is_a_bar_without_length():
    missing, zero = bar_chart("Quỹ", "", [("Liêm Thủy", None, "", None), ("Đổng Xá", 0, "0 đồng", None)]).bars

    assert (missing.width, missing.value_text) == (None, "chưa có số liệu")
    assert (zero.width, zero.value_text) == ("0.00%", "0 đồng")


def test_a_negative_value_has_no_length_but_keeps_its_words():
    bar = bar_chart("Tăng, giảm", "", [("Kim Hỷ", -12, "giảm 12", None), ("Cư Lễ", 6, "tăng 6", None)]).bars[0]

    assert (bar.width, bar.value_text) == ("0.00%", "giảm 12")


def test_an_empty_chart_has_no_bars():
    assert bar_chart("Quỹ", "", []).bars == []


def test_the_page_shows_names_as_links_values_as_text_and_the_target_once():
    items = [("Thị trấn Yến Lạc", Decimal("28.03"), "28,03%", "/xa/yen-lac/"), ("Liêm Thủy", None, "", None)]
    chart = bar_chart("Hội viên theo xã", "Chia cho dân số.", items, target=23, target_label="mục tiêu 23%")

    page = render_to_string("components/_bar_chart.html", {"chart": chart})

    assert '<th scope="row"><a href="/xa/yen-lac/">Thị trấn Yến Lạc</a></th>' in page
    assert '<td class="chart-value">28,03%</td>' in page
    assert '<td class="chart-none" colspan="2">chưa có số liệu</td>' in page
    assert page.count(">mục tiêu 23%</text>") == 1
    assert page.count("<title>đạt mục tiêu 23%</title>") == 1
    assert page.count("<rect") == 1


def test_bars_of_a_whole_are_as_long_as_their_part_of_it():
    chart = bar_chart("Mô hình", "", [("Gia đình", 50, "50%", None), ("Dòng họ", 25, "25%", None)], whole=100)

    assert [bar.width for bar in chart.bars] == ["49.00%", "24.50%"]
    assert chart.bars[0].meaning == "bằng 50% toàn bộ"


def test_each_bar_may_have_its_own_target():
    chart = bar_chart("Mô hình", "", shares(50, 25), whole=100, goals=[40, None])
    first, second = chart.bars
    assert (first.goal, first.is_low, first.meaning) == ("39.20%", False, "đạt chỉ tiêu")
    assert second.goal == ""
    low = bar_chart("Mô hình", "", shares(30), whole=100, goals=[40]).bars[0]
    assert (low.is_low, low.meaning) == (True, "dưới chỉ tiêu")


def steps(*amounts):
    first, *between, last = amounts
    levels = [Step("Đầu kỳ", first, str(first), is_level=True)]
    flows = [Step("Chi" if amount < 0 else "Thu", amount, str(amount)) for amount in between]
    return [*levels, *flows, Step("Cuối kỳ", last, str(last), is_level=True)]


def test_a_flow_goes_on_where_the_step_before_ended():
    opening, came, went, closing = flow_chart("Quỹ", "", steps(100, 100, -150, 50)).bars
    assert [(bar.start, bar.width) for bar in (opening, came, went, closing)] == [
        ("0.00%", "49.00%"),
        ("49.00%", "49.00%"),
        ("24.50%", "73.50%"),
        ("0.00%", "24.50%"),
    ]
    assert [bar.meaning for bar in (opening, came, went)] == ["số dư", "thêm vào", "lấy ra"]


def test_a_flow_below_nothing_stays_inside_the_picture():
    bars = flow_chart("Quỹ", "", steps(100, -200, -100)).bars
    assert [(bar.start, bar.width) for bar in bars] == [
        ("49.00%", "49.00%"),
        ("0.00%", "98.00%"),
        ("0.00%", "49.00%"),
    ]
    assert [bar.width for bar in flow_chart("Quỹ", "", steps(0, 0)).bars] == ["0.00%", "0.00%"]


def years(*values):
    return [(str(2020 + place), value, str(value or ""), None) for place, value in enumerate(values)]


def test_a_line_is_broken_where_a_year_says_nothing():
    chart = line_chart("Hội viên", "", years(10, None, 30, 20, None))
    assert len(chart.lines) == 1
    assert len(chart.lines[0].split()) == 2
    assert [point.text for point in chart.points] == ["10", "chưa có", "30", "20", "chưa có"]
    assert chart.alternative == "2020: 10; 2021: chưa có; 2022: 30; 2023: 20; 2024: chưa có"


def test_the_highest_year_stands_highest_and_equal_years_level():
    low, high = line_chart("Quỹ", "", years(-5, 40)).points
    assert float(high.y) < float(low.y)
    assert len({point.y for point in line_chart("Quỹ", "", years(7, 7, 7)).points}) == 1


def heights(chart):
    """Of each year over the axis, as a part of all the height there is for a line."""
    foot, top = (float(point.y) for point in line_chart("", "", years(0, 1)).points)
    return [(foot - float(point.y)) / (foot - top) for point in chart.points]


def test_a_small_change_looks_small_and_a_great_one_fills_the_picture():
    before, now = heights(line_chart("Hội viên", "người", years(10_146, 10_360)))
    assert (round(before, 2), round(now, 2)) == (0.46, 0.54)
    assert heights(line_chart("Quỹ", "", years(100, 75))) == heights(line_chart("Quỹ", "", years(100, 0))) == [1, 0]


def test_a_line_of_debts_is_drawn_by_the_same_scale():
    assert heights(line_chart("Quỹ", "", years(-100, -99))) == pytest.approx([0.48, 0.52], abs=0.001)


def test_one_year_alone_is_a_point_and_none_at_all_is_empty():
    assert line_chart("Quỹ", "", years(7)).lines == []
    assert line_chart("Quỹ", "", []).points == []


def test_a_line_says_in_words_what_it_shows_and_has_its_numbers_in_a_table():
    chart = line_chart("Hội viên", "người", years(10, 12), ["", "tăng 2 (20%)"])

    page = render_to_string("components/_line_chart.html", {"chart": chart})

    assert "<title>Hội viên</title>" in page
    assert "<desc>2020: 10; 2021: 12</desc>" in page
    assert "<td>tăng 2 (20%)</td>" in page
