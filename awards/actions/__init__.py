"""Verbs of the awards, one module a noun."""

from .catalogue import add_award_form, add_rule, change_rule
from .chain import decline, endorse, hand_back
from .councils import Ballot, attach_minutes, change_council, convene, record_votes, settle_council
from .decisions import attach_scan, decide, give, revoke
from .nominations import attach_paper, call_back, nominate, propose, update_nomination, withdraw_paper
from .rounds import change_round, close_round, open_round, reopen_round

__all__ = [
    "Ballot",
    "add_award_form",
    "add_rule",
    "attach_minutes",
    "attach_paper",
    "attach_scan",
    "call_back",
    "change_council",
    "change_round",
    "change_rule",
    "close_round",
    "convene",
    "decide",
    "decline",
    "endorse",
    "give",
    "hand_back",
    "nominate",
    "open_round",
    "propose",
    "record_votes",
    "reopen_round",
    "revoke",
    "settle_council",
    "update_nomination",
    "withdraw_paper",
]
