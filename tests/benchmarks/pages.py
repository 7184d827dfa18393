"""What a page of the demonstration costs against an empty signed-in page."""

from .stage import ROUNDS, measure, say, timed

ADDRESSES = {
    "empty signed-in page": "/huong-dan/",
    "annual summary 2023": "/bao-cao/2023/",
    "dashboard 2023": "/tong-quan/2023/",
    "annual summary 2024 (open)": "/bao-cao/2024/",
    "annual summary of one commune": "/bao-cao/2023/?don-vi=02173",
    "units": "/to-chuc/",
    "members": "/hoi-vien/",
}


def benchmark() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chapters.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="lanhdao"))
    for address in ADDRESSES.values():
        assert client.get(address).status_code == 200, address
    empty = measure(lambda: client.get(ADDRESSES["empty signed-in page"]))
    say(f"\nPages of the demonstration, median of {ROUNDS}\n")
    say(f"{'page':<36}{'ms':>8}{'× empty':>10}{'queries':>9}")
    for name, address in ADDRESSES.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
            count = len(queries)
        taken = measure(lambda address=address: client.get(address))
        say(f"{name:<36}{taken:>8.1f}{taken / empty:>10.2f}{count:>9}")
    pdf = {}
    seconds = timed(lambda: pdf.update(content=client.get("/bao-cao/2023/tong-ket.pdf").content))
    say(f"\nThe PDF of the summary took {seconds:.2f} s and has {len(pdf['content']) / 1024:.0f} kB.")
