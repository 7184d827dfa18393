"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from ..wording import DRAFT
from .closing import close_unit, reopen_unit
from .common import require, tell_later_tables
from .consents import Scan, confirm_wording, record_consents, withdraw_consent, write_wording
from .erasure import erase_member, refuse_erasure
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .moves import move_children_of, move_members_of, move_unit
from .requests import answer_request, changes_for, close_request, hand_out, record_request
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "DRAFT",
    "MEMBER_FACTS",
    "UNIT_FACTS",
    "Founder",
    "Scan",
    "admit_member",
    "answer_request",
    "appoint",
    "changes_for",
    "close_request",
    "close_unit",
    "confirm_wording",
    "create_unit",
    "create_user",
    "end_membership",
    "erase_member",
    "found",
    "hand_out",
    "join_unit",
    "move_children_of",
    "move_members_of",
    "move_unit",
    "record_consents",
    "record_request",
    "refuse_erasure",
    "reopen_unit",
    "require",
    "tell_later_tables",
    "update_member",
    "update_unit",
    "withdraw_consent",
    "write_wording",
]
