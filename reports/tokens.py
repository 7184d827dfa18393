"""Figures in the text of a summary: `{Hội viên}` is printed as what the tables say, whatever they come to say later.

A token is the figure's name as people read it, taken from a list and not typed; one that does not exist is refused.
"""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from khuyenhoc.names import search_key
from khuyenhoc.numbers import format_money, format_number

from .columns import BOARDS, CHAPTERS, COLUMNS, Column, full_label
from .indicators import CATALOGUE

if TYPE_CHECKING:
    from .report import Report

TOKEN = re.compile(r"\{([^{}\n]{1,80})\}")
Say = Callable[["Report"], str]


def _says(column: Column) -> Say:
    def say(report: "Report") -> str:
        shown = column.show(report.root_figures)
        is_money = column.is_average or (not column.per and CATALOGUE[column.codes[0]].unit == "money")
        value = column.value(report.root_figures)
        if is_money and value is not None:
            return format_money(int(value))
        return f"{shown.text} (mới có {shown.coverage})" if shown.coverage else shown.text

    return say


TOKENS: dict[str, Say] = {
    "Năm": lambda report: str(report.period.year),
    "Năm trước": lambda report: str(report.period.year - 1),
    "Năm sau": lambda report: str(report.next_year),
    "Xã có tổ chức Hội": lambda report: report.associations,
    "Chi hội": lambda report: format_number(report.sum(CHAPTERS).total),
    "Ban khuyến học": lambda report: format_number(report.sum(BOARDS).total),
    **{full_label(column): _says(column) for key, column in COLUMNS.items() if key not in ("chapters", "boards")},
}
_BY_KEY = {search_key(name): name for name in TOKENS}


def unknown_tokens(text: str) -> list[str]:
    """The tokens of a text that name no figure, as they were typed."""
    return [name for name in TOKEN.findall(text) if search_key(name) not in _BY_KEY]


def fill(text: str, report: "Report") -> str:
    """The text with its figures; a token that no longer names one says so in its place."""

    def one(found: re.Match[str]) -> str:
        name = _BY_KEY.get(search_key(found[1]))
        return TOKENS[name](report) if name else f"[không có số liệu “{found[1]}”]"

    return TOKEN.sub(one, text)
