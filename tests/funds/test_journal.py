"""Debian's hledger reads the journal of the books, reckons every balance anew and agrees with ours."""

import csv
import io
import os
import shutil
import subprocess
from collections import Counter

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from funds.books import money_accounts
from funds.journal import COMMODITY, account_name, journal
from funds.models import Fund, Voucher

from .test_book_law import STEPS, write

if not shutil.which("hledger") and os.environ.get("CI") != "true":
    pytest.skip("hledger is missing: install Debian's package hledger", allow_module_level=True)


def reckoned(text):
    """What hledger makes of a journal: đồng by account, without those at nought."""
    command = ["hledger", "-f", "-", "balance", "--flat", "--no-total", "--output-format", "csv"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, env={**os.environ, "LANG": "C.UTF-8"})
    assert done.returncode == 0, done.stderr
    rows = list(csv.reader(io.StringIO(done.stdout)))[1:]
    return {name: int(amount.removesuffix(f" {COMMODITY}")) for name, amount in rows}


def ours(funds):
    """The same as the pages of the books have it: each purse's accounts, and what came from and went to the others."""
    balances = Counter()
    for fund in funds:
        balances.update({account_name(held.account, fund): held.balance for held in money_accounts(fund)})
    posted = Voucher.objects.filter(number__isnull=False)
    for voucher in posted.select_related("fund__unit", "from_account", "to_account"):
        for account, amount in ((voucher.to_account, voucher.amount), (voucher.from_account, -voucher.amount)):
            if not account.is_money:
                balances[account_name(account, voucher.fund)] += amount
    return {name: amount for name, amount in balances.items() if amount}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_hledger_agrees_on_any_book(book, neighbour_book, steps):
    with transaction.atomic():
        write(book, steps)
        write(neighbour_book, steps[::-1])
        funds = Fund.objects.select_related("unit")

        assert reckoned("".join(journal(funds))) == ours(funds)
        transaction.set_rollback(True)


def test_what_people_write_does_not_lead_hledger_astray(book):
    Fund.objects.filter(pk=book.fund.pk).update(name="Quỹ: A;  B | (C)")
    book.take_in(1_000, party="Ông A;  bà B | chị C: 2 (người)", reason="; ghi chú\n    x  5 VND")

    funds = Fund.objects.select_related("unit")

    assert reckoned("".join(journal(funds))) == ours(funds)
    assert len(reckoned("".join(journal(funds)))) == 2


def test_the_books_she_reads_are_downloaded_and_no_others(cast, book, neighbour_book, as_user):
    book.take_in(626_000)
    neighbour_book.take_in(77_000_000, party="Người Văn Lang")

    response = as_user(cast.con_minh_officer).get("/quy/so-quy.journal")

    assert response["Content-Disposition"] == 'attachment; filename="so-quy.journal"'
    assert "2023-05-01 (PT 01/2023) Hoàng Thị Lan | Ủng hộ\n" in response.text
    assert "Văn Lang" not in response.text
    assert as_user(cast.chapter_officer).get("/quy/so-quy.journal").status_code == 403


def test_the_command_prints_the_books_of_a_unit_and_below(cast, book, neighbour_book, capsys):
    book.take_in(626_000)
    neighbour_book.take_in(77_000_000)

    call_command("journal", "--unit", "02173")

    assert sorted(reckoned(capsys.readouterr().out).values()) == [-626_000, 626_000]
