"""What a page of the demonstration costs against an empty signed-in page."""

import statistics
from typing import Any

from .stage import ROUNDS, measure, say, timed

ADDRESSES = {
    "empty signed-in page": "/huong-dan/",
    "annual summary 2023": "/bao-cao/2023/",
    "dashboard 2023": "/tong-quan/2023/",
    "annual summary 2024 (open)": "/bao-cao/2024/",
    "dashboard 2024 (open)": "/tong-quan/2024/",
    "slides for the hall 2023": "/tong-quan/2023/trinh-chieu/",
    "two years side by side": "/tong-quan/2023/so-sanh/",
    "years side by side": "/bao-cao/2023/nhieu-nam/",
    "annual summary of one commune": "/bao-cao/2023/?don-vi=02173",
    "units": "/to-chuc/",
    "members": "/hoi-vien/",
}


def first_times(client: Any, addresses: dict[str, str]) -> dict[str, float]:
    """As after a restart: what can change no more is worked out and kept once by each process."""
    from reports.settled import forget_all

    def ask(address: str) -> None:
        forget_all()
        client.get(address)

    return {name: measure(lambda address=address: ask(address), 5) for name, address in addresses.items()}


def in_turn(client: Any, address: str) -> tuple[float, float]:
    """Median milliseconds of a page and of the empty one, asked in turn: what else the machine does slows both."""
    pairs = [
        (timed(lambda: client.get(address)), timed(lambda: client.get(ADDRESSES["empty signed-in page"])))
        for _ in range(ROUNDS)
    ]
    page, empty = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    return page, empty


def benchmark() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chapters.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="lanhdao"))
    for address in ADDRESSES.values():
        assert client.get(address).status_code == 200, address
    first = first_times(client, ADDRESSES)
    say(f"\nPages of the demonstration, median of {ROUNDS}\n")
    say(f"{'page':<36}{'ms':>8}{'× empty':>10}{'queries':>9}{'ms with nothing kept':>22}")
    for name, address in ADDRESSES.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
            count = len(queries)
        taken, empty = in_turn(client, address)
        say(f"{name:<36}{taken:>8.1f}{taken / empty:>10.2f}{count:>9}{first[name]:>22.1f}")
    pdf = {}
    seconds = timed(lambda: pdf.update(content=client.get("/bao-cao/2023/tong-ket.pdf").content))
    say(f"\nThe PDF of the summary took {seconds:.2f} s and has {len(pdf['content']) / 1024:.0f} kB.")
