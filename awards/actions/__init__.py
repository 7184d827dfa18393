"""Verbs of the awards, one module a noun."""

from .catalogue import add_award_form, add_rule, add_usual_forms, change_rule, set_form_years
from .chain import decline, endorse, hand_back
from .councils import Ballot, change_council, convene, record_votes, settle_council
from .decisions import decide, give, revoke
from .nominations import call_back, nominate, propose, propose_all, update_nomination, withdraw
from .papers import attach_paper, withdraw_paper
from .past import PastAward, record_past_awards, take_back_past_awards
from .rounds import change_round, close_round, open_round, reopen_round

__all__ = [
    "Ballot",
    "PastAward",
    "add_award_form",
    "add_rule",
    "add_usual_forms",
    "attach_paper",
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
    "propose_all",
    "record_past_awards",
    "record_votes",
    "reopen_round",
    "revoke",
    "set_form_years",
    "settle_council",
    "take_back_past_awards",
    "update_nomination",
    "withdraw",
    "withdraw_paper",
]
