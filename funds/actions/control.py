"""Verbs of control: count what is there, close a month or a year, open it again with a reason."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import Refusal, save_checked, verb
from khuyenhoc.dates import format_date
from khuyenhoc.numbers import format_money

from ..books import span_figures
from ..models import Account, Closing, Count, Fund
from ..sums import balance_on
from .common import lock


@verb
def record_count(
    *,
    account: Account,
    counted_on: date,
    found: int,
    by: User,
    explanation: str = "",
    witnesses: str = "",
    pieces: Mapping[int, int] | None = None,
) -> Count:
    """What was found in an account at the end of a day, beside what the book says; a difference is explained.

    `pieces` is how many notes of each value there were; they must add up to what was found.
    """
    fund = account.fund
    if fund is None:
        raise Refusal("Xin chọn một tài khoản của quỹ.", "account")
    require(by, "write_funds", fund.unit)
    lock(fund)
    if counted_on > timezone.localdate():
        raise Refusal("Ngày kiểm kê đang ở tương lai. Xin xem lại.", "counted_on")
    if counted_on < fund.opened_on:
        raise Refusal("Ngày kiểm kê trước ngày mở sổ quỹ. Xin xem lại.", "counted_on")
    notes = {value: number for value, number in (pieces or {}).items() if number}
    if notes and account.kind != Account.Kind.CASH:
        raise Refusal(
            "Chỉ tiền mặt mới đếm từng loại tờ. Xin chọn tiền mặt, hoặc xóa số tờ và ghi một số thực có.", "account"
        )
    total = sum(value * number for value, number in notes.items())
    if notes and total != found:
        raise Refusal(
            f"Các tờ đã đếm cộng lại được {format_money(total)}, còn số thực có ghi {format_money(found)}. "
            "Xin xem lại.",
            "found",
        )
    count = Count(
        account=account,
        counted_on=counted_on,
        found=found,
        in_book=balance_on(account, counted_on),
        explanation=explanation.strip(),
        witnesses=witnesses,
        pieces={str(value): number for value, number in notes.items()},
        made_by=by,
    )
    if count.difference and not count.explanation:
        said = "thừa" if count.difference > 0 else "thiếu"
        raise Refusal(
            f"Trên sổ là {format_money(count.in_book)}, thực có {said} {format_money(abs(count.difference))}. "
            "Xin ghi vì sao.",
            "explanation",
        )
    save_checked(count)
    return count


@verb
def close_book(*, fund: Fund, kind: str, year: int, month: int, by: User) -> Closing:
    """Close a month, or with `kind` year the whole year: nothing is dated into it any more."""
    require(by, "write_funds", fund.unit)
    lock(fund)
    if kind == Closing.Kind.YEAR:
        starts_on, until = date(year, 1, 1), date(year, 12, 31)
    else:
        starts_on, until = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    if until >= timezone.localdate():
        raise Refusal(f"Kỳ này đến hết ngày {format_date(until)} mới hết. Xin khóa sổ sau ngày đó.")
    if until < fund.opened_on:
        raise Refusal("Kỳ này trước ngày mở sổ quỹ.")
    if fund.closings.filter(kind=kind, until=until, reopened_at=None).exists():
        raise Refusal("Sổ đã khóa đến ngày này rồi.")
    if fund.vouchers.waiting().filter(dated_on__lte=until).exists():
        raise Refusal("Còn phiếu chi chờ duyệt trong kỳ. Xin duyệt hoặc bỏ phiếu đó trước khi khóa sổ.")
    closing = Closing(
        fund=fund, kind=kind, starts_on=starts_on, until=until, closed_by=by, **span_figures(fund, starts_on, until)
    )
    save_checked(closing)
    return closing


@verb
def reopen_book(*, closing: Closing, reason: str, by: User) -> Closing:
    """Open a closed month or year again, with a reason; what was closed after it is opened too."""
    require(by, "write_funds", closing.fund.unit)
    lock(closing.fund)
    if not reason.strip():
        raise Refusal("Xin ghi vì sao mở lại sổ.", "reason")
    closing = Closing.objects.get(pk=closing.pk)
    if closing.reopened_at:
        raise Refusal("Lần khóa sổ này đã được mở lại rồi.")
    later = closing.fund.closings.filter(reopened_at=None, until__gte=closing.until)
    for one in later:
        one.reopened_at, one.reopened_by, one.reopened_because = timezone.now(), by, reason.strip()
        save_checked(one)
    return Closing.objects.get(pk=closing.pk)
