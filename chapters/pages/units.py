from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc, search_key
from khuyenhoc.numbers import format_number

from ..forms.places import places_for, places_for_members
from ..kinds import ASSOCIATIONS, PARENTS, WORDS, Kind, Setting
from ..models import Unit, UnitQuerySet, User
from ..reach import within

RANKS = {kind: rank for rank, kind in enumerate(Kind.values)}


@dataclass(frozen=True)
class Below:
    """How many units stand open under one: kind and word ("commune", "thị trấn") → number."""

    numbers: dict[tuple[str, str], int]

    def count(self, kind: str) -> int:
        return sum(number for (its_kind, _), number in self.numbers.items() if its_kind == kind)

    @property
    def chapters(self) -> int:
        return self.count(Kind.CHAPTER)

    @property
    def boards(self) -> int:
        return self.count(Kind.BOARD)

    @property
    def line(self) -> str:
        """ "16 xã · 1 thị trấn · 274 chi hội"."""
        ordered = sorted(self.numbers.items(), key=lambda item: (RANKS[item[0][0]], -item[1]))
        return " · ".join(f"{format_number(number)} {word}" for (_, word), number in ordered)


def counts_below(units: Iterable[Unit]) -> dict[int, Below]:
    """For units none of which stands under another, what is open below each, in one grouped query."""
    units = list(units)
    if not units:
        return {}
    numbers: dict[int, dict[tuple[str, str], int]] = {unit.pk: {} for unit in units}
    inside = [When(within([unit.path]), then=Value(unit.pk)) for unit in units]
    rows = (
        Unit.objects.filter(within([unit.path for unit in units]))
        .exclude(pk__in=[unit.pk for unit in units])
        .open_on(timezone.localdate())
        .annotate(top=Case(*inside))
        .order_by()
        .values_list("top", "kind", "designation")
        .annotate(number=Count("pk"))
    )
    for top, kind, designation, number in rows:
        numbers[top][kind, designation or str(Kind(kind).label)] = number
    return {pk: Below(found) for pk, found in numbers.items()}


@dataclass(frozen=True)
class Group:
    """Units of one kind, as one table."""

    kind: str
    heading: str
    units: list[Unit]

    @property
    def is_association_level(self) -> bool:
        return self.kind in WORDS


def in_groups(units: Iterable[Unit]) -> list[Group]:
    """By kind in the order they come, each unit with `below` at hand."""
    by_kind: dict[str, list[Unit]] = {}
    units = list(units)
    counts = counts_below(unit for unit in units if unit.is_association_level)
    for unit in units:
        unit.below = counts.get(unit.pk)  # type: ignore[attr-defined]
        by_kind.setdefault(unit.kind, []).append(unit)
    return [Group(kind, _heading(kind, found), found) for kind, found in by_kind.items()]


def _heading(kind: str, units: list[Unit]) -> str:
    """ "Xã, thị trấn": the designations that are there; else the kind's own word."""
    used = {unit.designation for unit in units}
    words = [word for word in WORDS[kind].designations if word in used] if kind in WORDS else []
    return capfirst(", ".join(words) or str(Kind(kind).label))


def children_of(unit: Unit, user: User) -> UnitQuerySet:
    """Associations first, then chapters, boards, teams and branches, each in reading order."""
    rank = Case(*(When(kind=kind, then=Value(rank)) for kind, rank in RANKS.items()))
    return Unit.objects.visible_to(user).filter(parent=unit).order_by(rank, "sort_key", "pk")


def topmost(user: User) -> list[Unit]:
    """Where her reach begins: the units of her offices that stand under none of the others."""
    units = {office.unit.path: office.unit for office in user.offices}
    return [
        unit for path, unit in units.items() if not any(path != above and path.startswith(above) for above in units)
    ]


@dataclass(frozen=True)
class Search:
    """What is asked of the list of units: words, and the choices of the filter."""

    words: str
    kind: str
    setting: str
    with_closed: bool

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> "Search":
        kind, setting = query.get("loai", ""), query.get("dia-ban", "")
        return cls(
            words=nfc(query.get("q", "")),
            kind=kind if kind in Kind.values or kind == NO_ASSOCIATION else "",
            setting=setting if setting in Setting.values else "",
            with_closed=query.get("giai-the") == "1",
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.kind or self.setting)

    def of(self, units: UnitQuerySet) -> UnitQuerySet:
        """Each word stands in the name, without marks and in any order, or is the code."""
        for word in search_key(self.words).split():
            units = units.filter(Q(search_key__contains=word) | Q(code__iexact=word))
        if self.kind == NO_ASSOCIATION:
            units = units.filter(kind__in=ASSOCIATIONS, association_since=None)
        elif self.kind:
            units = units.filter(kind=self.kind)
        if self.setting:
            units = units.filter(setting=self.setting)
        return self.in_time(units).select_related("parent")

    def in_time(self, units: UnitQuerySet) -> UnitQuerySet:
        return units if self.with_closed else units.filter(closed_on=None)


# Among the kinds of the filter: communes and other places where nobody has founded an association yet.
NO_ASSOCIATION = "chua-co-hoi"
KINDS = [*((value, capfirst(label)) for value, label in Kind.choices), (NO_ASSOCIATION, "Nơi chưa có tổ chức Hội")]
SETTINGS = [(value, capfirst(label)) for value, label in Setting.choices]


def allowed_kinds(parent: Unit) -> list[Kind]:
    return [kind for kind in Kind if parent.kind in PARENTS[kind]]


def may_place(user: User, unit: Unit) -> bool:
    """Whether its place, closing and opening again are hers to decide: she writes units where it stands."""
    return unit.parent is not None and user.can("write_units", unit.parent)


def place_links(unit: Unit, user: User) -> list[dict[str, str]]:
    """What she may do about the unit's place, and can: where there is nowhere to go, no way there is offered.

    What the unit needs before it closes is told on the page of closing.
    """
    if not may_place(user, unit):
        return []
    ways = {"unit-reopen": "Lập lại đơn vị này"}
    if unit.closed_on is None:
        ways = {"unit-move": "Chuyển về đơn vị cấp trên khác"} if places_for(unit, user).exists() else {}
        ways["unit-close"] = "Giải thể"
        if unit.keeps_roster and places_for_members(unit, user).exists():
            ways["unit-members-move"] = "Chuyển tất cả hội viên sang chi hội khác"
    return [{"label": label, "url": reverse(f"chapters:{name}", args=[unit.pk])} for name, label in ways.items()]


def unit_facts(unit: Unit) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": "Loại", "value": capfirst(unit.designation or unit.get_kind_display())},
        {"label": "Mã", "value": unit.code},
    ]
    if unit.setting:
        facts.append({"label": "Địa bàn", "value": capfirst(unit.setting_words)})
    if unit.opened_on:
        facts.append({"label": "Thành lập", "value": format_date(unit.opened_on)})
    if unit.closed_on:
        facts.append({"label": "Giải thể", "value": format_date(unit.closed_on), "note": unit.reason})
    if unit.is_association_level:
        since = unit.association_since
        value = f"có từ {format_date(since)}" if since else "chưa có tổ chức Hội"
        facts.append({"label": "Tổ chức Hội", "value": value})
    else:
        value = "theo danh sách từng người" if unit.keeps_roster else "khai báo một con số mỗi năm"
        facts.append({"label": "Hội viên", "value": value})
    return facts


def unit_links(unit: Unit, user: User) -> list[dict[str, str]]:
    """Where the other records of the unit are, as far as she may read them."""
    of_unit = {"don-vi": unit.code}
    links = []
    if user.can("read_members", unit) and (unit.keeps_roster or unit.is_association_level):
        links.append({"label": "Danh sách hội viên", "url": reverse("chapters:member-list", query=of_unit)})
    if user.can("read_returns", unit) and (figures := _figures_link(unit)):
        links.append(figures)
    if user.can("read_funds", unit):
        links.append({"label": "Sổ quỹ", "url": reverse("funds:fund-list", query=of_unit)})
    if user.can("read_awards", unit):
        links.append({"label": "Đề nghị khen thưởng", "url": reverse("awards:nomination-list", query=of_unit)})
        links.append({"label": "Khen thưởng đã nhận", "url": reverse("awards:history", query=of_unit)})
    if user.can("read_log", unit) or user.can("manage_users", unit):
        links.append({"label": "Ai xem được đơn vị này?", "url": reverse("chapters:who-sees", args=[unit.pk])})
    if user.can("manage_users", unit) and unit.closed_on is None:
        links.append({"label": "Mở tài khoản cho đơn vị này", "url": reverse("chapters:user-create", query=of_unit)})
    return links


def _figures_link(unit: Unit) -> dict[str, str] | None:
    """Its return of the latest period, or its row in the return above. Reports come later: asked backwards."""
    rows = unit.rows.filter(unit_return__is_current=True).select_related("unit_return__period")
    row = rows.order_by("-unit_return__period__cut_off").first()
    if row is None:
        return None
    period = row.unit_return.period
    url = reverse("reports:row-entry", args=[period.code, row.pk])
    if row.is_own:
        url = reverse("reports:entry", args=[period.code], query={"don-vi": unit.code})
    return {"label": f"Số liệu {period.name[:1].lower()}{period.name[1:]}", "url": url}
