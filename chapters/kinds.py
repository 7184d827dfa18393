"""Kinds of unit: which may stand under which, and how each level is called (DOMAIN 1)."""

from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    CENTRAL = "central", "Trung ương"
    PROVINCE = "province", "tỉnh"
    DISTRICT = "district", "huyện"
    COMMUNE = "commune", "xã"
    CHAPTER = "chapter", "chi hội"
    BOARD = "board", "ban khuyến học"
    TEAM = "team", "tổ hội"
    BRANCH = "branch", "phân hội"


class Setting(models.TextChoices):
    """Where a chapter or board lives."""

    HAMLET = "hamlet", "thôn, tổ dân phố"
    SCHOOL = "school", "trường học"
    AGENCY = "agency", "cơ quan"
    ENTERPRISE = "enterprise", "doanh nghiệp"
    ARMED_FORCES = "armed_forces", "lực lượng vũ trang"
    CLAN = "clan", "dòng họ"
    RELIGIOUS = "religious", "cơ sở tôn giáo"
    OTHER = "other", "khác"


ASSOCIATIONS = (Kind.CENTRAL, Kind.PROVINCE, Kind.DISTRICT, Kind.COMMUNE)
BASIC = (Kind.CHAPTER, Kind.BOARD, Kind.TEAM, Kind.BRANCH)

# Chapters, boards and communes stand directly under a province too: since 1/7/2025 there is no district level.
PARENTS: dict[str, tuple[str, ...]] = {
    Kind.CENTRAL: (),
    Kind.PROVINCE: (Kind.CENTRAL,),
    Kind.DISTRICT: (Kind.PROVINCE,),
    Kind.COMMUNE: (Kind.DISTRICT, Kind.PROVINCE),
    Kind.CHAPTER: ASSOCIATIONS,
    Kind.BOARD: ASSOCIATIONS,
    Kind.TEAM: (Kind.CHAPTER, Kind.COMMUNE),
    Kind.BRANCH: (Kind.CHAPTER, Kind.COMMUNE),
}


@dataclass(frozen=True)
class Words:
    """How a level speaks of itself: "toàn huyện", "cấp huyện", and by which designations its units go."""

    whole: str
    level: str
    designations: tuple[str, ...]


WORDS: dict[str, Words] = {
    Kind.CENTRAL: Words("cả nước", "Trung ương", ()),
    Kind.PROVINCE: Words("toàn tỉnh", "tỉnh", ("tỉnh", "thành phố")),
    Kind.DISTRICT: Words("toàn huyện", "huyện", ("huyện", "quận", "thị xã", "thành phố")),
    Kind.COMMUNE: Words("toàn xã", "xã", ("xã", "phường", "thị trấn", "đặc khu")),
}


def whole(kind: str, designation: str) -> str:
    """ "toàn huyện", "toàn thị xã", "toàn thành phố", "cả nước": after the unit's own designation."""
    return f"toàn {designation}" if designation else WORDS[kind].whole if kind in WORDS else "toàn đơn vị"
