"""Who has reported: each return of a tree with its state, its due date and how many of its rows have figures."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from .columns import show_cell
from .models import Return
from .tables import EMPTY, AnnualTable, Node

TONES = {
    Return.State.DRAFT: "quiet",
    Return.State.RETURNED: "warn",
    Return.State.SUBMITTED: "warn",
    Return.State.ACCEPTED: "good",
}


@dataclass(frozen=True)
class Standing:
    """Where one return stands. `waits_for` says in words with whom it now lies."""

    node: Node
    due: date
    members: str
    reported: int
    expected: int

    @property
    def unit_return(self) -> Return:
        return self.node.row.unit_return

    @property
    def is_late(self) -> bool:
        return self.unit_return.is_writable and timezone.localdate() > self.due

    @property
    def tone(self) -> str:
        return "bad" if self.is_late else TONES[Return.State(self.unit_return.state)]

    @property
    def state(self) -> str:
        return "quá hạn" if self.is_late else self.unit_return.get_state_display()

    @property
    def waits_for(self) -> str:
        if self.unit_return.state == Return.State.SUBMITTED:
            return "chờ cấp trên chốt"
        return "chờ đơn vị nhập và nộp" if self.unit_return.is_writable else ""


def standings(table: AnnualTable) -> list[Standing]:
    """One per return of the tree, in its order."""
    return [_standing(table, node) for node in table.nodes()]


def _standing(table: AnnualTable, node: Node) -> Standing:
    members = node.own.get("members_closing", EMPTY)
    expected = sum(cell.expected for cell in node.own.values())
    reported = sum(cell.reported for cell in node.own.values())
    due = table.period.due_on(node.row.kind)
    return Standing(node, due, show_cell(members).text, reported, expected)
