"""The awards of the Association in a report: by form and class, proposed and given, as lines and as sentences."""

from dataclasses import dataclass
from functools import cached_property

from awards.models import AwardForm, RecipientClass
from khuyenhoc.numbers import format_count, format_number

from .indicators import GIVEN, PROPOSED, award_code
from .tables import EMPTY, AnnualTable


@dataclass(frozen=True)
class AwardLine:
    """A form and what has become of it: numbers by class, one line proposed, one line given."""

    level: str
    form: str
    counts: list[str]
    status: str
    is_given: bool


class Honours:
    """What was proposed and given in the year, from the cells of the table."""

    def __init__(self, table: AnnualTable) -> None:
        self.table = table

    @cached_property
    def classes(self) -> list[RecipientClass]:
        """The classes that occur; collectives and persons always."""
        always = (RecipientClass.COLLECTIVE, RecipientClass.PERSON)
        return [kind for kind in RecipientClass if kind in always or self._class_total(kind)]

    def _class_total(self, kind: RecipientClass) -> int:
        codes = [award_code(form.code, kind, PROPOSED) for form in self.table.forms]
        return self.table.root.total.sum(codes).total

    @cached_property
    def lines(self) -> list[AwardLine]:
        return [line for form in self.table.forms for line in self._award_lines(form)]

    def _award_lines(self, form: AwardForm) -> list[AwardLine]:
        lines = [
            ([self._award_count(form, kind, is_given=is_given) for kind in self.classes], status, is_given)
            for status, is_given in (("đề nghị", False), ("đã tặng", True))
        ]
        return [
            AwardLine(
                form.grantor_name,
                form.name,
                [format_number(count) if count else "–" for count in counts],
                status,
                is_given,
            )
            for counts, status, is_given in lines
            if any(counts)
        ]

    @cached_property
    def sentences(self) -> list[str]:
        """ "Đề nghị … tặng: 01 Cờ thi đua xuất sắc (tập thể); …", one sentence per grantor and status."""
        said: dict[tuple[str, bool], list[str]] = {}
        for form in self.table.forms:
            for is_given in (False, True):
                counts = [(self._award_count(form, kind, is_given=is_given), kind) for kind in self.classes]
                words = [f"{format_count(count)} {kind.label}" for count, kind in counts if count]
                if words:
                    line = f"{form.name} cho {in_a_row(words)}"
                    said.setdefault((form.grantor_name, is_given), []).append(line)
        return [
            f"{grantor} đã tặng {'; '.join(lines)}." if is_given else f"Đề nghị {grantor} tặng {'; '.join(lines)}."
            for (grantor, is_given), lines in said.items()
        ]

    @property
    def given_classes(self) -> list[str]:
        """ "tập thể", "cá nhân": who was given anything, by whomever."""
        return [kind.label for kind in self.classes if any(self._cell(form, kind, GIVEN) for form in self.table.forms)]

    def _award_count(self, form: AwardForm, kind: str, *, is_given: bool) -> int:
        """Given, or proposed and not (yet) given."""
        given = self._cell(form, kind, GIVEN)
        return given if is_given else max(self._cell(form, kind, PROPOSED) - given, 0)

    def _cell(self, form: AwardForm, kind: str, status: str) -> int:
        return self.table.root.total.get(award_code(form.code, kind, status), EMPTY).total


def in_a_row(words: list[str]) -> str:
    """ "a", "a và b", "a, b và c"; "" of nothing."""
    if not words:
        return ""
    return f"{', '.join(words[:-1])} và {words[-1]}" if len(words) > 1 else words[0]
