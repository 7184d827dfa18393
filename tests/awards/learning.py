"""Short ways to a register of learning models."""

from datetime import date
from typing import Any

from awards import actions
from awards.models import Registration
from chapters.models import Unit, User


def register(cast: Any, name: str = "Hoàng Văn Thắng", *, year: int = 2023, **given: Any) -> Registration:
    """As the officer of Côn Minh, by default a family of Bản Cào."""
    unit: Unit = given.pop("unit", cast.ban_cao)
    by: User = given.pop("by", cast.con_minh_officer)
    return actions.register_model(unit=unit, kind=given.pop("kind", "family"), name=name, year=year, by=by, **given)


def recognise(cast: Any, *registrations: Registration, **given: Any) -> list[Registration]:
    facts = {"number": "125/QĐ-UBND", "decided_on": date(registrations[0].year, 12, 15), "by": cast.con_minh_officer}
    return actions.recognise_models(registrations=registrations, **facts | given)


def recognised_years(cast: Any, name: str, *years: int, **given: Any) -> list[Registration]:
    """One model, registered and recognised in each of the years."""
    made = [register(cast, name, year=year, **given) for year in years]
    for registration in made:
        recognise(cast, registration, number=f"{registration.year}/QĐ")
    return made
