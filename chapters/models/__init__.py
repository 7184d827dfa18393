from .members import Member, MemberQuerySet, Membership, MembershipQuerySet
from .privacy import ERASED_NAME, ERASED_TEXT, Consent, ConsentWording, DataRequest, DataRequestQuerySet, Disclosure
from .terms import held_on
from .units import Unit, UnitQuerySet, wrong_parent
from .users import Appointment, AppointmentQuerySet, User, UserManager

__all__ = [
    "ERASED_NAME",
    "ERASED_TEXT",
    "Appointment",
    "AppointmentQuerySet",
    "Consent",
    "ConsentWording",
    "DataRequest",
    "DataRequestQuerySet",
    "Disclosure",
    "Member",
    "MemberQuerySet",
    "Membership",
    "MembershipQuerySet",
    "Unit",
    "UnitQuerySet",
    "User",
    "UserManager",
    "held_on",
    "wrong_parent",
]
