"""Debian's hledger over the books of the demonstration."""

from funds.journal import journal
from funds.models import Fund
from tests.funds.test_journal import ours, reckoned


def test_hledger_agrees_on_every_balance_of_the_demonstration(demo):
    funds = Fund.objects.select_related("unit")

    balances = reckoned("".join(journal(funds)))

    assert balances == ours(funds)
    assert sum(amount for name, amount in balances.items() if name.startswith("Tiền của quỹ:")) == 383_505_000
    assert sum(balances.values()) == 0
