"""Pieces of SQL that several guards are made of."""

from collections.abc import Iterable


def quoted(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)


def differs(*columns: str) -> str:
    return "(" + " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns) + ")"


def overlaps(row: str) -> str:
    """Whether NEW and another row, both from `since` until before `until`, have a day in common."""
    return (
        f"{row}.since < coalesce(NEW.until, '9999-12-31') AND NEW.since < coalesce({row}.until, '9999-12-31') "
        f"AND {row}.id IS DISTINCT FROM NEW.id"
    )


def counted_unit(member_id: str) -> str:
    """The unit where a person is counted, last if not now: what is logged of her belongs there."""
    return (
        f"(SELECT m.unit_id FROM chapters_membership m WHERE m.member_id = {member_id} AND m.is_counted "
        "ORDER BY m.since DESC LIMIT 1)"
    )
