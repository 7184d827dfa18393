"""One list of the plan as it is typed: every line in its box, more of them pasted below, moved by buttons."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict

from khuyenhoc.fields import refuse_unprintable
from khuyenhoc.names import nfc
from khuyenhoc.numbers import NumberFault, parse_money, parse_number, record_number

from ..actions import PlanLine
from ..columns import COLUMNS, Column, full_label
from ..document import blocks_of
from ..models import PlanItem
from ..planned import may_be_planned
from ..targets import is_share, write_target
from ..tokens import is_money
from .targets import read_target

MOVES = ("up", "down", "drop")


@dataclass
class TypedLine:
    """One line as it stands in its boxes; `fault` is what is wrong with it."""

    text: str
    figure: str = ""
    value: str = ""
    fault: str = ""


class PlanForm:
    """`was` travels with the form, so that what somebody else has written meanwhile is seen."""

    def __init__(self, kind: PlanItem.Kind, held: Sequence[PlanLine], data: QueryDict | None = None) -> None:
        self.kind, self.held, self.is_bound = kind, held, data is not None
        self.data: QueryDict = data or QueryDict()
        self.fault = ""
        self.lines = self._typed() if self.is_bound else [_typed(line) for line in held]
        self.pasted = self.data.get("more", "")

    def _typed(self) -> list[TypedLine]:
        texts, figures, values = (self.data.getlist(name) for name in ("text", "figure", "value"))
        figures += [""] * (len(texts) - len(figures))
        values += [""] * (len(texts) - len(values))
        return [TypedLine(*line) for line in zip(texts, figures, values, strict=False)]

    @property
    def shown(self) -> str:
        """What was shown, for the next sending."""
        return json.dumps([[line.text, line.figure, _plain(line.value)] for line in self.held], ensure_ascii=False)

    @cached_property
    def was(self) -> list[PlanLine]:
        try:
            return [PlanLine(text, figure, Decimal(value) if value else None) for text, figure, value in self._sent]
        except (ValueError, TypeError, InvalidOperation) as fault:
            raise BadRequest("no list was shown") from fault

    @property
    def _sent(self) -> list[list[str]]:
        sent: list[list[str]] = json.loads(self.data.get("shown", ""))
        return sent

    def read(self) -> list[PlanLine] | None:
        """What was typed, with the pasted lines behind it and one line moved or taken out; None where faults stand."""
        read = [self._read(line) for line in self.lines]
        more = self._read_more()
        if self.fault or any(line.fault for line in self.lines):
            return None
        return [line for line in [*self._moved([one for one in read if one]), *more] if line.text]

    def _read(self, line: TypedLine) -> PlanLine | None:
        try:
            refuse_unprintable(line.text)
            return PlanLine(nfc(line.text), line.figure, _value(line))
        except (NumberFault, ValidationError) as fault:
            line.fault = str(fault.message if isinstance(fault, ValidationError) else fault)
            return None

    def _read_more(self) -> list[PlanLine]:
        """Each line pasted is one; the bullets and numbers of the document it came from are left behind."""
        try:
            refuse_unprintable(self.pasted)
        except ValidationError as fault:
            self.fault = str(fault.message)
        return [PlanLine(nfc(block.text)) for block in blocks_of(self.pasted)]

    def _moved(self, lines: list[PlanLine]) -> list[PlanLine]:
        for move in MOVES:
            number = record_number(self.data.get(move, ""))
            if number is None or number >= len(lines):
                continue
            line = lines.pop(number)
            if move != "drop":
                lines.insert(max(0, number - 1) if move == "up" else number + 1, line)
        return lines

    def show_clash(self, held: Sequence[PlanLine]) -> None:
        """What is stored now; what was typed stays, and saving once more puts it through."""
        self.held = held


def _typed(line: PlanLine) -> TypedLine:
    value = write_target(COLUMNS[line.figure], line.value) if line.figure in COLUMNS else _plain(line.value)
    return TypedLine(line.text, line.figure, value)


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def _value(line: TypedLine) -> Decimal | None:
    column, written = COLUMNS.get(line.figure), line.value.strip()
    if written and not line.figure and line.text.strip():
        raise NumberFault("Con số này chưa nối với số liệu nào. Xin chọn số liệu, hoặc xóa con số.")
    if column is None or not written:
        return None
    if is_share(column):
        return read_target(line.figure, written)
    return Decimal(parse_money(written) if is_money(column) else parse_number(written))


def figure_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Columns that can be a target, under the first letters of what they are about."""
    found: dict[str, list[tuple[str, str]]] = {}
    for key, column in COLUMNS.items():
        if may_be_planned(column):
            found.setdefault(_group(column), []).append((key, _label(column)))
    return list(found.items())


def _group(column: Column) -> str:
    return "Tỷ lệ (%)" if is_share(column) else "Số tiền (đồng)" if is_money(column) else "Số đếm"


def _label(column: Column) -> str:
    label = full_label(column)
    return f"{label[:1].upper()}{label[1:]}"


def choices_for(kind: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    return figure_choices() if kind == PlanItem.Kind.TARGET else []
