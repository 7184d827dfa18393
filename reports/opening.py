"""Where a figure leads to: the page with what it is made of (`/bao-cao/<kỳ>/so/<mã>/`)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import mark_safe

from awards.models import AwardForm, RecipientClass

from .columns import COLUMNS, NOTHING, Column, Shown
from .indicators import AWARD_STATUS, CATALOGUE, GIVEN, PROPOSED, award_code

if TYPE_CHECKING:
    from .lines import Line

PENDING = "pending"  # put forward, and not given yet
STATUS = AWARD_STATUS | {PENDING: "đề nghị, chưa được tặng"}


class Openings:
    """The addresses behind the figures of one report; `version` is the adopted summary that froze them."""

    def __init__(self, period: str, unit_code: str, version: int | None = None) -> None:
        self.start = reverse("reports:summary", args=[period]) + "so/"
        self.unit_code, self.version = unit_code, version
        self._queries: dict[tuple[str, bool], str] = {}

    def figure(self, key: str, unit_code: str = "", *, direct: bool = False) -> str:
        """What the figure is made of, here or at an association below."""
        return f"{self.start}{key}/{self._query(unit_code or self.unit_code, direct=direct)}"

    def cell(self, key: str, row_id: int) -> str:
        """One cell: what it was counted from and who said it."""
        return f"{self.start}{key}/{row_id}/{self._query(self.unit_code)}"

    def of_line(self, key: str, line: "Line") -> str:
        if line.row_id is not None:
            return self.cell(key, line.row_id)
        return self.figure(key, line.unit_code, direct=line.is_direct)

    def link(self, key: str, shown: Shown, line: "Line | None" = None) -> str:
        """The figure as a link; a dash leads nowhere. Not a template: a page has a thousand of them."""
        if shown.text == NOTHING:
            return shown.html
        url = (self.of_line(key, line) if line else self.figure(key)).replace("&", "&amp;")
        return mark_safe(f'<a href="{url}">{shown.html}</a>')  # noqa: S308 address of slugs, quoted; html is escaped

    @property
    def query(self) -> str:
        """Behind the address of another page about the same paper."""
        return self._query(self.unit_code)

    def _query(self, unit_code: str, *, direct: bool = False) -> str:
        if (unit_code, direct) not in self._queries:
            asked = {"don-vi": unit_code} | ({"ban": self.version} if self.version else {})
            asked |= {"phan": "truc-thuoc"} if direct else {}
            self._queries[unit_code, direct] = f"?{urlencode(asked)}"
        return self._queries[unit_code, direct]


def award_key(form: str, kind: str, status: str) -> str:
    """An award's code as an address has it."""
    return f"award--{form}--{kind}--{status}"


def column_of(key: str, forms: Sequence[AwardForm]) -> Column | None:
    """The column behind an address: one of the tables, any indicator, or an award of these forms; else None."""
    if key in COLUMNS:
        return COLUMNS[key]
    if key in CATALOGUE:
        return Column(key, CATALOGUE[key].label, (key,))
    return _award_column(key, forms) if key.startswith("award--") else None


def _award_column(key: str, forms: Sequence[AwardForm]) -> Column | None:
    code, _, rest = key.removeprefix("award--").rpartition("--")
    code, _, kind = code.rpartition("--")
    form = next((form for form in forms if form.code == code), None)
    if form is None or kind not in RecipientClass.values or rest not in STATUS:
        return None
    label = f"{form.name} ({form.grantor_name}), {RecipientClass(kind).label}: {STATUS[rest]}"
    given, proposed = award_code(code, kind, GIVEN), award_code(code, kind, PROPOSED)
    if rest == PENDING:
        return Column(key, label, (proposed,), minus=(given,))
    return Column(key, label, (given if rest == GIVEN else proposed,))
