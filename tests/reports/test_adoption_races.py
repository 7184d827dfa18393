"""Two at the same moment on one summary or its tree, each on a connection of her own."""

from reports.actions import accept_return, adopt_summary, begin_summary, open_period, submit_return
from reports.freezing import frozen_table
from reports.models import FrozenReturn, Return, ReturnValue, Summary
from reports.tables import annual_table

from ..crowds import at_once, crowd, failures, refusals, writers
from .adoption import HELD
from .conftest import explain_all, fill, hand_in, return_of


def handed_in(cast, *, waiting=False):
    """Both communes handed in, Văn Lang only `waiting` for acceptance; the district's own submitted."""
    open_period(year=2023, by=cast.office)
    hand_in(cast.con_minh, cast.office)
    fill(cast.van_lang, cast.office)
    explain_all(cast.van_lang, cast.office)
    submit_return(unit_return=return_of(cast.van_lang), by=cast.office)
    if not waiting:
        accept_return(unit_return=return_of(cast.van_lang), by=cast.office)
    fill(cast.district, cast.office)
    top = submit_return(unit_return=return_of(cast.district), by=cast.office)
    return begin_summary(period=top.period, unit=cast.district, by=cast.office)


def test_of_many_who_adopt_one_does_and_the_others_are_told_so(shared):
    summary = handed_in(shared)

    results = crowd(lambda _: adopt_summary(summary=summary, adopted_on=HELD, by=shared.office), writers())

    assert failures(results) == []
    assert len(refusals(results)) == writers() - 1
    assert {told.partition(" đã thông qua ngày ")[2][:10] for told in refusals(results)} == {"18/01/2024"}
    assert Summary.objects.adopted().count() == 1
    assert FrozenReturn.objects.count() == 3


def test_of_many_who_begin_one_does_and_the_others_are_told_so(shared):
    period = open_period(year=2023, by=shared.office)

    results = crowd(lambda _: begin_summary(period=period, unit=shared.district, by=shared.office), writers())

    assert failures(results) == []
    assert {told.partition(" đã được soạn rồi")[2] for told in refusals(results)} == {". Xin mở bản đó."}
    assert Summary.objects.count() == 1


def test_what_is_accepted_at_the_same_moment_is_in_the_paper_or_comes_after_it(shared):
    summary = handed_in(shared, waiting=True)
    waiting = return_of(shared.van_lang)

    results = at_once(
        lambda: adopt_summary(summary=summary, adopted_on=HELD, by=shared.office),
        lambda: accept_return(unit_return=waiting, by=shared.office),
    )

    assert failures(results) == []
    assert refusals(results) == []
    frozen = FrozenReturn.objects.get(unit_return=waiting)
    assert return_of(shared.van_lang).state == Return.State.ACCEPTED
    values = ReturnValue.objects.filter(row__unit_return=waiting, row__is_own=True, value__isnull=False)
    cells = next(row["cells"] for row in frozen.rows if row["facts"]["is_own"])
    assert {code: cell[0] for code, cell in cells.items()} == dict(values.values_list("indicator", "value"))
    assert frozen_table(Summary.objects.get()).root.total == annual_table(return_of(shared.district)).root.total
