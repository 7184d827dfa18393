"""Where a counted figure comes from: in words, and the page with the people, vouchers or models behind it."""

from django.urls import reverse

from chapters.models import User

from ..indicators import FUND_PURPOSES, FUND_SOURCES, MODELS, Indicator
from ..models import Row

WORDS = {
    "organisation": "theo tổ chức Hội",
    "roster": "theo danh sách hội viên",
    "book": "theo sổ quỹ",
    "grants": "theo danh sách trao đã chi",
    "awards": "theo sổ khen thưởng",
    "learning": "theo danh sách đăng ký",
    "inspection": "theo sổ kiểm tra",
    "plan": "theo phương hướng đã soạn",
}
_CAME, _WENT = "nam-vao", "nam-thoi"
_MEMBER_YEARS = {
    "members_joined": _CAME,
    "members_moved_in": _CAME,
    "members_left": _WENT,
    "members_moved_out": _WENT,
}


def origin_words(made: Indicator) -> str:
    return "đã chốt năm trước" if made.opens_from else WORDS.get(made.source, "")


def origin_url(made: Indicator, row: Row, user: User) -> str:
    """The list behind the figure, narrowed to this unit and year; "" when there is none, or not for her."""
    year = str(row.unit_return.period.year)
    if made.source == "roster" and user.can("read_members", row.unit):
        query = {"don-vi": row.unit.code}
        if made.code in _MEMBER_YEARS:
            query[_MEMBER_YEARS[made.code]] = year
        if made.code == "members_women":
            query["gioi-tinh"] = "female"
        return reverse("chapters:member-list", query=query)
    if made.source in ("book", "grants") and user.can("read_funds", row.unit):
        return _fund_url(made, row, year)
    if made.source == "awards" and user.can("read_awards", row.unit):
        return reverse("awards:nomination-list", query={"don-vi": row.unit.code, "nam": year})
    if made.source == "learning" and user.can("read_awards", row.unit):
        return _register_url(made, row, year)
    if made.source == "inspection" and user.can("read_awards", row.unit):
        return reverse("awards:inspection-list", query={"don-vi": row.unit.code, "nam": year})
    if made.source == "plan":
        summary = reverse("reports:summary", args=[row.unit_return.period.code], query={"don-vi": row.unit.code})
        return f"{summary}#muc-plan"
    return ""


_ITEMS = {
    **{code: account or "hien-vat" for code, (account, _) in FUND_SOURCES.items()},
    **{code: account for code, (account, _) in FUND_PURPOSES.items()},
    "fund_in_association": "nhan-tu-hoi",
    "fund_out_association": "chuyen-cho-hoi",
    "fund_in_transit": "dang-chuyen",
}


def _fund_url(made: Indicator, row: Row, year: str) -> str:
    """The vouchers behind what came and went, the lists that were paid, the books behind a balance."""
    period, unit = row.unit_return.period, {"don-vi": row.unit.code}
    days = {"tu": period.starts_on.isoformat(), "den": period.cut_off.isoformat()}
    if made.source == "grants":
        return reverse("funds:lists-behind", args=[made.code.split("_")[1]], query=unit | days)
    if made.code in _ITEMS:
        return reverse("funds:vouchers-behind", args=[_ITEMS[made.code]], query=unit | days)
    return reverse("funds:fund-list", query=unit | {"nam": year})


def _register_url(made: Indicator, row: Row, year: str) -> str:
    """The unit's own register of that kind: what stands below it is counted on rows of its own."""
    code, _, step = made.code.partition("_")
    query = {"nam": year, "don-vi": row.unit.code, "cap-duoi": "khong", "loai": str(MODELS[code].kind)}
    if step == "recognised":
        query["ket-qua"] = step
    return reverse("awards:learning-list", query=query)
