"""Verbs of the year, one module a noun: the round, entry, review, by whose hand figures come."""

from .entry import (
    RowEntry,
    choose_basis,
    explain,
    explain_alike,
    mark_ready,
    set_many_values,
    set_text,
    set_value,
    set_values,
    unmark_ready,
)
from .hands import confirm_on_behalf, enter_on_behalf, make_link, void_on_behalf, withdraw_link
from .periods import change_period, close_period, open_period, reopen_period, set_targets
from .plans import PlanLine, set_plan
from .review import accept_return, answer, hand_back, reopen_return, submit_return
from .summaries import (
    adopt_summary,
    attach_signed_summary,
    begin_summary,
    keep_papers,
    present_summary,
    renew_summary,
    take_back_summary,
)
from .writing import change_head, draw_text, keep_sentences, set_section, take_sentences

__all__ = [
    "PlanLine",
    "RowEntry",
    "accept_return",
    "adopt_summary",
    "answer",
    "attach_signed_summary",
    "begin_summary",
    "change_head",
    "change_period",
    "choose_basis",
    "close_period",
    "confirm_on_behalf",
    "draw_text",
    "enter_on_behalf",
    "explain",
    "explain_alike",
    "hand_back",
    "keep_papers",
    "keep_sentences",
    "make_link",
    "mark_ready",
    "open_period",
    "present_summary",
    "renew_summary",
    "reopen_period",
    "reopen_return",
    "set_many_values",
    "set_plan",
    "set_section",
    "set_targets",
    "set_text",
    "set_value",
    "set_values",
    "submit_return",
    "take_back_summary",
    "take_sentences",
    "unmark_ready",
    "void_on_behalf",
    "withdraw_link",
]
