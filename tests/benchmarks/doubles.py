"""How long it takes to look for doubles, beside admitting that many members to the same chapters.

People as a district has them: a few family names, every fiftieth written down twice in another way.
"""

import random
from collections.abc import Iterator
from datetime import date

from chapters.doubles import Double, Pair, Someone, find_doubles, likely_pairs
from chapters.models import Member, Membership, Unit, User

from .stage import say, timed

NAMES = """
Hoàng Nông Nguyễn Triệu Lý Bế Hà Lường Đàm Vi Hứa Ma Phùng Bàn Đinh Dương
Văn Thị Đức Thu Minh Hữu Thị Văn Ngọc Quang Thanh Thị Xuân Văn Kim Thị
Lan Hùng Hoà Bình Hương Thuỷ Dũng Khánh Loan Mai Tuấn Sơn Nga Hiền Thành Phượng Quý Tâm Vân Yến Chấn Mẩy Tài Nhẫn Sầm
"""
FAMILIES, MIDDLES, GIVEN = (line.split() for line in NAMES.strip().splitlines())


def crowd(count: int, units: list[Unit]) -> Iterator[Someone]:
    """The same people every time."""
    dice = random.Random(2023)  # noqa: S311  no secret
    for number in range(count):
        phone = f"09{dice.randrange(10**8):08}" if number % 2 else ""
        yield Someone(_name(dice), dice.randrange(1935, 2004), phone, units[number % len(units)].pk)


def written_again(people: list[Someone]) -> list[Someone]:
    """As a new list has them: every fiftieth is one of these, the others are new."""
    dice = random.Random(2024)  # noqa: S311  no secret
    return [one if number % 50 == 0 else _renamed(one, dice) for number, one in enumerate(people)]


def _renamed(someone: Someone, dice: random.Random) -> Someone:
    return Someone(_name(dice), dice.randrange(1935, 2004), "", someone.unit_id)


def _name(dice: random.Random) -> str:
    return f"{dice.choice(FAMILIES)} {dice.choice(MIDDLES)} {dice.choice(GIVEN)}"


def admit(people: list[Someone]) -> None:
    """Straight into the tables: what is timed is the search."""
    members = [Member(name=one.name, birth_year=one.birth_year, phone=one.phone) for one in people]
    for member in members:
        member.set_keys()
    Member.objects.bulk_create(members, batch_size=1000)
    belongings = [
        Membership(member=member, unit_id=one.unit_id, since=date(2020, 1, 1))
        for member, one in zip(members, people, strict=True)
    ]
    Membership.objects.bulk_create(belongings, batch_size=1000)


def benchmark(count: int = 10_000) -> None:
    """Print the seconds for `count` members; adds them to the database it is run on."""
    user = User.objects.get(username="vanphong")
    units = list(user.units_reached("write_members").filter(kind="chapter").order_by("path"))
    people = list(crowd(count, units))
    written = timed(lambda: admit(people))
    found: list[list[Double]] = []
    searched = timed(lambda: found.extend(find_doubles(written_again(people), user)))
    pairs: list[Pair] = []
    listed = timed(lambda: pairs.extend(likely_pairs(user)))
    hits = sum(bool(one) for one in found)
    say(f"\nDoubles among {Member.objects.count()} members of a district, seconds\n")
    say(f"{f'{count} members written straight into the tables':<60}{written:>8.1f}")
    say(f"{f'{count} people looked for, {hits} found':<60}{searched:>8.1f}")
    say(f"{f'the page of likely doubles, {len(pairs)} pairs':<60}{listed:>8.1f}")
