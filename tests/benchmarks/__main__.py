"""`make bench`: what things cost, as ratios within one run, so that figures of two machines can be compared.

`python -m tests.benchmarks` measures everything, `python -m tests.benchmarks members pages` these parts alone. With
DATABASE_URL set the numbers are PostgreSQL's (in databases of their own beside that one), else SQLite's in files that
are gone afterwards.
"""

import os
import subprocess
import sys
from importlib import import_module

from . import books, certificates, excel, members, province, stage

# In databases of their own.
ALONE = {
    "members": members.benchmark,
    "books": books.benchmark,
    "province": province.benchmark,
    "memory": excel.benchmark_memory,
    "certificates": certificates.benchmark,
}
ON_DEMO = (
    "pages",
    "doubles",
    "excel",
    "entry",
    "paper",
)  # share one demonstration; imported only when there is a database


def main(wanted: list[str]) -> int:
    known = [*ON_DEMO, *ALONE]
    if unknown := [part for part in wanted if part not in known]:
        print(f"There is no part {unknown[0]!r}. Name some of these, or none for all: {', '.join(known)}")
        return 2
    parts = wanted or known
    on_demo = [part for part in ON_DEMO if part in parts]
    stages = [*([part] for part in ALONE if part in parts), *([on_demo] if on_demo else [])]
    if len(stages) > 1:  # a process keeps the database that it was first told of
        return max(subprocess.call([sys.executable, "-m", __package__, *one]) for one in stages)
    stage.say(f"== {'PostgreSQL' if stage.is_postgresql() else 'SQLite'}")
    if not on_demo:
        ALONE[parts[0]]()
    else:
        with stage.database("bench_demo") as environment:
            os.environ |= environment
            measure_on_demo(on_demo)
    return 0


def measure_on_demo(parts: list[str]) -> None:
    stage.prepare_demo()
    for part in parts:
        import_module(f"{__package__}.{part}").benchmark()
    from django.db import connection

    connection.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
