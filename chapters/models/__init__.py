from .members import Member, MemberQuerySet, Membership, MembershipQuerySet, NameWord
from .merges import Merge, NotDouble
from .officers import Officer, OfficerQuerySet, Term, TermQuerySet
from .privacy import ERASED_NAME, ERASED_TEXT, Consent, ConsentWording, DataRequest, DataRequestQuerySet, Disclosure
from .spans import held_on
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
    "Merge",
    "NameWord",
    "NotDouble",
    "Officer",
    "OfficerQuerySet",
    "Term",
    "TermQuerySet",
    "Unit",
    "UnitQuerySet",
    "User",
    "UserManager",
    "held_on",
    "wrong_parent",
]
