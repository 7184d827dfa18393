"""The doctor on the trees of the years: each return's path against the return above it."""

from collections.abc import Iterator

from chapters.reach import ROOT_PATH, SEGMENT
from khuyenhoc.doctor import Finding

from .models import Return


def check_return_paths() -> Iterator[Finding]:
    returns = Return.objects.current().select_related("period", "unit", "above").order_by("period", "path")
    wrong = [
        made for made in returns if made.path[:-SEGMENT] != (made.above.path if made.above else ROOT_PATH[:-SEGMENT])
    ]
    if not wrong:
        yield Finding("good", "Báo cáo của mọi năm đứng đúng dưới báo cáo cấp trên.")
    for made in wrong:
        yield Finding(
            "bad",
            f"{made}: mã cây của báo cáo là {made.path}, không khớp báo cáo cấp trên.",
            "Không sửa tay trong cơ sở dữ liệu. Xin báo người phụ trách kỹ thuật và gửi kèm dòng này.",
        )


CHECKS = [check_return_paths]
