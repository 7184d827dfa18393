"""What the records say of a recipient, offered before anybody types it."""

from typing import Any

from chapters.models import Member, Unit

from .eligibility import earlier_awards, service_years
from .models import Nomination, RecipientClass
from .words import awards_in_words


def of_member(member: Member, unit: Unit, year: int) -> dict[str, Any]:
    """The first values of the form for a member of the unit, under the names of its fields."""
    asked = Nomination(
        year=year,
        unit=unit,
        recipient_class=RecipientClass.PERSON,
        member=member,
        recipient_name=member.name,
        birth_year=member.birth_year,
    )
    return {
        "recipient_class": RecipientClass.PERSON,
        "member": member,
        "birth_year": member.birth_year,
        "sex": member.sex,
        "service_years": service_years(asked),
        "earlier_awards": awards_in_words(earlier_awards(asked)),
    }
