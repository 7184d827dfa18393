from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from chapters.actions import require
from chapters.actions.shown import changed
from chapters.models import Unit, User
from chapters.roles import PERMISSIONS
from khuyenhoc.actions import Clash, NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc

from ..columns import COLUMNS
from ..indicators import CATALOGUE
from ..models import Period, Target
from ..tree import plant
from .common import refuse_closed

# What a new year takes over from the year before.
HABITS = (
    "indicators_off",
    "jump_percent",
    "gap_percent",
    "allows_on_behalf",
    "allows_links",
    "needs_second_person",
)
PERIOD_FACTS = ("starts_on", "cut_off", "due_commune", "due_district", "due_province", *HABITS)


@verb
def open_period(
    *,
    year: int,
    by: User,
    starts_on: date | None = None,
    cut_off: date | None = None,
    due_commune: date | None = None,
    due_district: date | None = None,
    due_province: date | None = None,
) -> Period:
    """Open the period of a calendar year and plant its tree of returns; dates default to the custom (DOMAIN 3)."""
    _require_root(by)
    if Period.objects.filter(code=str(year)).exists():
        raise Refusal(f"Năm {year} đã mở rồi.", "year")
    previous = Period.objects.filter(code=str(year - 1)).first()
    period = Period(
        code=str(year),
        name=f"Năm {year}",
        year=year,
        starts_on=starts_on or date(year, 1, 1),
        cut_off=cut_off or date(year, 12, 31),
        due_commune=due_commune or date(year, 11, 30),
        due_district=due_district or date(year, 12, 10),
        due_province=due_province or date(year, 12, 15),
        previous=previous,
    )
    model = previous or Period.objects.filter(year__lt=year).order_by("-year").first()
    for habit in HABITS if model else ():
        setattr(period, habit, getattr(model, habit))
    _check_dates(period)
    save_checked(period)
    Period.objects.filter(code=str(year + 1), previous=None).update(previous=period)
    plant(period)
    return period


# The levels that hand in, from below, with the words for them.
DUES = {"due_commune": "xã", "due_district": "huyện", "due_province": "tỉnh"}


def _check_dates(period: Period) -> None:
    """A level can hand in only after the one below it; the cut-off may well be later than both (DOMAIN 3)."""
    if period.cut_off <= period.starts_on:
        raise Refusal("Ngày chốt số liệu phải sau ngày bắt đầu kỳ.", "cut_off")
    before: tuple[str, date] | None = None
    for name, level in _dues_here().items():
        due = getattr(period, name)
        if due < period.starts_on:
            raise Refusal(
                f"Hạn nộp của {level} ({format_date(due)}) trước cả ngày bắt đầu kỳ ({format_date(period.starts_on)}). "
                "Xin xem lại ngày, tháng, năm.",
                name,
            )
        if before and due < before[1]:
            raise Refusal(
                f"Hạn nộp của {level} ({format_date(due)}) sớm hơn hạn của {before[0]} ({format_date(before[1])}). "
                f"Hội cấp {level} cộng từ cấp {before[0]}, xin để hạn của {level} bằng hoặc sau hạn của {before[0]}.",
                name,
            )
        before = level, due


def _dues_here() -> dict[str, str]:
    """Due dates only of levels that this installation has: nobody sees the others."""
    kinds = set(Unit.objects.order_by().values_list("kind", flat=True).distinct())
    return {name: level for name, level in DUES.items() if name.removeprefix("due_") in kinds}


def _require_root(by: User) -> None:
    if not by.serves_root("open_periods"):
        raise NotAllowed(
            f"Chức trách của bạn không {PERMISSIONS['open_periods']}. Xin báo Thường trực Hội cấp trên cùng."
        )


def _locked(period: Period) -> Period:
    return Period.objects.select_for_update(of=("self",)).get(pk=period.pk)


@verb
def change_period(*, period: Period, by: User, was: Mapping[str, Any] | None = None, **values: Any) -> Period:
    """Change PERIOD_FACTS of an open period; `was` is what the form showed: what somebody else changed is a Clash."""
    _require_root(by)
    period = _locked(period)
    refuse_closed(period)
    if unknown := values.keys() - set(PERIOD_FACTS):
        raise TypeError(f"change_period cannot change {unknown.pop()!r}; it takes {', '.join(PERIOD_FACTS)}")
    if strange := set(values.get("indicators_off", ())) - set(CATALOGUE):
        raise Refusal(f"Không có chỉ tiêu “{strange.pop()}”. Xin tải lại trang.", "indicators_off")
    for name, value in changed(period, was, values).items():
        setattr(period, name, value)
    _check_dates(period)
    save_checked(period)
    return period


@verb
def close_period(*, period: Period, by: User) -> Period:
    """From now on nothing of the period is entered, submitted, given back or accepted."""
    _require_root(by)
    period = _locked(period)
    refuse_closed(period)
    period.closed_at, period.closed_by = timezone.now(), by
    save_checked(period)
    return period


@verb
def reopen_period(*, period: Period, reason: str, by: User) -> Period:
    _require_root(by)
    period = _locked(period)
    if period.is_open:
        raise Refusal(f"{period.name} đang mở rồi.")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do mở lại để người sau còn biết.", "reason")
    period.closed_at, period.closed_by, period.reopened_because = None, None, nfc(reason)
    save_checked(period)
    return period


Goals = Mapping[str, tuple[Decimal | None, Decimal | None]]


@verb
def set_targets(*, period: Period, unit: Unit, goals: Goals, by: User) -> None:
    """Give a unit its targets: {key of a figure: (was, now)}; None is "không giao". Given by the level above."""
    require(by, "accept_returns", unit.parent or unit)
    refuse_closed(_locked(period))
    if strange := goals.keys() - COLUMNS.keys():
        raise Refusal(f"Không có chỉ tiêu “{strange.pop()}”. Xin tải lại trang.")
    if negative := next((key for key, (_, now) in goals.items() if now is not None and now < 0), None):
        raise Refusal("Chỉ tiêu giao phải từ 0 trở lên.", negative)
    held = dict(Target.objects.filter(period=period, unit=unit, figure__in=goals).values_list("figure", "value"))
    clashes = {key: held.get(key) for key, (was, now) in goals.items() if held.get(key) not in (was, now)}
    if clashes:
        raise Clash(f"Có người vừa sửa chỉ tiêu giao {unit}. Xin xem lại rồi lưu nếu vẫn muốn thay.", clashes)
    dropped = [key for key, (_, now) in goals.items() if now is None]
    Target.objects.filter(period=period, unit=unit, figure__in=dropped).delete()
    Target.objects.bulk_create(
        [Target(period=period, unit=unit, figure=key, value=now) for key, (_, now) in goals.items() if now is not None],
        update_conflicts=True,
        unique_fields=["period", "unit", "figure"],
        update_fields=["value"],
    )
