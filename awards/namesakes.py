"""Persons whom nothing but a typed name tells apart, put forward by two units: to be looked at again, not refused."""

from collections import defaultdict
from collections.abc import Iterable

from chapters.models import User
from khuyenhoc.names import compare_key, search_key

from .models import Nomination, RecipientClass

Key = tuple[int, int, str]


def namesakes(listed: Iterable[Nomination], user: User) -> list[list[Nomination]]:
    """Those among the listed who may be one person, each with the others of that name, form and year in her reach.

    Without a member's record, and without the year of birth of at least one of them. Whoever was looked at and told
    apart (`is_other_person`) is in nobody's company any more. One query, however many are listed.
    """
    asked = dict.fromkeys(_key(one) for one in listed if _goes_by_name(one))
    if not asked:
        return []
    years, forms, names = (set(part) for part in zip(*asked, strict=True))
    keys = {search_key(name)[:220] for name in names}
    alike = (
        Nomination.objects.visible_to(user)
        .exclude(state__in=Nomination.OVER)
        .filter(recipient_class=RecipientClass.PERSON, member=None, is_other_person=False)
        .filter(year__in=years, form__in=forms, search_key__in=keys)
        .select_related("form", "unit")
    )
    company: dict[Key, list[Nomination]] = defaultdict(list)
    for one in alike.order_by("unit__path", "pk"):
        company[_key(one)].append(one)
    return [company[key] for key in asked if _may_be_one_person(company[key])]


def _goes_by_name(one: Nomination) -> bool:
    is_person = one.recipient_class == RecipientClass.PERSON
    return is_person and one.member_id is None and not one.is_other_person


def _key(one: Nomination) -> Key:
    """Hoà is Hòa, but Hưng is not Hùng."""
    return one.year, one.form_id, compare_key(one.recipient_name)


def _may_be_one_person(company: list[Nomination]) -> bool:
    return len({one.unit_id for one in company}) > 1 and any(one.birth_year is None for one in company)
