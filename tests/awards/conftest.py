from datetime import date
from types import SimpleNamespace

import pytest

from awards import actions


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
    """Nominate for 2023 as Côn Minh's officer: by default a person for the district's certificate."""

    def act(name="Nông Văn Hùng", *, form=None, unit=None, kind="person", by=None, sends=True, **values):
        by = by or cast.con_minh_officer
        made = actions.nominate(
            form=form or forms.certificate,
            unit=unit or cast.con_minh,
            recipient_class=kind,
            recipient_name=name,
            by=by,
            **({"year": 2023} | values),
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
