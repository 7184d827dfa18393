from .members import Member, MemberQuerySet, Membership, MembershipQuerySet
from .merges import Merge, NotDouble
from .terms import held_on
from .units import Unit, UnitQuerySet, wrong_parent
from .users import Appointment, AppointmentQuerySet, User, UserManager

__all__ = [
    "Appointment",
    "AppointmentQuerySet",
    "Member",
    "MemberQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Merge",
    "NotDouble",
    "Unit",
    "UnitQuerySet",
    "User",
    "UserManager",
    "held_on",
    "wrong_parent",
]
