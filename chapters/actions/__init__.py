"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from ..wording import DRAFT
from .closing import close_unit, reopen_unit
from .common import require, tell_later_tables
from .consents import Scan, confirm_wording, record_consents, withdraw_consent, write_wording
from .erasure import erase_member, refuse_erasure
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .moves import move_children_of, move_members_of, move_unit
from .officers import (
    END_FACTS,
    OFFICER_FACTS,
    elect_officer,
    end_officer,
    replace_officer,
    update_officer,
    void_officer,
)
from .requests import answer_request, changes_for, close_request, hand_out, record_request
from .seen import plain_facts
from .terms import TERM_FACTS, before_term, carry_over, open_term, update_term
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "DRAFT",
    "END_FACTS",
    "MEMBER_FACTS",
    "OFFICER_FACTS",
    "TERM_FACTS",
    "UNIT_FACTS",
    "Founder",
    "Scan",
    "admit_member",
    "answer_request",
    "appoint",
    "before_term",
    "carry_over",
    "changes_for",
    "close_request",
    "close_unit",
    "confirm_wording",
    "create_unit",
    "create_user",
    "elect_officer",
    "end_membership",
    "end_officer",
    "erase_member",
    "found",
    "hand_out",
    "join_unit",
    "move_children_of",
    "move_members_of",
    "move_unit",
    "open_term",
    "plain_facts",
    "record_consents",
    "record_request",
    "refuse_erasure",
    "reopen_unit",
    "replace_officer",
    "require",
    "tell_later_tables",
    "update_member",
    "update_officer",
    "update_term",
    "update_unit",
    "void_officer",
    "withdraw_consent",
    "write_wording",
]
