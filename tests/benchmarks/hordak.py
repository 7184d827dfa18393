"""django-hordak with the entries of books.py, in a process of its own: its tables need its apps, not ours.

`python -m tests.benchmarks.hordak entries.csv`: lines of commune, purse, other account, đồng into the purse, day.
Prints the milliseconds of `with_balances` over all accounts, and the balances by purse and by commune, as JSON.
"""

import csv
import json
import os
import sys
from pathlib import Path
from typing import Any

import dj_database_url
import django
from django.conf import settings

from .stage import timed


def main(path: Path) -> None:
    settings.configure(
        DATABASES={"default": dj_database_url.parse(os.environ["DATABASE_URL"])},
        INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"],
        DEFAULT_CURRENCY="VND",
        CURRENCIES=["VND"],
        USE_TZ=True,
    )
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    accounts = load([[*line] for line in csv.reader(path.open(encoding="utf-8"))])
    from hordak.models import Account

    found = {account.pk: account.balance for account in Account.objects.with_balances()}
    balances = {name: int(found[pk]["VND"].amount) for name, pk in accounts.items()}
    seconds = min(timed(lambda: list(Account.objects.with_balances())) for _ in range(2))  # each takes seconds
    print(json.dumps({"ms": seconds * 1000, "balances": balances}))


def load(lines: list[list[str]]) -> dict[str, int]:
    """The tree of accounts and a transaction with two legs for each line; ids by name of commune and purse."""
    from django.db import connection
    from hordak.models import Account, Leg, Transaction

    made: dict[str, Any] = {}
    others: dict[str, Any] = {}
    with connection.cursor() as cursor:
        # What its triggers would check or fill in for each row is right as it is written here.
        cursor.execute("SET session_replication_role = replica")
        root = Account.objects.create(name="Quỹ", type="AS")
        for commune, purse, other, *_ in lines:
            if commune not in made:
                made[commune] = Account.objects.create(name=commune, parent_id=root.pk, type="AS")
            if purse not in made:
                made[purse] = Account.objects.create(name=purse, parent_id=made[commune].pk, type="AS")
            if other not in others:
                others[other] = Account.objects.create(name=other, type="IN")
        transactions = Transaction.objects.bulk_create([Transaction(date=day) for *_, day in lines], batch_size=5000)
        legs = []
        for transaction, (_, purse, other, amount, _) in zip(transactions, lines, strict=True):
            into, out = (made[purse], others[other]) if int(amount) > 0 else (others[other], made[purse])
            legs.append(Leg(transaction=transaction, account=into, debit=abs(int(amount)), currency="VND"))
            legs.append(Leg(transaction=transaction, account=out, credit=abs(int(amount)), currency="VND"))
        Leg.objects.bulk_create(legs, batch_size=5000)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("ANALYZE")
    return {name: account.pk for name, account in made.items()}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
