"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .common import require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, update_member
from .memberships import count_here, end_membership, join_unit, transfer_member, void_membership
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "MEMBER_FACTS",
    "UNIT_FACTS",
    "Founder",
    "admit_member",
    "appoint",
    "count_here",
    "create_unit",
    "create_user",
    "end_membership",
    "found",
    "join_unit",
    "require",
    "tell_later_tables",
    "transfer_member",
    "update_member",
    "update_unit",
    "void_membership",
]
