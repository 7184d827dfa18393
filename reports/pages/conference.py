"""What the page of a conference shows: its steps before, at and after, and who could be asked to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.text import capfirst

from chapters.kinds import ASSOCIATIONS, Kind
from chapters.models import Officer, Unit, User
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number

from ..conference_lines import USUAL_AGENDA, AgendaLine, BallotLine, Person
from ..models import Conference, Period, Return, Summary

# What the officers' register offers: word → (words, posts, kinds of units right below, or none for the unit itself).
FROM_REGISTER: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "ban-chap-hanh": ("Ban Chấp hành", (), ()),
    "chu-tich": ("Chủ tịch các Hội trực thuộc", ("chair",), ASSOCIATIONS),
    "chi-hoi-truong": (
        "Chi hội trưởng, Trưởng ban khuyến học trực thuộc",
        ("chapter_head", "board_head"),
        (Kind.CHAPTER, Kind.BOARD),
    ),
}


@dataclass(frozen=True)
class Step:
    """A step of the preparation: its words, whether it is done, what there is of it."""

    label: str
    url_name: str
    said: str

    @property
    def is_done(self) -> bool:
        return bool(self.said)


def steps(conference: Conference) -> list[tuple[str, list[Step]]]:
    return [
        ("Trước hội nghị", list(_before(conference))),
        ("Tại hội nghị", list(_at(conference))),
        ("Sau hội nghị", list(_after(conference))),
    ]


def _before(conference: Conference) -> Iterator[Step]:
    day, place = conference.held_on, conference.place
    yield Step("Thời gian, địa điểm", "facts", ", ".join(filter(None, [format_date(day) if day else "", place])))
    yield Step("Chương trình", "agenda", _counted(len(conference.agenda.all()), "mục"))
    yield Step(
        "Khách mời, đại biểu",
        "attendees",
        _counted(conference.invited_count or len(conference.attendees.all()), "người"),
    )


def _at(conference: Conference) -> Iterator[Step]:
    yield Step("Điểm danh", "attendance", _counted(conference.present_count, "người có mặt"))
    yield Step("Biểu quyết", "ballots", _counted(len(conference.ballots.all()), "nội dung"))
    yield Step("Ý kiến chỉ đạo", "instructions", _counted(len(conference.instructions.all()), "ý kiến"))


def _after(conference: Conference) -> Iterator[Step]:
    yield Step("Thảo luận, giờ kết thúc", "outcome", "đã ghi" if conference.discussion or conference.ends_at else "")
    yield Step("Ảnh", "photos", _counted(len(conference.photos.all()), "ảnh"))


def _counted(number: int | None, words: str) -> str:
    return f"{format_number(number)} {words}" if number else ""


def writable_summary_of(conference: Conference) -> Summary | None:
    """The summary whose plan can still take up what was asked for."""
    found = Summary.objects.current().filter(period=conference.period, unit=conference.unit)
    return found.exclude(state=Summary.State.ADOPTED).first()


# What is offered


def offered_facts(unit: Unit) -> dict[str, str]:
    """Who leads and who writes, as the register has it today."""
    officers = list(Officer.objects.in_office(timezone.localdate()).filter(unit=unit).by_rank())
    leading = [one for one in officers if one.post in ("chair", "first_vice_chair")][:2]
    secretary = next((one for one in officers if one.post == "secretary"), None)
    said = {"chairs": "; ".join(f"{one.name}, {one.post_name} Hội" for one in leading)}
    return said | {"secretary": secretary.name if secretary else ""}


def usual_agenda(period: Period) -> list[AgendaLine]:
    """The years named."""
    this, following = f"công tác năm {period.year}", f"năm {period.year + 1}"
    return [
        replace(line, text=line.text.replace("công tác năm", this).replace("năm sau", following))
        for line in USUAL_AGENDA
    ]


def usual_ballots(conference: Conference) -> list[BallotLine]:
    """What is put to the vote in most years, as if all who came had agreed: to be corrected where they had not."""
    year, present = conference.period.year, conference.present_count or 0
    subjects = (
        f"Thông qua báo cáo tổng kết năm {year}",
        f"Thông qua phương hướng, nhiệm vụ năm {year + 1}",
        "Thông qua nghị quyết hội nghị",
    )
    return [BallotLine(subject, present) for subject in subjects]


def register_offers(conference: Conference, user: User) -> list[tuple[str, str]]:
    """Word and words of what the register has anybody for."""
    return [(word, words) for word, (words, _, _) in FROM_REGISTER.items() if officers_of(word, conference, user)]


def officers_of(word: str, conference: Conference, user: User) -> list[Officer]:
    """By rank in the unit itself, by unit below; only those in her reach, whoever holds the post on the day."""
    _, posts, kinds = FROM_REGISTER[word]
    unit, day = conference.unit, conference.held_on or timezone.localdate()
    found = Officer.objects.visible_to(user).in_office(day).select_related("unit")
    if not kinds:
        return list(found.filter(unit=unit).on_committee("executive").by_rank())
    below = found.filter(unit__parent=unit, unit__kind__in=kinds, post__in=posts)
    return list(below.order_by("unit__sort_key", "unit_id"))


def people_of(officers: Iterable[Officer]) -> list[Person]:
    """Name and office alone: no telephone, no place of work."""
    return [Person(one.name, _office(one)) for one in officers]


def _office(officer: Officer) -> str:
    unit = officer.unit
    return f"{officer.post_name} {unit.association_name if unit.is_association_level else capfirst(unit.full_name)}"


def conference_of(top: Return) -> Conference | None:
    """With its lists, by a number of queries that does not grow with them."""
    found = Conference.objects.filter(period=top.period_id, unit=top.unit_id).select_related("period__previous", "unit")
    return found.prefetch_related("agenda", "attendees", "ballots", "instructions", "photos").first()
