"""Verbs of a purse's settings: its name, the codes of its forms, from what amount on a second person approves."""

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import save_checked, verb

from ..models import Fund
from .common import lock


@verb
def change_fund(*, fund: Fund, name: str, receipt_form: str, payment_form: str, form_basis: str, by: User) -> Fund:
    """Its name, and what is printed on its receipts and payments."""
    require(by, "write_funds", fund.unit)
    lock(fund)
    fund = Fund.objects.get(pk=fund.pk)
    fund.name, fund.form_basis = name, form_basis
    fund.receipt_form, fund.payment_form = receipt_form, payment_form
    save_checked(fund)
    return fund


@verb
def set_approval(*, fund: Fund, approval_above: int | None, by: User) -> Fund:
    """From which amount on a payment waits for a second person; None: it never does.

    Set by who approves: else who writes the book could lift the rule, pay, and put it back.
    """
    require(by, "approve_payments", fund.unit)
    lock(fund)
    fund = Fund.objects.get(pk=fund.pk)
    fund.approval_above = approval_above
    save_checked(fund)
    return fund
