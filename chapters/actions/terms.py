from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date

from ..models import Officer, OfficerQuerySet, Term, Unit, User
from ..posts import COMMITTEES, committees_of
from .common import require
from .officers import elect_officer, end_officer
from .shown import changed

TERM_FACTS = ("name", "since", "planned_until", "executive_seats", "standing_seats", "inspection_seats")


@verb
def open_term(
    *,
    unit: Unit,
    name: str,
    since: date,
    planned_until: date,
    by: User,
    executive_seats: int | None = None,
    standing_seats: int | None = None,
    inspection_seats: int | None = None,
) -> Term:
    """A new term of the unit's committees, from its congress on; older terms may be written down later too."""
    require(by, "write_units", unit)
    term = Term(
        unit=unit,
        name=name,
        since=since,
        planned_until=planned_until,
        executive_seats=executive_seats,
        standing_seats=standing_seats,
        inspection_seats=inspection_seats,
    )
    return _save(term)


@verb
def update_term(*, term: Term, by: User, was: Mapping[str, Any] | None = None, **values: Any) -> Term:
    """Change TERM_FACTS; `was` is what was shown (chapters.actions.shown)."""
    require(by, "write_units", term.unit)
    if wrong := values.keys() - set(TERM_FACTS):
        raise TypeError(f"update_term cannot change {sorted(wrong)}; it takes {TERM_FACTS}")
    term = Term.objects.select_for_update(of=("self",)).select_related("unit").get(pk=term.pk)
    for fact, value in changed(term, was, values).items():
        setattr(term, fact, value)
    first = term.officers.genuine().order_by("since").first()
    if first and first.since < term.since:
        raise Refusal(
            f"{first} đã được ghi trong nhiệm kỳ này từ {format_date(first.since)}. "
            "Xin xem lại ngày bắt đầu của nhiệm kỳ, hoặc sửa ngày của người đó trước.",
            "since",
        )
    return _save(term)


@verb
def carry_over(*, term: Term, staying: Collection[Officer], shown: Collection[Officer], by: User) -> list[Officer]:
    """After the congress: all who served until it end, and those `staying` go on in the new term, in the same post.

    `shown` are those she chose among; if they are others meanwhile, nothing is written.
    """
    require(by, "write_units", term.unit)
    Unit.objects.select_for_update().get(pk=term.unit_id)
    serving = list(before_term(term))
    if {officer.pk for officer in serving} != {officer.pk for officer in shown}:
        raise Refusal("Trong lúc bạn chọn, danh sách cán bộ đã thay đổi. Xin xem lại danh sách dưới đây rồi chọn lại.")
    kept = {officer.pk for officer in staying}
    for officer in serving:
        end_officer(officer=officer, until=term.since, exit=Officer.Exit.TERM_OVER, by=by)
    return [_go_on(officer, term, by) for officer in serving if officer.pk in kept]


def before_term(term: Term) -> OfficerQuerySet:
    """Who serves on from before the term began, without an end."""
    found: OfficerQuerySet = Officer.objects.genuine().filter(unit=term.unit, until=None, since__lt=term.since)
    return found.select_related("unit", "term", "member").by_rank()


def _go_on(officer: Officer, term: Term, by: User) -> Officer:
    facts = ("post", "wording", "name", "sex", "birth_year", "workplace", "phone", "committees", "member")
    values = {fact: getattr(officer, fact) for fact in facts}
    return elect_officer(unit=term.unit, term=term, since=term.since, by=by, **values)


def _save(term: Term) -> Term:
    if term.since > timezone.localdate():
        raise Refusal("Ngày bắt đầu đang ở tương lai. Xin ghi sau khi đại hội đã họp.", "since")
    if term.planned_until <= term.since:
        raise Refusal("Ngày dự kiến kết thúc phải sau ngày bắt đầu. Xin xem lại hai ngày này.", "planned_until")
    here = committees_of(term.unit.kind)
    if none_here := [committee for committee in COMMITTEES if committee not in here and term.seats(committee)]:
        raise Refusal(f"{term.unit} không có {COMMITTEES[none_here[0]][0]}.", f"{none_here[0]}_seats")
    if (term.standing_seats or 0) > (term.executive_seats or term.standing_seats or 0):
        raise Refusal("Ban Thường vụ không thể đông hơn Ban Chấp hành. Xin xem lại hai số này.", "standing_seats")
    save_checked(term)
    return term
