"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .bulk import (
    Newcomer,
    NewUnit,
    admit_members,
    change_members,
    open_units,
    undo_units,
    void_memberships,
)
from .common import forget_in_later_tables, require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "MEMBER_FACTS",
    "UNIT_FACTS",
    "Founder",
    "NewUnit",
    "Newcomer",
    "admit_member",
    "admit_members",
    "appoint",
    "change_members",
    "create_unit",
    "create_user",
    "end_membership",
    "forget_in_later_tables",
    "found",
    "join_unit",
    "open_units",
    "require",
    "tell_later_tables",
    "undo_units",
    "update_member",
    "update_unit",
    "void_memberships",
]
