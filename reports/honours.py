"""The awards of the Association in a report: by form and class, proposed and given, and who was given them."""

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import QuerySet

from awards.lists import in_order
from awards.models import AwardForm, Nomination, RecipientClass
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number

from .columns import NOTHING
from .indicators import GIVEN, PROPOSED, award_code
from .models import Row
from .opening import PENDING, award_key
from .tables import EMPTY, AnnualTable, Cells


@dataclass(frozen=True)
class AwardLine:
    """A form and what has become of it: numbers by class, one line proposed, one line given."""

    level: str
    form: str
    numbers: list[int]
    status: str
    is_given: bool
    keys: tuple[str, ...] = ()  # by which each number is opened

    @property
    def counts(self) -> list[str]:
        return [format_number(number) if number else NOTHING for number in self.numbers]


@dataclass(frozen=True)
class OpenedAward:
    """A line with where each of its numbers is opened; a dash leads nowhere."""

    line: AwardLine
    opened: list[tuple[str, str]]


@dataclass(frozen=True)
class Honoured:
    """Who was given a form of awards by one decision, as it names them."""

    form: str  # "Hội Khuyến học huyện Na Rì: Giấy khen"
    decision: str  # "Quyết định số 45/QĐ-HKH ngày 25/12/2023"
    lines: list[tuple[str, str, str]] = field(default_factory=list)  # name, class, post or unit
    paths: list[str] = field(default_factory=list)  # of each line, where in the year's tree its unit reports

    @property
    def title(self) -> str:
        return f"{self.form} ({len(self.lines)}), {self.decision}"


class Honours:
    """What was proposed and given in the year, from the cells of the table."""

    def __init__(self, table: AnnualTable, frozen: list[Honoured] | None = None) -> None:
        """`frozen` is the list as an adopted summary has it."""
        self.table, self.frozen = table, frozen

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
                counts,
                status,
                is_given,
                tuple(award_key(form.code, kind, GIVEN if is_given else PENDING) for kind in self.classes),
            )
            for counts, status, is_given in lines
            if any(counts)
        ]

    @cached_property
    def honoured(self) -> list[Honoured]:
        """Form by form, who was given it by the cut-off; of awards that were only declared nobody has names."""
        if self.frozen is not None:
            return self.frozen
        groups: dict[tuple[str, str], Honoured] = {}
        for one in self._nominations:
            signed, form = one.decision, f"{one.form.grantor_name}: {one.form.name}"
            decision = f"Quyết định số {signed.number} ngày {format_date(signed.signed_on)}" if signed else ""
            group = groups.setdefault((form, decision), Honoured(form, decision))
            group.lines.append((one.recipient_name, one.get_recipient_class_display(), self._place(one)))
            group.paths.append(self._own_row(one).unit_return.path)
        return list(groups.values())

    def _place(self, one: Nomination) -> str:
        """The post and unit as nominated; else the unit, and of one that is itself honoured where it belongs."""
        row = self._rows[one.unit_id]
        if one.position_held or one.recipient_class != RecipientClass.COLLECTIVE:
            return one.position_held or row.full_name
        return self._own_row(one).full_name

    def _own_row(self, one: Nomination) -> Row:
        """Of the association in whose return the unit stands."""
        return self._own_rows[self._rows[one.unit_id].unit_return_id]

    @property
    def unnamed_words(self) -> str:
        """Where more was given than the decisions kept here say to whom."""
        given = sum(sum(line.numbers) for line in self.lines if line.is_given)
        named = sum(len(group.lines) for group in self.honoured)
        if given <= named:
            return ""
        return f"Danh sách có {named}/{given}; số còn lại đơn vị chỉ khai số lượng, không có quyết định lưu ở đây."

    @cached_property
    def _own_rows(self) -> dict[int, Row]:
        """Of each return of the tree, the row of the association that made it."""
        return {node.row.unit_return_id: node.row for node in self.table.nodes()}

    @cached_property
    def _rows(self) -> dict[int, Row]:
        """Each unit of the year's tree, with the name it had in that year."""
        return {row.unit_id: row for row in Row.objects.filter(unit_return__in=self._own_rows)}

    @property
    def _nominations(self) -> QuerySet[Nomination]:
        period = self.table.period
        standing = Nomination.objects.standing_on(period.cut_off).filter(year=period.year)
        named = standing.filter(decision__signed_on__lte=period.cut_off, unit__in=self._rows.keys())
        return in_order(named)

    @property
    def given_classes(self) -> list[str]:
        """ "tập thể", "cá nhân": who was given anything, by whomever."""
        forms = self.table.forms
        return [
            kind.label for kind in self.classes if any(self._award_count(one, kind, is_given=True) for one in forms)
        ]

    def _award_count(self, form: AwardForm, kind: str, *, is_given: bool) -> int:
        return award_count(self.table.root.total, form, kind, is_given=is_given)


def award_count(cells: Cells, form: AwardForm, kind: str, *, is_given: bool) -> int:
    """Given, or proposed and not (yet) given."""
    given, proposed = (cells.get(award_code(form.code, kind, status), EMPTY).total for status in (GIVEN, PROPOSED))
    return given if is_given else max(proposed - given, 0)


def in_a_row(words: list[str]) -> str:
    """ "a", "a và b", "a, b và c"; "" of nothing."""
    if not words:
        return ""
    return f"{', '.join(words[:-1])} và {words[-1]}" if len(words) > 1 else words[0]
