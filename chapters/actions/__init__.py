"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .common import require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "MEMBER_FACTS",
    "UNIT_FACTS",
    "Founder",
    "admit_member",
    "appoint",
    "create_unit",
    "create_user",
    "end_membership",
    "found",
    "join_unit",
    "require",
    "tell_later_tables",
    "update_member",
    "update_unit",
]
