"""What a merge would do, in words: facts, belongings, what hangs on the two, and who sees more than before."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.text import capfirst

from khuyenhoc.dates import format_date

from ..actions.merges import belongings, related_rows
from ..forms.merges import SIDES, MergeForm
from ..merging import GONE, KEEP, Stay, plan
from ..models import Appointment, Member, Membership, Merge, Unit, User
from ..roles import ROLES

NOTHING = "không có gì khác"
BEYOND = "một đơn vị ngoài phạm vi của bạn"


@dataclass(frozen=True)
class Choice:
    """One radio of a fact: what this record says, and whether it is picked."""

    side: str
    words: str
    is_picked: bool


def fact_rows(form: MergeForm) -> list[dict[str, Any]]:
    return [{"name": name, "label": form[name].label, "choices": _choices(form, name)} for name in form.facts]


def _choices(form: MergeForm, name: str) -> list[Choice]:
    picked = form[name].value() or form.fields[name].initial
    sides = ((KEEP, form.keep), (GONE, form.gone))
    return [Choice(side, fact_in_words(member, name), picked == side) for side, member in sides]


def fact_in_words(member: Member, name: str) -> str:
    value = getattr(member, name)
    if isinstance(value, bool):
        return "có" if value else "chưa"
    if value in (None, ""):
        return "để trống"
    return str(getattr(member, f"get_{name}_display", lambda: value)())


@dataclass(frozen=True)
class TimeLine:
    """What becomes of the belongings if this side is preferred."""

    side: str
    label: str
    is_picked: bool
    lines: list[dict[str, Any]]


def time_lines(form: MergeForm, user: User) -> list[TimeLine]:
    """One for each answer to the question where she is counted; a single one when there is no question."""
    kept, gone = belongings(form.keep), belongings(form.gone)
    asks = "prefers" in form.fields
    picked = (form["prefers"].value() or KEEP) if asks else KEEP
    plans = {side: plan(kept, gone, side) for side in (KEEP, GONE) if asks or side == KEEP}
    return [
        TimeLine(side, _answer(side, stays, user), picked == side, [_line(stay, user) for stay in stays])
        for side, stays in plans.items()
    ]


def _answer(side: str, stays: list[Stay], user: User) -> str:
    """ "Theo hồ sơ gộp vào: nay tính ở Chi hội thôn Chợ A"."""
    today = [stay for stay in stays if stay.is_counted and stay.until is None]
    where = f": nay tính ở {_place(today[-1].membership.unit, user)}" if today else ""
    return f"Theo {dict(SIDES)[side]}{where}"


def _place(unit: Unit, user: User) -> str:
    return unit.full_name if user.can("read_members", unit) else BEYOND


def _line(stay: Stay, user: User) -> dict[str, Any]:
    was = stay.membership
    span, became = _span(was.since, was.until, was.exit), _span(stay.since, stay.until, stay.exit)
    return {
        "unit": capfirst(_place(stay.membership.unit, user)),
        "of": dict(SIDES)[stay.side],
        "was": span,
        "became": "" if stay.is_void or became == span else became,
        "what": capfirst("; ".join(stay.words) or "giữ nguyên"),
        "counts": "tính ở đây" if stay.is_counted else "không tính",
        "tone": "good" if stay.is_counted else "quiet",
    }


def _span(since: Any, until: Any, exit_code: str) -> str:
    if until is None:
        return f"từ {format_date(since)} đến nay"
    return f"từ {format_date(since)}, {Membership.Exit(exit_code).label} {format_date(until)}"


def outlives_a_death(form: MergeForm) -> bool:
    """One record says that she died, the other has her living on elsewhere: somebody should look."""
    stays = [stay for stay in plan(belongings(form.keep), belongings(form.gone), KEEP) if not stay.is_void]
    deaths = [stay.until for stay in stays if stay.exit == Membership.Exit.DIED and stay.until]
    return any(stay.until is None or stay.until > min(deaths) for stay in stays) if deaths else False


def hanging_on(member: Member) -> str:
    """ "2 đề nghị khen thưởng, 1 cán bộ Hội"; of this and later apps."""
    counts: dict[str, int] = defaultdict(int)
    for _, rows in related_rows(member):
        counts[str(rows.model._meta.verbose_name)] += rows.count()
    return ", ".join(f"{number} {kind}" for kind, number in counts.items() if number) or NOTHING


def gains(keep: Member, gone: Member, user: User) -> list[str]:
    """Who sees one of the two today and would see what both say: DESIGN 3.1."""
    places = {side: [one.unit for one in belongings(member)] for side, member in ((KEEP, keep), (GONE, gone))}
    newly: dict[str, set[str]] = {KEEP: set(), GONE: set()}
    for office in Appointment.objects.current().filter(user__is_active=True).select_related("unit"):
        if "read_members" in ROLES[office.role].permissions:
            seen = [side for side, units in places.items() if any(_is_above(office.unit, unit) for unit in units)]
            if len(seen) == 1:
                newly[GONE if seen == [KEEP] else KEEP].add(_office(office, user))
    return [
        f"{', '.join(sorted(newly[side]))} sẽ thấy thêm những gì {words} ghi." for side, words in SIDES if newly[side]
    ]


def _is_above(upper: Unit, unit: Unit) -> bool:
    return unit.path.startswith(upper.path)


def _office(office: Appointment, user: User) -> str:
    top = user.top_unit
    is_known = user.can("read_members", office.unit) or (top is not None and _is_above(office.unit, top))
    return office.label if is_known else f"{ROLES[office.role].name} {BEYOND}"


def reads_sensitive(user: User, *members: Member) -> bool:
    return all(any(user.can("read_sensitive", one.unit) for one in belongings(member)) for member in members)


def merges_of(member: Member, user: User) -> list[dict[str, Any]]:
    """The records that have become part of this one, with what stayed with them and the way back."""
    merges = Merge.objects.standing().filter(keep=member).select_related("gone", "merged_by")
    hers = set(Merge.objects.editable_by(user).filter(keep=member).values_list("pk", flat=True)) if merges else set()
    return [
        {
            "merge": merge,
            "stayed": hanging_on(merge.gone),
            "undo_url": reverse("chapters:merge-undo", args=[merge.pk]) if merge.pk in hers else "",
        }
        for merge in merges
    ]
