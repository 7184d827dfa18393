"""The communes of Na Rì with their official codes. All but names and codes of communes is invented."""

from dataclasses import dataclass
from datetime import date

from .choice import day_between, number

ROOT = "066"
CON_MINH, VAN_LANG, YEN_LAC, CUONG_LOI, LIEM_THUY = "02173", "02140", "02155", "02152", "02197"

SCHOOLS = {
    "MN": "Trường Mầm non",
    "TH": "Trường Tiểu học",
    "CS": "Trường THCS",
    "TC": "Trường Tiểu học và THCS",
    "BT": "Trường PTDTBT THCS",
    "BC": "Trường PTDTBT Tiểu học và THCS",
}


@dataclass(frozen=True)
class Commune:
    """`members` are those at the end of 2021, 2022 and 2023, chapters and boards together."""

    code: str
    name: str
    population: int
    members: tuple[int, int, int]
    hamlets: str
    schools: str
    enterprises: tuple[str, ...] = ()
    designation: str = "xã"

    @property
    def full_name(self) -> str:
        return f"{self.designation} {self.name}"

    @property
    def association_since(self) -> date:
        return day_between(date(2000, 9, 2), date(2003, 12, 31), self.code, "association")


COMMUNES = (
    Commune(
        "02137",
        "Văn Vũ",
        2386,
        (505, 511, 520),
        "Nà Ca, Khuổi Vạc, Pò Duốc, Nà Tuồng, Thôm Khinh, Bản Đâng, Khuổi Ngòa, Chang Ngòa, Pàn Xả",
        "MN TC",
    ),
    Commune(
        VAN_LANG,
        "Văn Lang",
        2518,
        (598, 609, 627),
        "Tô Đoóc, Nà Lẹng, Khau Lạ, Bản Khén, Nà Hiu, Pò Rản, Thôm Bả, Chợ Cũ, Nà Diệc, Khuổi Tấy, Bản Sảng",
        "MN TH BT",
    ),
    Commune(
        "02143",
        "Lương Thượng",
        1954,
        (393, 397, 402),
        "Nà Làng, Khuổi Nộc, Pàn Chang, Bản Giang, Vằng Khít, Nà Khu, Soi Cải, Khau Ca",
        "MN TC",
    ),
    Commune(
        "02146",
        "Kim Hỷ",
        1502,
        (288, 290, 286),
        "Bản Vin, Nà Mỏ, Cốc Tém, Khuổi Phầy, Lủng Cậu, Nà Ản, Kim Vân",
        "MN BC",
    ),
    Commune(
        CUONG_LOI,
        "Cường Lợi",
        2024,
        (541, 553, 569),
        "Nà Chè, Nà Khưa, Pò Nim, Nặm Dắm, Bản Nhuần, Nà Tát, Cốc Lùng",
        "MN TC",
        ("Hợp tác xã Mơ vàng Nà Khưa",),
    ),
    Commune(
        YEN_LAC,
        "Yến Lạc",
        5812,
        (1271, 1298, 1329),
        "Phố A, Phố B, Phố Mới, Bản Bia, Bản Pò, Pàn Bái, Nà Đăng, Hát Deng, Giả Dìa, Cốc Coóng, "
        "Khuổi Nằn, Pò Đon, Nà Hin",
        "MN TH CS",
        ("Hợp tác xã Thương mại Cốc Coóng",),
        "thị trấn",
    ),
    Commune(
        "02158",
        "Kim Lư",
        3218,
        (735, 746, 760),
        "Bản Đâng, Nà Pái, Pò Khiển, Khuổi Ít, Lũng Cào, Bản Lóc, Nà Đon, Cốc Xả, Háng Cáu, Phiêng Pục, Khum Mằn",
        "MN TH CS",
    ),
    Commune(
        "02161",
        "Sơn Thành",
        3406,
        (684, 679, 672),
        "Nà Leng, Hợp Tiến, Khuổi Kheo, Nà Cà, Soi Phay, Pan Khe, Nà Lẹng, Xóm Bãi, Bản Kén, Nà Nôm, "
        "Tân Thành, Thôm Pục",
        "MN TH CS",
    ),
    Commune(
        "02170",
        "Văn Minh",
        1710,
        (333, 336, 340),
        "Nà Mực, Khuổi Liềng, Tổng Nạp, Pác Ban, Nà Dụ, Khuổi Tục, Nà Ngoèn",
        "MN BC",
    ),
    Commune(
        CON_MINH,
        "Côn Minh",
        3148,
        (761, 782, 808),
        "Bản Cào, Chợ A, Chợ B, Nà Ngoàn, Nà Thỏa, Lủng Vạng, Bản Lài, Nà Cằm, Khuổi Muổi, Cốc Keng, "
        "Bản Cuôn, Áng Hin, Chè Cọ",
        "MN TH CS",
        ("Hợp tác xã Miến dong Áng Hin",),
    ),
    Commune(
        "02176",
        "Cư Lễ",
        2740,
        (631, 643, 660),
        "Phja Khao, Kẹn Cò, Pò Pái, Cạm Mjầu, Khau An, Sắc Sái, Khau Ngòa, Nà Dài, Pác Phàn, Bản Pảng",
        "MN TH BT",
    ),
    Commune(
        "02179",
        "Trần Phú",
        2462,
        (502, 510, 521),
        "Nà Noong, Nà Liềng, Quan Làng, Pò Chẹt, Khuổi A, Vằng Mười, Nà Mò, Nà Coòng, Nà Chót",
        "MN TH CS",
    ),
    Commune(
        "02185",
        "Quang Phong",
        2276,
        (449, 454, 462),
        "Nà Cà, Quan Làng, Tham Không, Nà Lay, Khuổi Phay, Ca Đoỏng, Nà Đán, Nà Rầy, Tổng Cột",
        "MN BC",
    ),
    Commune(
        "02188",
        "Dương Sơn",
        2108,
        (412, 417, 423),
        "Khuổi Sluôn, Nà Phai, Bản Giềng, Rầy Ỏi, Khung Xa, Nà Giàu, Khuổi Kẹn, Nà Quản",
        "MN TC",
    ),
    Commune(
        "02191",
        "Xuân Dương",
        2584,
        (488, 501, 520),
        "Cốc Càng, Nà Nhàng, Tu Quà, Nà Vẹn, Nà Dăm, Khu Chợ, Thôm Chản, Nà Cai, Bắc Sen",
        "MN TH CS",
    ),
    Commune(
        "02194",
        "Đổng Xá",
        2290,
        (421, 428, 437),
        "Nà Thác, Khuổi Nà, Nà Vạng, Kẹn Cò, Lũng Tao, Nà Quang, Chợ Chùa, Khuổi Cáy, Nà Khanh",
        "MN BC",
    ),
    Commune(
        LIEM_THUY,
        "Liêm Thủy",
        1910,
        (322, 330, 342),
        "Khuổi Tấy A, Khuổi Tấy B, Lũng Deng, Nà Bó, Nà Pì, Bản Cải, Khuổi Dân",
        "MN BC",
    ),
)


@dataclass(frozen=True)
class Place:
    """A chapter or board. `weight` is its part in the members of the association above it."""

    above: str
    kind: str
    setting: str
    name: str
    weight: int
    opened_on: date
    keeps_roster: bool = False

    @property
    def key(self) -> str:
        return f"{self.above}/{self.name}"

    @property
    def local_word(self) -> str:
        """What people there call a hamlet, as its chapter's name says it: thôn, tổ nhân dân."""
        words = ("tổ nhân dân", "thôn") if self.setting == "hamlet" else ()
        return next((word for word in words if self.name.startswith(f"Chi hội {word} ")), "")

    def stands(self, year: int) -> bool:
        return self.opened_on <= date(year, 12, 31)


# Those chapters that began in 2023, so that the year shows growth.
OPENED_IN_2023 = {
    "02155/Chi hội Hợp tác xã Thương mại Cốc Coóng": date(2023, 3, 15),
    "02173/Chi hội thôn Chè Cọ": date(2023, 4, 20),
    "02152/Chi hội Hợp tác xã Mơ vàng Nà Khưa": date(2023, 5, 19),
    "02191/Chi hội thôn Bắc Sen": date(2023, 9, 5),
    "066/Chi hội Chi nhánh Viễn thông": date(2023, 10, 2),
    "02185/Ban khuyến học dòng họ Bàn": date(2023, 11, 12),
}
# Where names are kept; elsewhere in these communes, and in all others, a number is declared.
_DECLARED_IN_CON_MINH = ("Trường THCS", "Trạm Y tế", "Hợp tác xã", "Ban khuyến học")
_ROSTERS_OF_YEN_LAC = ("Phố A", "Bản Bia", "Nà Đăng")


def place(above: str, kind: str, setting: str, name: str, weight: int) -> Place:
    key = f"{above}/{name}"
    if key in OPENED_IN_2023:
        return Place(above, kind, setting, name, weight // 2, OPENED_IN_2023[key], _keeps_roster(above, name))
    opened_on = day_between(date(2005, 1, 5), date(2019, 11, 20), key, "opened")
    return Place(above, kind, setting, name, weight, opened_on, _keeps_roster(above, name))


def _keeps_roster(above: str, name: str) -> bool:
    if above == CON_MINH:
        return not any(word in name for word in _DECLARED_IN_CON_MINH)
    if above == VAN_LANG:
        return "thôn" in name or "Ủy ban nhân dân" in name
    return above == YEN_LAC and "tổ nhân dân" in name and name.endswith(_ROSTERS_OF_YEN_LAC)


def chapters_of(commune: Commune) -> list[Place]:
    """Every hamlet, every school, the people's committee, the health station and the enterprises named above."""

    def chapter(setting: str, name: str, weight: int) -> Place:
        return place(commune.code, "chapter", setting, f"Chi hội {name}", weight)

    where = "tổ nhân dân" if commune.designation == "thị trấn" else "thôn"
    hamlets = [
        chapter("hamlet", f"{where} {name}", 70 + number(61, commune.code, name))
        for name in commune.hamlets.split(", ")
    ]
    schools = [
        chapter("school", f"{SCHOOLS[school]} {commune.name}", 42 + number(20, commune.code, school))
        for school in commune.schools.split()
    ]
    offices = [
        chapter("agency", f"Ủy ban nhân dân {commune.full_name}", 36 + number(8, commune.code, "office")),
        chapter("agency", f"Trạm Y tế {commune.full_name}", 12 + number(5, commune.code, "health")),
    ]
    return hamlets + schools + offices + [chapter("enterprise", name, 20) for name in commune.enterprises]
