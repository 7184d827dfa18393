"""What accepted reports hold of a unit, whatever its records say later. Each later table says it for itself."""

from dataclasses import dataclass
from datetime import date, datetime

from .models import Unit


@dataclass(frozen=True)
class Settled:
    """`name` as in "Báo cáo năm 2023 của xã Côn Minh", accepted at that moment; `url` leads to it."""

    name: str
    accepted_at: datetime
    url: str


def settled_on(unit: Unit, day: date) -> list[Settled]:
    """Accepted reports that count what the unit recorded for that day; asked as in decision 10."""
    managers = [relation.related_model._default_manager for relation in type(unit)._meta.related_objects]
    asked = dict.fromkeys(manager for manager in managers if hasattr(manager, "settled_on"))
    return [one for manager in asked for one in manager.settled_on(unit, day)]
