"""Balances of 1.000 purses in 20 communes against django-hordak's on the same entries; a page of short and long books.

The entries are 100 vouchers a purse over five years, so that its months hold few each: no month sum saves much here.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from .stage import ROUNDS, database, is_postgresql, measure, prepare, say

COMMUNES, PURSES, VOUCHERS = 20, 1000, 100_000
SHORT, LONG = 1_000, 100_000
FIRST_YEAR, YEARS = 2019, 5
SOURCES = ("dues", "members", "enterprises", "clans", "schools", "benefactors", "other-income")
PURPOSES = ("scholarships", "student-rewards", "teacher-rewards", "hardship", "activities", "other-spending")


def entries(number: int, purses: int) -> Iterator[tuple[int, str, int, date]]:
    """(purse, other account, đồng into the purse, day), in the order of days: two receipts, then a smaller payment."""
    days = YEARS * 12 * 28
    for one in range(number):
        day = one * days // number
        year, month, on = FIRST_YEAR + day // 336, day // 28 % 12 + 1, day % 28 + 1
        is_payment = one // purses % 3 == 2
        other = PURPOSES[one % 6] if is_payment else SOURCES[one % 7]
        yield one % purses, other, (-500 if is_payment else 1000) * (1 + one % 50), date(year, month, on)


def open_purses() -> list[Any]:
    """Twenty communes with fifty purses each, in the chapters below them."""
    from chapters.actions import Founder, NewUnit, create_unit, found, open_units
    from funds.actions import open_fund

    root, office = found(
        code="066",
        kind="district",
        designation="huyện",
        name="Đo tốc độ",
        association_since=date(2000, 1, 1),
        username="quantri",
        user_name="Người đo",
        password="mat khau dai 2023",
        by=Founder(),
    )
    purses = []
    for number in range(COMMUNES):
        commune = create_unit(
            parent=root, kind="commune", designation="xã", name=f"Xã {number}", code=f"B{number:02d}", by=office
        )
        facts = {"kind": "chapter", "setting": "hamlet", "code": ""}
        count = PURSES // COMMUNES
        units = open_units(
            units=[NewUnit(commune, facts | {"name": f"Chi hội thôn số {one}"}) for one in range(count)], by=office
        )
        purses += [open_fund(unit=unit, name="Quỹ", opened_on=date(FIRST_YEAR, 1, 1), by=office) for unit in units]
    return purses


def post(purses: list[Any], number: int) -> None:
    """Straight into the table, past the verbs, yet through every trigger."""
    from django.utils import timezone

    from funds.models import Account, Voucher

    others = {account.code: account for account in Account.objects.filter(fund=None)}
    cash = {fund.pk: fund.accounts.get(kind="cash") for fund in purses}
    last: Counter[tuple[int, int, str]] = Counter()
    vouchers = []
    for purse, other, amount, day in entries(number, len(purses)):
        fund, series = purses[purse], "receipt" if amount > 0 else "payment"
        last[fund.pk, day.year, series] += 1
        into, out = (cash[fund.pk], others[other]) if amount > 0 else (others[other], cash[fund.pk])
        vouchers.append(
            Voucher(
                fund=fund,
                series=series,
                year=day.year,
                number=last[fund.pk, day.year, series],
                dated_on=day,
                from_account=out,
                to_account=into,
                amount=abs(amount),
                party="Hoàng Thị Lan",
                reason="Ủng hộ",
                search_key="hoang thi lan ung ho",
                posted_at=timezone.now(),
            )
        )
    Voucher.objects.bulk_create(vouchers, batch_size=500)


def roll_up() -> dict[str, int]:
    """đồng by unit: each purse's own, and what lies in and under every commune and the district."""
    from chapters.reach import SEGMENT
    from funds.models import Fund

    rolled: Counter[str] = Counter()
    for path, held in Fund.objects.order_by().with_balance().values_list("unit__path", "held"):
        for end in range(SEGMENT, len(path) + 1, SEGMENT):
            rolled[path[:end]] += held
    return dict(rolled)


def theirs(purses: list[Any]) -> dict[str, Any]:
    """django-hordak in a database and a process of its own; {"ms": …, "balances": …} by path."""
    with database("bench_hordak") as own, tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            for purse, other, amount, day in entries(VOUCHERS, PURSES):
                unit = purses[purse].unit.path
                csv.writer(file).writerow([unit[:8], unit, other, amount, day])
        command = [sys.executable, "-m", "tests.benchmarks.hordak", str(path)]
        done = subprocess.run(command, env=os.environ | own, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def benchmark_balances() -> None:
    purses = open_purses()
    post(purses, VOUCHERS)
    analyze()
    ours, taken = roll_up(), measure(roll_up)
    say(f"\nBalances of {PURSES} purses in {COMMUNES} communes, {VOUCHERS} vouchers, rolled up, ms\n")
    say(f"{'ours':<36}{taken:>10.1f}{1.0:>8.1f}")
    if not is_postgresql():
        return  # django-hordak keeps its balances in functions of PostgreSQL
    they = theirs(purses)
    assert they["balances"] == {path: held for path, held in ours.items() if len(path) > 4}
    say(f"{'django-hordak, with_balances':<36}{they['ms']:>10.1f}{they['ms'] / taken:>8.1f}")


def benchmark_page() -> None:
    """The latest page, one in the middle and a search, of a book with a thousand vouchers and with a hundred thousand.

    A search goes through its year, of which it finds every voucher here: the dearest there is.
    """
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chapters.models import Unit, User
    from funds.actions import open_fund

    user, root = User.objects.get(username="quantri"), Unit.objects.get(parent=None)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    say(f"\nA page of a book, median of {ROUNDS}\n")
    say(f"{'vouchers':<14}{'page':<12}{'ms':>8}{'× short':>10}{'queries':>9}")
    short = {}
    for number in (SHORT, LONG):
        fund = open_fund(unit=root, name=f"Quỹ {number} phiếu", opened_on=date(FIRST_YEAR, 1, 1), by=user)
        post([fund], number)
        analyze()
        middle = FIRST_YEAR + YEARS // 2
        for name, query in (("latest", ""), ("in 2021", f"?nam={middle}&trang=2"), ("search", "?q=hoang+lan")):
            address = f"/quy/{fund.pk}/{query}"
            assert client.get(address).status_code == 200
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
                count = len(queries)
            taken = measure(lambda address=address: client.get(address))
            short.setdefault(name, taken)
            say(f"{number:<14}{name:<12}{taken:>8.1f}{taken / short[name]:>10.2f}{count:>9}")


def analyze() -> None:
    """As PostgreSQL does by itself a minute later; nobody does it for an SQLite file."""
    from django.db import connection

    if is_postgresql():
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def benchmark() -> None:
    with database("bench_books") as environment:
        os.environ |= environment
        prepare()
        benchmark_balances()
        benchmark_page()
        from django.db import connection

        connection.close()


if __name__ == "__main__":
    benchmark()
