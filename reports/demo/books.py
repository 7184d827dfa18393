"""What is posted in the fund books, 2022 to 2024. Givers and receivers are invented."""

from dataclasses import dataclass, replace
from datetime import date

from .places import CON_MINH, VAN_LANG, YEN_LAC

IN, OUT = "in", "out"


@dataclass(frozen=True)
class Entry:
    """A voucher to be: from a source into cash, bank or goods, or from these to a purpose. `amount` in đồng."""

    dated_on: date
    way: str
    account: str
    money: str
    amount: int
    party: str
    reason: str
    is_donor: bool = False
    reversed_on: date | None = None
    sent_to: str = ""  # code of the unit whose purse takes it in
    is_twin: bool = False  # posted with the payment of the purse that sends it

    @property
    def effect(self) -> int:
        return self.amount if self.way == IN else -self.amount

    def scaled(self, per_ten_thousand: int, step: int) -> "Entry":
        """The like for a larger or smaller purse; transfers between associations stay, for the other side has them."""
        if self.account == "association":
            return self
        return replace(self, amount=max(self.amount * per_ten_thousand // 10_000 // step * step, step))


# way, source or purpose, money, amount of 2022 (one tenth more each year), day and month, party, reason
_DISTRICT_YEAR = (
    (IN, "dues", "cash", 4_250_000, 15, 1, "Các chi hội trực thuộc", "Hội phí đợt 1"),
    (IN, "association", "bank", 10_000_000, 20, 1, "Hội Khuyến học tỉnh Bắc Kạn", "Hỗ trợ quỹ đầu năm"),
    (OUT, "hardship", "cash", 9_000_000, 24, 1, "30 học sinh có hoàn cảnh khó khăn", "Quà Tết, có danh sách ký nhận"),
    (OUT, "activities", "cash", 5_400_000, 10, 2, "Văn phòng Hội", "Hội nghị tổng kết năm trước"),
    (IN, "other-income", "bank", 1_380_000, 31, 3, "Ngân hàng", "Lãi tiền gửi quý I"),
    (IN, "members", "bank", 38_600_000, 25, 4, "Cán bộ, công chức, viên chức huyện", "Ủng hộ một ngày lương"),
    (IN, "enterprises", "bank", 15_000_000, 12, 5, "Doanh nghiệp Vận tải Nà Khoang", "Ủng hộ quỹ khuyến học"),
    (IN, "benefactors", "cash", 8_000_000, 19, 5, "Ông Nông Văn Sình, thị trấn Yến Lạc", "Ủng hộ học sinh vượt khó"),
    (OUT, "teacher-rewards", "cash", 7_500_000, 27, 5, "15 giáo viên", "Thưởng giáo viên có học sinh giỏi cấp tỉnh"),
    (OUT, "student-rewards", "bank", 16_200_000, 30, 5, "81 học sinh", "Thưởng học sinh giỏi năm học vừa qua"),
    (IN, "other-income", "bank", 1_410_000, 30, 6, "Ngân hàng", "Lãi tiền gửi quý II"),
    (IN, "dues", "cash", 4_180_000, 5, 7, "Các chi hội trực thuộc", "Hội phí đợt 2"),
    (IN, "clans", "cash", 3_000_000, 20, 7, "Hội đồng gia tộc họ Hoàng", "Ủng hộ quỹ khuyến học"),
    (IN, "schools", "bank", 12_500_000, 20, 8, "Các trường trong huyện", "Ủng hộ quỹ khuyến học đầu năm học"),
    (IN, "", "in_kind", 9_600_000, 25, 8, "Cửa hàng Sách và Thiết bị Phố Mới", "800 quyển vở, 40 cặp sách quy tiền"),
    (OUT, "hardship", "in_kind", 9_000_000, 4, 9, "40 học sinh vùng cao", "Trao vở, cặp sách ngày khai giảng"),
    (OUT, "student-rewards", "bank", 28_800_000, 5, 9, "48 tân sinh viên", "Thưởng học sinh đỗ đại học"),
    (IN, "enterprises", "bank", 20_000_000, 15, 9, "Hợp tác xã Nông sản Khuổi Slúng", "Tài trợ học bổng"),
    (IN, "other-income", "bank", 1_405_000, 30, 9, "Ngân hàng", "Lãi tiền gửi quý III"),
    (IN, "benefactors", "bank", 10_000_000, 2, 10, "Bà Triệu Thị Nhàn, thành phố Bắc Kạn", "Ủng hộ dịp 02/10"),
    (OUT, "scholarships", "bank", 36_000_000, 10, 10, "60 sinh viên, đoàn viên", "Học bổng, có danh sách ký nhận"),
    (IN, "members", "cash", 6_200_000, 20, 11, "Hội viên các chi hội trực thuộc", "Ủng hộ dịp 20/11"),
    (OUT, "teacher-rewards", "cash", 6_000_000, 20, 11, "12 giáo viên", "Tặng quà giáo viên vùng cao dịp 20/11"),
    (OUT, "other-spending", "cash", 1_250_000, 5, 12, "Văn phòng Hội", "Văn phòng phẩm, bưu phí"),
    (OUT, "activities", "bank", 6_800_000, 12, 12, "Ban Kiểm tra Hội", "Kiểm tra cơ sở, tập huấn cán bộ Hội"),
    (IN, "other-income", "bank", 1_420_000, 30, 12, "Ngân hàng", "Lãi tiền gửi quý IV"),
)
_COMMUNE_YEAR = (
    (IN, "dues", "cash", 2_150_000, 18, 2, "Các chi hội trên địa bàn", "Hội phí nộp về Hội"),
    (OUT, "hardship", "cash", 2_400_000, 20, 2, "12 học sinh có hoàn cảnh khó khăn", "Quà đầu năm, có ký nhận"),
    (IN, "enterprises", "bank", 3_000_000, 16, 5, "Cơ sở Chế biến nông sản Nà Giỏ", "Ủng hộ quỹ khuyến học"),
    (OUT, "student-rewards", "cash", 4_500_000, 31, 5, "45 học sinh", "Thưởng học sinh giỏi, học sinh tiến bộ"),
    (IN, "members", "cash", 4_800_000, 15, 7, "Hội viên các chi hội", "Ủng hộ theo bảng kê"),
    (IN, "clans", "cash", 1_200_000, 22, 7, "Các dòng họ trên địa bàn", "Ủng hộ quỹ khuyến học"),
    (IN, "schools", "cash", 1_500_000, 28, 8, "Các trường trên địa bàn", "Ủng hộ quỹ khuyến học"),
    (OUT, "teacher-rewards", "cash", 1_200_000, 5, 9, "6 giáo viên", "Thưởng giáo viên dạy giỏi"),
    (IN, "benefactors", "bank", 3_500_000, 10, 9, "Gia đình ông Lường Văn Chài", "Ủng hộ học sinh nghèo vượt khó"),
    (OUT, "scholarships", "bank", 6_000_000, 12, 10, "8 sinh viên", "Học bổng khuyến học"),
    (OUT, "activities", "cash", 1_400_000, 18, 11, "Ban Chấp hành Hội", "Hội nghị, tuyên truyền"),
    (IN, "other-income", "bank", 95_000, 30, 12, "Ngân hàng", "Lãi tiền gửi"),
)
# Transfers that both books show, and what happened once.
_SUPPORT, _SUPPORTED_ON = 3_000_000, date(2023, 3, 10)
_DISTRICT_ONCE = [
    Entry(_SUPPORTED_ON, OUT, "association", "bank", _SUPPORT, "", "Hỗ trợ quỹ khuyến học", sent_to=unit)
    for unit in (CON_MINH, VAN_LANG, YEN_LAC)
] + [
    Entry(
        date(2023, 9, 18),
        IN,
        "enterprises",
        "bank",
        5_000_000,
        "Doanh nghiệp Vận tải Nà Khoang",
        "Ủng hộ quỹ khuyến học",
        is_donor=True,
        reversed_on=date(2023, 9, 20),
    ),
]
_COMMUNE_ONCE = [
    Entry(_SUPPORTED_ON, IN, "association", "bank", _SUPPORT, "", "Hỗ trợ quỹ khuyến học", is_twin=True),
]
_GIVERS = ("enterprises", "benefactors", "clans", "")


def _years(lines: tuple[tuple[str, str, str, int, int, int, str, str], ...], once: list[Entry]) -> list[Entry]:
    yearly = [
        Entry(
            date(year, month, day),
            way,
            account or "benefactors",
            money,
            amount * (100 + 10 * (year - 2022)) // 100,
            party,
            reason,
            is_donor=way == IN and account in _GIVERS,
        )
        for year in (2022, 2023, 2024)
        for way, account, money, amount, day, month, party, reason in lines
    ]
    return sorted(yearly + once, key=lambda entry: entry.dated_on)


ENTRIES = {
    "district": _years(_DISTRICT_YEAR, _DISTRICT_ONCE),
    "commune": _years(_COMMUNE_YEAR, _COMMUNE_ONCE),
}
