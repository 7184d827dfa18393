"""The records behind a figure as its reader may see them: those in her reach by name, the others counted."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from awards.models import Inspection, InspectionFinding, Nomination, Registration
from chapters.models import Membership, User
from funds.models import GrantList, Voucher
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_number

from ..models import Period, PlanItem, Return, ReturnValue, Row
from ..opening import Openings
from ..sources import BOOK, TABLES, UNIT, VALUE, Source

KINDS = {
    UNIT: "đơn vị của năm đó",
    BOOK: "số dư sổ quỹ trước kỳ",
    VALUE: "số đã chốt năm trước",
    "membership": "hội viên",
    "voucher": "chứng từ",
    "grant_list": "danh sách trao",
    "nomination": "đề nghị khen thưởng",
    "registration": "đăng ký mô hình học tập",
    "inspection": "cuộc kiểm tra",
    "finding": "kiến nghị sau kiểm tra",
    "plan_item": "điều của phương hướng",
}
HIDDEN = "hồ sơ ngoài phạm vi chức trách của bạn"
GONE = "hồ sơ đã gộp, hủy hoặc ghi lại sau đó"


@dataclass(frozen=True)
class Shown:
    """One record and what it adds. `label` and `url` are what it is called and where it lies today."""

    kind: str
    label: str
    part: str
    url: str = ""
    is_named: bool = True


def describe(sources: Iterable[Source], units: Mapping[int, Row], period: Period, user: User) -> list[Shown]:
    """In the same order; at most three queries for each kind of record among them. `units` are the rows that a figure
    may count for standing there, by the id of their unit.
    """
    found = list(sources)
    told: dict[tuple[str, int], tuple[str, str]] = {}
    for table in {source.table for source in found} & TABLES.keys():
        ids = [source.pk for source in found if source.table == table]
        told |= {(table, pk): words for pk, words in _TELL[table](ids, user).items()}
    return [_shown(source, told, units, period, user) for source in found]


def _shown(
    source: Source,
    told: Mapping[tuple[str, int], tuple[str, str]],
    units: Mapping[int, Row],
    period: Period,
    user: User,
) -> Shown:
    kind, part = KINDS.get(source.table, source.table), "" if source.part is None else format_number(source.part)
    if source.table == UNIT:
        return Shown(kind, _existence(units.get(source.pk)), part)
    if source.table == BOOK:
        row = units.get(source.pk)
        url = ""
        if row and user.can("read_funds", row.unit):
            url = reverse("funds:fund-list", query={"don-vi": row.code, "nam": str(period.year - 1)})
        return Shown(kind, f"Mọi chứng từ trước ngày {format_date(period.starts_on)}", part, url)
    label, url = told.get((source.table, source.pk), (GONE, ""))
    return Shown(kind, label, part, url, label not in (GONE, HIDDEN))


def _existence(row: Row | None) -> str:
    if row is None:
        return "Đơn vị có trong cây của năm"
    since = f", thành lập ngày {format_date(row.opened_on)}" if row.opened_on else ""
    return f"{row.full_name}{since}"


Words = dict[int, tuple[str, str]]


def _told(model: Any, ids: list[int], user: User, tell: Callable[[Any], tuple[str, str]], *joins: str) -> Words:
    """Words of those she may see; that the others are there, and nothing of them."""
    seen = {one.pk: tell(one) for one in model.objects.visible_to(user).filter(pk__in=ids).select_related(*joins)}
    if len(seen) < len(set(ids)):
        there = model.objects.filter(pk__in=ids).values_list("pk", flat=True)
        seen |= {pk: (HIDDEN, "") for pk in there if pk not in seen}
    return seen


def _memberships(ids: list[int], user: User) -> Words:
    def tell(one: Membership) -> tuple[str, str]:
        until = f" đến {format_date(one.until)}" if one.until else ""
        since = f"{one.member.name}, từ {format_date(one.since)}{until}"
        return since, reverse("chapters:member", args=[one.member_id])

    return _told(Membership, ids, user, tell, "member")


def _vouchers(ids: list[int], user: User) -> Words:
    def tell(one: Voucher) -> tuple[str, str]:
        words = f"{one}, {format_date(one.dated_on)}: {one.reason}"
        return words, one.get_absolute_url()

    return _told(Voucher, ids, user, tell, "fund")


def _grant_lists(ids: list[int], user: User) -> Words:
    def tell(one: GrantList) -> tuple[str, str]:
        return f"{one.name}, {one.get_kind_display()}, trao ngày {format_date(one.given_on)}", one.get_absolute_url()

    return _told(GrantList, ids, user, tell)


def _nominations(ids: list[int], user: User) -> Words:
    def tell(one: Nomination) -> tuple[str, str]:
        decision = f", quyết định số {one.decision.number}" if one.decision else ""
        return f"{one.recipient_name}: {one.form.name}{decision}", one.get_absolute_url()

    return _told(Nomination, ids, user, tell, "form", "decision")


def _registrations(ids: list[int], user: User) -> Words:
    def tell(one: Registration) -> tuple[str, str]:
        result = f", {one.get_result_display()}" if one.result else ""
        return f"{one.learning_model.name}{result}", one.get_absolute_url()

    return _told(Registration, ids, user, tell, "learning_model")


def _inspections(ids: list[int], user: User) -> Words:
    def tell(one: Inspection) -> tuple[str, str]:
        return f"Kiểm tra ngày {format_date(one.held_on)}" if one.held_on else "Kiểm tra", one.get_absolute_url()

    return _told(Inspection, ids, user, tell)


def _findings(ids: list[int], user: User) -> Words:
    def tell(one: InspectionFinding) -> tuple[str, str]:
        return one.request, one.inspection.get_absolute_url()

    return _told(InspectionFinding, ids, user, tell, "inspection")


def _values(ids: list[int], user: User) -> Words:
    """Last year's accepted figure, opened on its own page."""
    found = ReturnValue.objects.filter(pk__in=ids).select_related("row__unit_return__period", "row__unit")
    seen = {}
    for one in found:
        made: Return = one.row.unit_return
        label = f"{one.label}, {made.period.name.lower()}, bản thứ {made.version}"
        opens = Openings(made.period.code, one.row.code)
        may_read = user.can("read_returns", one.row.unit)
        seen[one.pk] = (label, opens.cell(one.indicator, one.row_id)) if may_read else (HIDDEN, "")
    return seen


def _plan_items(ids: list[int], user: User) -> Words:
    """Where the summary can be read, each stands in it."""
    found = PlanItem.objects.filter(pk__in=ids).select_related("summary__period", "summary__unit")
    return {
        one.pk: (one.text, f"{one.summary.get_absolute_url()}#muc-plan")
        if user.can("read_returns", one.summary.unit)
        else (HIDDEN, "")
        for one in found
    }


_TELL: dict[str, Callable[[list[int], User], Words]] = {
    "membership": _memberships,
    "voucher": _vouchers,
    "grant_list": _grant_lists,
    "nomination": _nominations,
    "registration": _registrations,
    "inspection": _inspections,
    "finding": _findings,
    "plan_item": _plan_items,
    VALUE: _values,
}
