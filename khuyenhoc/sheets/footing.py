"""Rows of a list that are no entry of it: totals, signatures, repeated headings, examples."""

import re
from collections.abc import Sequence

from .cells import Cell, is_blank, shown
from .headings import Headings, folded
from .shapes import Column, quoted

TOTAL = re.compile(r"(tổng )?cộng|tổng|tổng số|tổng cộng.*|tổng số.*|cộng ?[:(].*|cộng (toàn|chung|trang|mang).*")
SIGNATURE = re.compile(
    r"(người|cán bộ) (lập|ghi|tổng hợp).*|tm\b.*|t/m\b.*|kt\.? .*|thủ trưởng.*|chủ tịch|phó chủ tịch|chi hội trưởng|"
    r"trưởng ban|kế toán|thủ quỹ|\(?ký\b.*|(.*[, ])?ngày .* tháng .* năm.*|xác nhận.*|nơi nhận.*|"
    r"danh sách (này|trên)? ?(có|gồm).*"
)
ORDINAL = re.compile(r"\(?([0-9]{1,6}|[A-Za-z])\)?\.?")


class Skips:
    """Says of row after row why it is skipped; remembers that the signatures have begun."""

    def __init__(self, columns: Sequence[Column], headings: Headings) -> None:
        self.columns, self.headings = columns, headings
        self.is_first, self.has_ended = True, False
        self.read = {place.position for places in headings.places.values() for place in places}
        self.required = [headings.places[column.code] for column in columns if column.is_required]
        self.titles = {position: folded(text) for position, text in headings.texts.items()}
        self.examples = {
            headings.places[column.code][0].position: column.example for column in columns if column.example
        }

    def reason(self, cells: list[Cell]) -> str | None:
        """A sentence; "" to skip without a word; None for a row to be read."""
        is_first, self.is_first = self.is_first, False
        filled = {position: shown(cell) for position, cell in enumerate(cells) if not is_blank(cell)}
        texts = list(filled.values())
        if is_first and self._are_ordinals(texts):
            return ""
        if is_first and self._is_example(filled):
            return "dòng ví dụ."
        if self._is_total(texts):
            return f"dòng cộng ({quoted(texts[0])})."
        if all(SIGNATURE.fullmatch(text.lower()) for text in texts):
            self.has_ended = True
            return f"phần ký tên ({quoted(texts[0])})."
        if self.has_ended and not self._is_entry(filled):
            return f"phần ký tên ({quoted(texts[0])})."
        if not self.read & filled.keys():
            return "" if all(map(ORDINAL.fullmatch, texts)) else f"{quoted(texts[0])} không thuộc cột nào của bảng."
        return "tiêu đề lặp lại." if self._are_headings(filled) else None

    def _is_entry(self, filled: dict[int, str]) -> bool:
        """Full enough to be one more of the list, and not the names of those who sign it."""
        return len(filled) > 2 and all(any(p.position in filled for p in places) for places in self.required)

    def _are_ordinals(self, texts: list[str]) -> bool:
        """(1) (2) (3) or A B 1 2 under the headings, as printed forms have."""
        return len(texts) >= 3 and all(ORDINAL.fullmatch(text) for text in texts) and len(set(texts)) == len(texts)

    def _is_example(self, filled: dict[int, str]) -> bool:
        return len(self.examples) > 1 and {p: filled.get(p) for p in self.examples} == self.examples

    def _is_total(self, texts: list[str]) -> bool:
        return any(TOTAL.fullmatch(text.lower()) for text in texts[:2])

    def _are_headings(self, filled: dict[int, str]) -> bool:
        return len(filled) > 1 and all(self.titles.get(position) == folded(text) for position, text in filled.items())
