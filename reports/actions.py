"""Verbs of the year: open a period, declare values, submit a return, accept it."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from awards.models import Nomination
from chapters.actions import require
from chapters.kinds import Kind
from chapters.models import Membership, Unit, User
from chapters.roles import PERMISSIONS
from funds.models import Voucher
from khuyenhoc.actions import Clash, NotAllowed, Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.names import nfc
from khuyenhoc.numbers import format_number

from .indicators import CATALOGUE, FUND_PURPOSES, FUND_SOURCES, Indicator, indicator
from .models import Period, Return, ReturnValue, Row
from .records import recorded, used
from .tables import EXPECTED, is_expected
from .tree import catch_up, plant


@verb
def open_period(
    *,
    year: int,
    by: User,
    cut_off: date | None = None,
    due_commune: date | None = None,
    due_district: date | None = None,
    due_province: date | None = None,
) -> Period:
    """Open the period of a calendar year and plant its tree of returns; dates default to the custom (DOMAIN 3)."""
    if not by.serves_root("open_periods"):
        raise NotAllowed(
            f"Chức trách của bạn không {PERMISSIONS['open_periods']}. Xin báo Thường trực Hội cấp trên cùng."
        )
    if Period.objects.filter(code=str(year)).exists():
        raise Refusal(f"Năm {year} đã mở rồi.", "year")
    period = Period(
        code=str(year),
        name=f"Năm {year}",
        year=year,
        starts_on=date(year, 1, 1),
        cut_off=cut_off or date(year, 12, 31),
        due_commune=due_commune or date(year, 11, 30),
        due_district=due_district or date(year, 12, 10),
        due_province=due_province or date(year, 12, 15),
        previous=Period.objects.filter(code=str(year - 1)).first(),
    )
    save_checked(period)
    Period.objects.filter(code=str(year + 1), previous=None).update(previous=period)
    plant(period)
    return period


@verb
def choose_basis(*, unit_return: Return, basis: str, by: User) -> Return:
    """Report by chapter, or in totals on the association's own row (its chapters are then shown, never added)."""
    require(by, "write_returns", unit_return.unit)
    if basis == Return.Basis.TOTALS and unit_return.unit.kind != Kind.COMMUNE:
        raise Refusal("Chỉ Hội cấp xã báo cáo chỉ số tổng được. Hội cấp trên cộng từ số liệu của các xã.", "basis")
    unit_return = _writable(unit_return)
    unit_return.basis = basis
    save_checked(unit_return)
    return unit_return


Cells = Mapping[str, tuple[int | None, int | None]]


@verb
def set_values(*, row: Row, cells: Cells, by: User) -> None:
    """Declare figures of one row: {indicator code: (was, now)}; None is "chưa có số liệu".

    If a cell is no longer what it was, Clash says what it is now and nothing at all is written.
    """
    require(by, "write_returns", row.unit)
    unit_return = _writable(row.unit_return)
    row = Row.objects.select_related("unit_return__period").get(pk=row.pk)
    if row.unit_return_id != unit_return.pk:  # its unit has just moved
        _writable(row.unit_return)
    for code, (_, now) in cells.items():
        _check_cell(row, code, now)
    held = dict(row.values.filter(indicator__in=cells).values_list("indicator", "declared"))
    clashes = {code: held.get(code) for code, (was, now) in cells.items() if held.get(code) not in (was, now)}
    if clashes:
        labels = ", ".join(_known(code).label for code in clashes)
        raise Clash(f"Có người vừa sửa {labels} của {row}. Xin xem số mới rồi lưu lại nếu vẫn muốn thay.", clashes)
    moment = timezone.now()
    ReturnValue.objects.bulk_create(
        [
            ReturnValue(row=row, indicator=code, declared=now, entered_at=moment, entered_by=by)
            for code, (_, now) in cells.items()
            if held.get(code) != now
        ],
        update_conflicts=True,
        unique_fields=["row", "indicator"],
        update_fields=["declared", "entered_at", "entered_by"],
    )


@verb
def set_value(*, row: Row, code: str, was: int | None, now: int | None, by: User) -> None:
    """Declare one figure."""
    set_values(row=row, cells={code: (was, now)}, by=by)


def _known(code: str) -> Indicator:
    found = indicator(code)
    if found is None:
        raise Refusal(f"Không có chỉ tiêu “{code}”. Xin tải lại trang.")
    return found


def _check_cell(row: Row, code: str, now: int | None) -> None:
    made = _known(code)
    totals_here = row.is_own and row.unit_return.basis == Return.Basis.TOTALS
    if row.kind not in made.entered_at and not totals_here:
        raise Refusal(f"{made.label} không nhập ở {row.get_kind_display()}.", code)
    if not made.valid_in(row.unit_return.period.year):
        raise Refusal(f"{made.label} không dùng trong {row.unit_return.period.name.lower()}.", code)
    if now is not None and now < 0 and not made.is_signed:
        raise Refusal(f"{made.label} phải là số nguyên từ 0 trở lên.", code)
    if now is not None and abs(now) >= 10**15:
        raise Refusal(f"{made.label} lớn quá mức. Xin xem lại số đã nhập.", code)


def _writable(unit_return: Return) -> Return:
    """The return, locked for writing; refuses when it is submitted, accepted or superseded."""
    unit_return = Return.objects.select_for_update(of=("self",)).select_related("period", "unit").get(pk=unit_return.pk)
    if unit_return.state == Return.State.ACCEPTED:
        raise Refusal(
            f"Số liệu {unit_return.period.name.lower()} của {unit_return.unit} đã chốt ngày "
            f"{format_date(timezone.localdate(unit_return.accepted_at))}. "
            "Muốn sửa, hãy gửi đề nghị mở lại cho Thường trực Hội cấp trên."
        )
    if not unit_return.is_writable:
        raise Refusal(
            f"Số liệu {unit_return.period.name.lower()} của {unit_return.unit} đã nộp và đang chờ cấp trên xem. "
            "Muốn sửa, hãy đề nghị cấp trên trả lại."
        )
    return unit_return


def return_faults(unit_return: Return) -> list[str]:
    """What stands in the way of submitting, one Vietnamese sentence per row; empty when nothing does."""
    period = unit_return.period
    rows, figures = _figures(unit_return)
    faults = []
    for row in rows:
        values = {code: figure[2] for code, figure in figures[row.pk].items()}
        missing = [
            made.label for made in EXPECTED if is_expected(row, made.code, period) and values.get(made.code) is None
        ]
        if missing:
            faults.append(f"{row} chưa có: {', '.join(missing)}.")
        faults += [f"{row}: {fault}" for fault in _broken_rules(values)]
    return faults


# whole ≥ part, each pair as the catalogue names them
_PARTS = (
    ("hamlets", "hamlets_with_chapter"),
    ("schools", "schools_with_chapter"),
    ("agencies", "agencies_with_chapter"),
    ("members_closing", "members_women"),
    ("population", "households"),
    ("population", "adults"),
)
_MEMBER_FLOWS = {
    "members_opening": 1,
    "members_adjusted": 1,
    "members_joined": 1,
    "members_moved_in": 1,
    "members_left": -1,
    "members_moved_out": -1,
}
_FUND_FLOWS = {
    **dict.fromkeys(("fund_opening", "fund_adjusted", *FUND_SOURCES, "fund_in_association"), 1),
    **dict.fromkeys((*FUND_PURPOSES, "fund_out_association"), -1),
}
_BALANCES = (
    ("members_closing", _MEMBER_FLOWS, "đầu kỳ cộng tăng trừ giảm được {} hội viên, nhưng cuối kỳ ghi {}. "
     "Xin sửa số tăng, giảm hoặc số cuối kỳ."),
    ("fund_closing", _FUND_FLOWS, "dư đầu kỳ cộng thu trừ chi được {} đồng, nhưng dư cuối kỳ ghi {}. "
     "Xin sửa số thu, chi hoặc số dư cuối kỳ."),
)  # fmt: skip


def _broken_rules(values: Mapping[str, int | None]) -> list[str]:
    broken = []
    for whole, part in _PARTS:
        of, piece = values.get(whole), values.get(part)
        if of is not None and piece is not None and piece > of:
            figures = f"{CATALOGUE[part].label} ({format_number(piece)}) lớn hơn "
            broken.append(f"{figures}{CATALOGUE[whole].label} ({format_number(of)}).")
    for code, flows, sentence in _BALANCES:
        closing, said = values.get(code), [values.get(flow) for flow in flows]
        reckoned = sum(sign * (values.get(flow) or 0) for flow, sign in flows.items())
        if closing not in (None, reckoned) and any(flow is not None for flow in said):
            broken.append(sentence.format(format_number(reckoned), format_number(closing)))
    return broken


Figure = tuple[int | None, int | None, int | None]


def _figures(unit_return: Return) -> tuple[list[Row], dict[int, dict[str, Figure]]]:
    """The return's rows, and for each its cells: code → (declared, recorded, used)."""
    chosen = Row.objects.filter(unit_return=unit_return)
    rows = list(chosen)
    for row in rows:
        row.unit_return = unit_return
    counted = recorded(unit_return.period, rows, chosen)
    declared: dict[int, dict[str, int | None]] = {row.pk: {} for row in rows}
    for value in ReturnValue.objects.filter(row__in=chosen):
        declared[value.row_id][value.indicator] = value.declared
    figures = {}
    for row in rows:
        codes = declared[row.pk].keys() | counted[row.pk].keys()
        figures[row.pk] = {
            code: (
                declared[row.pk].get(code),
                counted[row.pk].get(code),
                used(row, code, counted[row.pk].get(code), declared[row.pk].get(code)),
            )
            for code in codes
        }
    return rows, figures


@verb
def submit_return(*, unit_return: Return, by: User) -> Return:
    """Hand the return up; refuses half a return, naming what is missing on which row."""
    require(by, "write_returns", unit_return.unit)
    unit_return = _writable(unit_return)
    faults = return_faults(unit_return)
    if faults:
        more = f" (và {len(faults) - 5} dòng khác)" if len(faults) > 5 else ""
        raise Refusal("Chưa nộp được. " + " ".join(faults[:5]) + more)
    unit_return.state = Return.State.SUBMITTED
    unit_return.submitted_at, unit_return.submitted_by = timezone.now(), by
    save_checked(unit_return)
    return unit_return


@verb
def hand_back(*, unit_return: Return, reason: str, by: User) -> Return:
    """The level above gives a submitted return back to its unit, saying why."""
    require(by, "accept_returns", _judge(unit_return))
    unit_return = Return.objects.select_for_update(of=("self",)).select_related("period", "unit").get(pk=unit_return.pk)
    if unit_return.state != Return.State.SUBMITTED:
        raise Refusal(f"{unit_return.unit} {unit_return.get_state_display()} nên không trả lại được.")
    if not nfc(reason):
        raise Refusal("Xin ghi lý do trả lại để đơn vị biết cần sửa gì.", "reason")
    unit_return.state, unit_return.handed_back_because = Return.State.DRAFT, nfc(reason)
    save_checked(unit_return)
    catch_up(unit_return)
    return unit_return


def _judge(unit_return: Return) -> Unit:
    """Whose office looks at the return: the association above, for the topmost its own."""
    return unit_return.above.unit if unit_return.above else unit_return.unit


@verb
def accept_return(*, unit_return: Return, by: User) -> Return:
    """The level above accepts: the snapshot of every figure is taken and nothing of it changes any more."""
    require(by, "accept_returns", _judge(unit_return))
    unit_return = Return.objects.select_for_update(of=("self",)).select_related("period", "unit").get(pk=unit_return.pk)
    if unit_return.state != Return.State.SUBMITTED:
        raise Refusal(
            f"{unit_return.unit} {unit_return.get_state_display()}, chưa nộp hoặc đã chốt rồi nên không chốt được."
        )
    _take_snapshot(unit_return)
    unit_return.state = Return.State.ACCEPTED
    unit_return.accepted_at, unit_return.accepted_by = timezone.now(), by
    save_checked(unit_return)
    return unit_return


def _take_snapshot(unit_return: Return) -> None:
    """Write value used, recorded and declared value, date and source ids of every cell (DESIGN 3.4)."""
    rows, figures = _figures(unit_return)
    sources = _sources(unit_return.period, rows)
    snapshot = [
        ReturnValue(
            row=row,
            indicator=code,
            recorded=counted,
            value=figure,
            as_of=unit_return.period.cut_off,
            sources=sources.get((row.pk, code)),
        )
        for row in rows
        for code, (_, counted, figure) in figures[row.pk].items()
    ]
    ReturnValue.objects.bulk_create(
        snapshot,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["row", "indicator"],
        update_fields=["recorded", "value", "as_of", "sources"],
    )


def _sources(period: Period, rows: list[Row]) -> dict[tuple[int, str], dict[str, list[int]]]:
    """The ids behind a closing figure: memberships for members, vouchers for the fund, nominations for awards."""
    found: dict[tuple[int, str], dict[str, list[int]]] = {}

    def note(row_id: int, code: str, table: str, pk: int) -> None:
        found.setdefault((row_id, code), {}).setdefault(table, []).append(pk)

    by_unit = {row.unit_id: row for row in rows}
    counted = Membership.objects.counted().filter(unit__in=[row.unit_id for row in rows if row.keeps_roster])
    at_cut = counted.filter(since__lte=period.cut_off).exclude(until__lte=period.cut_off)
    for unit_id, pk in at_cut.order_by("pk").values_list("unit_id", "pk"):
        note(by_unit[unit_id].pk, "members_closing", "membership", pk)
    posted = Voucher.objects.filter(
        number__isnull=False,
        fund__unit__in=[row.unit_id for row in rows if row.keeps_book],
        dated_on__range=(period.starts_on, period.cut_off),
    )
    for unit_id, pk in posted.order_by("pk").values_list("fund__unit_id", "pk"):
        note(by_unit[unit_id].pk, "fund_closing", "voucher", pk)
    named = Nomination.objects.proposed().filter(year=period.year, unit__in=by_unit)
    for nomination in named.select_related("form", "decision").order_by("pk"):
        row = by_unit[nomination.unit_id]
        code = f"award.{nomination.form.code}.{nomination.recipient_class}"
        note(row.pk, f"{code}.proposed", "nomination", nomination.pk)
        if nomination.decision and nomination.decision.signed_on <= period.cut_off:
            note(row.pk, f"{code}.given", "nomination", nomination.pk)
    return found
