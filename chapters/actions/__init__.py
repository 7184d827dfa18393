"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .common import require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .merges import doubt_again, merge_members, tell_apart, undo_merge
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
    "doubt_again",
    "end_membership",
    "found",
    "join_unit",
    "merge_members",
    "require",
    "tell_apart",
    "tell_later_tables",
    "undo_merge",
    "update_member",
    "update_unit",
]
