"""The verbs of the app, a file per noun. Each is one transaction by somebody and refuses with a Vietnamese sentence."""

from .appointments import appoint, end_appointment, hand_over
from .bulk import (
    Newcomer,
    NewUnit,
    admit_members,
    change_members,
    open_units,
    undo_units,
    void_memberships,
)
from .closing import close_unit, reopen_unit
from .common import forget_in_later_tables, require, tell_later_tables
from .consents import Scan, confirm_wording, record_consents, withdraw_consent, write_wording
from .erasure import erase_member, refuse_erasure
from .members import MEMBER_FACTS, admit_member, update_member
from .memberships import (
    count_here,
    end_membership,
    join_unit,
    take_back_death,
    transfer_member,
    void_membership,
)
from .merges import doubt_again, merge_members, tell_apart, undo_merge
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
from .own_account import (
    change_own_password,
    renew_recovery_codes,
    sign_out_everywhere,
    start_second_factor,
    turn_off_second_factor,
    turn_on_second_factor,
)
from .requests import answer_request, changes_for, close_request, hand_out, record_request
from .shown import plain_facts
from .terms import TERM_FACTS, before_term, carry_over, open_term, update_term
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
    "END_FACTS",
    "MEMBER_FACTS",
    "OFFICER_FACTS",
    "TERM_FACTS",
    "UNIT_FACTS",
    "Founder",
    "NewUnit",
    "Newcomer",
    "Scan",
    "admit_member",
    "admit_members",
    "answer_request",
    "appoint",
    "before_term",
    "carry_over",
    "change_members",
    "change_own_password",
    "changes_for",
    "close_request",
    "close_unit",
    "confirm_wording",
    "count_here",
    "create_unit",
    "create_user",
    "deactivate_user",
    "doubt_again",
    "elect_officer",
    "end_appointment",
    "end_membership",
    "end_officer",
    "erase_member",
    "forget_in_later_tables",
    "found",
    "hand_out",
    "hand_over",
    "join_unit",
    "merge_members",
    "move_children_of",
    "move_members_of",
    "move_unit",
    "open_account",
    "open_term",
    "open_units",
    "plain_facts",
    "reactivate_user",
    "record_consents",
    "record_request",
    "refuse_erasure",
    "reissue_slip",
    "renew_recovery_codes",
    "reopen_unit",
    "replace_officer",
    "require",
    "reset_second_factor",
    "sign_out_everywhere",
    "start_second_factor",
    "take_back_death",
    "tell_apart",
    "tell_later_tables",
    "transfer_member",
    "turn_off_second_factor",
    "turn_on_second_factor",
    "undo_merge",
    "undo_units",
    "unlock_user",
    "update_member",
    "update_officer",
    "update_term",
    "update_unit",
    "void_membership",
    "void_memberships",
    "void_officer",
    "withdraw_consent",
    "write_wording",
]
