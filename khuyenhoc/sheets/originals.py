"""The values an exported file was made with, kept in it on a sheet nobody sees, to tell later what was changed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from .cells import Cell, CellFault, read_cell, shown
from .shapes import Column

MAGIC = "khuyenhoc-goc-1"


class Originals(Mapping[str, dict[str, object]]):
    """Key → {code: value}. Rows are kept as tuples: at 200.000 rows a dict each would weigh more than the file."""

    def __init__(self, key: str = "", codes: Sequence[str] = ()) -> None:
        self.key, self.codes = key, tuple(codes)
        self._rows: dict[str, tuple[object, ...]] = {}

    def add(self, key: str, values: tuple[object, ...]) -> None:
        self._rows[key] = values

    def __getitem__(self, key: str) -> dict[str, object]:
        return dict(zip(self.codes, self._rows[key], strict=False))

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def stored(value: object) -> object:
    """As the sheet keeps it; read back by `restored`."""
    if isinstance(value, bool):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def read_originals(rows: Iterator[list[Cell]], columns: Sequence[Column]) -> Originals:
    """Of a file that we wrote; of any other, nothing."""
    first, codes = next(rows, []), next(rows, [])
    if len(first) < 2 or first[0] != MAGIC:
        return Originals()
    by_code = {column.code: column for column in columns}
    kept = [(position, by_code[str(code)]) for position, code in enumerate(codes) if code in by_code]
    originals = Originals(shown(first[1]), [column.code for _, column in kept])
    for row in rows:
        originals.add(shown(row[0]), tuple(restored(column, row[position]) for position, column in kept))
    return originals


def restored(column: Column, cell: Cell) -> object:
    """The value by the rules of a typed cell, so that an untouched cell equals its original."""
    if cell == "" or cell is None:
        return None
    if column.kind == "date":
        return date.fromisoformat(str(cell))
    if column.kind in ("text", "name", "phone"):
        return shown(cell)
    if column.kind in ("number", "money", "year") and isinstance(cell, float):
        return int(cell)
    try:
        return read_cell(column, cell)
    except CellFault:
        return shown(cell)
