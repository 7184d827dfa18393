"""Verbs of a purse's settings: the codes of its forms, from what amount on a second person approves."""

from chapters.actions import require
from chapters.models import User
from khuyenhoc.actions import save_checked, verb

from ..models import Fund
from .common import lock


@verb
def set_forms(
    *,
    fund: Fund,
    receipt_form: str,
    payment_form: str,
    form_basis: str,
    by: User,
    slips_per_book: int | None = None,
) -> Fund:
    """What is printed on its receipts and payments; without `slips_per_book` the volume is left for the pen."""
    require(by, "write_funds", fund.unit)
    lock(fund)
    fund = Fund.objects.get(pk=fund.pk)
    fund.receipt_form, fund.payment_form, fund.form_basis = receipt_form, payment_form, form_basis
    fund.slips_per_book = slips_per_book
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
