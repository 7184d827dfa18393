"""What an app declares to take a kind of record from a workbook and to give it back in one."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import reverse

from ..dates import format_date
from ..models import Change
from ..numbers import format_number
from ..sheets import Column, Fault, SheetRow

DOUBLE, CLASH = "double", "clash"
ANSWERS = {
    DOUBLE: (("new", "người khác, thêm mới"), ("skip", "đã có rồi, bỏ dòng này")),
    CLASH: (("keep", "giữ số hiện nay"), ("file", "lấy theo tệp")),
}
# Nothing stands on these: what a row becomes.
NEW, CHANGED, UNCHANGED, FAULTY, LEFT = "new", "changed", "unchanged", "faulty", "left"

Answers = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """What only a person can say. `key` names the row, or the cell, in the answers."""

    key: str
    kind: str
    sentence: str
    column: str | None = None

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return ANSWERS[self.kind]


@dataclass
class Verdict:
    """What a row of the workbook would do. `cells` of an existing record: column → (was, now)."""

    row: SheetRow
    record_id: int | None = None
    name: str = ""
    cells: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)  # what the importer made of the row, for its own use
    is_left: bool = False

    @property
    def key(self) -> str:
        return f"{self.row.sheet}!{self.row.number}"

    @property
    def outcome(self) -> str:
        if self.faults:
            return FAULTY
        if self.is_left:
            return LEFT
        if self.record_id is None:
            return NEW
        return CHANGED if self.cells else UNCHANGED

    def ask_double(self, sentence: str) -> None:
        self.questions.append(Question(self.key, DOUBLE, sentence))

    def ask_clash(self, column: Column, sentence: str) -> None:
        self.questions.append(Question(f"{self.key}!{column.code}", CLASH, sentence, column.code))

    def fail(self, column: Column | None, sentence: str) -> None:
        code, label = (column.code, column.label) if column else (None, "")
        value = self.row.raw.get(code, "") if code else ""
        self.faults.append(Fault(self.row.sheet, self.row.number, code, label, value, sentence))

    def settle(self, answers: Answers) -> None:
        """Let the answers decide: a double is left out, a clash keeps what stands in the database."""
        for question in self.questions:
            answer = answers.get(question.key) or answers.get(question.kind)
            if question.kind == DOUBLE and answer == "skip":
                self.is_left = True
            if question.kind == CLASH and answer == "keep" and question.column:
                self.cells.pop(question.column, None)


@dataclass
class Context:
    """For whom, where and how a workbook is checked; `memory` is the importer's own, from batch to batch.

    `workbook()` fetches the file itself, for an importer that keeps it.
    `is_final`: the rows are being written, and what may be doubles was asked before.
    """

    user: Any
    unit_id: int
    key: str
    columns: Sequence[Column]
    choices: Mapping[str, Any] = field(default_factory=dict)
    was: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    is_final: bool = False
    memory: dict[str, Any] = field(default_factory=dict)
    file_name: str = ""
    workbook: Callable[[], bytes] = bytes

    def was_of(self, row: SheetRow) -> Mapping[str, Any]:
        """What the row held when it was exported; empty if it was not."""
        return self.was.get(str(row.values.get(self.key) or ""), {})

    def column(self, code: str) -> Column:
        return next(column for column in self.columns if column.code == code)


@dataclass(frozen=True)
class Offer:
    """A way out that the page offers as one tick, when so many rows need it: "switch_rosters"."""

    code: str
    label: str


class Importer(ABC):
    """One kind of record from a workbook. Subclasses declare; khuyenhoc/imports/run.py does the rest."""

    kind: str
    noun: str  # "hội viên"
    title: str  # of the sheet
    permission: str
    key: str  # the column that names an existing record
    takes_whole = False  # rows that speak of each other are checked and written together
    instructions: Sequence[str] = ()

    @abstractmethod
    def columns(self, user: Any, unit_id: int) -> list[Column]: ...

    @abstractmethod
    def places(self, unit_ids: Iterable[int]) -> dict[int, str]:
        """What the units are called, in one query."""

    @abstractmethod
    def start_of(self, imported: Any) -> str:
        """The page where another like it begins."""

    @abstractmethod
    def list_of(self, imported: Any) -> str:
        """Where the records are seen afterwards."""

    @abstractmethod
    def check(self, rows: Sequence[SheetRow], context: Context) -> list[Verdict]:
        """A verdict per row, with a number of queries that does not grow with the rows; writes nothing."""

    def offers(self, context: Context) -> list[Offer]:
        """After a check: ways out of its faults that the user may choose."""
        return []

    def told(self, context: Context) -> list[str]:
        """After a check: what the preview says of the workbook as a whole, a sentence each."""
        return []

    @abstractmethod
    def apply(self, verdicts: Sequence[Verdict], context: Context) -> None:
        """Write the new and changed ones, by the app's verbs."""

    @abstractmethod
    def undo(self, changes: Sequence[Change], by: Any, mark: str) -> None:
        """Take back what an import wrote; refuses, naming rows, when something was built on it or changed since.

        `mark` tells this undoing from others, for codes that must stay unique.
        """


class ListImporter(Importer):
    """One kind of record both ways: all that a user reaches in a unit goes out as a workbook and comes back."""

    start_url: str  # URL name of the page where one begins

    @abstractmethod
    def list_url(self, unit_id: int) -> str:
        """Where the unit's records are seen."""

    @abstractmethod
    def records(self, user: Any, unit_id: int) -> Iterable[Mapping[str, Any]]:
        """Every record in reach as a row, for the export."""

    def lists(self, user: Any, unit_id: int) -> dict[str, list[str]]:
        """Words for drop-downs that depend on who asks."""
        return {}

    def start_of(self, imported: Any) -> str:
        return reverse(self.start_url)

    def list_of(self, imported: Any) -> str:
        return self.list_url(imported.unit_id)


def compared(verdict: Verdict, standing: Mapping[str, Any], context: Context) -> Iterator[tuple[Column, Any, Any]]:
    """The cells of an existing record in which the file says otherwise than the database: column, file's, database's.

    A cell that the user left as it was exported says nothing; an empty one says so only if it was not empty then.
    """
    was = context.was_of(verdict.row)
    for column in context.columns:
        if column.code not in verdict.row.values or column.code not in standing:
            continue
        given, stands = verdict.row.values[column.code], standing[column.code]
        if column.kind == "yesno" and given is None and column.code in was:
            given = False
        if same(given, stands) or (column.code in was and same(given, was[column.code])):
            continue
        if is_empty(given) and column.code not in was:
            continue
        yield column, given, stands


def clashes(column: Column, stands: Any, was: Mapping[str, Any]) -> bool:
    """Whether somebody else changed the cell since the file was made."""
    return column.code in was and not same(stands, was[column.code])


def is_empty(value: Any) -> bool:
    return value is None or value == ""


def same(one: Any, other: Any) -> bool:
    return (is_empty(one) and is_empty(other)) or one == other


def shown(column: Column, value: Any) -> str:
    """A value as the preview prints it."""
    if is_empty(value):
        return "để trống"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, date):
        return format_date(value)
    if isinstance(value, int) and column.kind in ("number", "money"):
        return format_number(value)
    return dict(column.choices).get(value, str(value))
