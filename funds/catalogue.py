"""Sources and purposes common to all books, after the statistical table on funds (DOMAIN 3, table 3)."""

from .models import Account

SOURCES = {
    "dues": "Hội phí",
    "members": "Hội viên ủng hộ",
    "enterprises": "Doanh nghiệp",
    "clans": "Dòng họ",
    "schools": "Trường học",
    "benefactors": "Nhà hảo tâm",
    "other-income": "Thu khác",
}
NO_GIFTS = ("dues", "other-income")  # owed by members; interest and the like
PURPOSES = {
    "scholarships": "Học bổng",
    "student-rewards": "Khen thưởng học sinh, sinh viên",
    "teacher-rewards": "Khen thưởng giáo viên",
    "hardship": "Hỗ trợ hoàn cảnh khó khăn",
    "activities": "Hoạt động Hội",
    "other-spending": "Chi khác",
}
# Outside "vận động" and "chi": they would be counted twice in a consolidated report.
OTHERS = {"association": "Hội cấp trên, cấp dưới", "own": "Quỹ khác của đơn vị", "opening": "Số dư đầu kỳ"}


def common_accounts() -> list[Account]:
    kinds = [
        (Account.Kind.SOURCE, SOURCES),
        (Account.Kind.PURPOSE, PURPOSES),
    ]
    accounts = [
        Account(kind=kind, code=code, name=name, position=position)
        for kind, names in kinds
        for position, (code, name) in enumerate(names.items(), start=1)
    ]
    return accounts + [Account(kind=code, code=code, name=name) for code, name in OTHERS.items()]
