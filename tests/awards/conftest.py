from datetime import date
from types import SimpleNamespace

import pytest

from awards import actions
from awards.models import AwardRound

from .deeds import FAR, LINES, marks, score_of


@pytest.fixture
def forms(cast):
    """The district's own certificate, and two forms of the Central Association for one class each."""

    def add(level, grantor, name, **values):
        return actions.add_award_form(grantor_level=level, grantor_name=grantor, name=name, by=cast.office, **values)

    central = "Hội Khuyến học Việt Nam"
    return SimpleNamespace(
        flag=add("central", central, "Cờ thi đua", for_collective=True),
        medal=add("central", central, "Kỷ niệm chương", for_person=True, valid_from=2010),
        certificate=add("district", "Hội Khuyến học huyện Na Rì", "Giấy khen", for_collective=True, for_person=True),
    )


@pytest.fixture
def nominate(cast, forms):
    """Nominate for 2023 as Côn Minh's officer, in its round if it has one: a person for the district's form."""

    def act(name="Nông Văn Hùng", *, form=None, unit=None, kind="person", by=None, sends=True, **values):
        by, values = by or cast.con_minh_officer, {"year": 2023} | values
        values.setdefault("award_round", AwardRound.objects.filter(year=values["year"]).first())
        made = actions.nominate(
            form=form or forms.certificate,
            unit=unit or cast.con_minh,
            recipient_class=kind,
            recipient_name=name,
            by=by,
            **values,
        )
        return actions.propose(nomination=made, by=by) if sends else made

    return act


@pytest.fixture
def decide(cast):
    def act(*nominations, number="12/QĐ-HKH", signed_on=date(2023, 12, 28), by=None):
        return actions.decide(
            nominations=nominations, unit=cast.district, number=number, signed_on=signed_on, by=by or cast.office
        )

    return act


# Inspections


@pytest.fixture
def plan(cast):
    def act(*units, year=2023, planned_on=date(2023, 10, 10), by=None, **facts):
        return actions.plan_inspections(
            by_unit=cast.district,
            units=units or [cast.con_minh],
            year=year,
            planned_on=planned_on,
            subjects=facts.pop("subjects", ["funds", "learning"]),
            by=by or cast.inspector,
            **facts,
        )

    return act


@pytest.fixture
def held(cast, plan):
    (inspection,) = plan()
    return actions.hold_inspection(
        inspection=inspection, held_on=date(2023, 10, 12), team="Nông Đức Thiềng", by=cast.inspector
    )


@pytest.fixture
def find(cast, held):
    def act(text="Sổ quỹ thiếu chữ ký", request="Bổ sung chữ ký", due_on=date(2023, 11, 20), **facts):
        given = {"subject": "funds", "by": cast.inspector} | facts
        return actions.add_finding(inspection=held, text=text, request=request, due_on=due_on, **given)

    return act


# Point sheets


@pytest.fixture
def sheet(cast):
    made = actions.open_sheet(unit=cast.district, year=2026, due_on=FAR, by=cast.office)
    actions.set_criteria(sheet=made, lines=LINES, by=cast.office)
    return made


@pytest.fixture
def handed_in(cast, sheet):
    """Côn Minh's score, on its way with 20 + 9 of 30 half points."""
    score = score_of(sheet, cast.con_minh)
    actions.score_self(score=score, marks=marks(sheet, 20, 9, 1, 2), by=cast.con_minh_officer)
    return actions.hand_in_score(score=score, by=cast.con_minh_officer)
