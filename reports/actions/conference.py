"""The conference of an association: prepared, held, written down; its instructions become tasks of the plan."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol, Self, TypeVar

from django.db import models
from django.db.models import Max
from django.utils import timezone

from chapters.actions import require
from chapters.actions.shown import changed
from chapters.models import Unit, User
from khuyenhoc.actions import Clash, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.files import store_file
from khuyenhoc.lines import Line, by_id, merged, taken
from khuyenhoc.names import nfc, nfc_lines, search_key
from khuyenhoc.pictures import clean_picture

from ..conference_lines import AgendaLine, BallotLine, InstructionLine, Person
from ..models import (
    AgendaItem,
    Attendee,
    Ballot,
    Conference,
    Instruction,
    Period,
    Photo,
    PlanItem,
    Summary,
)
from .plans import PLAN_MOST
from .summaries import writable_summary

AHEAD = timedelta(days=366)  # nobody calls a conference for later than in a year
MOST_PHOTOS, MOST_ATTENDEES = 30, 1000


class TypedLine(Line, Protocol):
    """A line of reports/conference_lines.py."""

    @classmethod
    def of(cls, record: Any) -> Self: ...

    @property
    def facts(self) -> dict[str, Any]: ...


T = TypeVar("T", bound=TypedLine)


@verb
def prepare_conference(*, period: Period, unit: Unit, by: User, **facts: Any) -> Conference:
    """Begin with when and where, or as little of it as is known."""
    require(by, "write_summaries", unit)
    if Conference.objects.filter(period=period, unit=unit).exists():
        raise Refusal(f"Hội nghị {period.name.lower()} của {unit} đã được lập rồi. Xin mở lại trang hội nghị.")
    conference = Conference(period=period, unit=unit, made_by=by)
    return _write(conference, facts)


@verb
def change_conference(
    *, conference: Conference, by: User, was: Mapping[str, Any] | None = None, **facts: Any
) -> Conference:
    """Facts of the conference, before it or after; `was` is what the form showed."""
    conference = _locked(conference, by)
    return _write(conference, changed(conference, was, facts))


@verb
def set_agenda(
    *, conference: Conference, lines: Iterable[AgendaLine], by: User, was: Iterable[AgendaLine] | None = None
) -> list[AgendaItem]:
    """The whole programme in its order; `was` is what the form showed."""
    return _set_lines(_locked(conference, by), AgendaItem, AgendaLine, lines, was)


@verb
def set_ballots(
    *, conference: Conference, lines: Iterable[BallotLine], by: User, was: Iterable[BallotLine] | None = None
) -> list[Ballot]:
    conference = _locked(conference, by)
    listed = list(lines)
    for line in listed:
        _refuse_votes(conference, line.subject, line.voters)
    return _set_lines(conference, Ballot, BallotLine, listed, was)


@verb
def set_instructions(
    *, conference: Conference, lines: Iterable[InstructionLine], by: User, was: Iterable[InstructionLine] | None = None
) -> list[Instruction]:
    return _set_lines(_locked(conference, by), Instruction, InstructionLine, lines, was)


# Who is asked and who came


@verb
def invite(*, conference: Conference, people: Iterable[Person], by: User) -> list[Attendee]:
    """Put these on the list, behind those who are on it; who stands there already by name and office is left out."""
    conference = _locked(conference, by)
    listed = list(conference.attendees.all())
    there = {_same_person(one) for one in listed}
    last = max((one.position for one in listed), default=0)
    made: list[Attendee] = []
    for person in people:
        one = Attendee(conference=conference, kind=person.kind, name=nfc(person.name), office=nfc(person.office))
        if _same_person(one) in there:
            continue
        there.add(_same_person(one))
        one.position = last = last + 1
        _check_person(one)
        made.append(one)
    if len(listed) + len(made) > MOST_ATTENDEES:
        raise Refusal(f"Danh sách dài quá {MOST_ATTENDEES} người. Xin ghi tổng số đại biểu bằng số.", "lines")
    return Attendee.objects.bulk_create(made)


@verb
def change_attendee(*, attendee: Attendee, by: User, was: Mapping[str, Any] | None = None, **facts: Any) -> Attendee:
    _locked(attendee.conference, by)
    attendee = _still_there(Attendee, attendee)
    for name, value in changed(attendee, was, facts).items():
        setattr(attendee, name, nfc(value))
    _check_person(attendee)
    attendee.save()
    return attendee


@verb
def leave_out(*, attendee: Attendee, by: User) -> None:
    """Take somebody off the list; the log remembers."""
    _locked(attendee.conference, by)
    _still_there(Attendee, attendee).delete()


@verb
def mark_attendance(
    *,
    conference: Conference,
    came: Collection[int],
    stayed_away: Collection[int] = (),
    by: User,
    was: Mapping[str, Any] | None = None,
    **facts: Any,
) -> Conference:
    """Tick who came, or take a tick back. Others keep what was said of them, whoever said it.

    `facts` are how many came by number, which goes before the ticks.
    """
    conference = _locked(conference, by)
    conference.attendees.filter(pk__in=came).update(is_present=True)
    conference.attendees.filter(pk__in=stayed_away).update(is_present=False)
    return _write(conference, changed(conference, was, facts))


# What leaders asked for


@verb
def take_up_instruction(*, instruction: Instruction, summary: Summary, by: User) -> PlanItem:
    """Make it a task of the plan that a summary brings forward: this year's, or next year's once this is adopted."""
    require(by, "write_summaries", summary.unit)
    summary = writable_summary(summary)
    instruction = _still_there(Instruction, instruction)
    if instruction.conference.unit_id != summary.unit_id:
        raise Refusal("Ý kiến chỉ đạo này là của hội nghị khác. Xin chọn lại.")
    if instruction.plan_item_id:
        raise Refusal("Ý kiến chỉ đạo này đã thành nhiệm vụ rồi.")
    tasks = PlanItem.objects.filter(summary=summary, kind=PlanItem.Kind.TASK)
    if tasks.count() >= PLAN_MOST:
        raise Refusal(f"Danh sách nhiệm vụ đã có {PLAN_MOST} điều. Xin gộp bớt trước khi thêm.")
    last = tasks.aggregate(last=Max("position"))["last"] or 0
    item = PlanItem(summary=summary, kind=PlanItem.Kind.TASK, position=last + 1, text=instruction.text)
    save_checked(item)
    instruction.plan_item = item
    save_checked(instruction)
    return item


# Photographs


@verb
def add_photo(*, conference: Conference, name: str, content: bytes, caption: str, alt: str, by: User) -> Photo:
    """Kept at a size that a page can show and without what the camera wrote of place and time."""
    conference = _locked(conference, by)
    number = conference.photos.count()
    if number >= MOST_PHOTOS:
        raise Refusal(f"Hội nghị đã có {number} ảnh. Xin bỏ bớt ảnh trước khi thêm.", "file")
    stem = nfc(name).rpartition(".")[0] or "anh"
    file = store_file(name=f"{stem[:190]}.jpg", content=clean_picture(content), by=by)
    last = conference.photos.aggregate(last=Max("position"))["last"] or 0
    photo = Photo(conference=conference, file=file, caption=nfc(caption), alt=nfc(alt), position=last + 1)
    save_checked(photo)
    return photo


@verb
def change_photo(*, photo: Photo, by: User, was: Mapping[str, Any] | None = None, **facts: Any) -> Photo:
    _locked(photo.conference, by)
    photo = _still_there(Photo, photo)
    for name, value in changed(photo, was, facts).items():
        setattr(photo, name, nfc(value))
    save_checked(photo)
    return photo


@verb
def remove_photo(*, photo: Photo, by: User) -> None:
    """The conference shows it no more; the file stays, as every stored file does."""
    _locked(photo.conference, by)
    _still_there(Photo, photo).delete()


# What they share


def _locked(conference: Conference, by: User) -> Conference:
    require(by, "write_summaries", conference.unit)
    found = Conference.objects.select_for_update(of=("self",)).select_related("period", "unit")
    return found.get(pk=conference.pk)


M = TypeVar("M", Attendee, Instruction, Photo)


def _still_there(model: type[M], record: M) -> M:
    found: M | None = (
        model._default_manager.select_for_update(of=("self",)).select_related("conference").filter(pk=record.pk).first()
    )
    if found is None:
        raise Refusal("Có người vừa bỏ dòng này khỏi danh sách. Xin mở lại trang hội nghị.")
    return found


def _write(conference: Conference, facts: Mapping[str, Any]) -> Conference:
    for name, value in facts.items():
        setattr(conference, name, _cleaned(name, value))
    _check_facts(conference)
    save_checked(conference)
    return conference


def _cleaned(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return nfc_lines(value) if name == "discussion" else nfc(value)


def _check_facts(conference: Conference) -> None:
    period, day = conference.period, conference.held_on
    if day and day < period.starts_on:
        raise Refusal(
            f"Ngày họp trước cả {period.name.lower()} (từ {format_date(period.starts_on)}). Xin xem lại năm.", "held_on"
        )
    if day and day > _latest(period):
        raise Refusal("Ngày họp còn xa hơn một năm. Xin xem lại năm.", "held_on")
    if conference.starts_at and conference.ends_at and conference.ends_at <= conference.starts_at:
        raise Refusal("Giờ kết thúc phải sau giờ bắt đầu.", "ends_at")
    _check_presence(conference)


def _latest(period: Period) -> date:
    """A year from today, or from the end of the period where that is later: years are also entered long after."""
    return max(timezone.localdate(), period.cut_off) + AHEAD


def _check_presence(conference: Conference) -> None:
    """No more came than were asked, and no more voted than came, whichever is written down later."""
    present = conference.present_count if conference.pk else conference.present
    if present is not None and conference.invited is not None and present > conference.invited:
        raise Refusal(f"Số đại biểu có mặt ({present}) không thể nhiều hơn số triệu tập.", "present")
    for ballot in conference.ballots.all() if conference.pk else ():
        _refuse_votes(conference, ballot.subject, ballot.voters, field="present")


def _refuse_votes(conference: Conference, subject: str, voters: int, field: str | None = None) -> None:
    present = conference.present_count
    if present is not None and voters > present:
        raise Refusal(
            f"“{subject}” có {voters} người biểu quyết, nhiều hơn {present} đại biểu có mặt. "
            "Xin xem lại số phiếu hoặc số có mặt.",
            field,
        )


def _same_person(one: Attendee) -> tuple[str, str]:
    return search_key(one.name), search_key(one.office)


def _check_person(one: Attendee) -> None:
    if not one.name:
        raise Refusal("Xin ghi họ và tên.", "name")
    for field, most in (("name", 100), ("office", 200)):
        if len(getattr(one, field)) > most:
            shown = getattr(one, field)[:60]
            raise Refusal(f"“{shown}…” dài quá {most} chữ cái và dấu. Xin rút gọn.", field)


def _set_lines(
    conference: Conference,
    model: type[models.Model],
    kind: type[T],
    lines: Iterable[T],
    was: Iterable[T] | None,
) -> list[Any]:
    """Write the whole list in its order; a line that is not in it any more goes."""
    held: dict[int, Any] = {one.pk: one for one in model._default_manager.filter(conference=conference)}
    listed = list(lines)
    if was is not None:
        listed = _with_others(listed, by_id(was), by_id(map(kind.of, held.values())))
    kept = {line.pk for line in listed}
    for pk, record in held.items():
        if pk not in kept:
            record.delete()
    return [
        _write_line(held.get(line.pk or 0) or model(conference=conference), number, line)
        for number, line in enumerate(listed, start=1)
    ]


def _with_others(mine: Sequence[T], was: Mapping[int, T], now: Mapping[int, T]) -> list[T]:
    if took := taken(mine, was, now):
        words = {pk: f"Người khác vừa ghi: {one}" if one else "Người khác vừa bỏ dòng này" for pk, one in took.items()}
        raise Clash(
            "Có người vừa sửa danh sách này. Những gì bạn gõ vẫn còn; xin xem các dòng có ghi chú, "
            "lưu lần nữa thì ghi theo bạn.",
            {str(pk): held for pk, held in took.items()},
            {str(pk): said for pk, said in words.items()},
        )
    return merged(mine, was, now)


def _write_line(record: Any, number: int, line: TypedLine) -> Any:
    facts = {"position": number, **line.facts}
    if record.pk and all(getattr(record, name) == value for name, value in facts.items()):
        return record
    for name, value in facts.items():
        setattr(record, name, value)
    save_checked(record)
    return record
