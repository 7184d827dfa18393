"""What stands in the way of closing a unit. Each table that hangs on units says it for itself (decision 10)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .models import Unit


@dataclass(frozen=True)
class Hindrance:
    """`sentence` says what is there, `way` and `url` are the link out; without `blocks` it is only to be known."""

    sentence: str
    url: str = ""
    way: str = ""
    blocks: bool = True


def hindrances(unit: "Unit") -> list[Hindrance]:
    """Asked of the manager of every table that points to units and has `hinders_closing`; what blocks comes first."""
    managers = [relation.related_model._default_manager for relation in type(unit)._meta.related_objects]
    asked = dict.fromkeys(manager for manager in managers if hasattr(manager, "hinders_closing"))
    found = [hindrance for manager in asked for hindrance in manager.hinders_closing(unit)]
    return sorted(found, key=lambda hindrance: not hindrance.blocks)


def some_of(names: list[str], shown: int = 3) -> str:
    """ "Bản Cào, Chợ A và 4 nơi khác"."""
    more = len(names) - shown
    return ", ".join(names[:shown]) + (f" và {more} nơi khác" if more > 0 else "")
