"""Finding members among very many: what a page costs grows with what it shows, not with how many there are.

Two ways lead to the first fifty in order. Where few come into question (a chapter, a rare name) they are gathered and
sorted; where many do, the index of names is walked in order until the page is full. Which one it is follows from a
count that stops early (docs/decisions/0011).
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Window
from django.db.models.expressions import RawSQL

from khuyenhoc.names import search_key

from ..models import Member, MemberQuerySet, MembershipQuerySet, NameWord
from .members import members_with_units

FEW = 5_000  # so many are sorted faster than the index is walked
COUNTED = 15_000  # no count reads further, and where the index is walked not further than:
COUNTED_WALKING = 1_000
FEW_SHOWN = 100  # more than a page has
BY_NAME = ("sort_key", "pk")
BY_NAME_BACKWARDS = ("-sort_key", "-pk")

_ALL_WORDS = """
WITH RECURSIVE w(word) AS (
  SELECT min(word) FROM chapters_nameword
  UNION ALL
  SELECT (SELECT min(n.word) FROM chapters_nameword n WHERE n.word > w.word) FROM w WHERE w.word IS NOT NULL
) SELECT word FROM w WHERE word IS NOT NULL
"""


@dataclass(frozen=True)
class Found:
    """Members in no order yet; `number` of them, or at least that many.

    `is_walked`: they are many, taken from the index of names. `leading`: the first ones, None if not read.
    """

    members: MemberQuerySet
    number: int
    is_exact: bool
    is_walked: bool
    leading: list[int] | None = None

    def first(self, number: int, *order: str, where: Q = Q()) -> list[int]:  # noqa: B008 an empty condition
        """So many of them in that order."""
        with through_indexes(in_order=self.is_walked and number <= FEW_SHOWN):
            return list(self.members.filter(where).order_by(*order).values_list("pk", flat=True)[:number])


@contextmanager
def through_indexes(*, in_order: bool) -> Iterator[None]:
    """PostgreSQL takes a page of names for a large part of the table, reads it all on every processor, and sorts it.

    In here it is told what a page is: some thousand rows at most, found through the indexes by one processor;
    `in_order`: so few that the index of names brings them in order before a sort would have them all.
    """
    if connection.vendor != "postgresql":
        yield
        return
    hints = "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL random_page_cost = 1.1"
    with transaction.atomic(savepoint=False):
        with connection.cursor() as cursor:
            cursor.execute(f"{hints}; SET LOCAL enable_sort = off" if in_order else hints)
        yield


def find(members: MemberQuerySet, scope: MembershipQuerySet, words: str, *, is_narrowed: bool = False) -> Found:
    """Those of `members` who have one of the `scope` memberships, all in reach, and whose name holds every word.

    `is_narrowed`: the caller has filtered `members` further, so that the scope's count is not theirs.
    """
    parts = search_key(words).split()
    is_whole = not parts and not is_narrowed
    in_scope = up_to(COUNTED if is_whole else FEW, scope.order_by().values("member").distinct())
    gathered = _gather(members, scope, parts, in_scope)
    is_walked = gathered is None
    found = members.filter(Exists(scope.filter(member=OuterRef("pk")))) if gathered is None else gathered
    for part in parts:
        found = found.filter(search_key__contains=part)
    if is_whole:
        return Found(found, min(in_scope, COUNTED), in_scope <= COUNTED, is_walked)
    # Read once in order, and the page is cut from it: counting first would look at every one of them twice.
    if is_walked:
        leading = Found(found, 0, False, is_walked).first(COUNTED_WALKING + 1, *BY_NAME)
        return Found(found, min(len(leading), COUNTED_WALKING), len(leading) <= COUNTED_WALKING, is_walked, leading)
    with through_indexes(in_order=False):
        counted = found.annotate(number=Window(Count("pk"))).order_by(*BY_NAME).values_list("pk", "number")
        rows = list(counted[:FEW_SHOWN])
    return Found(found, rows[0][1] if rows else 0, True, is_walked, [pk for pk, _ in rows])


def _gather(
    members: MemberQuerySet, scope: MembershipQuerySet, parts: list[str], in_scope: int
) -> MemberQuerySet | None:
    """The few who come into question, by their memberships or by their names; None where they are many."""
    if in_scope <= FEW:
        return members.filter(pk__in=scope.order_by().values("member"))
    named = _of_few_names(parts) if parts else None
    if named is None:
        return None
    return members.filter(Exists(scope.filter(member=OuterRef("pk"))), pk__in=named)


def _of_few_names(parts: list[str]) -> QuerySet[Any] | RawSQL | None:
    """Whose name holds the rarest part, or all of them together; None where these are many."""
    known = all_words()
    holding = [NameWord.objects.filter(word__in=[word for word in known if part in word]).order_by() for part in parts]
    sized: list[tuple[int, QuerySet[NameWord]]] = []
    for words in holding:
        number = up_to(COUNTED, words)
        if number <= FEW:
            return words.values("member_id")
        sized.append((number, words))
    (fewest, together), *others = sorted(sized, key=lambda one: one[0])
    # Walking, SQLite reads the index alone, which only a part that is not too common beats; PostgreSQL reads each row.
    if not others or (fewest > COUNTED and connection.vendor != "postgresql"):
        return None
    for _, words in others:
        together = together.filter(Exists(words.filter(member_id=OuterRef("member_id"))))
    # Read, not left to be joined once more: they are few, and no database can guess how few.
    named = list(together.values_list("member_id", flat=True)[: FEW + 1])
    return _as_one_value(named) if len(named) <= FEW else None


def _as_one_value(ids: list[int]) -> RawSQL:
    """Thousands of numbers as one parameter: to bind each of them takes longer than to find them."""
    if connection.vendor == "postgresql":
        return RawSQL("SELECT unnest(%s::bigint[])", [ids])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(ids)])


def all_words() -> list[str]:
    """Every different word of all names, some thousands at most, leaping from one to the next in the index."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL_WORDS)
        return [word for (word,) in cursor.fetchall()]


def up_to(limit: int, records: QuerySet[Any]) -> int:
    """How many there are; limit + 1 when there are more."""
    return records.order_by()[: limit + 1].count()


@dataclass(frozen=True)
class KeyPage:
    """Some members in the order of names; `before` and `after` are the keys of the pages beside it, "" if none."""

    members: list[Member]
    before: str
    after: str


def key_page(found: Found, size: int, *, after: str = "", before: str = "") -> KeyPage:
    """The page behind the member with the key `after`, or in front of `before`; no row is skipped by counting."""
    if key := _read_key(before):
        ids = found.first(size + 1, *BY_NAME_BACKWARDS, where=_in_front_of(*key))
        if len(ids) >= size:
            return _page(ids[:size], has_before=len(ids) > size, has_after=True)
    key = _read_key(after)
    ids = found.first(size + 1, *BY_NAME, where=_behind(*key)) if key else _leading(found, size + 1)
    if key and not ids:
        return key_page(found, size)
    return _page(ids[:size], has_before=key is not None, has_after=len(ids) > size)


def _leading(found: Found, number: int) -> list[int]:
    return found.first(number, *BY_NAME) if found.leading is None else found.leading[:number]


def _page(ids: list[int], *, has_before: bool, has_after: bool) -> KeyPage:
    """Of those found: they were chosen within reach, so no condition is asked twice."""
    shown = list(members_with_units(Member.objects.filter(pk__in=ids)).order_by(*BY_NAME))
    return KeyPage(shown, key_of(shown[0]) if has_before else "", key_of(shown[-1]) if has_after else "")


def key_of(member: Member) -> str:
    return f"{member.sort_key}-{member.pk}"


def _read_key(text: str) -> tuple[str, int] | None:
    """A key from the address; None for what is none."""
    sort_key, _, pk = text.rpartition("-")
    digits = f"{sort_key}{pk}"
    return (sort_key, int(pk)) if pk and digits.isascii() and digits.isdigit() and len(pk) < 19 else None


def _behind(sort_key: str, pk: int) -> Q:
    return Q(sort_key__gte=sort_key) & (Q(sort_key__gt=sort_key) | Q(pk__gt=pk))


def _in_front_of(sort_key: str, pk: int) -> Q:
    return Q(sort_key__lte=sort_key) & (Q(sort_key__lt=sort_key) | Q(pk__lt=pk))
