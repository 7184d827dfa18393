"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .closing import close_unit, reopen_unit
from .common import require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .moves import move_children_of, move_members_of, move_unit
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "MEMBER_FACTS",
    "UNIT_FACTS",
    "Founder",
    "admit_member",
    "appoint",
    "close_unit",
    "create_unit",
    "create_user",
    "end_membership",
    "found",
    "join_unit",
    "move_children_of",
    "move_members_of",
    "move_unit",
    "reopen_unit",
    "require",
    "tell_later_tables",
    "update_member",
    "update_unit",
]
