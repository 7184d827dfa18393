"""What the page of components shows: every component in every state, with invented people and figures."""

from datetime import UTC, datetime
from decimal import Decimal

from django import forms
from django.core.paginator import Page, Paginator

from .charts import BarChart, LineChart, Step, bar_chart, flow_chart, line_chart
from .history import Entry


class SampleForm(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Gõ đủ dấu như trong giấy tờ.")
    born = forms.CharField(label="Năm sinh", required=False)
    unit = forms.ChoiceField(label="Chi hội", choices=[("1", "Chi hội thôn Bản Cào"), ("2", "Chi hội Trạm Y tế")])
    way = forms.ChoiceField(
        label="Cách báo cáo",
        choices=[("1", "Theo từng chi hội"), ("2", "Chỉ số chung của xã")],
        widget=forms.RadioSelect,
    )
    has_card = forms.BooleanField(label="Đã được phát thẻ", required=False)
    scan = forms.FileField(label="Bản chụp", required=False)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea(attrs={"rows": 3}))


def component_samples() -> dict[str, object]:
    return {
        "actions": [
            {"label": "So với năm 2022", "url": "#", "primary": False},
            {"label": "Báo cáo tổng kết (PDF)", "url": "#", "primary": True},
        ],
        "trail": [
            {"label": "Hội Khuyến học huyện Na Rì", "url": "#"},
            {"label": "Hội xã Côn Minh", "url": "#"},
        ],
        "charts": [chart_with_target(), chart_without_target(), flow()],
        "lines": [years_in_a_line(), years_with_a_hole()],
        "entries": changes(),
        "facts": facts(),
        "empty_form": SampleForm(prefix="empty"),
        "refused_form": refused_form(),
        "pages": pages(),
        "years": [2024, 2023, 2022],
        "rows": table_rows(),
    }


def chart_with_target() -> BarChart:
    shares = [
        ("Cường Lợi", Decimal("28.11"), "28,11%", "#"),
        ("Thị trấn Yến Lạc", Decimal("28.03"), "28,03%", "#"),
        ("Côn Minh", Decimal("25.67"), "25,67%", "#"),
        ("Văn Lang", Decimal("23"), "23%", "#"),
        ("Sơn Thành", Decimal("19.73"), "19,73%", "#"),
        ("Lương Thượng", Decimal(0), "0%", "#"),
        ("Liêm Thủy", None, "", "#"),
    ]
    description = "Số hội viên chia cho dân số từng xã, tính đến 31/12/2023."
    return bar_chart("Hội viên trên dân số theo xã", description, shares, target=23, target_label="mục tiêu 23%")


def chart_without_target() -> BarChart:
    sums = [
        ("Chi hội Trường Phổ thông dân tộc bán trú THCS Kim Hỷ", 126_450_000, "126.450.000 đồng", None),
        ("Chi hội thôn Nà Ngoàn", 8_230_000, "8.230.000 đồng", None),
        ("Ban khuyến học dòng họ Hoàng", 0, "0 đồng", None),
    ]
    return bar_chart("Vận động quỹ theo chi hội", "Tiền và hiện vật quy tiền.", sums)


def flow() -> BarChart:
    steps = [
        Step("Dư đầu kỳ", 868, "868 triệu đồng", "#", is_level=True),
        Step("Vận động", 554, "+ 554 triệu đồng", "#"),
        Step("Chi", -1_522, "− 1.522 triệu đồng", "#"),
        Step("Dư cuối kỳ", -100, "−100 triệu đồng", "#", is_level=True),
    ]
    return flow_chart("Quỹ, chi quá số có", "Từ số dư đầu kỳ đến số dư cuối kỳ.", steps)


def years_in_a_line() -> LineChart:
    counts = {2019: "9.870", 2020: "9.902", 2021: "10.011", 2022: "10.146", 2023: "10.360"}
    marks = [(str(year), int(text.replace(".", "")), text, "#") for year, text in counts.items()]
    changes = ["", "tăng 32 (0,32%)", "tăng 109 (1,1%)", "tăng 135 (1,35%)", "tăng 214 (2,11%)"]
    return line_chart("Hội viên", "người", marks, changes)


def years_with_a_hole() -> LineChart:
    marks = [("2021", Decimal("22.8"), "22,8%", "#"), ("2022", None, "", None), ("2023", Decimal("23.5"), "23,5%", "#")]
    return line_chart("Tỷ lệ trên dân số", "", marks)


def refused_form() -> SampleForm:
    form = SampleForm({"refused-born": "163,055", "refused-unit": "1"}, prefix="refused")
    form.add_error("born", "“163,055” không phải là năm sinh. Xin điền bốn chữ số, ví dụ 1956.")
    form.add_error(None, "Chưa lưu được. Xin xem những chỗ được nhắc bên dưới rồi lưu lại.")
    return form


def pages() -> dict[str, Page]:
    paginator = Paginator(range(100), 10)
    return {"Trang đầu": paginator.page(1), "Trang giữa": paginator.page(4), "Trang cuối": paginator.page(10)}


def changes() -> list[Entry]:
    moments = datetime(2024, 1, 18, 2, 14, tzinfo=UTC), datetime(2023, 11, 30, 9, 5, tzinfo=UTC)
    return [
        Entry(moments[0], "Hoàng Thị Mẫu", "trang web", "Sửa số liệu", ["Khai báo: 44 → 19"], "#"),
        Entry(moments[1], "không rõ", "", "Sửa đơn vị", ["Tên: “Chi hội Nà Ngoàn” → “Chi hội thôn Nà Ngoàn”"], None),
    ]


def facts() -> list[dict[str, object]]:
    return [
        {"label": "Tên", "value": "Chi hội thôn Nà Ngoàn"},
        {"label": "Trực thuộc", "value": "Hội Khuyến học xã Côn Minh", "url": "#"},
        {"label": "Hội viên", "value": 19, "note": "theo danh sách, đến 31/12/2023"},
        {"label": "Ngày thôi hoạt động", "value": None},
    ]


def table_rows() -> list[dict[str, object]]:
    keys = ("name", "kind", "last", "members", "basis", "tone")
    rows = [
        ("Chi hội thôn Bản Cào", "thôn", 36, 38, "theo danh sách", "good"),
        ("Chi hội thôn Nà Ngoàn", "thôn", 44, 19, "khai báo", "quiet"),
        ("Chi hội Trạm Y tế", "cơ quan", 8, None, "chưa nộp", "bad"),
    ]
    return [dict(zip(keys, row, strict=True)) for row in rows]
