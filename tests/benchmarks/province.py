"""A province's dashboard against that of one of its districts: 12 districts, 200 communes, 6.000 chapters, two years.

"First" is with nothing kept in the process, as after a restart; "again" is what everybody after that waits for.
"""

import os
import statistics
from collections.abc import Callable
from datetime import date
from typing import Any

from .stage import ROUNDS, database, prepare, say, timed

DISTRICTS, COMMUNES, CHAPTERS = 12, 200, 30
FIRST_ROUNDS = 9


def build() -> Any:
    """The province with 2022 and 2023 accepted; returns who sees all of it."""
    from django.db import connection

    from chapters.actions import Founder, found
    from khuyenhoc import triggers
    from reports.actions import open_period
    from tests.wide import accept_all, add_below, add_communes, report_all

    root, admin = found(
        code="19",
        kind="province",
        designation="tỉnh",
        name="Thái Nguyên",
        association_since=date(2000, 1, 1),
        username="quantri",
        user_name="Người đo",
        password="mat khau dai 2023",
        by=Founder(),
    )
    triggers.uninstall(connection)
    facts = {"designation": "huyện", "association_since": "2000-01-01"}
    for place, district in enumerate(add_below(root, "district", DISTRICTS, "Huyện", **facts)):
        add_communes(district, COMMUNES // DISTRICTS + (place < COMMUNES % DISTRICTS), CHAPTERS)
    triggers.install(connection)
    periods = [open_period(year=year, by=admin) for year in (2022, 2023)]
    triggers.uninstall(connection)
    for period in periods:
        report_all(period)
        accept_all(period)
    triggers.install(connection)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return admin


def benchmark() -> None:
    with database("bench_province") as environment:
        os.environ |= environment
        prepare()
        user = build()
        from django.db import connection

        tell(user)
        connection.close()


def in_turn(asks: list[Callable[[], Any]], rounds: int) -> list[float]:
    """Median milliseconds of each, asked one after the other: what else the machine does slows all of them."""
    taken = [[timed(ask) for ask in asks] for _ in range(rounds)]
    return [statistics.median(times) * 1000 for times in zip(*taken, strict=True)]


def tell(user: Any) -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chapters.models import Unit
    from reports.settled import forget_all

    counts = [Unit.objects.filter(kind=kind).count() for kind in ("district", "commune", "chapter")]
    assert counts == [DISTRICTS, COMMUNES, COMMUNES * CHAPTERS], counts
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    district = Unit.objects.filter(kind="district").order_by("path")[0]
    pages = {
        "dashboard": ("/tong-quan/2023/?don-vi={}", "Tổng quan năm 2023"),
        "annual summary": ("/bao-cao/2023/?don-vi={}", "Hội viên"),
        "many years": ("/bao-cao/2023/nhieu-nam/?don-vi={}", "Nhiều năm"),
    }
    say(f"\nA district of {COMMUNES // DISTRICTS} communes and a province of {COMMUNES}, {counts[2]} chapters in all")
    say(f"accepted, median ms of {FIRST_ROUNDS} and {ROUNDS}\n")
    say(f"{'page':<24}{'district':>10}{'province':>10}{'ratio':>8}{'queries':>16}")
    for name, (address, words) in pages.items():
        asks = [lambda code=code, address=address: client.get(address.format(code)) for code in (district.code, "19")]
        counted = []
        for ask in asks:
            forget_all()
            with CaptureQueriesContext(connection) as queries:
                answer = ask()
                counted.append(len(queries))
            assert answer.status_code == 200
            assert words in answer.content.decode()

        def first(ask: Any) -> None:
            forget_all()
            ask()

        cold = in_turn([lambda ask=ask: first(ask) for ask in asks], FIRST_ROUNDS)
        warm = in_turn(asks, ROUNDS)
        for label, (small, large) in (("first", cold), ("again", warm)):
            queries_told = " = ".join(map(str, counted)) if counted[0] == counted[1] else f"{counted[0]} → {counted[1]}"
            shown = queries_told if label == "first" else ""
            say(f"{f'{name}, {label}':<24}{small:>10.1f}{large:>10.1f}{large / small:>8.2f}{shown:>16}")


if __name__ == "__main__":
    benchmark()
