"""Verbs on units, members and users. Each is one transaction by somebody, and refuses with a Vietnamese sentence."""

from .appointments import appoint, end_appointment, hand_over
from .common import require, tell_later_tables
from .members import MEMBER_FACTS, admit_member, end_membership, join_unit, update_member
from .own_account import (
    change_own_password,
    renew_recovery_codes,
    sign_out_everywhere,
    start_second_factor,
    turn_off_second_factor,
    turn_on_second_factor,
)
from .units import UNIT_FACTS, create_unit, update_unit
from .users import (
    Founder,
    create_user,
    deactivate_user,
    found,
    open_account,
    reactivate_user,
    reissue_slip,
    reset_second_factor,
    unlock_user,
)

__all__ = [
    "MEMBER_FACTS",
    "UNIT_FACTS",
    "Founder",
    "admit_member",
    "appoint",
    "change_own_password",
    "create_unit",
    "create_user",
    "deactivate_user",
    "end_appointment",
    "end_membership",
    "found",
    "hand_over",
    "join_unit",
    "open_account",
    "reactivate_user",
    "reissue_slip",
    "renew_recovery_codes",
    "require",
    "reset_second_factor",
    "sign_out_everywhere",
    "start_second_factor",
    "tell_later_tables",
    "turn_off_second_factor",
    "turn_on_second_factor",
    "unlock_user",
    "update_member",
    "update_unit",
]
