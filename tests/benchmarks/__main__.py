"""`make bench`: what a page costs against an empty signed-in page, in one run on the demo.

With DATABASE_URL set the numbers are PostgreSQL's (an empty database), else SQLite's in a temporary file.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import excel, members

ROUNDS = 15


def set_up(folder: Path) -> None:
    os.environ["VAR_DIR"] = str(folder)
    prepare()
    from django.core.management import call_command

    started = time.perf_counter()
    call_command("demo", verbosity=0)
    print(f"demo loaded in {time.perf_counter() - started:.1f} s")


def prepare() -> None:
    """Tables in the database of the environment, and static files without collecting them."""
    from khuyenhoc.environment import make_secret

    folder = Path(os.environ["VAR_DIR"])
    make_secret(folder / "secret_key")
    os.environ |= {"HTTPS": "False", "DJANGO_SETTINGS_MODULE": "khuyenhoc.settings"}
    (folder / "static").mkdir()

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    call_command("migrate", verbosity=0)


def measure(act: Callable[[], object]) -> float:
    """Median milliseconds."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def pages() -> None:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from chapters.models import User

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username="lanhdao"))
    addresses = {
        "empty signed-in page": "/huong-dan/",
        "annual summary 2023": "/bao-cao/2023/",
        "dashboard 2023": "/tong-quan/2023/",
        "annual summary 2024 (open)": "/bao-cao/2024/",
        "annual summary of one commune": "/bao-cao/2023/?don-vi=02173",
        "units": "/to-chuc/",
        "members": "/hoi-vien/",
    }
    for address in addresses.values():
        assert client.get(address).status_code == 200, address
    empty = measure(lambda: client.get(addresses["empty signed-in page"]))
    print(f"\n{connection.vendor}: median of {ROUNDS}\n")
    print(f"{'page':<34}{'ms':>8}{'× empty':>10}{'queries':>9}")
    for name, address in addresses.items():
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
            count = len(queries)
        taken = measure(lambda address=address: client.get(address))
        print(f"{name:<34}{taken:>8.1f}{taken / empty:>10.2f}{count:>9}")
    started = time.perf_counter()
    pdf = client.get("/bao-cao/2023/tong-ket.pdf")
    print(f"\nPDF of the summary: {time.perf_counter() - started:.2f} s, {len(pdf.content) / 1024:.0f} kB")


def doubles() -> None:
    from chapters.models import User

    from .doubles import doubles as look_for_doubles

    look_for_doubles(User.objects.get(username="vanphong"))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        pages()
        doubles()
        excel.benchmark()
    members.compare()
    return 0


if __name__ == "__main__":
    sys.exit(main())
