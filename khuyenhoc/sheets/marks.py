"""How a fault looks in a workbook, whether it is the user's own or a new one."""

from collections.abc import Iterable, Sequence

from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from .shapes import Fault

MARK_AUTHOR = "Khuyến học (lỗi cần sửa)"
MARK_COLOUR = "FFFFD4D1"  # no colour of Excel's palette, so that it is never the user's own
MARK = PatternFill("solid", fgColor=MARK_COLOUR)
MARK_INK = "FF9C1C1C"
MARK_HEADING = Font(bold=True, color=MARK_INK)
WRAPPED = Alignment(wrap_text=True, vertical="top")
REASONS_WIDTH = 70


def reasons(faults: Sequence[Fault]) -> str:
    """All of a row's faults in words."""
    sentences = [f"{fault.label}: {fault.sentence}" if fault.label else fault.sentence for fault in faults]
    return " ".join(dict.fromkeys(sentences))


def note(sentences: Iterable[str], own: str = "") -> Comment:
    """The comment of a faulty cell, below the user's own."""
    return Comment("\n".join(filter(None, [own, *sentences])), MARK_AUTHOR, height=120, width=320)
