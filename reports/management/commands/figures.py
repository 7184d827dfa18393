"""Write docs/figures.md, the list of all figures, from the catalogue and the columns."""

from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from reports.columns import COLUMNS, Column, full_label
from reports.indicators import CATALOGUE, CHAPTERS, COMMUNES, EVERYWHERE, GROUND, GROUPS, LEVELS, NOWHERE, Indicator

PLACES = {
    EVERYWHERE: "mọi đơn vị",
    LEVELS: "Hội các cấp",
    COMMUNES: "Hội xã",
    GROUND: "Hội xã, chi hội, ban",
    CHAPTERS: "chi hội, ban",
    NOWHERE: "–",
}
SOURCES = {
    "organisation": "các đơn vị trong năm",
    "roster": "danh sách hội viên",
    "book": "sổ quỹ",
    "grants": "danh sách trao đã chi, nơi có ghi",
    "awards": "đề nghị và quyết định khen thưởng",
    "learning": "danh sách đăng ký, nơi có ghi",
    "inspection": "các cuộc kiểm tra",
    "plan": "phương hướng đã soạn, nơi có ghi",
}
UNITS = {"number": "số đếm", "money": "đồng"}

HEAD = """# Các chỉ tiêu

`manage.py figures` viết trang này từ `reports/indicators.py` và `reports/columns.py`; xin không sửa tay.

Mỗi chỉ tiêu là một số nguyên và cộng được từ chi hội lên huyện, tỉnh. Tỷ lệ, bình quân và các số gộp ở cuối trang
được tính sau khi cộng. Cột “nhập ở” cho biết dòng nào khai báo được; “cần có ở” cho biết dòng nào để trống thì bị nhắc.
Nơi có danh sách hội viên, sổ quỹ, danh sách đăng ký mô hình học tập, số theo sổ sách được dùng; nơi không có, số khai
báo được dùng.
"""
AWARDS = """## Khen thưởng của Hội

Mỗi hình thức khen trong danh mục sinh ra các chỉ tiêu `award.<mã hình thức>.<đối tượng>.proposed` (đề nghị) và
`award.<mã hình thức>.<đối tượng>.given` (được tặng: có quyết định ký, chưa bị thu hồi đến ngày chốt số liệu),
với đối tượng `collective` (tập thể), `person` (cá nhân), `household` (hộ gia đình), `clan` (dòng họ).
"""


class Command(BaseCommand):
    help = "Write docs/figures.md from the catalogue of indicators."

    def handle(self, **options: Any) -> None:
        path = settings.BASE_DIR / "docs" / "figures.md"
        path.write_text(figures_page(), encoding="utf-8")
        self.stdout.write(f"Wrote {path.relative_to(settings.BASE_DIR)}.")


def figures_page() -> str:
    by_group = groupby(CATALOGUE.values(), key=lambda made: made.group)
    groups = [_group(GROUPS[group], list(indicators)) for group, indicators in by_group]
    return "\n".join([HEAD, *groups, AWARDS, _computed()])


def _group(heading: str, indicators: list[Indicator]) -> str:
    titles = ["mã", "chỉ tiêu", "đơn vị tính", "nhập ở", "cần có ở", "nguồn", "giải thích"]
    return f"## {heading}\n\n{_table(titles, [_row(made) for made in indicators])}"


def _row(made: Indicator) -> list[str]:
    where = (PLACES[made.entered_at], PLACES[made.expected_at])
    return [f"`{made.code}`", made.label, UNITS[made.unit], *where, _source(made), made.help]


def _source(made: Indicator) -> str:
    sources = [SOURCES[made.source]] if made.source else []
    if made.opens_from:
        sources.insert(0, f"`{made.opens_from}` đã chốt của năm trước")
    if made.entered_at:
        sources.append("khai báo")
    return ", ".join(sources)


def _computed() -> str:
    computed = [column for column in COLUMNS.values() if column.per or len(column.codes) > 1]
    rows = [[f"`{column.key}`", full_label(column), _formula(column)] for column in computed]
    return f"## Số tính sau khi cộng\n\n{_table(['mã', 'số', 'cách tính'], rows)}"


def _formula(column: Column) -> str:
    total = " + ".join(f"`{code}`" for code in column.codes)
    if not column.per:
        return total
    per = [column.per] if isinstance(column.per, str) else column.per
    whole = " + ".join(f"`{code}`" for code in per)
    share = f"{total} ÷ {f'({whole})' if len(per) > 1 else whole}, trên các đơn vị có cả hai số"
    return f"{share}, đồng trên người" if column.is_average else f"{share}, %"


def _table(titles: list[str], rows: list[list[str]]) -> str:
    lines = [titles, ["---"] * len(titles), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
