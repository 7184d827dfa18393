"""Who may be put forward: what the rules of a form say about one nomination, and how much of a quota is used."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from chapters.models import Membership, Unit
from chapters.reach import within
from khuyenhoc.names import search_key
from khuyenhoc.numbers import format_decimal, format_number

from .lists import GIVEN
from .models import AwardForm, AwardRound, AwardRule, Nomination, NominationQuerySet, RecipientClass
from .models.rounds import paths_to

Code = AwardRule.Code


@dataclass(frozen=True)
class Obstacle:
    """Why a rule stands in the way of a nomination, in a sentence that says what to do."""

    rule: AwardRule
    sentence: str


@dataclass(frozen=True)
class QuotaUse:
    """How many of a form one unit has put forward in a round; `allowed` is None where it cannot be reckoned."""

    rule: AwardRule
    unit: Unit
    used: int
    allowed: int | None

    @property
    def left(self) -> int | None:
        return None if self.allowed is None else max(self.allowed - self.used, 0)


@dataclass(frozen=True)
class Check:
    """A rule in force with what it holds against a nomination; met when it holds nothing."""

    rule: AwardRule
    sentences: list[str]

    @property
    def is_met(self) -> bool:
        return not self.sentences


def checks(nomination: Nomination) -> list[Check]:
    """Every rule in force for it, met or not, in the order of the catalogue."""
    rules = rules_for(nomination.form, nomination.recipient_class)
    return [Check(rule, list(_CHECKS[Code(rule.code)](nomination, rule))) for rule in rules]


def obstacles(nomination: Nomination) -> list[Obstacle]:
    """Everything that the rules in force hold against it; none for what no rule speaks of."""
    return [Obstacle(check.rule, sentence) for check in checks(nomination) for sentence in check.sentences]


def rules_for(form: AwardForm, recipient_class: str) -> list[AwardRule]:
    return [rule for rule in form.rules.filter(is_on=True) if rule.recipient_class in ("", recipient_class)]


def service_years(nomination: Nomination) -> int | None:
    """Years of work for the association: as typed, else since the member's first membership; None where unknown."""
    if nomination.service_years is not None:
        return nomination.service_years
    if nomination.member is None:
        return None
    first = Membership.objects.genuine().filter(member=nomination.member).order_by("since").first()
    return max(nomination.year - first.since.year, 0) if first else None


def earlier_awards(nomination: Nomination) -> NominationQuerySet:
    """What the same recipient was given before, whoever put it forward; taken back ones do not count."""
    given = Nomination.objects.filter(state__in=GIVEN).exclude(pk=nomination.pk)
    return given.filter(same_recipient(nomination)).select_related("form", "decision")


def same_recipient(nomination: Nomination) -> Q:
    """A unit is told by its record, a member by hers, or by her name and year of birth where only these were written.

    Others go by name and year of birth, wherever; without a year, or where somebody said that this one is another
    person, by the unit too.
    """
    if nomination.recipient_unit_id:
        return Q(recipient_unit=nomination.recipient_unit_id)
    named = Q(
        recipient_unit=None,
        recipient_class=nomination.recipient_class,
        search_key=search_key(nomination.recipient_name)[:220],
        birth_year=nomination.birth_year,
    )
    if nomination.birth_year is None or nomination.is_other_person:
        named &= Q(unit=nomination.unit_id)
    if nomination.member_id:
        is_sure = nomination.birth_year is not None and not nomination.is_other_person
        return Q(member=nomination.member_id) | (named & Q(member=None) if is_sure else Q(pk__in=[]))
    return named


def _service(nomination: Nomination, rule: AwardRule) -> Iterator[str]:
    if nomination.recipient_class != RecipientClass.PERSON or rule.value is None:
        return
    years = service_years(nomination)
    if years is None:
        yield f"{nomination.form} cần ít nhất {_number(rule)} năm công tác Hội. Xin ghi số năm công tác."
    elif years < rule.value:
        yield (
            f"{nomination.form} cần ít nhất {_number(rule)} năm công tác Hội; "
            f"{nomination.recipient_name} mới có {years} năm."
        )


def _once(nomination: Nomination, rule: AwardRule) -> Iterator[str]:
    before = earlier_awards(nomination).filter(form=nomination.form).order_by("-year").first()
    if before:
        yield f"{nomination.recipient_name} đã được tặng {nomination.form} năm {before.year}; chỉ tặng một lần."


def _gap(nomination: Nomination, rule: AwardRule) -> Iterator[str]:
    before = (
        earlier_awards(nomination).filter(form=nomination.form, year__lte=nomination.year).order_by("-year").first()
    )
    if before and rule.value is not None and nomination.year - before.year < rule.value:
        yield (
            f"{nomination.recipient_name} đã được tặng {nomination.form} năm {before.year}; "
            f"lần sau phải cách ít nhất {_number(rule)} năm."
        )


def _quota(nomination: Nomination, rule: AwardRule) -> Iterator[str]:
    unit = quota_unit(nomination.unit, rule.quota_kind)
    if nomination.round is None or unit is None:
        return
    use = quota_use(rule, nomination.round, unit, besides=nomination)
    if use.allowed is not None and use.used >= use.allowed:
        yield (
            f"{unit} được đề nghị {format_number(use.allowed)} {nomination.form} trong {nomination.round}, "
            f"đã gửi {format_number(use.used)}. Xin rút bớt một đề nghị, hoặc xin thêm chỉ tiêu."
        )


def _paper(nomination: Nomination, rule: AwardRule) -> Iterator[str]:
    if not nomination.pk or not nomination.papers.filter(name=rule.paper, withdrawn_at=None).exists():
        yield f"Hồ sơ còn thiếu {rule.paper}. Xin kèm tệp PDF, Word hoặc ảnh."


_CHECKS = {
    Code.SERVICE: _service,
    Code.ONCE: _once,
    Code.GAP: _gap,
    Code.QUOTA: _quota,
    Code.QUOTA_PERCENT: _quota,
    Code.PAPER: _paper,
}


def quota_unit(unit: Unit, kind: str) -> Unit | None:
    """The unit of that kind whose quota this one uses: itself, or the one above it; None under none."""
    return Unit.objects.filter(path__in=paths_to(unit.path), kind=kind).order_by("-path").first()


def quota_use(rule: AwardRule, award_round: AwardRound, unit: Unit, besides: Nomination | None = None) -> QuotaUse:
    sent = Nomination.objects.proposed().filter(within([unit.path], "unit__path"), round=award_round, form=rule.form)
    if rule.recipient_class:
        sent = sent.filter(recipient_class=rule.recipient_class)
    if besides and besides.pk:
        sent = sent.exclude(pk=besides.pk)
    members = _counted([unit.path]).count() if rule.code == Code.QUOTA_PERCENT else 0
    return QuotaUse(rule, unit, sent.count(), _allowed(rule, members))


def quotas_over(unit: Unit) -> list[Unit]:
    """The unit and those above it: whose quotas it uses."""
    return list(Unit.objects.filter(path__in=paths_to(unit.path)).order_by("-path"))


def quota_uses(award_round: AwardRound, units: Iterable[Unit]) -> list[QuotaUse]:
    """For a page: every quota in force that holds for one of these units; the queries do not grow with the units."""
    found = AwardRule.objects.filter(is_on=True, code__in=AwardRule.QUOTAS).select_related("form")
    rules = list(found.order_by("form__position", "form_id", "pk"))
    bound = [(rule, unit) for unit in units for rule in rules if rule.quota_kind == unit.kind]
    if not bound:
        return []
    paths = [unit.path for _, unit in bound]
    sent = list(
        Nomination.objects.proposed()
        .filter(within(paths, "unit__path"), round=award_round)
        .values_list("form_id", "recipient_class", "unit__path")
    )
    needs_members = any(rule.code == Code.QUOTA_PERCENT for rule, _ in bound)
    members = list(_counted(paths).values_list("unit__path").annotate(Count("pk"))) if needs_members else []
    return [
        QuotaUse(
            rule,
            unit,
            sum(_uses(rule, unit, *one) for one in sent),
            _allowed(rule, sum(number for path, number in members if path.startswith(unit.path))),
        )
        for rule, unit in bound
    ]


def quotas_of(nomination: Nomination) -> list[QuotaUse]:
    """Those that this nomination would use."""
    if nomination.round is None:
        return []
    uses = quota_uses(nomination.round, quotas_over(nomination.unit))
    return [
        use
        for use in uses
        if use.rule.form_id == nomination.form_id and use.rule.recipient_class in ("", nomination.recipient_class)
    ]


def _uses(rule: AwardRule, unit: Unit, form_id: int, recipient_class: str, path: str) -> bool:
    return form_id == rule.form_id and rule.recipient_class in ("", recipient_class) and path.startswith(unit.path)


def _counted(paths: list[str]) -> QuerySet[Membership]:
    return Membership.objects.current().filter(within(paths, "unit__path"), is_counted=True).order_by()


def _allowed(rule: AwardRule, members: int) -> int | None:
    """None: a share of members that nobody wrote down cannot be reckoned, and holds nobody up."""
    if rule.value is None:
        return None
    if rule.code == Code.QUOTA:
        return int(rule.value)
    return int(members * rule.value // 100) if members else None


def _number(rule: AwardRule) -> str:
    return "" if rule.value is None else format_decimal(rule.value, 2)
