from dataclasses import dataclass, field

from chapters.models import Member, Unit, User

from .places import CON_MINH, VAN_LANG
from .plan import Plan


@dataclass
class Scene:
    """What has been loaded so far: units by code or key of place, users by name, members in the plan's order."""

    plan: Plan
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    members: list[Member] = field(default_factory=list)

    def clerk(self, key: str) -> User:
        """Who keeps this unit's records: her commune's officer, elsewhere the district's office."""
        officers = {CON_MINH: "conminh", VAN_LANG: "vanlang"}
        return self.users[officers.get(key.partition("/")[0], "vanphong")]
