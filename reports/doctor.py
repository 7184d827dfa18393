"""The doctor on the years: each return's path against the return above it, accepted figures against the books."""

from collections.abc import Iterator

from chapters.reach import ROOT_PATH, SEGMENT
from khuyenhoc.doctor import CALL, Finding
from khuyenhoc.numbers import format_number

from .models import Period, Return, Row
from .records import BOOK_CODES, book, book_since


def check_return_paths() -> Iterator[Finding]:
    returns = Return.objects.current().select_related("period", "unit", "above").order_by("period", "path")
    wrong = [
        made for made in returns if made.path[:-SEGMENT] != (made.above.path if made.above else ROOT_PATH[:-SEGMENT])
    ]
    if not wrong:
        yield Finding("good", "The paths of the returns of every year agree with their trees")
    for made in wrong:
        yield Finding(
            "bad",
            f"The return {made} has path {made.path}, which is not under the return above it",
            CALL,
        )


# Openings are carried over from the year before, and what is on its way arrives.
_COMPARED = {*BOOK_CODES} - {"fund_opening", "fund_adjusted", "fund_in_transit"}
LATER = "The report stays as accepted; to bring it up to date, open the return again for a new version."


def check_accepted_books() -> Iterator[Finding]:
    """What accepted returns say of books is what the books said then; what was posted since explains the rest."""
    rows = Row.objects.filter(
        unit_return__in=Return.objects.current().filter(state=Return.State.ACCEPTED), keeps_book=True
    ).select_related("unit_return__period")
    counted = 0
    for period in Period.objects.filter(returns__rows__in=rows).distinct().order_by("year"):
        of_period = rows.filter(unit_return__period=period)
        now = book(period, of_period.order_by().values("unit"))
        for row in of_period:
            counted += 1
            yield from _compared(row, now[row.unit_id])
    yield Finding("good", f"The books of {counted} rows of accepted returns were compared with what was accepted")


def _compared(row: Row, now: dict[str, int]) -> Iterator[Finding]:
    accepted = row.values.filter(indicator__in=_COMPARED, recorded__isnull=False).values_list("indicator", "recorded")
    differing = {code: now[code] - (then or 0) for code, then in accepted if now[code] != then}
    moment = row.unit_return.accepted_at
    if not differing or moment is None:
        return
    later = book_since(row.unit_return.period, row.unit, moment)
    if all(later.get(code, 0) == difference for code, difference in differing.items()):
        yield Finding("warn", f"{row} {row.unit_return.period.year}: vouchers were posted after acceptance", LATER)
        return
    told = ", ".join(f"{code} by {format_number(difference)}" for code, difference in sorted(differing.items()))
    yield Finding("bad", f"{row} {row.unit_return.period.year}: the book differs from what was accepted: {told}", CALL)


CHECKS = [check_return_paths, check_accepted_books]
