"""What associations are called on paper: by their rows, as they were in that year."""

from collections import Counter

from chapters.kinds import Kind

from .models import Return, Row


def association_name(row: Row) -> str:
    """As it was called in that year: "Hội Khuyến học huyện Na Rì"."""
    return row.name if row.kind == Kind.CENTRAL else f"Hội Khuyến học {row.full_name}"


def association_above(top: Return) -> str:
    above = Row.objects.filter(unit_return=top.above, is_own=True).first() if top.above else None
    return association_name(above) if above else ""


def designations(rows: list[Row]) -> str:
    """ "xã, thị trấn": those that occur, the most frequent first."""
    found = Counter(row.designation or "xã" for row in rows)
    return ", ".join(word for word, _ in found.most_common()) or "xã"
