"""The doctor on the years: paths of returns, accepted figures against the books, what adopted summaries froze."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from chapters.reach import ROOT_PATH, SEGMENT
from khuyenhoc.doctor import CALL, Finding, told
from khuyenhoc.numbers import format_number

from .freezing import digest_of
from .models import FrozenReturn, Period, Return, ReturnValue, Row, Summary
from .reading import adopted_report
from .records import BOOK_CODES, book, book_since
from .tokens import fill


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
PAPERS = "The page of its versions (Các bản báo cáo tổng kết) offers to make them again."
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
    said = ", ".join(f"{code} by {format_number(difference)}" for code, difference in sorted(differing.items()))
    yield Finding("bad", f"{row} {row.unit_return.period.year}: the book differs from what was accepted: {said}", CALL)


def check_frozen_figures() -> Iterator[Finding]:
    """What adopted summaries froze is what was written then, and what the versions of returns they point at say."""
    values, faults, count = _values_of_frozen(), list[str](), 0
    for one in FrozenReturn.objects.select_related("summary").order_by("pk").iterator(200):
        count += 1
        if digest_of(one) != one.digest:
            faults.append(f"The frozen figures of {one} in summary {one.summary_id} were changed")
        if one.state == Return.State.ACCEPTED:
            faults += _unlike_its_return(one, values)
    yield from told(faults, f"The figures of {count} returns frozen by adopted summaries are as they were written")


def _values_of_frozen() -> dict[int, dict[str, int]]:
    """Row id → indicator → the accepted figure, of the returns that adopted summaries point at."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    frozen = FrozenReturn.objects.values("unit_return")
    accepted = ReturnValue.objects.filter(row__unit_return__in=frozen).exclude(value=None)
    for row_id, code, value in accepted.values_list("row_id", "indicator", "value").iterator(2_000):
        found[row_id][code] = value or 0
    return found


def _unlike_its_return(one: FrozenReturn, values: Mapping[int, Mapping[str, int]]) -> Iterator[str]:
    """Under totals chapters are shown and not added: there is nothing to compare."""
    off = set((one.summary.besides or {}).get("period", {}).get("indicators_off", []))
    for row in one.rows:
        if one.basis == Return.Basis.TOTALS and not row["facts"]["is_own"]:
            continue
        frozen = {code: total for code, (total, *_) in row["cells"].items()}
        there = {code: value for code, value in values.get(row["facts"]["id"], {}).items() if code not in off}
        differing = {code for code in frozen.keys() | there.keys() if frozen.get(code, 0) != there.get(code, 0)}
        if differing:
            said = ", ".join(sorted(differing))
            yield f"{row['facts']['name']} in summary {one.summary_id} was frozen unlike its accepted return: {said}"


def check_adopted_papers() -> Iterator[Finding]:
    """An adopted summary has its texts as they were printed, and its papers; the files themselves others look at."""
    faults, adopted = [], list(Summary.objects.adopted().select_related("period", "unit").order_by("pk"))
    for summary in adopted:
        if not summary.pdf_id or not summary.docx_id or not summary.xlsx_id:
            yield Finding("warn", f"Adopted without stored papers: summary {summary.pk}, {summary}", PAPERS)
        frozen = adopted_report(summary)
        changed = [str(one) for one in summary.sections.all() if one.printed != fill(one.text, frozen)]
        if changed:
            faults.append(f"Summary {summary.pk} is printed unlike its text and frozen figures: {', '.join(changed)}")
    yield from told(faults, f"The texts of {len(adopted)} adopted summaries are as they were printed")


CHECKS = [check_return_paths, check_accepted_books, check_frozen_figures, check_adopted_papers]
