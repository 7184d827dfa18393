"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .common import require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .officers import (
    END_FACTS,
    OFFICER_FACTS,
    elect_officer,
    end_officer,
    replace_officer,
    update_officer,
    void_officer,
)
from .seen import plain_facts
from .terms import TERM_FACTS, before_term, carry_over, open_term, update_term
from .units import UNIT_FACTS, create_unit, update_unit
from .users import Founder, appoint, create_user, found

__all__ = [
    "END_FACTS",
    "MEMBER_FACTS",
    "OFFICER_FACTS",
    "TERM_FACTS",
    "UNIT_FACTS",
    "Founder",
    "admit_member",
    "appoint",
    "before_term",
    "carry_over",
    "create_unit",
    "create_user",
    "elect_officer",
    "end_membership",
    "end_officer",
    "found",
    "join_unit",
    "open_term",
    "plain_facts",
    "replace_officer",
    "require",
    "tell_later_tables",
    "update_member",
    "update_officer",
    "update_term",
    "update_unit",
    "void_officer",
]
