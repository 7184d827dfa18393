"""Awards: in 2023 those that the association reported, in 2022 fewer for comparison. Who received them is invented."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .choice import number, pick
from .people import Person, full_name, sex_of
from .places import COMMUNES, CON_MINH, CUONG_LOI, ROOT, VAN_LANG, YEN_LAC, Commune, Place

CENTRAL, PROVINCE, DISTRICT = "central", "province", "district"
GRANTORS = {
    CENTRAL: "Trung ương Hội Khuyến học Việt Nam",
    PROVINCE: "Hội Khuyến học tỉnh Bắc Kạn",
    DISTRICT: "Hội Khuyến học huyện Na Rì",
}
COLLECTIVE, PERSON = "collective", "person"
WITH_NAMES = (CON_MINH, VAN_LANG, YEN_LAC)
# code, who gives, form, classes of recipient
FORMS = (
    ("tw-co-thi-dua", CENTRAL, "Cờ thi đua xuất sắc", (COLLECTIVE,)),
    ("tw-bang-khen", CENTRAL, "Bằng khen", (COLLECTIVE, PERSON)),
    ("tw-ky-niem-chuong", CENTRAL, "Kỷ niệm chương “Vì sự nghiệp Khuyến học”", (PERSON,)),
    ("tinh-co-thi-dua", PROVINCE, "Cờ thi đua", (COLLECTIVE,)),
    ("tinh-giay-khen", PROVINCE, "Giấy khen", (COLLECTIVE, PERSON)),
    ("huyen-giay-khen", DISTRICT, "Giấy khen", (COLLECTIVE, PERSON, "household", "clan")),
)


# No public text gives these values (DOMAIN 4): they are examples that wait for the association's confirmation.
_REPORT = {"code": "paper", "paper": "Báo cáo thành tích"}
RULES: dict[str, tuple[dict[str, Any], ...]] = {
    "tw-co-thi-dua": (_REPORT,),
    "tw-bang-khen": ({"code": "gap", "value": 2}, _REPORT),
    "tw-ky-niem-chuong": ({"code": "service", "value": 5}, {"code": "once"}),
    "tinh-giay-khen": ({"code": "gap", "value": 2},),
    "huyen-giay-khen": ({"code": "quota", "value": 5, "recipient_class": PERSON, "is_confirmed": True},),
}
ROUND = {"year": 2024, "name": "Đợt khen thưởng tổng kết", "opens_on": date(2024, 10, 1)}


@dataclass(frozen=True)
class Signed:
    number: str
    signed_on: date
    given_on: date


# What the Central and the provincial association were asked for in 2023 had not been decided by the conference.
DECISIONS = {
    (2022, CENTRAL): Signed("512/QĐ-KHVN", date(2022, 12, 6), date(2023, 1, 12)),
    (2022, PROVINCE): Signed("61/QĐ-HKH", date(2022, 12, 14), date(2023, 1, 12)),
    (2022, DISTRICT): Signed("39/QĐ-HKH", date(2022, 12, 22), date(2023, 1, 12)),
    (2023, DISTRICT): Signed("45/QĐ-HKH", date(2023, 12, 25), date(2024, 1, 18)),
}


@dataclass(frozen=True)
class Honour:
    """One nomination; without `recipient` it is the unit's own, or that of the member at index `person`."""

    year: int
    form: str
    unit: str
    recipient_class: str
    achievements: str
    recipient: str = ""
    person: int | None = None
    position_held: str = ""


_OF_COLLECTIVES = (
    "Vận động quỹ vượt kế hoạch, thăm hỏi kịp thời học sinh có hoàn cảnh khó khăn.",
    "Duy trì sinh hoạt đều, kết nạp thêm hội viên, xây dựng tốt mô hình gia đình học tập.",
    "Phối hợp tốt với nhà trường, không có học sinh bỏ học giữa chừng.",
)
_OF_PERSONS = (
    "Nhiều năm tận tụy vận động con em trên địa bàn đến trường.",
    "Tích cực vận động quỹ, giúp đỡ học sinh nghèo vượt khó.",
    "Gia đình hiếu học, gương mẫu học tập suốt đời, được bà con tin yêu.",
)
# year → how many of the district's Giấy khen: chapters, direct chapters, boards, communes; members, commune officers
_DISTRICT_NUMBERS = {2022: (15, 4, 2, 3, 6, 9), 2023: (17, 5, 2, 4, 9, 10)}


def make_honours(places: Sequence[Place], people: Sequence[Person]) -> list[Honour]:
    honours = [honour for year in _DISTRICT_NUMBERS for honour in _of_district(year, places, people)]
    taken = {(honour.year, honour.person) for honour in honours}

    def member(year: int, form: str, commune: str) -> Honour:
        free = (i for i in _members_of(commune, people, year) if (year, i) not in taken)
        return _of_member(year, form, people, next(free))

    return [
        *honours,
        _of_unit(2022, "tw-bang-khen", ROOT),
        member(2022, "tw-ky-niem-chuong", YEN_LAC),
        _of_unit(2022, "tinh-giay-khen", YEN_LAC),
        member(2022, "tinh-giay-khen", CON_MINH),
        _of_unit(2023, "tw-co-thi-dua", ROOT),
        member(2023, "tw-bang-khen", YEN_LAC),
        member(2023, "tw-ky-niem-chuong", CON_MINH),
        _of_unit(2023, "tinh-giay-khen", CON_MINH),
        _of_unit(2023, "tinh-giay-khen", CUONG_LOI),
        member(2023, "tinh-giay-khen", VAN_LANG),
    ]


def _of_district(year: int, places: Sequence[Place], people: Sequence[Person]) -> Iterator[Honour]:
    in_communes, direct, boards, communes, members, officers = _DISTRICT_NUMBERS[year]
    standing = [place for place in _shuffled(places, year) if place.stands(year - 1)]
    chapters = [place for place in standing if place.kind == "chapter"]
    one_of_each = {place.above: place.key for place in chapters if place.above != ROOT}
    units = [
        *list(one_of_each.values())[:in_communes],
        *[place.key for place in chapters if place.above == ROOT][:direct],
        *[place.key for place in standing if place.kind == "board"][:boards],
        *[commune.code for commune in COMMUNES[year % 3 :: 3]][:communes],
    ]
    for unit in units:
        yield _of_unit(year, "huyen-giay-khen", unit)
    for code in WITH_NAMES:
        for i in _members_of(code, people, year)[: members // len(WITH_NAMES)]:
            yield _of_member(year, "huyen-giay-khen", people, i)
    others = [commune for commune in COMMUNES if commune.code not in WITH_NAMES]
    others.sort(key=lambda commune: number(10**9, commune.code, year, "president"))
    for commune in others[:officers]:
        yield _of_president(year, commune)


def _of_president(year: int, commune: Commune) -> Honour:
    return Honour(
        year,
        "huyen-giay-khen",
        commune.code,
        PERSON,
        pick(_OF_PERSONS, commune.code, year),
        full_name(sex_of(commune.code), commune.code, "president"),
        position_held=f"Chủ tịch Hội Khuyến học {commune.full_name}",
    )


def _shuffled(places: Sequence[Place], year: int) -> list[Place]:
    return sorted(places, key=lambda place: number(10**9, place.key, year, "honoured"))


def _members_of(commune: str, people: Sequence[Person], year: int) -> list[int]:
    """Those who have belonged for years, in a shuffled order."""
    at_end, by_then = date(year, 12, 31), date(year - 4, 1, 1)
    found = [
        i
        for i, person in enumerate(people)
        if person.spells[-1].place.startswith(commune) and person.spells[0].since < by_then and person.stands(at_end)
    ]
    return sorted(found, key=lambda i: number(10**9, i, year, "honoured"))


def _of_unit(year: int, form: str, unit: str) -> Honour:
    return Honour(year, form, unit, COLLECTIVE, pick(_OF_COLLECTIVES, unit, year))


def _of_member(year: int, form: str, people: Sequence[Person], i: int) -> Honour:
    unit = people[i].spells[-1].place
    position = f"Hội viên {unit.partition('/')[2]}"
    return Honour(year, form, unit, PERSON, pick(_OF_PERSONS, i, year), person=i, position_held=position)


def grantor_of(form: str) -> str:
    return next(level for code, level, _, _ in FORMS if code == form)
