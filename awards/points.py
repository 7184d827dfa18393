"""Half points: how they are read and written; stored and added as whole numbers of halves."""

import re

from khuyenhoc.numbers import NumberFault

MOST = 200
WRITTEN = re.compile(r"([0-9]{1,4})(?:[,.]([0-9]{1,2}))?")


def points_of(halves: int | None) -> str:
    """ "9,5" from 19 half points, "−1,5" from −3; "" for none."""
    if halves is None:
        return ""
    whole, half = divmod(abs(halves), 2)
    return f"{'−' if halves < 0 else ''}{whole}{',5' if half else ''}"


def parse_points(text: str) -> int:
    """Half points from "9", "9,5" or "9.5": a dot before one digit parts no thousands."""
    written = " ".join(text.split())
    match = WRITTEN.fullmatch(written)
    if match is None:
        raise NumberFault(f"“{written[:40]}” không phải là điểm. Xin ghi số từ 0 trở lên, ví dụ 9 hoặc 9,5.")
    whole, part = int(match[1]), (match[2] or "").rstrip("0")
    if part not in ("", "5"):
        raise NumberFault(f"“{written}”: điểm chỉ chấm đến nửa điểm, ví dụ {whole} hoặc {whole},5.")
    if whole > MOST:
        raise NumberFault(f"“{written}” lớn quá. Điểm nhiều nhất là {MOST}.")
    return 2 * whole + (part == "5")
