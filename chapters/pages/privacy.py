from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number

from ..models import Consent, ConsentWording, DataRequest, Member, Membership, Unit, User, held_on
from ..reach import within
from .members import Belonging

AGREED = Exists(Consent.objects.standing().filter(member=OuterRef("member")))


def people_of(unit: Unit) -> QuerySet[Member]:
    """Who belongs to the unit today and has data of hers there."""
    held = Membership.objects.genuine().filter(held_on(timezone.localdate()), unit=unit)
    return Member.objects.filter(pk__in=held.values("member"), merged_into=None, erased_at=None)


def without_consent(unit: Unit) -> QuerySet[Member]:
    standing = Consent.objects.standing().filter(member=OuterRef("pk"))
    return people_of(unit).filter(~Exists(standing))


def with_consent(unit: Unit) -> QuerySet[Member]:
    standing = Consent.objects.standing().select_related("wording", "scan")
    agreed = people_of(unit).filter(Exists(Consent.objects.standing().filter(member=OuterRef("pk"))))
    return agreed.prefetch_related(Prefetch("consents", standing, to_attr="standing_consents"))


@dataclass(frozen=True)
class Tally:
    """How many of the people of a unit have agreed."""

    people: int = 0
    agreed: int = 0

    @property
    def missing(self) -> int:
        return self.people - self.agreed

    @property
    def words(self) -> str:
        """ "12/20 hội viên"."""
        return f"{format_number(self.agreed)}/{format_number(self.people)} hội viên"


def tallies(units: Iterable[Unit]) -> dict[int, Tally]:
    """Of units that keep a roster, by id, in one query."""
    held = Membership.objects.genuine().filter(held_on(timezone.localdate()), unit__in=list(units))
    alive = held.filter(member__merged_into=None, member__erased_at=None).order_by()
    rows = alive.values("unit_id").annotate(
        people=Count("member", distinct=True), agreed=Count("member", distinct=True, filter=Q(AGREED))
    )
    return {row["unit_id"]: Tally(row["people"], row["agreed"]) for row in rows}


def roster_units_below(unit: Unit, user: User) -> QuerySet[Unit]:
    units = user.units_reached("read_contacts").filter(within([unit.path]), keeps_roster=True)
    return units.open_on(timezone.localdate()).select_related("parent").order_by("path")


def consent_link(unit: Unit, user: User) -> list[dict[str, str]]:
    """On the page of a unit that keeps a roster: who has agreed, out of how many."""
    if not user.can("read_contacts", unit) or not (unit.keeps_roster or unit.is_association_level):
        return []
    words = "Sự đồng ý về dữ liệu cá nhân"
    if unit.keeps_roster:
        words = f"{words}: {tallies([unit]).get(unit.pk, Tally()).words}"
    return [{"label": words, "url": reverse("chapters:unit-consents", args=[unit.pk])}]


@dataclass(frozen=True)
class Clock:
    """A request's deadline in words; tone as of components/_tag.html."""

    words: str
    tone: str


def clock_of(request: DataRequest) -> Clock:
    if request.done_on:
        refused = request.outcome == DataRequest.Outcome.REFUSED
        return Clock(f"{request.get_outcome_display()} {format_date(request.done_on)}", "quiet" if refused else "good")
    deed, left = ("làm xong" if request.answered_on else "trả lời"), request.days_left or 0
    if left < 0:
        return Clock(f"quá hạn {deed} {format_number(-left)} ngày", "bad")
    if left == 0:
        return Clock(f"hôm nay là hạn {deed}", "warn")
    return Clock(f"còn {format_number(left)} ngày để {deed}", "warn" if left <= 2 else "quiet")


@dataclass(frozen=True)
class PrivacyCard:
    """What a member's page says of her consent and her requests."""

    ethnicity: str  # on the screen only, never on paper
    standing: bool
    consents: list[Consent]
    requests: list[tuple[DataRequest, Clock]]
    scans: set[int]
    lacks_newest: bool
    may_write: bool
    may_handle: bool


def privacy_card(person: Belonging, user: User) -> PrivacyCard | None:
    """For those who keep her; the others do not learn what she agreed to."""
    member = person.member
    if not person.shows_contact:
        return None
    consents = list(member.consents.select_related("wording", "recorded_by"))
    standing = [consent for consent in consents if consent.withdrawn_on is None]
    newest = ConsentWording.objects.first()
    requests = DataRequest.objects.visible_to(user).pending().filter(member=member)
    return PrivacyCard(
        ethnicity=member.ethnicity if person.shows_sensitive else "",
        standing=bool(standing),
        consents=consents,
        requests=[(request, clock_of(request)) for request in requests],
        scans=set(Consent.objects.scans_for(user).filter(member=member).values_list("pk", flat=True)),
        lacks_newest=newest not in [consent.wording for consent in standing],
        may_write=Member.objects.editable_by(user).filter(pk=member.pk).exists(),
        may_handle=Member.objects.handled_by(user).filter(pk=member.pk).exists(),
    )


def request_facts(request: DataRequest) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "Người yêu cầu", "value": request.asker},
        {"label": "Đơn vị nhận", "value": request.unit.association_name},
        {"label": "Nhận ngày", "value": f"{format_date(request.received_on)}, {request.get_way_display()}"},
        {"label": "Nội dung", "value": request.note or None},
        {"label": "Hạn trả lời", "value": format_date(request.answer_due)},
        {"label": "Trả lời ngày", "value": format_date(request.answered_on) if request.answered_on else "chưa trả lời"},
        {"label": "Hạn làm xong", "value": format_date(request.done_due)},
    ]
    if request.done_on:
        done = f"{request.get_outcome_display()} ngày {format_date(request.done_on)}"
        facts.append({"label": "Kết quả", "value": done, "note": request.reason})
    if request.handled_by:
        facts.append({"label": "Người giải quyết", "value": request.handled_by.name})
    return [*facts, {"label": "Người ghi", "value": request.recorded_by.name}]


def erasure_words(member: Member) -> dict[str, list[str]]:
    """What goes and what stays, as each table that speaks of her says (chapters/actions/erasure.py)."""
    told: dict[str, list[str]] = {"goes": [], "stays": []}
    for relation in Member._meta.related_objects:
        words = getattr(relation.related_model._default_manager, "erasure_words", None)
        for side, sentence in (words(member) if words else {}).items():
            told[side].append(sentence)
    return told
