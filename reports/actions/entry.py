from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils import timezone

from chapters.models import User
from khuyenhoc.actions import Clash, NotAllowed, Refusal, first_fault, save_checked, verb
from khuyenhoc.names import nfc, nfc_lines
from khuyenhoc.numbers import format_number

from ..checks import CHECKS
from ..indicators import Indicator, indicator
from ..models import (
    TEXT_MAX,
    TOTALS_AT,
    UNKNOWN,
    LinkHolder,
    OnBehalf,
    Remark,
    Return,
    ReturnText,
    ReturnValue,
    Row,
    Said,
)
from .common import Writer, is_from_above, locked_all, refuse_unwritable, require_write, writable


@verb
def choose_basis(*, unit_return: Return, basis: str, by: User) -> Return:
    """Report by chapter, or in totals on the association's own row (its chapters are then shown, never added)."""
    require_write(by, None, unit_return)
    if basis == Return.Basis.TOTALS and unit_return.unit.kind not in TOTALS_AT:
        raise Refusal(
            "Chỉ Hội cấp xã, cấp huyện, cấp tỉnh báo cáo chỉ số tổng được. Trung ương cộng từ cấp dưới.", "basis"
        )
    unit_return = writable(unit_return)
    unit_return.basis = basis
    save_checked(unit_return)
    return unit_return


Cells = Mapping[str, tuple[Said, Said]]


@dataclass(frozen=True)
class RowEntry:
    """What is declared on one row: {indicator code: (was, now)}; None is silence, UNKNOWN is "chưa có số liệu".

    `on_behalf` tells how the figures came to somebody who enters them for the unit.
    """

    row: Row
    cells: Cells
    on_behalf: OnBehalf | None = None


@verb
def set_values(*, row: Row, cells: Cells, by: Writer, on_behalf: OnBehalf | None = None) -> None:
    """Declare figures of one row, as RowEntry has them.

    If a cell is no longer what it was, Clash says what it is now and nothing at all is written.
    """
    _declare([RowEntry(row, cells, on_behalf)], by)


@verb
def set_many_values(*, entries: Sequence[RowEntry], by: Writer) -> None:
    """Declare figures of many rows as set_values does, all or none, asking the database as much as for one."""
    _declare(entries, by)


def _declare(entries: Sequence[RowEntry], by: Writer) -> None:
    for entry in entries:
        require_write(by, entry.row, entry.row.unit_return)
    rows = _locked_rows([entry.row for entry in entries])
    held, marked = _held(entries), _marked(rows)
    written: list[ReturnValue] = []
    for entry in entries:
        row = rows[entry.row.pk]
        _check_hands(row.unit_return, by, entry.on_behalf)
        _check_marked(row, marked)
        for code, (_, now) in entry.cells.items():
            check_cell(row, code, now)
        stands = {code: held.get((row.pk, code)) for code in entry.cells}
        _refuse_clash(row, entry.cells, stands)
        said = {code: now for code, (_, now) in entry.cells.items() if stands[code] != now}
        written += [_cell(row, code, now, by, entry.on_behalf) for code, now in said.items()]
    ReturnValue.objects.bulk_create(
        written,
        batch_size=1000,
        update_conflicts=True,
        unique_fields=["row", "indicator"],
        update_fields=["declared", "is_unknown", "entered_at", "entered_by", "on_behalf", "link"],
    )


def _locked_rows(given: Sequence[Row]) -> dict[int, Row]:
    """The rows as they are now, in returns that are locked and take figures."""
    returns: dict[int, Return] = {}
    rows: dict[int, Row] = {}
    wanted = {row.unit_return_id for row in given}
    while missing := wanted - returns.keys():
        for key, unit_return in locked_all(missing).items():
            refuse_unwritable(unit_return)
            returns[key] = unit_return
        rows = Row.objects.in_bulk({row.pk for row in given})
        wanted = {row.unit_return_id for row in rows.values()}  # a unit may just have moved to another return
    for row in rows.values():
        row.unit_return = returns[row.unit_return_id]
    return rows


def _held(entries: Sequence[RowEntry]) -> dict[tuple[int, str], Said]:
    codes = {code for entry in entries for code in entry.cells}
    values = ReturnValue.objects.filter(row__in={entry.row.pk for entry in entries}, indicator__in=codes)
    return {(value.row_id, value.indicator): value.said for value in values}


def _refuse_clash(row: Row, cells: Cells, stands: Mapping[str, Said]) -> None:
    clashes = {code: stands[code] for code, (was, now) in cells.items() if stands[code] not in (was, now)}
    if clashes:
        labels = ", ".join(_known(code).label for code in clashes)
        raise Clash(f"Có người vừa sửa {labels} của {row}. Xin xem số mới rồi lưu lại nếu vẫn muốn thay.", clashes)


def _cell(row: Row, code: str, now: Said, by: Writer, on_behalf: OnBehalf | None) -> ReturnValue:
    return ReturnValue(
        row=row,
        indicator=code,
        declared=None if now == UNKNOWN else now,
        is_unknown=now == UNKNOWN,
        entered_at=timezone.now(),
        entered_by=None if isinstance(by, LinkHolder) else by,
        on_behalf=on_behalf,
        link=by.link if isinstance(by, LinkHolder) else None,
    )


@verb
def set_value(*, row: Row, code: str, was: Said, now: Said, by: Writer) -> None:
    """Declare one figure."""
    set_values(row=row, cells={code: (was, now)}, by=by)


def _check_hands(unit_return: Return, by: Writer, on_behalf: OnBehalf | None) -> None:
    """Entering for a unit, or through a link, is what the period allows, and only for the return it was made for."""
    if isinstance(by, LinkHolder) and not unit_return.period.allows_links:
        raise NotAllowed("Kỳ này không nhận số liệu qua liên kết. Xin báo Thường trực Hội.")
    if on_behalf and on_behalf.voided_at:
        raise Refusal("Lần nhập thay này đã hoàn tác. Xin ghi lại số liệu đến bằng cách nào rồi nhập.")
    if on_behalf and on_behalf.unit_return_id != unit_return.pk:
        raise Refusal("Lần nhập thay này thuộc báo cáo khác. Xin mở lại trang nhập số liệu.")
    if is_from_above(by, unit_return) and not unit_return.period.allows_on_behalf:
        raise NotAllowed(
            f"{unit_return.period.name} chỉ để chính đơn vị nhập số liệu. "
            "Muốn nhập thay, xin Thường trực Hội cấp trên cùng bật mục đó trong kỳ báo cáo."
        )


def _marked(rows: Mapping[int, Row]) -> set[int]:
    """Rows that the level above asks about, among those of returns that it gave back."""
    given_back = [pk for pk, row in rows.items() if row.unit_return.state == Return.State.RETURNED]
    if not given_back:
        return set()
    asked = Remark.objects.filter(row__in=given_back, kind=Remark.Kind.QUESTION, settled_at=None)
    return set(asked.values_list("row_id", flat=True))


def _check_marked(row: Row, marked: Container[int]) -> None:
    """A return given back for some cells takes changes in their rows only: the rest has been looked at."""
    if row.unit_return.state == Return.State.RETURNED and row.pk not in marked:
        raise Refusal(
            f"Cấp trên đã xem {row} và chỉ trả lại những dòng được đánh dấu. "
            "Muốn sửa dòng này, xin đề nghị cấp trên đánh dấu thêm."
        )


def _known(code: str) -> Indicator:
    found = indicator(code)
    if found is None:
        raise Refusal(f"Không có chỉ tiêu “{code}”. Xin tải lại trang.")
    return found


def check_cell(row: Row, code: str, now: Said) -> None:
    made = _known(code)
    totals_here = row.is_own and row.unit_return.basis == Return.Basis.TOTALS
    if row.kind not in made.entered_at and not totals_here:
        raise Refusal(f"{made.label} không nhập ở {row.get_kind_display()}.", code)
    if not row.unit_return.period.uses(made):
        raise Refusal(f"{made.label} không dùng trong {row.unit_return.period.name.lower()}.", code)
    if now is None or now == UNKNOWN:
        return
    if now < 0 and not made.is_signed:
        raise Refusal(f"{made.label} phải là số nguyên từ 0 trở lên.", code)
    if abs(now) >= 10**15:
        raise Refusal(f"{made.label} lớn quá mức. Xin xem lại số đã nhập.", code)


@verb
def mark_ready(*, row: Row, by: Writer) -> Row:
    """A chapter's officer says that her row is whole; the commune sees it."""
    return _set_ready(row, by, is_ready=True)


@verb
def unmark_ready(*, row: Row, by: Writer) -> Row:
    return _set_ready(row, by, is_ready=False)


def _set_ready(row: Row, by: Writer, *, is_ready: bool) -> Row:
    require_write(by, row, row.unit_return)
    writable(row.unit_return)
    row = Row.objects.select_related("unit_return__period", "unit").get(pk=row.pk)
    row.ready_at = timezone.now() if is_ready else None
    row.ready_by = by if is_ready and isinstance(by, User) else None
    row.save(update_fields=["ready_at", "ready_by"])
    return row


@verb
def set_text(*, unit_return: Return, topic: str, was: str, now: str, by: Writer) -> None:
    """Write the unit's sentences on one topic (ReturnText.Topic); a text that is no longer what it was is a Clash."""
    require_write(by, None, unit_return)
    unit_return = writable(unit_return)
    _check_hands(unit_return, by, None)
    if topic not in ReturnText.Topic.values:
        raise Refusal("Không có mục này. Xin tải lại trang.")
    now, was = nfc_lines(now), nfc_lines(was)
    if len(now) > TEXT_MAX:
        raise Refusal(
            f"{ReturnText.Topic(topic).label} dài {format_number(len(now))} ký tự, quá {format_number(TEXT_MAX)}. "
            "Xin viết gọn lại; chưa có gì bị mất.",
            topic,
        )
    held = ReturnText.objects.filter(unit_return=unit_return, topic=topic).first()
    current = held.text if held else ""
    if current not in (was, now):
        raise Clash(
            f"Có người vừa sửa mục {ReturnText.Topic(topic).label}. Xin xem lời mới rồi lưu lại nếu vẫn muốn thay.",
            {topic: current},
        )
    if current == now:
        return
    held = held or ReturnText(unit_return=unit_return, topic=topic)
    held.text, held.entered_by = now, by if isinstance(by, User) else None
    save_checked(held)


@verb
def explain(*, row: Row, code: str, check: str, text: str, by: Writer) -> Remark | None:
    """Say why a figure that a check asks to look at again is right; an empty text takes the reason back."""
    return next(iter(_explain([(row, code, check)], text, by)), None)


@verb
def explain_alike(*, cells: Sequence[tuple[Row, str, str]], text: str, by: Writer) -> list[Remark]:
    """The same reason for many: each cell is its row, the indicator and the check that asks."""
    return _explain(cells, text, by)


def _explain(cells: Sequence[tuple[Row, str, str]], text: str, by: Writer) -> list[Remark]:
    rows = {row.pk: row for row, _, _ in cells}
    for row in rows.values():
        require_write(by, row, row.unit_return)
    for unit_return in {row.unit_return_id: row.unit_return for row in rows.values()}.values():
        writable(unit_return)
    codes, checks = {code for _, code, _ in cells}, {check for _, _, check in cells}
    if not checks <= CHECKS.keys() or any(indicator(code) is None for code in codes):
        raise Refusal("Không có điều cần xem lại này. Xin tải lại trang.")
    given = Remark.objects.filter(row__in=rows, indicator__in=codes, check_code__in=checks, kind=Remark.Kind.REASON)
    held = {(one.row_id, one.indicator, one.check_code): one for one in given}
    keys = {(row.pk, code, check) for row, code, check in cells}
    if not nfc(text):
        Remark.objects.filter(pk__in=[held[key].pk for key in keys & held.keys()]).delete()
        return []
    return [*_say_again(held, keys, text, by), *_say_first(rows, keys - held.keys(), text, by)]


Keys = set[tuple[int, str, str]]


def _say_again(held: Mapping[tuple[int, str, str], Remark], keys: Keys, text: str, by: Writer) -> list[Remark]:
    again = [held[key] for key in sorted(keys & held.keys())]
    for remark in again:
        remark.text, remark.made_at, remark.made_by = nfc(text), timezone.now(), by if isinstance(by, User) else None
    _check_words(again[:1])
    Remark.objects.bulk_update(again, ["text", "made_at", "made_by"], batch_size=200)
    return again


def _say_first(rows: Mapping[int, Row], keys: Keys, text: str, by: Writer) -> list[Remark]:
    who = by if isinstance(by, User) else None
    facts = {"kind": Remark.Kind.REASON, "text": nfc(text), "made_by": who}
    first = [
        Remark(row=rows[row_id], indicator=code, check_code=check, **facts) for row_id, code, check in sorted(keys)
    ]
    _check_words(first[:1])
    return Remark.objects.bulk_create(first, batch_size=200)


def _check_words(remarks: list[Remark]) -> None:
    """One stands for all: they differ in their cells only."""
    try:
        for remark in remarks:
            remark.full_clean(exclude={"row", "made_by"}, validate_constraints=False)
    except ValidationError as fault:
        raise first_fault(fault) from fault
