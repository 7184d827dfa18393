"""The largest return: what its grid, its review and the saving of one cell cost, and how much goes over the line."""

import gzip
import json
from typing import Any

from .stage import ROUNDS, measure, say

COMMUNE, YEAR, CHAPTERS = "02176", 2024, 60


def benchmark() -> None:
    from django.test import Client

    from chapters.models import User

    row = widen()
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="vanphong"))
    base, here = f"/bao-cao/{YEAR}", f"?don-vi={COMMUNE}"
    addresses = {
        "empty signed-in page": "/huong-dan/",
        "grid, members": f"{base}/nhap/{here}&nhom=members",
        "grid, learning models": f"{base}/nhap/{here}&nhom=models",
        "grid, fund": f"{base}/nhap/{here}&nhom=fund",
        "grid, rewards": f"{base}/nhap/{here}&nhom=rewards",
        "checking": f"{base}/nhap/kiem-tra/{here}",
        "review": f"{base}/xem-xet/{here}",
        "own report": f"{base}/don-vi/{here}",
    }
    say(f"\nA return of {CHAPTERS} chapters with every figure in, median of {ROUNDS}\n")
    say(f"{'page':<26}{'ms':>8}{'queries':>9}{'kB':>8}{'kB gzip':>9}")
    for name, address in addresses.items():
        line(name, lambda address=address: client.get(address))
    cell: dict[str, Any] = {"key": f"{row}-fund_in_dues", "was": "", "text": "1.000"}
    texts = iter(range(1_000_000))

    def save() -> Any:
        now = str(next(texts))
        sent = {**cell, "text": now}
        cell["was"] = now
        return client.post(f"{base}/nhap/o/{here}", {"cells": json.dumps([sent])})

    cell["was"] = stored(row)
    line("one cell saved", save)
    say(f"The request that saves one cell has a body of {len(json.dumps([cell]))} bytes.")


def line(name: str, ask: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        answer = ask()
        count = len(queries)
    assert answer.status_code == 200, (name, answer.content[:500])
    sizes = [len(answer.content) / 1024, len(gzip.compress(answer.content)) / 1024]
    say(f"{name:<26}{measure(ask):>8.1f}{count:>9}{sizes[0]:>8.0f}{sizes[1]:>9.1f}")


def widen() -> int:
    """Sixty chapters in one commune, all with all figures; returns one row of them."""
    from chapters.actions import create_unit
    from chapters.models import Unit, User
    from reports.models import ReturnValue, Row
    from reports.pages.grid import columns_of

    office, commune = User.objects.get(username="vanphong"), Unit.objects.get(code=COMMUNE)
    rows = Row.objects.filter(
        unit_return__unit=commune, unit_return__period__year=YEAR, unit_return__is_current=True, is_own=False
    )
    for number in range(CHAPTERS - rows.count()):
        create_unit(parent=commune, kind="chapter", name=f"Chi hội thôn số {number}", setting="hamlet", by=office)
    columns = [made for group in columns_of(rows[0].unit_return.period).values() for made in group]
    ReturnValue.objects.bulk_create(
        [ReturnValue(row=row, indicator=made.code, declared=1_234_567) for row in rows for made in columns],
        ignore_conflicts=True,
    )
    assert rows.count() == CHAPTERS
    return rows[0].pk


def stored(row: int) -> str:
    from reports.models import ReturnValue

    return str(ReturnValue.objects.get(row=row, indicator="fund_in_dues").declared)
