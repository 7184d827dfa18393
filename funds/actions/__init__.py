"""Verbs of the fund book. All amounts are whole đồng."""

from .books import change_fund, open_fund, record_opening
from .common import account_balance, spendable
from .control import close_book, record_count, reopen_book
from .donors import add_donor, change_donor, merge_donors, split_donor
from .entering import (
    GiverLine,
    approve_payment,
    drop_voucher,
    move_money,
    receive_money,
    record_contribution,
    record_expense,
    refuse_irreversible,
    reverse_voucher,
    send_money,
)
from .erasing import forget_donor, forget_giver, forget_recipient
from .grants import GrantLine, change_grant_list, drop_grant_list, link_grant, make_grant_list
from .settings import set_approval, set_forms

__all__ = [
    "GiverLine",
    "GrantLine",
    "account_balance",
    "add_donor",
    "approve_payment",
    "change_donor",
    "change_fund",
    "change_grant_list",
    "close_book",
    "drop_grant_list",
    "drop_voucher",
    "forget_donor",
    "forget_giver",
    "forget_recipient",
    "link_grant",
    "make_grant_list",
    "merge_donors",
    "move_money",
    "open_fund",
    "receive_money",
    "record_contribution",
    "record_count",
    "record_expense",
    "record_opening",
    "refuse_irreversible",
    "reopen_book",
    "reverse_voucher",
    "send_money",
    "set_approval",
    "set_forms",
    "spendable",
    "split_donor",
]
