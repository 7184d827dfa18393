"""What the list of members costs with 10.000 and with 200.000 of them: first page and searches, common and rare.

The generator is invented but shaped like the country: a third are called Nguyễn, some family names are rare.
Both sizes are asked in turn, so that whatever else the machine does slows both alike. `python -m
tests.benchmarks.members 10000` fills the empty database of the environment and answers each page's name with its time.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

from .stage import ROUNDS, database, prepare, say, timed

SMALL, LARGE = 10_000, 200_000
PER_CHAPTER = 50
ADDRESSES = {
    "list, the whole province": "/hoi-vien/",
    "list, one commune": "/hoi-vien/?don-vi=C1",
    "second page": "",  # behind the last of the first
    "search: nguyen (a third of all)": "/hoi-vien/?q=nguyen",
    "search: hoa nguyen": "/hoi-vien/?q=hoa+nguyen",
    "search: ng (inside a word)": "/hoi-vien/?q=ng",
    "search: khuat (1 in 1.000)": "/hoi-vien/?q=khuat",
    "search: quynh khuat (hardly any)": "/hoi-vien/?q=quynh+khuat",
    "search: thi duc (never together)": "/hoi-vien/?q=thi+duc",
    "search: nobody": "/hoi-vien/?q=xyzzy",
    "women over 60, without a card": "/hoi-vien/?gioi-tinh=female&tuoi=tu-60&the=chua",
    "those who left": "/hoi-vien/?tinh-trang=da-thoi",
}

FAMILIES = {
    "Nguyễn": 300,
    "Hoàng": 110,
    "Nông": 90,
    "Lý": 80,
    "Triệu": 70,
    "Trần": 70,
    "Lê": 60,
    "Phạm": 50,
    "Vũ": 40,
    "Đặng": 35,
    "Bàn": 30,
    "Lường": 25,
    "Dương": 15,
    "Hà": 15,
    "Khuất": 1,
    "Quàng": 1,
}
MIDDLES = {"Thị": 450, "Văn": 350, "Đức": 60, "Thanh": 50, "Quang": 40, "Ngọc": 40, "Minh": 9, "Như Quỳnh": 1}
GIVENS = (
    "An Ánh Bình Chi Cúc Cường Dung Dũng Duyên Đào Đạt Điệp Giang Hà Hải Hạnh Hằng Hiền Hiếu Hoa Hòa Hoà Hoàn Hồng Huệ "
    "Hùng Huy Hương Khánh Kiên Lan Lâm Lê Liên Linh Loan Long Lụa Mai Mạnh Minh Mơ Nam Nga Ngân Nghĩa Nhung Oanh Phong "
    "Phúc Phương Quân Quý Sen Sơn Tâm Tân Thảo Thắng Thoa Thu Thủy Thuý Tiến Toàn Trang Trung Tú Tuấn Tuyết Vân Việt "
    "Xuân Yến"
)


def people(number: int, chance: random.Random) -> Iterator[str]:
    givens = GIVENS.split()
    families = chance.choices(list(FAMILIES), list(FAMILIES.values()), k=number)
    middles = chance.choices(list(MIDDLES), list(MIDDLES.values()), k=number)
    for family, middle in zip(families, middles, strict=True):
        yield f"{family} {middle} {chance.choice(givens)}"


def populate(number: int) -> None:
    """An empty installation becomes a province: communes of 20 chapters, chapters of 50 members, all kept by name."""
    from django.db import connection

    from chapters.models import Member
    from khuyenhoc import triggers
    from khuyenhoc.bulk import bulk_load

    chance = random.Random(number)  # noqa: S311 people are drawn, no secrets
    triggers.uninstall(connection)
    chapters = _chapters(number // PER_CHAPTER)
    for batch in batches(people(number, chance), 5_000):
        made = [Member(name=name, birth_year=chance.randint(1935, 2003), sex=_sex(name)) for name in batch]
        for member in made:
            member.set_keys()
        bulk_load(made)
        days = [date(chance.randint(2005, 2023), chance.randint(1, 12), 1) for _ in made]
        bulk_load([_membership(*pair, chapters, chance) for pair in zip(made, days, strict=True)])
    _fill_words()
    triggers.install(connection)
    # A PostgreSQL that has been running for a minute did so by itself.
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _membership(member, since: date, chapters: list, chance: random.Random):
    """One in twenty has left."""
    from chapters.models import Membership

    unit = chapters[member.pk % len(chapters)]
    if chance.random() < 0.05:
        return Membership(member=member, unit=unit, since=since, until=date(2024, 3, 1), exit="left")
    return Membership(member=member, unit=unit, since=since)


def _sex(name: str) -> str:
    return "female" if " Thị " in name else "male"


def _chapters(number: int) -> list:
    from chapters.models import Unit
    from khuyenhoc.names import search_key, text_sort_key

    root = Unit(code="19", kind="province", designation="tỉnh", name="Thái Nguyên", path="0001")
    communes = [
        Unit(code=f"C{n}", kind="commune", designation="xã", name=f"Xã {n}", parent=root, path=f"0001{n:04}")
        for n in range(1, number // 20 + 1)
    ]
    chapters = [
        Unit(
            code=f"{commune.code}-{n}",
            kind="chapter",
            setting="hamlet" if n % 3 else "school",
            name=f"Chi hội thôn {n}",
            parent=commune,
            path=f"{commune.path}{n:04}",
            keeps_roster=True,
        )
        for commune in communes
        for n in range(1, 21)
    ]
    for level in ([root], communes, chapters):
        for unit in level:
            unit.sort_key, unit.search_key = text_sort_key(unit.name), search_key(unit.name)
        Unit.objects.bulk_create(level)
    return chapters


def _fill_words() -> None:
    from chapters.models import Member, NameWord
    from khuyenhoc.bulk import bulk_load

    keys = Member.objects.values_list("pk", "search_key").iterator(5_000)
    words = (NameWord(word=word, member_id=pk) for pk, key in keys for word in set(key.split()))
    for batch in batches(words, 10_000):
        bulk_load(batch)


def batches(records: Iterator, size: int) -> Iterator[list]:
    while batch := list(islice(records, size)):
        yield batch


def office():
    """Who sees the whole province."""
    from chapters.models import Appointment, Unit, User

    user = User.objects.create_user("vanphong", "Thường trực Hội", None)
    Appointment.objects.create(user=user, unit=Unit.objects.get(path="0001"), role="office", since=date(2020, 1, 1))
    return user


def answer(page: str, client: Any, addresses: dict[str, str]) -> tuple[float, int]:
    """Milliseconds of one request, and its queries."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        taken = timed(lambda: client.get(addresses[page])) * 1000
        return taken, len(queries)


def serve(number: int) -> None:
    """Fill the database, say so, and answer until nobody asks any more."""
    from django.test import Client

    prepare()
    populate(number)
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(office())
    key = re.search(r"sau=([0-9-]+)", client.get("/hoi-vien/").content.decode())
    addresses = ADDRESSES | {"second page": f"/hoi-vien/?sau={key and key[1]}"}
    for address in addresses.values():
        assert client.get(address).status_code == 200, address
    say("ready")
    for line in sys.stdin:
        say(json.dumps(answer(line.strip(), client, addresses)))


@contextmanager
def served(number: int) -> Iterator[Callable[[str], tuple[float, int]]]:
    """In a process and a database of its own: asks for a page by its name."""
    command = [sys.executable, "-m", "tests.benchmarks.members", str(number)]
    with (
        database(f"bench_{number}") as own,
        subprocess.Popen(
            command, env=os.environ | own, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        ) as child,
    ):
        assert child.stdin
        assert child.stdout

        def ask(page: str) -> tuple[float, int]:
            print(page, file=child.stdin, flush=True)
            return tuple(json.loads(child.stdout.readline()))

        assert child.stdout.readline() == "ready\n", f"the part with {number} members did not start"
        yield ask
        child.stdin.close()  # or it would wait for the next question
        child.wait()  # and hold on to its database


def benchmark() -> None:
    sizes = f"{SMALL:,} and {LARGE:,}".replace(",", ".")
    with served(SMALL) as small, served(LARGE) as large:
        say(f"\nThe list of members with {sizes} of them, median ms of {ROUNDS}\n")
        say(f"{'page':<36}{'small':>8}{'large':>8}{'ratio':>7}{'queries':>9}")
        for page in ADDRESSES:
            rounds = [(*small(page), *large(page)) for _ in range(ROUNDS)]
            taken, queries, more, more_queries = map(statistics.median, zip(*rounds, strict=True))
            shown = f"{queries:g}" if queries == more_queries else f"{queries:g} → {more_queries:g}"
            say(f"{page:<36}{taken:>8.1f}{more:>8.1f}{more / taken:>7.2f}{shown:>9}")


if __name__ == "__main__":
    serve(int(sys.argv[1]))
