"""What a table in a spreadsheet is made of: its columns, its rows, and what is wrong in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from khuyenhoc.actions import Refusal
from khuyenhoc.names import NAME_LENGTH, TEXT_LENGTH

LARGEST_ROWS_MARKED = 20_000

GUIDE_SHEET = "Hướng dẫn"
ORIGINALS_SHEET, LISTS_SHEET, MARKS_SHEET = "_goc", "_chon", "_loi"
OWN_SHEETS = {ORIGINALS_SHEET, LISTS_SHEET, MARKS_SHEET}

KEY_CODE, KEY_LABEL = "key", "Mã (không sửa)"
FAULTS_LABEL, ROW_LABEL = "Lỗi cần sửa", "Dòng trong tệp gốc"

LENGTHS = {"name": NAME_LENGTH, "text": TEXT_LENGTH, "phone": 40}


@dataclass(frozen=True)
class Column:
    """One column of a table: `code` is its key in a row, `label` its heading.

    `kind` is text, name, number, money, date, year, phone, choice or yesno. A row holds str for text, name and phone,
    int for number, money and year, date, bool, or the stored value of a choice; None for an empty cell. A number or
    money with `choices` may also be one of those words; `group` stands over neighbouring headings.
    """

    code: str
    label: str
    kind: str = "text"
    help: str = ""
    example: str = ""
    spellings: tuple[str, ...] = ()  # other headings people write
    is_required: bool = False
    choices: tuple[tuple[str, str], ...] = ()  # (stored value, label shown)
    width: int = 18
    longest: int = 0  # letters; 0: what is usual for the kind
    group: str = ""
    is_signed: bool = False

    @property
    def length(self) -> int:
        return self.longest or LENGTHS.get(self.kind, TEXT_LENGTH)


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell (or a whole row, when `column` is None), and what to do about it."""

    sheet: str
    row: int  # as Excel numbers it
    column: str | None
    label: str
    value: str
    sentence: str

    def __str__(self) -> str:
        place = f"Trang tính “{self.sheet}”, dòng {self.row}"
        return f"{place}, cột {self.label}: {self.sentence}" if self.label else f"{place}: {self.sentence}"


@dataclass
class SheetRow:
    """One row as read: `values` by code for the columns that the sheet has, `raw` the same as the user sees them.

    `key` is what an exported file wrote in its first column; "" for a new row.
    """

    sheet: str
    number: int
    values: dict[str, object]
    faults: list[Fault]
    raw: dict[str, str]
    key: str = ""
    notes: list[str] = field(default_factory=list)

    def fault(self, column: Column | None, sentence: str) -> Fault:
        """Add a fault found later, by who knows what the values mean."""
        code, label = (column.code, column.label) if column else (None, "")
        found = Fault(self.sheet, self.number, code, label, self.raw.get(code or "", ""), sentence)
        self.faults.append(found)
        return found


class LegacyEncoding(Refusal):
    """The text is written for old fonts. `converted` is how `sample` reads with `read_tables(…, convert=True)`."""

    def __init__(self, encoding: str, sample: str, converted: str) -> None:
        super().__init__(
            f"Tệp này viết bằng bảng mã {encoding} (phông chữ cũ): “{sample}” đọc ra là “{converted}”. "
            "Xin chọn “Chuyển sang Unicode và đọc tiếp”, hoặc chuyển bảng mã của tệp sang Unicode rồi tải lại.",
            "file",
        )
        self.encoding, self.sample, self.converted = encoding, sample, converted


def shortened(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[:length] + "…"


def quoted(text: str) -> str:
    return f"“{shortened(text)}”"


def listed(texts: Sequence[str], most: int = 12) -> str:
    """“A”, “B” và “C”."""
    shown = [quoted(text) for text in texts[:most]]
    if len(texts) > most:
        return ", ".join(shown) + "…"
    return " và ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
