"""The filters of the list of members: what the address says, what it means, and how it is said in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst

from ..kinds import WORDS, Setting
from ..models import Member, MemberQuerySet, Membership, MembershipQuerySet, Unit, User
from ..reach import within
from .units import topmost

HAS_LEFT = "da-thoi"
AGES = {"duoi-30": (None, 29), "30-44": (30, 44), "45-59": (45, 59), "tu-60": (60, None)}
AGE_WORDS = {
    "duoi-30": "dưới 30 tuổi",
    "30-44": "30 đến 44 tuổi",
    "45-59": "45 đến 59 tuổi",
    "tu-60": "từ 60 tuổi",
    "khong-ro": "chưa rõ năm sinh",
}
CARDS = {"co": "đã có thẻ", "chua": "chưa có thẻ"}
DUES = {"da-dong": "đã đóng hội phí năm nay", "chua-dong": "chưa đóng hội phí năm nay"}
STANDINGS = {"": "đang sinh hoạt", HAS_LEFT: "đã thôi"}
ANY = {"": "tất cả"}
# Behind "?", each with its heading and what may be chosen; a year is typed.
CHOICES: dict[str, tuple[str, Mapping[str, str]]] = {
    "tinh-trang": ("Tình trạng", STANDINGS),
    "dia-ban": ("Địa bàn", ANY | dict(Setting.choices)),
    "gioi-tinh": ("Giới tính", ANY | dict(Member.Sex.choices)),
    "tuoi": ("Tuổi", ANY | AGE_WORDS),
    "the": ("Thẻ hội viên", ANY | CARDS),
    "hoi-phi": ("Hội phí", ANY | DUES),
}
YEARS = {"nam-vao": ("Vào trong năm", "vào năm"), "nam-thoi": ("Thôi trong năm", "thôi năm")}


@dataclass(frozen=True)
class Filters:
    """`chosen` holds what was understood; what was not is as if it were not there, and `odd` says so in a sentence."""

    chosen: dict[str, str]
    unit: Unit | None
    words: str
    odd: str

    @property
    def has_left(self) -> bool:
        return self.chosen.get("tinh-trang") == HAS_LEFT or "nam-thoi" in self.chosen

    @property
    def is_narrowed(self) -> bool:
        """Whether people are chosen by more than where and when they belong."""
        return bool(self.chosen.keys() & PEOPLE.keys())

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.unit and not self.words

    def tags(self, given: QueryDict) -> list[dict[str, str]]:
        """What filters, in words, each with the address without it."""
        said = {"don-vi": self.unit.full_name} if self.unit else {}
        for name, value in self.chosen.items():
            said[name] = f"{YEARS[name][1]} {value}" if name in YEARS else CHOICES[name][1][value]
        return [{"text": capfirst(words), "url": _without(given, name)} for name, words in said.items()]

    def scope(self, user: User) -> MembershipQuerySet:
        """The memberships that bring a person onto the list."""
        every = Membership.objects.visible_to(user)
        if self.unit:
            every = every.filter(within([self.unit.path], "unit__path"))
        if "dia-ban" in self.chosen:
            every = every.filter(unit__setting=self.chosen["dia-ban"])
        if year := self.chosen.get("nam-vao"):
            every = every.filter(since__range=_days_of(year))
        if year := self.chosen.get("nam-thoi"):
            return every.filter(until__range=_days_of(year))
        return every.filter(until__isnull=False) if self.has_left else every.current()

    def people(self, user: User) -> MemberQuerySet:
        """Only together with `scope` are these in her reach: whoever has one of those memberships is visible to her.

        To ask `visible_to` besides would look at each person's memberships twice.
        """
        members = Member.objects.filter(merged_into=None)
        for name in self.chosen.keys() & PEOPLE.keys():
            members = members.filter(PEOPLE[name](self.chosen[name]))
        if self.has_left and "nam-thoi" not in self.chosen:
            held = Membership.objects.visible_to(user).current()
            here = within([self.unit.path], "unit__path") if self.unit else Q()
            members = members.exclude(Exists(held.filter(here, member=OuterRef("pk"))))
        return members


def _without(given: QueryDict, name: str) -> str:
    kept = {key: value for key, value in given.items() if value and key not in (name, "sau", "truoc")}
    return reverse("chapters:member-list", query=kept)


def _of_age(band: str) -> Q:
    if band == "khong-ro":
        return Q(birth_year=None)
    youngest, oldest = AGES[band]
    year = timezone.localdate().year
    condition = Q(birth_year__isnull=False)
    if youngest is not None:
        condition &= Q(birth_year__lte=year - youngest)
    if oldest is not None:
        condition &= Q(birth_year__gte=year - oldest)
    return condition


def _paid(choice: str) -> Q:
    paid = Q(dues_year__gte=timezone.localdate().year)
    return paid if choice == "da-dong" else Q(dues_year=None) | ~paid


PEOPLE: dict[str, Callable[[str], Q]] = {
    "gioi-tinh": lambda sex: Q(sex=sex),
    "tuoi": _of_age,
    "the": lambda choice: Q(has_card=choice == "co"),
    "hoi-phi": _paid,
}


def _days_of(year: str) -> tuple[date, date]:
    return date(int(year), 1, 1), date(int(year), 12, 31)


def read_filters(given: Mapping[str, str], unit: Unit | None) -> Filters:
    chosen = {name: given[name] for name, (_, options) in CHOICES.items() if given.get(name) in options}
    years = {name: given[name].strip() for name in YEARS if given.get(name, "").strip()}
    good = {name: year for name, year in years.items() if _is_year(year)}
    bad = [year for name, year in years.items() if name not in good]
    odd = f"“{bad[0][:20]}” không phải là năm, nên chưa lọc theo năm. Xin gõ bốn chữ số, ví dụ 2023." if bad else ""
    return Filters({k: v for k, v in (chosen | good).items() if v}, unit, given.get("q", "").strip(), odd)


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit() and 1900 <= int(text) <= 2100


def fields(filters: Filters, given: Mapping[str, str]) -> list[dict[str, Any]]:
    """The panel's selects and boxes, with what is chosen."""
    selects = [
        {"name": name, "label": label, "options": _options(name, filters)} for name, (label, _) in CHOICES.items()
    ]
    boxes = [{"name": name, "label": label, "value": given.get(name, "")} for name, (label, _) in YEARS.items()]
    return [*selects, *boxes]


def _options(name: str, filters: Filters) -> list[dict[str, Any]]:
    chosen = filters.chosen.get(name, "")
    return [
        {"value": value, "label": capfirst(words), "is_chosen": value == chosen}
        for value, words in CHOICES[name][1].items()
    ]


def units_to_filter_by(user: User, chosen: Unit | None) -> list[Unit]:
    """The units right under her topmost ones, and those under the chosen one; the chosen one always."""
    tops = topmost(user)
    parents = [*tops, chosen] if chosen else tops
    below = user.units_reached("read_members").filter(parent__in=parents)
    units = list(below.filter(Q(keeps_roster=True) | Q(kind__in=WORDS)).order_by("sort_key", "path"))
    if not chosen:
        return units
    first = [unit for unit in units if unit.parent_id != chosen.pk]
    under = [unit for unit in units if unit.parent_id == chosen.pk]
    if chosen not in first:
        return [chosen, *under, *first]
    place = first.index(chosen) + 1
    return [*first[:place], *under, *first[place:]]
