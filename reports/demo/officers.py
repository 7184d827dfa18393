"""Invented officers: the district's committees, a chair and two more in each commune, the heads of Côn Minh's chapters.

One post is empty, one term has run out without a congress: the pages have to say both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from .choice import day_between, number
from .people import Person, full_name, sex_of
from .places import COMMUNES, CON_MINH, ROOT, VAN_LANG, Place

OVERRUN = "02170"  # Văn Minh: the term ended in 2023, the congress has not met
VACANT = "02194"  # Đổng Xá: the chair moved away in 2024
DISTRICT_TERM = date(2022, 5, 20)
COMMUNE_TERM = (date(2022, 1, 5), date(2022, 4, 20))
CHAPTER_HEADS_SINCE = date(2022, 1, 15)
RETIRED = "cán bộ hưu trí"


@dataclass(frozen=True)
class TermPlan:
    unit: str
    name: str
    since: date
    planned_until: date
    seats: tuple[int, int, int | None]


@dataclass(frozen=True)
class Post:
    """Who holds a post; `person`: her index among the members of the plan, if she is one."""

    unit: str
    post: str
    name: str
    sex: str
    birth_year: int
    workplace: str
    since: date
    committees: tuple[str, ...] = ()
    until: date | None = None
    exit: str = ""
    person: int | None = None


# post, name, sex, year of birth, work, committees besides those of the post; accounts of the demo come first
_DISTRICT = (
    ("chair", "Lý Quang Sầm", "male", 1957, "Nguyên Phó Chủ tịch HĐND huyện, hưu trí", ("standing",)),
    ("first_vice_chair", "Lường Thị Hiên", "female", 1961, RETIRED, ("standing",)),
    ("vice_chair", "Triệu Đức Khiêm", "male", 1974, "Trưởng phòng Giáo dục và Đào tạo", ("standing",)),
    ("inspection_head", "Nông Đức Thiềng", "male", 1959, RETIRED, ("standing",)),
    ("standing_member", "Hoàng Thị Nhẫn", "female", 1968, "Kế toán Hội Khuyến học huyện", ()),
    ("executive_member", "Bàn Văn Lưu", "male", 1971, "Chủ tịch Hội Cựu giáo chức huyện", ()),
    ("executive_member", "Hà Thị Chuyên", "female", 1976, "Phó Chủ tịch Hội Liên hiệp Phụ nữ huyện", ()),
    ("executive_member", "Nguyễn Đình Vĩnh", "male", 1969, "Hiệu trưởng Trường THPT Na Rì", ()),
    ("executive_member", "Đặng Thị Mùi", "female", 1979, "Hiệu trưởng Trường PTDT Nội trú Na Rì", ()),
    ("executive_member", "Ma Văn Tưởng", "male", 1966, "Phó Chủ tịch Ủy ban Mặt trận Tổ quốc huyện", ()),
    ("executive_member", "Phùng Thị Kiều", "female", 1983, "Bí thư Huyện đoàn", ()),
    ("inspection_vice_head", "Lộc Văn Nghiệp", "male", 1972, "Thanh tra huyện", ()),
    ("inspection_member", "Vi Thị Hoan", "female", 1980, "Kế toán Trung tâm Y tế huyện", ()),
    ("treasurer", "Dương Thị Thắm", "female", 1975, "Văn phòng HĐND và UBND huyện", ()),
)
_COMMUNE_CHAIRS = {CON_MINH: ("Triệu Thị Mẩy", "female"), VAN_LANG: ("Hà Văn Chấn", "male")}
_COMMUNE_POSTS = (
    ("chair", ("standing",), ("Phó Chủ tịch UBND", "Chủ tịch Ủy ban MTTQ", "Phó Bí thư Đảng ủy")),
    ("vice_chair", ("standing",), ("Hiệu trưởng trường THCS", "Công chức Văn hóa - Xã hội", RETIRED)),
    (
        "executive_member",
        (),
        ("Chủ tịch Hội Liên hiệp Phụ nữ", "Bí thư Đoàn thanh niên", "Chủ tịch Hội Cựu chiến binh"),
    ),
)


def make_terms() -> list[TermPlan]:
    """The district's and the communes'; the district set 12 seats of which 11 are taken."""
    terms = [TermPlan(ROOT, "2022–2027", DISTRICT_TERM, date(2027, 5, 20), (12, 5, 3))]
    for commune in COMMUNES:
        first, last = (2018, 2023) if commune.code == OVERRUN else (2022, 2027)
        since = date(2018, 5, 18) if commune.code == OVERRUN else day_between(*COMMUNE_TERM, commune.code, "congress")
        until = date(2023, 5, 18) if commune.code == OVERRUN else date(2027, 4, 30)
        terms.append(TermPlan(commune.code, f"{first}–{last}", since, until, (3, 2, None)))
    return terms


def make_posts(terms: Sequence[TermPlan], places: Sequence[Place], people: Sequence[Person]) -> list[Post]:
    since = {term.unit: term.since for term in terms}
    district = [_district_post(*each) for each in _DISTRICT]
    communes = [
        _commune_post(commune.code, since[commune.code], *each) for commune in COMMUNES for each in _COMMUNE_POSTS
    ]
    heads = [head for place in places if place.above == CON_MINH and (head := _head(place, people))]
    return district + communes + heads


def _district_post(post: str, name: str, sex: str, born: int, work: str, seats: tuple[str, ...]) -> Post:
    return Post(ROOT, post, name, sex, born, work, DISTRICT_TERM, seats)


def _commune_post(code: str, since: date, post: str, seats: tuple[str, ...], works: tuple[str, ...]) -> Post:
    key = (code, post, "officer")
    sex = sex_of(*key)
    name, sex = _COMMUNE_CHAIRS.get(code, ("", sex)) if post == "chair" else ("", sex)
    born = 1958 + number(25, *key, "born")
    work = works[number(len(works), *key, "work")]
    held = Post(code, post, name or full_name(sex, *key), sex, born, work, since, seats)
    if post == "chair" and code == VACANT:
        return replace(held, until=date(2024, 2, 1), exit="transferred")
    return held


def _head(place: Place, people: Sequence[Person]) -> Post | None:
    """The oldest of those who still belong to a chapter that keeps a list; Bản Cào's has an account of his own."""
    post = "chapter_head" if place.kind == "chapter" else "board_head"
    if place.name == "Chi hội thôn Bản Cào":
        return Post(place.key, post, "Hoàng Văn Tài", "male", 1970, "Trưởng thôn", CHAPTER_HEADS_SINCE)
    there = [i for i, one in enumerate(people) if one.spells[-1].place == place.key and one.stands(date(2024, 12, 31))]
    if not there:
        return None
    i = min(there, key=lambda i: (people[i].spells[-1].since, people[i].birth_year, i))
    since = max(CHAPTER_HEADS_SINCE, people[i].spells[-1].since)
    return Post(place.key, post, people[i].name, people[i].sex, people[i].birth_year, "", since, person=i)
