"""Bars are measured in percents of the plot; words say what colour and length show."""

from decimal import Decimal

from django.template.loader import render_to_string

from khuyenhoc.charts import bar_chart


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
