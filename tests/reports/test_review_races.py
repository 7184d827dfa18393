"""Two at the same moment on one return, each on a connection of her own."""

from reports.actions import accept_return, hand_back, open_period, reopen_return, set_value, submit_return
from reports.models import Return, ReturnValue

from ..crowds import at_once, failures, refusals
from .conftest import fill, hand_in, return_of, row_of


def waiting(cast):
    open_period(year=2023, by=cast.office)
    fill(cast.con_minh, cast.con_minh_officer)
    return submit_return(unit_return=return_of(cast.con_minh), by=cast.con_minh_officer)


def test_a_figure_typed_while_a_signed_return_is_accepted_is_in_it_or_refused(shared):
    top, row = waiting(shared), row_of(shared.cho_a)
    hand_back(unit_return=top, reason="Xem lại", by=shared.office)

    def submit_and_accept():
        submit_return(unit_return=return_of(shared.con_minh), by=shared.con_minh_officer)
        return accept_return(unit_return=return_of(shared.con_minh), by=shared.office)

    results = at_once(
        submit_and_accept,
        lambda: set_value(row=row, code="members_closing", was=1, now=2, by=shared.con_minh_officer),
    )

    assert failures(results) == []
    value = ReturnValue.objects.get(row=row, indicator="members_closing")
    was_refused = len(refusals(results)) == 1
    assert (value.declared, value.value) == ((1, 1) if was_refused else (2, 2))


def test_of_two_who_submit_one_is_told_it_is_done(shared):
    open_period(year=2023, by=shared.office)
    fill(shared.con_minh, shared.con_minh_officer)
    top = return_of(shared.con_minh)

    results = at_once(*[lambda: submit_return(unit_return=top, by=shared.con_minh_officer)] * 2)

    assert (failures(results), len(refusals(results))) == ([], 1)
    assert "đã nộp và đang chờ cấp trên xem" in refusals(results)[0]


def test_of_one_who_accepts_and_one_who_gives_back_one_is_refused(shared):
    top = waiting(shared)

    results = at_once(
        lambda: accept_return(unit_return=top, by=shared.office),
        lambda: hand_back(unit_return=top, reason="Xem lại", by=shared.admin),
    )

    assert (failures(results), len(refusals(results))) == ([], 1)
    assert return_of(shared.con_minh).state == ("accepted" if isinstance(results[0], Return) else "draft")


def test_of_two_who_reopen_one_makes_the_new_version(shared):
    open_period(year=2023, by=shared.office)
    top = hand_in(shared.con_minh, shared.office)

    results = at_once(*[lambda: reopen_return(unit_return=top, reason="Thiếu", by=shared.office)] * 2)

    assert (failures(results), len(refusals(results))) == ([], 1)
    assert list(Return.objects.filter(unit=shared.con_minh).order_by("pk").values_list("version", flat=True)) == [1, 2]
