"""What the pages of the awards show, read from nominations; the number of queries does not grow with the rows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from chapters.models import Member, Membership, Unit, User, held_on
from chapters.models.members import MemberQuerySet
from chapters.reach import within
from khuyenhoc.names import search_key

from .models import (
    AwardForm,
    Council,
    DecisionQuerySet,
    Endorsement,
    Nomination,
    NominationQuerySet,
    RecipientClass,
)

State = Nomination.State
PENDING = Nomination.PENDING
GIVEN = (State.DECIDED, State.GIVEN)
OUTCOMES = {"de-nghi": PENDING, "da-tang": GIVEN}


@dataclass(frozen=True)
class SummaryLine:
    """A form with what was given by it, or what is still put forward: (class, number), 0 for none."""

    form: AwardForm
    is_given: bool
    cells: list[tuple[RecipientClass, int]]

    @property
    def status(self) -> str:
        return "đã tặng" if self.is_given else "đề nghị"


@dataclass(frozen=True)
class Summary:
    """Level · form × class; only the classes that occur."""

    classes: list[RecipientClass]
    lines: list[SummaryLine]


def summary(nominations: NominationQuerySet) -> Summary:
    found = nominations.filter(state__in=PENDING + GIVEN).order_by()
    numbers: Counter[tuple[int, bool, str]] = Counter()
    for line in found.values("form_id", "recipient_class", "state").annotate(number=Count("pk")):
        numbers[line["form_id"], line["state"] in GIVEN, line["recipient_class"]] += line["number"]
    classes = [kind for kind in RecipientClass if any(kind == its_kind for _, _, its_kind in numbers)]
    lines = {(form_id, is_given) for form_id, is_given, _ in numbers}
    return Summary(
        classes,
        [
            SummaryLine(form, is_given, [(kind, numbers[form.pk, is_given, kind]) for kind in classes])
            for form in AwardForm.objects.filter(pk__in={form_id for form_id, _ in lines})
            for is_given in (False, True)
            if (form.pk, is_given) in lines
        ],
    )


@dataclass(frozen=True)
class Waiting:
    form: AwardForm
    year: int
    number: int


def waiting(pending: NominationQuerySet) -> list[Waiting]:
    """What waits for a decision, by form and year."""
    numbers = {
        (line["form_id"], line["year"]): line["number"]
        for line in pending.order_by().values("form_id", "year").annotate(number=Count("pk"))
    }
    forms = {form.pk: form for form in AwardForm.objects.filter(pk__in={form_id for form_id, _ in numbers})}
    years = sorted({year for _, year in numbers}, reverse=True)
    return [
        Waiting(form, year, numbers[pk, year]) for year in years for pk, form in forms.items() if (pk, year) in numbers
    ]


def to_examine(user: User, *, below: bool = False) -> NominationQuerySet:
    """What waits for a word of the associations she speaks for; `below`, of those under them instead."""
    paths = user.paths("endorse_awards")
    found: NominationQuerySet = Nomination.objects.filter(within(paths, "at__path"), state=State.PROPOSED)
    return found.exclude(at__path__in=paths) if below else found.filter(at__path__in=paths)


def drafts_of(user: User) -> NominationQuerySet:
    """What she may still change, each with what is `to_mend` and `back_from` which path, if it was handed back."""
    said = Endorsement.objects.filter(nomination=OuterRef("pk")).order_by("-pk")
    to_mend = Coalesce(Subquery(said.values("reason")[:1]), Value(""))
    drafts: NominationQuerySet = Nomination.objects.editable_by(user).filter(state=State.DRAFT)
    return drafts.annotate(to_mend=to_mend, back_from=Subquery(said.values("unit__path")[:1]))


def handed_back(user: User) -> NominationQuerySet:
    """Drafts that came back to be mended from above her; not what an association of hers gave back."""
    return drafts_of(user).exclude(to_mend="").exclude(within(user.paths("endorse_awards"), "back_from"))


def years_of(nominations: NominationQuerySet) -> list[int]:
    """The years that have nominations, latest first."""
    return list(nominations.order_by("-year").values_list("year", flat=True).distinct())


def search(nominations: NominationQuerySet, words: str) -> NominationQuerySet:
    """Names that hold every word, without marks, in any order."""
    for word in search_key(words).split():
        nominations = nominations.filter(search_key__contains=word)
    return nominations


def search_decisions(decisions: DecisionQuerySet, user: User, words: str) -> DecisionQuerySet:
    """By number, by the name of a form, or by the name of somebody in her reach who is, or was, on the list."""
    key = search_key(words)
    if not key:
        return decisions
    numbered = [pk for pk, number in decisions.values_list("pk", "number") if key in search_key(number)]
    forms = [one.pk for one in AwardForm.objects.all() if all(word in search_key(str(one)) for word in key.split())]
    reached = Nomination.objects.visible_to(user)
    named = search(reached, words) | reached.filter(form__in=forms)
    listed = Q(pk__in=named.order_by().values("decision")) | Q(voided_awards__nomination__in=named.order_by())
    return decisions.filter(Q(pk__in=numbered) | listed).distinct()


def _by_class(field: str = "recipient_class") -> Case:
    """Collectives before persons, households, clans, as the papers have them."""
    return Case(*(When(**{field: kind}, then=Value(place)) for place, kind in enumerate(RecipientClass)))


def in_order(nominations: NominationQuerySet) -> NominationQuerySet:
    """Form by form, inside one by class and name."""
    return nominations.select_related("form", "unit", "decision", "at").order_by(
        "form__position", "form_id", _by_class(), "sort_key", "pk"
    )


def votes_in_order(council: Council) -> Any:
    votes = council.votes.select_related("nomination__form", "nomination__unit__parent")
    by_class = _by_class("nomination__recipient_class")
    return votes.order_by("nomination__form__position", "nomination__form", by_class, "nomination__sort_key", "pk")


def members_of(unit: Unit, user: User) -> MemberQuerySet:
    """Who may be nominated by name: those who belong to the unit, or to one below it, today."""
    held = Membership.objects.filter(held_on(timezone.localdate()), within([unit.path], "unit__path"))
    return Member.objects.visible_to(user).filter(pk__in=held.values("member"))
