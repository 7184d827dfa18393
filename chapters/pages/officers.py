from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst

from khuyenhoc.dates import format_date

from ..kinds import ASSOCIATIONS
from ..models import Officer, OfficerQuerySet, Unit, User
from ..reach import within
from .cabinets import Cabinet, cabinets
from .units import topmost


def units_to_filter_by(user: User, chosen: Unit | None) -> list[Unit]:
    """Her topmost units and the associations right under them; with each come the units below it."""
    tops = topmost(user)
    own, below = Q(pk__in=[top.pk for top in tops]), Q(parent__in=tops, kind__in=ASSOCIATIONS)
    units = list(user.units_reached("read_units").filter(own | below).order_by("path"))
    return [chosen, *units] if chosen and chosen not in units else units


def narrowed(officers: OfficerQuerySet, asked: dict[str, Any], unit: Unit | None) -> OfficerQuerySet:
    """By the facts of OfficerFilter."""
    if unit:
        officers = officers.filter(within([unit.path], "unit__path"))
    if asked.get("post"):
        officers = officers.filter(post=asked["post"])
    if asked.get("committee"):
        officers = officers.on_committee(asked["committee"])
    found: OfficerQuerySet = officers.search(asked.get("q", ""))
    return found.order_by("sort_key", "id") if asked.get("order") == "ten" else found.by_rank()


def place_of(unit: Unit, user: User) -> str:
    """Whose chapter it is, where she may see that: two communes may have a chapter of one name."""
    above = unit.parent
    return above.full_name if above and not unit.is_association_level and user.can("read_units", above) else ""


def officer_facts(officer: Officer, user: User) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "Đơn vị", "value": officer.unit.association_name, "url": _unit_url(officer.unit)},
        {"label": "Chức vụ trong Hội", "value": officer.post_name},
        {"label": "Tham gia", "value": officer.committees_in_words or None},
        {"label": "Nhiệm kỳ", "value": officer.term.name if officer.term else None},
        {"label": "Từ ngày", "value": format_date(officer.since)},
        *_end_fact(officer),
        {"label": "Giới tính", "value": capfirst(officer.get_sex_display()) or None},
        {"label": "Năm sinh", "value": officer.birth_year},
        {"label": "Chức vụ, đơn vị công tác", "value": capfirst(officer.workplace) or None},
    ]
    if user.can("read_contacts", officer.unit):
        facts.append({"label": "Điện thoại", "value": officer.phone or None})
    if officer.note:
        facts.append({"label": "Ghi chú", "value": officer.note})
    return facts


def granted(officer: Officer, user: User) -> list[str]:
    """What of her row's history this user may read (khuyenhoc/history.py)."""
    return ["read_contacts"] if user.can("read_contacts", officer.unit) else []


def _unit_url(unit: Unit) -> str:
    return reverse("chapters:unit-officers", args=[unit.pk])


def _end_fact(officer: Officer) -> list[dict[str, Any]]:
    if officer.ended_on is None or officer.is_voided:
        return []
    return [{"label": "Thôi từ ngày", "value": format_date(officer.ended_on), "note": officer.ending}]


def standing(officer: Officer) -> str:
    """What the page says under her name."""
    place = f"{officer.post_name}, {officer.unit.association_name}"
    if officer.is_voided:
        return f"{place} · ghi nhầm, không tính"
    return f"{place} · {'đã thôi' if officer.ended_on else 'đương nhiệm'}"


def other_posts(officer: Officer, user: User) -> OfficerQuerySet:
    """Her other posts in reach, as the same member or under the same name in the same unit."""
    same = Q(unit=officer.unit, compare_key=officer.compare_key, birth_year=officer.birth_year)
    if officer.member_id:
        same |= Q(member=officer.member_id)
    found: OfficerQuerySet = Officer.objects.visible_to(user).genuine().filter(same).exclude(pk=officer.pk)
    return found.select_related("unit").order_by("-since", "-pk")


@dataclass(frozen=True)
class Matters:
    """Units by what is the matter with their officers on a day."""

    vacant: list[Cabinet]
    overrun: list[Cabinet]
    unrecorded: list[Cabinet]

    def asked(self, word: str) -> list[Cabinet]:
        return {"het-nhiem-ky": self.overrun, "chua-ghi": self.unrecorded}.get(word, self.vacant)


def matters(units: Iterable[Unit], day: date, user: User) -> Matters:
    found = list(cabinets(units, day, user).values())
    return Matters(
        vacant=[cabinet for cabinet in found if cabinet.vacancies],
        overrun=[cabinet for cabinet in found if cabinet.overrun],
        unrecorded=[cabinet for cabinet in found if not cabinet.is_recorded],
    )


def units_with_posts(user: User, unit: Unit | None, day: date) -> Any:
    """Where officers are to be expected: associations that exist, and all chapters and boards open on the day."""
    units = user.units_reached("read_units").open_on(day)
    if unit:
        units = units.below(unit)
    units = units.select_related("parent")
    return units.exclude(Q(association_since=None) | Q(association_since__gt=day), kind__in=ASSOCIATIONS)
