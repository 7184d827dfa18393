"""Invented people: names as they are borne in the mountains of Bắc Kạn, put together by rote."""

from dataclasses import dataclass, field, replace
from datetime import date

from .choice import day_between, number, pick
from .membership import YEARS, Flow
from .places import Place

FAMILIES = (
    *("Hoàng", "Hoàng", "Nông", "Nông", "Lý", "Lý", "Nguyễn", "Nguyễn", "Triệu", "Triệu", "Bàn", "Bàn"),
    *("Đặng", "Lường", "Lường", "Ma", "Hà", "Hà", "Dương", "Phùng", "Lộc", "Vi", "Lục", "Đinh"),
)
MIDDLE = {
    "female": ("Thị", "Thị", "Thị", "Thị", "Thị Thu", "Thị Thanh", "Thị Minh", "Thị Kim", "Bích", "Thùy"),
    "male": ("Văn", "Văn", "Văn", "Đức", "Quang", "Minh", "Xuân", "Đình", "Thanh", "Công", "Hữu", "Tiến"),
}
_GIVEN = {
    "female": (
        "Lan Huệ Hồng Hoa Mai Đào Cúc Hương Thơm Hạnh Phượng Loan Nga Yến Thảo Hiền Dung Hằng Nguyệt Thúy "
        "Liên Sen Tâm Thoa Bình Vân Xuân Hà Thu Tuyết Mẫu Chiêm Nhình Pham Sinh Slao Én Lê Duyên Trang Quyên"
    ),
    "male": (
        "Hùng Dũng Cường Sơn Lâm Hải Thắng Toàn Quyết Tiến Chiến Thành Trường Bảo Phúc Lộc Thọ Hòa Khánh Tùng "
        "Tuấn Kiên Định Nghĩa Hiếu Trung Đoàn Việt Páo Sèng Thông Vượng Luận Báo Đạt Hoạt Sự Khoa Thiện Mạnh"
    ),
}
GIVEN = {sex: names.split() for sex, names in _GIVEN.items()}


@dataclass(frozen=True)
class Spell:
    """One belonging to a place, from `since` until before `until`."""

    place: str
    since: date
    entry: str = "admitted"
    until: date | None = None
    exit: str = ""


@dataclass(frozen=True)
class Person:
    name: str
    sex: str
    birth_year: int
    address: str
    has_card: bool
    spells: tuple[Spell, ...]

    def stands(self, day: date) -> bool:
        """Whether she belongs to the last of her places at the end of that day."""
        last = self.spells[-1]
        return last.since <= day and (last.until is None or last.until > day)


def full_name(sex: str, *key: object) -> str:
    return " ".join((pick(FAMILIES, *key, "họ"), pick(MIDDLE[sex], *key, "đệm"), pick(GIVEN[sex], *key, "tên")))


def sex_of(*key: object) -> str:
    return "female" if number(100, *key, "sex") < 54 else "male"


@dataclass
class _Rosters:
    """The people of one commune while its years go by."""

    addresses: dict[str, str]
    people: list[Person] = field(default_factory=list)
    names: set[tuple[str, str]] = field(default_factory=set)

    def admit(self, place: Place, since: date, entry: str = "admitted") -> None:
        key = (place.key, len(self.people))
        sex = sex_of(*key)
        tries = (full_name(sex, *key, attempt) for attempt in range(100))
        name = next(made for made in tries if (place.key, made) not in self.names)
        self.names.add((place.key, name))
        youngest, oldest = since.year - 20, since.year - 58
        birth_year = oldest + number(youngest - oldest + 1, *key, "birth")
        has_card = since.year < 2023 and number(10, *key, "card") < 8
        spell = Spell(place.key, since, entry)
        self.people.append(Person(name, sex, birth_year, self.addresses[place.key], has_card, (spell,)))

    def leave(self, place: Place, year: int, count: int, exit: str) -> list[int]:
        """End `count` belongings that began before the year; who ended them, by index."""
        staying = [i for i, person in enumerate(self.people) if self._is_at(person, place, date(year, 1, 1))]
        staying.sort(key=lambda i: number(10**9, i, year, exit))
        for i in staying[:count]:
            last = self.people[i].spells[-1]
            until = day_between(date(year, 1, 10), date(year, 9, 30), i, year, "until")
            how = "died" if exit == "left" and self.people[i].birth_year < year - 68 else exit
            self._set_last(i, replace(last, until=until, exit=how))
        return staying[:count]

    def arrive(self, i: int, place: Place) -> None:
        """The person moves on to another place on the day she left the last one."""
        person = self.people[i]
        moved = Spell(place.key, person.spells[-1].until or date.min, "moved_in")
        self.people[i] = replace(person, spells=(*person.spells, moved), address=self.addresses[place.key])

    @staticmethod
    def _is_at(person: Person, place: Place, start: date) -> bool:
        last = person.spells[-1]
        return last.place == place.key and last.until is None and last.since < start

    def _set_last(self, i: int, spell: Spell) -> None:
        self.people[i] = replace(self.people[i], spells=(*self.people[i].spells[:-1], spell))


def make_rosters(places: list[Place], flows: dict[str, dict[int, Flow]], addresses: dict[str, str]) -> list[Person]:
    """People of one commune whose comings and goings add up to the flows of every place and year."""
    rosters = _Rosters(addresses)
    for place in places:
        for n in range(flows[place.key][YEARS[0]].opening if place.stands(YEARS[0]) else 0):
            rosters.admit(place, _founded_or_later(place, n))
    for year in YEARS:
        standing = [place for place in places if place.stands(year)]
        movers: list[int] = []
        for place in standing:
            rosters.leave(place, year, flows[place.key][year].left, "left")
            movers += rosters.leave(place, year, flows[place.key][year].moved_out, "moved_out")
        for place in standing:
            _receive(rosters, place, year, flows[place.key][year], movers)
    return rosters.people


def _founded_or_later(place: Place, n: int) -> date:
    """Every third is a founder."""
    return place.opened_on if n % 3 == 0 else day_between(place.opened_on, date(2021, 11, 30), place.key, n)


def _receive(rosters: _Rosters, place: Place, year: int, flow: Flow, movers: list[int]) -> None:
    first, last = max(place.opened_on, date(year, 1, 6)), date(year, 11, 20)
    for n in range(flow.joined):
        rosters.admit(place, day_between(first, last, place.key, year, n))
    for n in range(flow.moved_in):
        mover = next((i for i in movers if _may_move(rosters.people[i], place)), None)
        if mover is None:
            rosters.admit(place, day_between(first, last, place.key, year, n, "in"), "moved_in")
        else:
            movers.remove(mover)
            rosters.arrive(mover, place)


def _may_move(person: Person, place: Place) -> bool:
    last = person.spells[-1]
    return last.place != place.key and last.until is not None and last.until >= place.opened_on
