"""Choices that look like chance and come out the same everywhere, and sums shared out without a remainder."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def number(below: int, *key: object) -> int:
    """A number from 0 to `below` − 1, always the same for the same key."""
    digest = blake2b("|".join(map(str, key)).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") % below


def pick(options: Sequence[T], *key: object) -> T:
    return options[number(len(options), *key)]


def day_between(first: date, last: date, *key: object) -> date:
    return first + timedelta(days=number((last - first).days + 1, *key))


def percent_of(total: int, least: int, most: int, *key: object) -> int:
    """A share of `total` between two percentages."""
    return total * (least + number(most - least + 1, *key)) // 100


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Share out a total by weights; the largest remainders get what rounding leaves."""
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % whole), i))
    for i in by_remainder[: total - sum(shares)]:
        shares[i] += 1
    return shares
