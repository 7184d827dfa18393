"""Verbs of the awards, one module a noun."""

from .assessments import ASSESSED, assess_registration, recognise_models, refuse_recognition, reopen_registration
from .catalogue import add_award_form, add_rule, change_rule
from .chain import decline, endorse, hand_back
from .councils import Ballot, change_council, convene, record_votes, settle_council
from .decisions import decide, give, revoke
from .learning import (
    MODEL_FACTS,
    RESULT_FACTS,
    YEAR_FACTS,
    Entry,
    KnownModels,
    carry_over_models,
    change_registrations,
    placed,
    refuse_faulty,
    register_model,
    register_models,
    undo_registrations,
    update_model,
    update_registration,
    withdraw_registration,
)
from .nominations import attach_paper, call_back, nominate, propose, update_nomination, withdraw_paper
from .rounds import change_round, close_round, open_round, reopen_round

__all__ = [
    "ASSESSED",
    "MODEL_FACTS",
    "RESULT_FACTS",
    "YEAR_FACTS",
    "Ballot",
    "Entry",
    "KnownModels",
    "add_award_form",
    "add_rule",
    "assess_registration",
    "attach_paper",
    "call_back",
    "carry_over_models",
    "change_council",
    "change_registrations",
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
    "placed",
    "propose",
    "recognise_models",
    "record_votes",
    "refuse_faulty",
    "refuse_recognition",
    "register_model",
    "register_models",
    "reopen_registration",
    "reopen_round",
    "revoke",
    "settle_council",
    "undo_registrations",
    "update_model",
    "update_nomination",
    "update_registration",
    "withdraw_paper",
    "withdraw_registration",
]
