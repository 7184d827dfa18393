"""Whom to remind: the units that have not handed in, whom to call there, and the words to send. Nothing is sent."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.utils import timezone
from django.utils.text import capfirst

from chapters.models import Officer, User
from chapters.pages.sight import holders_of
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_count, format_number

from .models import Return, Row
from .naming import association_name
from .progress import Standing, chosen, standings
from .tables import annual_table

# Whom one calls about a return; the others of a committee do not answer for it.
CALLED = ("chair", "first_vice_chair", "vice_chair", "secretary")


@dataclass(frozen=True)
class Reminder:
    """One unit to remind. `contact` is None where nobody is recorded; `phone` is "" for who may not read it."""

    standing: Standing
    contact: Officer | None
    phone: str

    @property
    def row(self) -> Row:
        return self.standing.row

    @property
    def contact_words(self) -> str:
        return f"{self.contact.post_name} {self.contact.name}" if self.contact else ""

    @property
    def number_to_dial(self) -> str:
        """For an address: without what people put between the digits."""
        return "".join(letter for letter in self.phone if letter.isdigit() or letter == "+")

    @property
    def what_is_left(self) -> str:
        """ "được trả lại với 2 câu hỏi, còn thiếu 12 ô số liệu"."""
        standing = self.standing
        questions, missing, left = standing.tally.questions, standing.missing, []
        if questions:
            left.append(f"được trả lại với {format_number(questions)} câu hỏi")
        elif standing.word == "tra-lai":
            left.append(f"được trả lại: “{standing.unit_return.handed_back_because}”")
        if missing:
            left.append(f"còn thiếu {format_number(missing)} ô số liệu")
        return ", ".join(left) or "đã đủ số liệu cần có, chỉ còn kiểm tra và nộp"

    @property
    def text(self) -> str:
        """What to send to this unit."""
        standing, to = self.standing, association_name(self.row)
        return (
            f"Kính gửi {f'{self.contact_words}, {to}' if self.contact else to}.\n"
            f"Báo cáo {standing.period.name.lower()} của {self.row.full_name} có hạn nộp "
            f"{format_date(standing.due)}, {standing.due_words}. Hiện báo cáo {self.what_is_left}.\n"
            f"{self._wish} Có gì vướng, xin gọi {standing.judges.association}. Trân trọng cảm ơn."
        )

    @property
    def _wish(self) -> str:
        """Where nobody holds an account there is nothing to open: figures come on paper, as a photo or by telephone."""
        if self.standing.people == []:
            return f"Kính mong đơn vị sớm gửi số liệu về {self.standing.judges.association} bằng giấy hoặc ảnh chụp."
        return "Kính mong đơn vị sớm hoàn thành và nộp trên phần mềm."


class Reminders:
    """Of one association: the units under it that have not handed in, the latest first, as a user may see them."""

    def __init__(self, top: Return, user: User) -> None:
        self.top, self.period = top, top.period
        self.user = user
        self.day = timezone.localdate()

    @cached_property
    def _waiting(self) -> list[Standing]:
        """All that have not handed in and are this association's to remind."""
        found = standings(annual_table(self.top), self.user)
        units = {one.unit_return.pk: one.row.unit_id for one in found}
        served = holders_of(units.values(), "accept_returns", self.user)

        def is_ours(one: Standing) -> bool:
            above = one.unit_return.above_id
            return above == self.top.pk or (above in units and not served.get(units[above]))

        return [one for one in found if one.unit_return.is_writable and one.unit_return != self.top and is_ours(one)]

    @cached_property
    def lines(self) -> list[Reminder]:
        waiting = [one for one in chosen(self._waiting, "") if not one.is_filled_above]
        contacts = _contacts([one.row.unit_id for one in waiting], self.user)
        return [self._line(one, contacts.get(one.row.unit_id)) for one in waiting]

    def _line(self, standing: Standing, contact: Officer | None) -> Reminder:
        may_call = contact is not None and self.user.can("read_contacts", contact.unit)
        return Reminder(standing, contact, contact.phone if contact and may_call else "")

    @property
    def filled_here(self) -> list[str]:
        """Places without an association: there is nobody to remind, this one enters for them."""
        return [one.row.full_name for one in self._waiting if one.is_filled_above]

    @property
    def has_phones(self) -> bool:
        return any(line.phone for line in self.lines)

    @property
    def late(self) -> int:
        return sum(line.standing.days_late > 0 for line in self.lines)

    @property
    def association(self) -> str:
        return self.top.unit.association_name

    @property
    def as_of(self) -> str:
        return f"Tính đến ngày {format_date(self.day)}"

    @property
    def closing(self) -> str:
        """ "Danh sách có 03 đơn vị, trong đó quá hạn 02 đơn vị./."."""
        late = f", trong đó quá hạn {format_count(self.late)} đơn vị" if self.late else ""
        return f"Danh sách có {format_count(len(self.lines))} đơn vị{late}./."

    @property
    def text(self) -> str:
        """One text for all of them together."""
        year = self.period.name.lower()
        units = [
            f"- {capfirst(line.row.full_name)}: hạn {format_date(line.standing.due)}, {line.standing.due_words}, "
            f"{line.what_is_left}."
            for line in self.lines
        ]
        return "\n".join(
            [
                f"Kính gửi các Hội trực thuộc {self.association}.",
                f"Đến ngày {format_date(self.day)}, còn {format_number(len(units))} đơn vị chưa nộp báo cáo {year}:",
                *units,
                "Kính mong các đơn vị sớm hoàn thành và nộp. "
                f"Có gì vướng, xin gọi {self.association}. Trân trọng cảm ơn.",
            ]
        )


def _contacts(unit_ids: Collection[int], user: User) -> dict[int, Officer]:
    """Unit id → whom to call: the highest in office with a telephone on record, else the highest."""
    officers = Officer.objects.visible_to(user).in_office(timezone.localdate())
    found: dict[int, Officer] = {}
    for officer in officers.filter(unit__in=unit_ids, post__in=CALLED).select_related("unit").by_rank():
        held = found.setdefault(officer.unit_id, officer)
        if officer.phone and not held.phone:
            found[officer.unit_id] = officer
    return found
