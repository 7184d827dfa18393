from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import compare_key

from ..models import Member, Officer, Term, Unit, User
from ..posts import COMMITTEES, POSTS, committees_of, with_seats
from .common import require
from .shown import changed

OFFICER_FACTS = (
    "post",
    "wording",
    "name",
    "sex",
    "birth_year",
    "workplace",
    "phone",
    "committees",
    "term",
    "since",
    "note",
)
END_FACTS = ("until", "exit")


@verb
def elect_officer(
    *,
    unit: Unit,
    post: str,
    name: str,
    since: date,
    by: User,
    committees: Collection[str] = (),
    term: Term | None = None,
    member: Member | None = None,
    wording: str = "",
    sex: str = "",
    birth_year: int | None = None,
    workplace: str = "",
    phone: str = "",
    note: str = "",
) -> Officer:
    """Record who holds a post from `since` on; the committees that go with the post come along."""
    require(by, "write_units", unit)
    officer = Officer(
        unit=_locked(unit),
        post=post,
        wording=wording,
        name=name,
        sex=sex,
        birth_year=birth_year,
        workplace=workplace,
        phone=phone,
        term=term,
        member=member,
        since=since,
        note=note,
    )
    return _save(officer, committees)


@verb
def update_officer(*, officer: Officer, by: User, was: Mapping[str, Any] | None = None, **values: Any) -> Officer:
    """Change OFFICER_FACTS, or how an ended post ended; `was` is what was shown (chapters.actions.shown)."""
    require(by, "write_units", officer.unit)
    if wrong := values.keys() - {*OFFICER_FACTS, *END_FACTS}:
        raise TypeError(f"update_officer cannot change {sorted(wrong)}; it takes {OFFICER_FACTS + END_FACTS}")
    officer = _afresh(officer)
    committees: Collection[str] = officer.committees
    for fact, value in changed(officer, was, values).items():
        if fact == "committees":
            committees = value
        else:
            setattr(officer, fact, value)
    return _save(officer, committees)


@verb
def end_officer(*, officer: Officer, until: date, exit: str, by: User) -> Officer:
    """From `until` on she no longer holds the post. `exit` is an Officer.Exit, not VOIDED."""
    require(by, "write_units", officer.unit)
    officer = _afresh(officer)
    if officer.until:
        raise Refusal(f"{officer} đã thôi giữ chức vụ này từ ngày {format_date(officer.until)}.", "until")
    officer.until, officer.exit = until, exit
    _check_end(officer)
    save_checked(officer)
    return officer


@verb
def replace_officer(*, officer: Officer, until: date, exit: str, name: str, by: User, **facts: Any) -> Officer:
    """The holder ends on a day and another begins on it, in the same post with the same seats."""
    old = end_officer(officer=officer, until=until, exit=exit, by=by)
    return elect_officer(
        unit=old.unit,
        post=old.post,
        wording=old.wording,
        committees=old.committees,
        term=old.term,
        name=name,
        since=until,
        by=by,
        **facts,
    )


@verb
def void_officer(*, officer: Officer, by: User) -> Officer:
    """What was recorded by mistake stays, marked so: nobody held the post because of it."""
    require(by, "write_units", officer.unit)
    officer = _afresh(officer)
    officer.until, officer.exit = officer.since, Officer.Exit.VOIDED
    save_checked(officer)
    return officer


def _locked(unit: Unit) -> Unit:
    """Two offices that write one unit's posts go one after the other, so that each sees what the other did."""
    return Unit.objects.select_for_update().get(pk=unit.pk)


def _afresh(officer: Officer) -> Officer:
    unit = _locked(officer.unit)
    officer = Officer.objects.select_related("term").get(pk=officer.pk)
    officer.unit = unit
    if officer.is_voided:
        raise Refusal("Dòng này đã được đánh dấu ghi nhầm nên giữ nguyên. Nếu cần, xin ghi một dòng mới.")
    return officer


def _save(officer: Officer, committees: Collection[str]) -> Officer:
    _check_post(officer)
    _check_dates(officer)
    seats = with_seats(officer.post, set(committees))
    for committee in COMMITTEES:
        setattr(officer, f"in_{committee}", committee in seats)
    if none_here := seats - set(committees_of(officer.unit.kind)):
        raise Refusal(f"{officer.unit} không có {COMMITTEES[min(none_here)][0]}. Xin bỏ đánh dấu.", "committees")
    _check_alone(officer)
    save_checked(officer)
    return officer


def _check_post(officer: Officer) -> None:
    post = POSTS.get(officer.post)
    if post is None or officer.unit.kind not in post.kinds:
        called = post.name if post else officer.post
        raise Refusal(f"{officer.unit} không có chức vụ {called}. Xin chọn chức vụ khác.", "post")
    if officer.post == "other" and not officer.wording:
        raise Refusal("Xin ghi rõ đó là chức vụ gì.", "wording")


def _check_dates(officer: Officer) -> None:
    since, unit, term = officer.since, officer.unit, officer.term
    if since > timezone.localdate():
        raise Refusal("Ngày bắt đầu đang ở tương lai. Xin ghi khi đã được bầu hoặc chỉ định.", "since")
    if not unit.is_open_on(since):
        raise Refusal(f"Ngày {format_date(since)}, {unit} chưa thành lập hoặc đã giải thể. Xin xem lại ngày.", "since")
    if term and term.unit_id != unit.pk:
        raise Refusal(f"Nhiệm kỳ {term} không phải của {unit}. Xin chọn nhiệm kỳ khác.", "term")
    if term and since < term.since:
        raise Refusal(
            f"Nhiệm kỳ {term} bắt đầu ngày {format_date(term.since)}. Xin xem lại ngày bắt đầu hoặc chọn nhiệm kỳ "
            "khác.",
            "since",
        )
    if officer.until or officer.exit:
        _check_end(officer)


def _check_end(officer: Officer) -> None:
    if officer.exit not in Officer.Exit.values or officer.is_voided:
        raise Refusal("Xin chọn lý do thôi giữ chức vụ.", "exit")
    if officer.until is None:
        raise Refusal("Đã chọn lý do thôi thì xin ghi cả ngày thôi; nếu vẫn đương nhiệm, xin bỏ lý do.", "until")
    if officer.until > timezone.localdate():
        raise Refusal("Ngày thôi đang ở tương lai. Xin ghi khi đã thôi giữ chức vụ.", "until")
    if officer.until <= officer.since:
        raise Refusal(
            f"Ngày thôi phải sau ngày bắt đầu ({format_date(officer.since)}). Nếu đã ghi nhầm người hoặc chức vụ, "
            "xin dùng nút Ghi nhầm.",
            "until",
        )


def _check_alone(officer: Officer) -> None:
    """One holder of a head's post at a time, and nobody twice in the same post."""
    others = Officer.objects.genuine().filter(unit=officer.unit, post=officer.post).exclude(pk=officer.pk)
    others = others.exclude(until__lte=officer.since)
    if officer.until:
        others = others.filter(since__lt=officer.until)
    if POSTS[officer.post].is_head and (holder := others.order_by("since").first()):
        raise Refusal(_taken(officer, holder), "since")
    twice = Q(compare_key=compare_key(officer.name)[:120], birth_year=officer.birth_year, wording=officer.wording)
    if others.filter(twice).exists():
        raise Refusal(
            f"{officer.name} đã được ghi ở chức vụ này trong thời gian đó. Nếu là người khác trùng tên, "
            "xin ghi năm sinh để phân biệt.",
            "name",
        )


def _taken(officer: Officer, holder: Officer) -> str:
    until = f" đến {format_date(holder.until)}" if holder.until else " đến nay"
    return (
        f"{POSTS[officer.post].name} của {officer.unit} từ {format_date(holder.since)}{until} là {holder}. "
        "Xin xem lại ngày, hoặc ghi người đó thôi trước."
    )
