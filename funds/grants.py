"""What the pages of lists of recipients show: suất, lượt, người, đồng, per list, year and class of recipient."""

from dataclasses import dataclass

from django.db.models import QuerySet

from chapters.models import Member, User
from khuyenhoc.names import compare_key

from .models import Grant, GrantList
from .models.grants import totals_of


@dataclass(frozen=True)
class ClassTotals:
    """One class of recipients in all lists of a year."""

    name: str
    shares: int
    times: int
    people: int
    amount: int


def years_of(lists: QuerySet[GrantList]) -> list[int]:
    return [day.year for day in lists.order_by().dates("given_on", "year", order="DESC")]


def by_class(grants: QuerySet[Grant]) -> list[ClassTotals]:
    """In the order of the classes; those without a line are left out."""
    names = ("shares", "times", "people", "amount")
    rows = grants.order_by().values("recipient").annotate(**totals_of()).values_list("recipient", *names)
    found = {recipient: dict(zip(names, figures, strict=True)) for recipient, *figures in rows}
    return [ClassTotals(label, **found[value]) for value, label in Grant.Recipient.choices if value in found]


def namesakes(grant: Grant, user: User) -> QuerySet[Member]:
    """Members in reach who bear the recipient's name, however it is spelt."""
    found = Member.objects.visible_to(user).filter(
        compare_key=compare_key(grant.name), merged_into=None, erased_at=None
    )
    return found.distinct().order_by("birth_year", "pk")
