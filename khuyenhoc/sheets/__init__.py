"""Spreadsheets in and out: templates, exports, reading what people make of them, and handing it back marked."""

from .marking import mark_faults
from .reading import Reading, Table, read_tables
from .shapes import LARGEST_ROWS_MARKED, Column, Fault, LegacyEncoding, SheetRow
from .writing import write_table

__all__ = [
    "LARGEST_ROWS_MARKED",
    "Column",
    "Fault",
    "LegacyEncoding",
    "Reading",
    "SheetRow",
    "Table",
    "mark_faults",
    "read_tables",
    "write_table",
]
