"""Lists that hang on vouchers of 2024: who gave, and who received. Every name is invented."""

from dataclasses import dataclass
from datetime import date

from funds.actions import GiverLine, GrantLine

from .books import Entry
from .choice import pick, spread
from .people import full_name

SINCE = date(2024, 1, 1)
AGENCIES = (
    *("Văn phòng Huyện ủy", "Văn phòng HĐND và UBND", "Phòng Giáo dục và Đào tạo", "Phòng Nội vụ", "Công an huyện"),
    *("Ban Chỉ huy Quân sự huyện", "Trung tâm Y tế", "Hạt Kiểm lâm", "Chi cục Thuế", "Kho bạc Nhà nước huyện"),
)
SCHOOLS = ("Trường THCS Côn Minh", "Trường THCS Yến Lạc", "Trường PTDTBT THCS Văn Lang", "Trường Tiểu học Kim Lư")
ROUNDED = 10_000


@dataclass(frozen=True)
class Recipients:
    """Of what kind the list is, who is on it and at which occasion."""

    kind: str
    recipient: str
    occasion: str
    every_sixth: str = ""  # of another class


# purpose, day and month → the list that was signed for it
_LISTS = {
    ("hardship", 24, 1): Recipients("hardship", "pupil", "Tết vì học sinh nghèo"),
    ("hardship", 20, 2): Recipients("hardship", "pupil", "Quà đầu năm cho học sinh khó khăn"),
    ("student-rewards", 30, 5): Recipients("reward", "pupil", "Khen thưởng học sinh giỏi năm học 2023 - 2024"),
    ("student-rewards", 31, 5): Recipients("reward", "pupil", "Khen thưởng học sinh giỏi, học sinh tiến bộ"),
    ("teacher-rewards", 5, 9): Recipients("reward", "teacher", "Khen thưởng giáo viên dạy giỏi"),
    ("student-rewards", 5, 9): Recipients("reward", "student", "Khen thưởng tân sinh viên"),
    ("scholarships", 10, 10): Recipients("scholarship", "student", "Học bổng Khuyến học Na Rì", "youth"),
    ("scholarships", 12, 10): Recipients("scholarship", "student", "Học bổng khuyến học"),
}


def recipients_of(entry: Entry) -> Recipients | None:
    if entry.dated_on < SINCE:
        return None
    return _LISTS.get((entry.account, entry.dated_on.day, entry.dated_on.month))


def grant_lines(entry: Entry, listed: Recipients) -> list[GrantLine]:
    """As many as the voucher's party says ("30 học sinh …"); they add up to its amount."""
    count = int(entry.party.split()[0])
    return [
        GrantLine(
            name=_someone(entry, place),
            recipient=listed.every_sixth if listed.every_sixth and place % 6 == 0 else listed.recipient,
            school=pick(SCHOOLS, entry.dated_on, entry.amount, place),
            amount=amount,
        )
        for place, amount in enumerate(_shares(entry.amount, count), start=1)
    ]


def giver_lines(entry: Entry) -> list[GiverLine]:
    """A day's pay comes from the agencies of the district, gifts "theo bảng kê" from households."""
    if entry.dated_on < SINCE or entry.account != "members":
        return []
    if "một ngày lương" in entry.reason:
        names = [f"{agency} huyện Na Rì" if "huyện" not in agency.lower() else agency for agency in AGENCIES]
    elif "bảng kê" in entry.reason:
        names = [_someone(entry, place) for place in range(24)]
    else:
        return []
    shares = _shares(entry.amount, len(names))
    return [GiverLine(name=name, amount=amount) for name, amount in zip(names, shares, strict=True)]


def _shares(total: int, count: int) -> list[int]:
    """Alike as far as round sums go; the first have what is over."""
    shares = [share * ROUNDED for share in spread(total // ROUNDED, [1] * count)]
    shares[0] += total % ROUNDED
    return shares


def _someone(entry: Entry, place: int) -> str:
    sex = pick(("female", "male"), entry.dated_on, entry.amount, place)
    return full_name(sex, entry.dated_on, entry.amount, place)
