"""A table of the fund book: made once from raw values; page, PDF and workbook only print it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from chapters.models import Unit
from chapters.signing import place_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number
from khuyenhoc.papers import Signer, dated_line

Value = str | int | date | None
TEXT, NUMBER, DATE, CENTRED = "text", "number", "date", "centred"


@dataclass(frozen=True)
class Column:
    """`share` is its part of the width in per cent; `kind` says how its values are written and where they stand."""

    heading: str
    share: int
    kind: str = TEXT


@dataclass(frozen=True)
class Cell:
    """A value in words, beside its column."""

    text: str
    column: Column
    is_head: bool = False  # names its line


@dataclass(frozen=True)
class Table:
    """`total` stands under the lines; `empty` is said in place of lines."""

    columns: Sequence[Column]
    lines: Sequence[Sequence[Value]]
    total: Sequence[Value] = ()
    title: str = ""
    note: str = ""
    empty: str = "Không có."

    @property
    def rows(self) -> Iterator[list[Cell]]:
        return (self._cells(line) for line in self.lines)

    @property
    def total_row(self) -> list[Cell]:
        return self._cells(self.total) if self.total else []

    def _cells(self, line: Sequence[Value]) -> list[Cell]:
        head = next((column for column in self.columns if column.kind == TEXT), None)
        return [Cell(shown(value), column, column is head) for value, column in zip(line, self.columns, strict=True)]


def shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return format_number(value)
    return format_date(value) if isinstance(value, date) else value


@dataclass(frozen=True)
class Sheet:
    """A paper that is a few tables under a letterhead: who issues, what it is of, who signs."""

    unit: Unit
    kind: str  # "DANH SÁCH KÝ NHẬN"
    about: str
    tables: Sequence[Table]
    file_name: str
    dated: str = ""
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    signers: Sequence[Signer] = ()
    is_wide: bool = False
    is_signed: bool = False  # line by line: there is room for it

    @property
    def issuer(self) -> str:
        return self.unit.association_name

    @property
    def issuer_above(self) -> str:
        return self.unit.parent.association_name if self.unit.parent else ""

    @property
    def dated_line(self) -> str:
        return self.dated or dated_line(place_of(self.unit), None)
