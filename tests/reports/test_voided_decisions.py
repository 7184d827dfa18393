"""An award that an accepted return has counted stays counted: first the return is reopened, then the mistake voided."""

from datetime import date

import pytest

from awards.actions import decide, nominate, propose, void_decision
from awards.models import Decision
from chapters.models import Unit
from reports.actions import reopen_return

from ..refusals import refusal, refused
from .conftest import accept_as_it_is, return_of, totals_of

COUNTED = "Khen thưởng của quyết định này đã tính vào số liệu đã chốt."


@pytest.fixture
def given(year, certificate):
    """One of Chợ A's, decided on a day."""

    def act(signed_on=date(2023, 12, 28), unit: Unit | None = None):
        facts = {"year": 2023, "form": certificate, "unit": unit or year.cho_a, "recipient_class": "person"}
        made = nominate(**facts, recipient_name="Bế Văn Nhầm", by=year.office)
        sent = propose(nomination=made, by=year.office)
        return decide(nominations=[sent], unit=year.district, number="1/QĐ", signed_on=signed_on, by=year.office)

    return act


def strike(decision, by):
    return lambda: Decision.objects.filter(pk=decision.pk).update(
        voided_at="2024-01-18 00:00+00:00", voided_by=by, void_reason="Ghi nhầm"
    )


def test_what_an_accepted_return_counted_is_voided_after_the_return_is_reopened(year, given):
    decision = given()
    accept_as_it_is(return_of(year.con_minh), year.office)

    told = refusal(void_decision, decision=decision, reason="Ghi nhầm", by=year.office)

    assert "của xã Côn Minh đã chốt và có tính khen thưởng của quyết định số 1/QĐ. Xin mở lại báo cáo đó trước." in told
    assert refused(strike(decision, year.office)) == COUNTED

    reopen_return(unit_return=return_of(year.con_minh), reason="Khen thưởng ghi nhầm", by=year.office)
    void_decision(decision=decision, reason="Ghi nhầm", by=year.office)

    figures = totals_of(year.con_minh)
    code = "award.giay-khen-huyen.person"
    assert (figures.get(f"{code}.proposed"), figures.get(f"{code}.given", 0)) == (1, 0)


def test_what_no_accepted_return_counted_is_voided_at_once(year, given):
    after_the_cut_off = given(date(2024, 1, 20))
    accept_as_it_is(return_of(year.con_minh), year.office)

    assert void_decision(decision=after_the_cut_off, reason="Ghi nhầm", by=year.office).voided_at


def test_anothers_accepted_return_is_in_nobodys_way(year, given):
    decision = given()
    accept_as_it_is(return_of(year.van_lang), year.office)

    assert void_decision(decision=decision, reason="Ghi nhầm", by=year.office).voided_at
